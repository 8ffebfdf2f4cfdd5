//! `POST /api/v1/people/{person}/appeals`: somebody objects.

use programme::{AppealId, Command, PersonId};

use crate::api::make;
use crate::api::model::{AppealBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Objects to what keeps somebody from giving: they themselves, or their advocate.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/appeals", operation_id = "makeAppeal", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
    ),
    request_body = AppealBody,
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
    Json(body): Json<AppealBody>,
) -> Result<Made, Problem> {
    let appeal = AppealId(asked.new_id("appeal"));
    let Some(step) = body.made() else {
        return Err(Problem::unreadable("deferral", "Name one thing: a deferral, a finding or an assessment."));
    };
    let command = Command::Appeal { person, appeal, step };
    make(&state, asked, command, format!("/api/v1/people/{person}/deferrals#{appeal}")).await
}
