//! `POST /api/v1/people/{person}/bonds/{bond}/change`: what somebody who is named may be told.

use programme::{BondId, BondStep, Command, PersonId};

use crate::api::carry_out;
use crate::api::model::{BondBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Says anew what somebody who is named may be told, how they are reached, and whether they may see the namer.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/bonds/{bond}/change", operation_id = "changeBond", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("bond" = uuid::Uuid, Path, description = "The bond's id."),
    ),
    request_body = BondBody,
    responses((
        status = 200, description = "It is changed.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    asked: Asked,
    Json(body): Json<BondBody>,
) -> Result<Done, Problem> {
    let step = BondStep::Change { content: body.try_into()? };
    carry_out(&state, asked, Command::Bond { person, bond, step }).await
}
