//! `GET /api/v1/accounts/{account}`: one account.

use programme::AccountId;

use crate::api::model::Account;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{State, Via};

/// One account, with every post, as far as whoever reads may see it.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}", operation_id = "getAccount", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    responses((
        status = 200, description = "The account.", body = Account,
        headers(("ETag" = String, description = "The version, for `If-Match`.")),
    )),
)]
pub(crate) async fn handler(state: State, Path(account): Path<AccountId>) -> Result<Account, Problem> {
    Ok(state.account_seen(Via::Api, account).await?.0.into())
}
