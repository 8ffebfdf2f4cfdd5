//! `POST /api/v1/people/{person}/follow-up/plan`: it was agreed how somebody wants to be reached.

use programme::{Command, FollowUpStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{Done, PlanBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Records how somebody wants to be reached, and who will always know where they are.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/plan", operation_id = "agreeContact", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = PlanBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<PlanBody>,
) -> Result<Done, Problem> {
    let step = FollowUpStep::Plan { plan: body.into() };
    carry_out(&state, asked, Command::FollowUp { person, step }).await
}
