//! `POST /api/v1/people/{person}/requests/{request}/answer`: somebody who asked about their own record is answered.

use programme::{Command, PersonId, RequestId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An answer to a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RequestAnswerBody {
    /// Whether it was done as they asked.
    granted: bool,
    /// In which words they are answered.
    #[schema(min_length = 1, max_length = 4000)]
    answer: String,
}

/// Answers what a person asked about their own record. It says what was done, and does nothing itself.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/requests/{request}/answer", operation_id = "answerRequest", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("request" = uuid::Uuid, Path, description = "The request's id."),
    ),
    request_body = RequestAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, request)): Path<(PersonId, RequestId)>,
    asked: Asked,
    Json(body): Json<RequestAnswerBody>,
) -> Result<Done, Problem> {
    let command = Command::AnswerRequest { person, request, granted: body.granted, answer: body.answer };
    carry_out(&state, asked, command).await
}
