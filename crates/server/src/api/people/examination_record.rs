//! `POST /api/v1/people/{person}/examinations`: an examination was made.

use programme::{Command, ExaminationId, PersonId};

use crate::api::make;
use crate::api::model::{Done, ExaminationBody, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Writes down an examination: one visit, on one day, at which one or more checks were made.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/examinations", operation_id = "recordExamination", tag = "examinations",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = ExaminationBody,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The examination's path."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<ExaminationBody>,
) -> Result<Made, Problem> {
    let examination = ExaminationId(asked.new_id("examination"));
    let location = format!("/api/v1/people/{person}/examinations/{examination}");
    make(&state, asked, Command::RecordExamination { person, examination, content: body.into() }, location).await
}
