//! `POST …/examinations/{examination}/entered-in-error`: an examination was never this person's, or never happened.

use programme::{Command, ExaminationId, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// How an examination came to be entered in error.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EnteredInError {
    /// How that came to be.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Takes an examination back. It stays in the timeline and counts for nothing.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/examinations/{examination}/entered-in-error",
    operation_id = "markExaminationEnteredInError", tag = "examinations",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("examination" = uuid::Uuid, Path, description = "The examination's id."),
    ),
    request_body = EnteredInError,
    responses((
        status = 200, description = "It is taken back.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, examination)): Path<(PersonId, ExaminationId)>,
    asked: Asked,
    Json(body): Json<EnteredInError>,
) -> Result<Done, Problem> {
    let command = Command::MarkExaminationEnteredInError { person, examination, reason: body.reason };
    carry_out(&state, asked, command).await
}
