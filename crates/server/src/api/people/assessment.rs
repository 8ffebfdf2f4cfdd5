//! `POST /api/v1/people/{person}/assessments`: what was found is assessed.

use programme::{AssessmentId, AssessmentStep, Command, PersonId};

use crate::api::make;
use crate::api::model::{AssessmentBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Says whether somebody is fit to give with what a rule found.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/assessments", operation_id = "assess", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
    ),
    request_body = AssessmentBody,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The path of everything of this sort, with the new one's id behind `#`."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<AssessmentBody>,
) -> Result<Made, Problem> {
    let assessment = AssessmentId(asked.new_id("assessment"));
    let AssessmentBody { rule, on, fit, words } = body;
    let step = AssessmentStep::Assess { rule: rule.as_str().into(), on, fit, words };
    let command = Command::Assessment { person, assessment, step };
    make(&state, asked, command, format!("/api/v1/people/{person}/deferrals#{assessment}")).await
}
