//! `POST /api/v1/people/{person}/follow-up/answers/{answer}/entered-in-error`: an answer that never was.

use programme::{Command, FollowUpAnswerId, FollowUpStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Why an answer counts for nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AnswerErrorBody {
    /// How it came to be written down.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Says that somebody never answered this, or that it was somebody else. It stays on record, and counts for nothing.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/answers/{answer}/entered-in-error", operation_id = "markAnswerInError",
    tag = "follow-up",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("answer" = uuid::Uuid, Path, description = "The answer's id."),
    ),
    request_body = AnswerErrorBody,
    responses((
        status = 200, description = "It counts for nothing.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, answer)): Path<(PersonId, FollowUpAnswerId)>,
    asked: Asked,
    Json(body): Json<AnswerErrorBody>,
) -> Result<Done, Problem> {
    let step = FollowUpStep::TakeBack { answer, reason: body.reason };
    carry_out(&state, asked, Command::FollowUp { person, step }).await
}
