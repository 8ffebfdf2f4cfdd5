//! `POST /api/v1/concerns/{account}/{concern}/answer`: somebody who spoke up is answered.

use programme::{AccountId, Command, ConcernId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConcernAnswerBody {
    /// In which words.
    #[schema(min_length = 1, max_length = 4000)]
    answer: String,
    /// Whether the matter is closed by this.
    #[serde(default)]
    close: bool,
}

/// Answers somebody who spoke up, and may close the matter.
#[utoipa::path(
    post, path = "/api/v1/concerns/{account}/{concern}/answer", operation_id = "answerConcern", tag = "concerns",
    params(
        ("account" = uuid::Uuid, Path, description = "The account of whoever spoke up."),
        ("concern" = uuid::Uuid, Path, description = "The matter's id."),
    ),
    request_body = ConcernAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((account, concern)): Path<(AccountId, ConcernId)>,
    asked: Asked,
    Json(body): Json<ConcernAnswerBody>,
) -> Result<Done, Problem> {
    let command = Command::AnswerConcern { account, concern, answer: body.answer, close: body.close };
    carry_out(&state, asked, command).await
}
