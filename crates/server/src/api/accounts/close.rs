//! `POST /api/v1/accounts/{account}/close`: an account closes.

use programme::{AccountId, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// The end of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AccountEnd {
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Closes an account: nobody signs in with it any more, and whoever is signed in with it is so no longer.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/close", operation_id = "closeAccount", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = AccountEnd,
    responses((
        status = 200, description = "It is closed.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<AccountEnd>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::CloseAccount { account, reason: body.reason }).await
}
