//! `POST …/alerts/{examination}/{rule}/answer`: somebody was in touch because of an alert.

use jiff::civil::Date;
use programme::{AlertAnswer, Command, ExaminationId, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// What came of an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AnswerToAlert {
    /// The answer.
    answer: AnswerBody,
}

/// When somebody was in touch, who, and what came of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AnswerBody {
    /// The day on which somebody was in touch.
    on: Date,
    /// Who was in touch.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
    /// What came of it.
    #[schema(min_length = 1, max_length = 4000)]
    note: String,
}

/// Says that somebody was in touch with a person because of an alert.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/alerts/{examination}/{rule}/answer", operation_id = "answerAlert",
    tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("examination" = uuid::Uuid, Path, description = "The examination that gave rise to the alert."),
        ("rule" = String, Path, description = "The alert's rule."),
    ),
    request_body = AnswerToAlert,
    responses((
        status = 200, description = "It is answered.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, examination, rule)): Path<(PersonId, ExaminationId, String)>,
    asked: Asked,
    Json(body): Json<AnswerToAlert>,
) -> Result<Done, Problem> {
    let AnswerBody { on, by, note } = body.answer;
    let (alert, answer) = (rule.as_str().into(), AlertAnswer { on, by, note });
    carry_out(&state, asked, Command::AnswerAlert { person, examination, alert, answer }).await
}
