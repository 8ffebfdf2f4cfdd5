//! `POST /api/v1/people/{person}/follow-up/attempts`: somebody tried to reach a donor.

use programme::{Command, FollowUpStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{AttemptBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Records that somebody tried to reach a donor, and what came of it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/attempts", operation_id = "recordAttempt", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = AttemptBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<AttemptBody>,
) -> Result<Done, Problem> {
    let step = FollowUpStep::Attempt { attempt: body.into() };
    carry_out(&state, asked, Command::FollowUp { person, step }).await
}
