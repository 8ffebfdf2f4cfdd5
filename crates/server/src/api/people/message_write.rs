//! `POST /api/v1/people/{person}/messages`: a message is written to somebody.

use programme::{Command, LinkId, MessageId, PersonId, ReachStep};

use crate::api::make;
use crate::api::model::{Done, Made, MessageBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Writes a message to somebody who is to be asked how they are, in the words of the programme file and with a link by which they
/// answer. E-mails and text messages are sent soon after, where the operator has set that up; a letter waits to be printed.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/messages", operation_id = "writeMessage", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = MessageBody,
    responses((
        status = 201, description = "It is written.", body = Done,
        headers(
            ("Location" = String, description = "The path of the messages, with the id of this one."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<MessageBody>,
) -> Result<Made, Problem> {
    let message = MessageId(asked.new_id("message"));
    let (link, _) = state.new_link(person, LinkId(asked.new_id("link"))).await?;
    let step = ReachStep::Write { message, by: body.by.into(), link };
    let location = format!("/api/v1/people/{person}/messages#{message}");
    make(&state, asked, Command::Reach { person, step }, location).await
}
