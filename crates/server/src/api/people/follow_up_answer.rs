//! `POST /api/v1/people/{person}/follow-up/answers`: somebody said how they are.

use programme::{Command, FollowUpAnswerId, FollowUpStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{Done, FollowUpAnswerBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Records how somebody is: what they said, or what was seen. The day on which they were last seen says which form it belongs to.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/answers", operation_id = "recordFollowUp", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = FollowUpAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<FollowUpAnswerBody>,
) -> Result<Done, Problem> {
    let answer = FollowUpAnswerId(asked.new_id("answer"));
    let step = FollowUpStep::Answer { answer, content: body.into() };
    carry_out(&state, asked, Command::FollowUp { person, step }).await
}
