//! `POST /api/v1/people/{person}/waits`: somebody waits, or is ready again.

use programme::{Command, DeferralId, PersonId};

use crate::api::make;
use crate::api::model::{Done, Made, WaitBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Begins a wait of somebody's own, joins one, or ends it. It is never refused but for a day that cannot be true, and nobody asks why.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/waits", operation_id = "wait", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
    ),
    request_body = WaitBody,
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
    Json(body): Json<WaitBody>,
) -> Result<Made, Problem> {
    let new = DeferralId(asked.new_id("deferral"));
    let Some((deferral, step)) = body.step(new) else {
        return Err(Problem::unreadable("deferral", "Say which wait this is about."));
    };
    let command = Command::Deferral { person, deferral, step };
    make(&state, asked, command, format!("/api/v1/people/{person}/deferrals#{deferral}")).await
}
