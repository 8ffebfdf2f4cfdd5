//! `POST /api/v1/accounts`: an account opens.

use programme::{AccountId, Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, HolderBody, Made};
use crate::extract::{Asked, Json};
use crate::problem::Problem;
use crate::state::State;

/// An account to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AccountOpening {
    /// Whose own record it gives, where the holder is in the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    person: Option<PersonId>,
    /// Who holds it.
    details: HolderBody,
}

/// Opens an account for somebody who will sign in. It gives nothing until they are appointed, and nobody is let in until they
/// were invited.
///
/// Its id follows from the idempotency key: sent again with the same key, this names the same account.
#[utoipa::path(
    post, path = "/api/v1/accounts", operation_id = "openAccount", tag = "accounts",
    request_body = AccountOpening,
    responses((
        status = 201, description = "It is open.", body = Done,
        headers(("Location" = String, description = "Its path."), ("ETag" = String, description = "The version.")),
    )),
)]
pub(crate) async fn handler(state: State, asked: Asked, Json(body): Json<AccountOpening>) -> Result<Made, Problem> {
    let account = AccountId(asked.new_id("account"));
    let command = Command::OpenAccount { account, person: body.person, details: body.details.into() };
    make(&state, asked, command, format!("/api/v1/accounts/{account}")).await
}
