//! `POST /api/v1/accounts/{account}/erase`: what is personal of somebody who worked here goes.

use programme::{AccountId, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// The erasure of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AccountErasure {
    /// On whose wish or by which law, in words that name nobody: it stays in the log.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Destroys the key of a closed account, for ever: its holder's name, what they signed in as and what they said go; what they
/// did stays under the account's id. An account that gives a person's own record is erased with the person.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/erase", operation_id = "eraseAccount", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = AccountErasure,
    responses((
        status = 200, description = "It is erased.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<AccountErasure>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::EraseAccount { account, reason: body.reason }).await
}
