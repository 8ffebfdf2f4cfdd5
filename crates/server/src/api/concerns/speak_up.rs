//! `POST /api/v1/concerns`: somebody speaks up.

use programme::{Command, ConcernId, PersonId, Said};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{ConcernKind, Done, Made};
use crate::extract::{Asked, Json};
use crate::problem::Problem;
use crate::state::State;

/// What somebody says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SpeakingUp {
    /// About what.
    kind: ConcernKind,
    /// In their own words.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// About whom, if about somebody in the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    about: Option<PersonId>,
}

/// Says that somebody was not told, or was pressed, or that something else is not right. Everybody who is signed in may;
/// the auditor reads it, and nobody can take it back.
///
/// Its id follows from the idempotency key. Its answers are in `/api/v1/me`.
#[utoipa::path(
    post, path = "/api/v1/concerns", operation_id = "speakUp", tag = "concerns",
    request_body = SpeakingUp,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "Where it is read: one's own page."),
            ("ETag" = String, description = "The version of the account."),
        ),
    )),
)]
pub(crate) async fn handler(state: State, asked: Asked, Json(body): Json<SpeakingUp>) -> Result<Made, Problem> {
    let account = state.caller().signed_in()?.holder.account;
    let concern = ConcernId(asked.new_id("concern"));
    let said = Said { about: body.about, text: body.text };
    let command = Command::SpeakUp { account, concern, kind: body.kind.into(), said };
    make(&state, asked, command, format!("/api/v1/me#{concern}")).await
}
