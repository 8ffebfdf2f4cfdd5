//! `GET /api/v1/accounts/{account}`: one account.

use programme::AccountId;

use crate::api::model::Account;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State;

/// One account, with every post.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}", operation_id = "getAccount", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    responses((
        status = 200, description = "The account.", body = Account,
        headers(("ETag" = String, description = "The version, for `If-Match`.")),
    )),
)]
pub(crate) async fn handler(state: State, Path(account): Path<AccountId>) -> Result<Account, Problem> {
    let found = state.read_door(move |reader| reader.account(account)).await?;
    let found = found.ok_or_else(|| Problem::no_such("There is no account of this id.").of("account"))?;
    Ok(found.account.into())
}
