//! `POST /api/v1/accounts/{account}/change`: what an account's holder is called, or signs in as.

use programme::{AccountId, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, HolderBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Who holds an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AccountChange {
    /// Who holds it, whole.
    details: HolderBody,
}

/// Changes what an account's holder is called, or signs in as.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/change", operation_id = "changeAccount", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = AccountChange,
    responses((
        status = 200, description = "It is changed.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<AccountChange>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::ChangeAccount { account, details: body.details.into() }).await
}
