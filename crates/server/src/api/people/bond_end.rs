//! `POST /api/v1/people/{person}/bonds/{bond}/end`: either side ends a bond.

use programme::{BondId, Command, PersonId};

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Path};
use crate::problem::Problem;
use crate::state::State;

/// Ends a bond: one's own, or one in which one was named.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/bonds/{bond}/end", operation_id = "endBond", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id: who named, or who was named."),
        ("bond" = uuid::Uuid, Path, description = "The bond's id."),
    ),
    responses((
        status = 200, description = "It is ended.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    asked: Asked,
) -> Result<Done, Problem> {
    let step = state.end_of_bond(person, bond).await?;
    carry_out(&state, asked, Command::Bond { person, bond, step }).await
}
