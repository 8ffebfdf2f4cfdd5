//! `POST /api/v1/people/{person}/messages/{message}/finish`: somebody knows what became of a message.

use programme::{Command, MessageId, PersonId, ReachStep};

use crate::api::carry_out;
use crate::api::model::{Done, MessageEndBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Says what became of a message: that a letter was posted, that something came back, or that it is not to be sent.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/messages/{message}/finish", operation_id = "finishMessage", tag = "follow-up",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("message" = uuid::Uuid, Path, description = "The message's id."),
    ),
    request_body = MessageEndBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, message)): Path<(PersonId, MessageId)>,
    asked: Asked,
    Json(body): Json<MessageEndBody>,
) -> Result<Done, Problem> {
    let step = ReachStep::Finish { message, outcome: body.outcome.into(), perhaps_twice: false, note: body.note };
    carry_out(&state, asked, Command::Reach { person, step }).await
}
