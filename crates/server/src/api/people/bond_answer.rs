//! `POST /api/v1/people/{person}/bonds/{bond}/answer`: whether whoever named somebody may see them.

use programme::{BondId, Command, PersonId};

use crate::api::carry_out;
use crate::api::model::{BondAnswerBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Says whether whoever named this person may see who they are. Each sees who the other is once both wish it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/bonds/{bond}/answer", operation_id = "answerBond", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The id of the person who was named."),
        ("bond" = uuid::Uuid, Path, description = "The bond's id."),
    ),
    request_body = BondAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    asked: Asked,
    Json(body): Json<BondAnswerBody>,
) -> Result<Done, Problem> {
    let step = state.answer_of_bond(person, bond, body.may_see).await?;
    carry_out(&state, asked, Command::Bond { person, bond, step }).await
}
