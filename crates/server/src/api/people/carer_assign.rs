//! `POST /api/v1/people/{person}/carers`: somebody is put by a person's side.

use programme::{Command, PersonId};

use crate::api::make;
use crate::api::model::{CareBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Puts an advocate or a companion by a person's side.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/carers", operation_id = "assignCarer", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = CareBody,
    responses((
        status = 201, description = "They stand by them.", body = Done,
        headers(
            ("Location" = String, description = "The path of everybody who stands by them."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<CareBody>,
) -> Result<Made, Problem> {
    let command = Command::AssignCarer { person, care: body.into() };
    make(&state, asked, command, format!("/api/v1/people/{person}/carers")).await
}
