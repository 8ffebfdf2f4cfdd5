//! `POST /api/v1/people/{person}/donations/{donation}/step`: what the programme does about it.

use programme::{Command, DonationId, PersonId};

use crate::api::carry_out;
use crate::api::model::{Done, StepBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Takes a donation a step further, or calls it off. A refusal names everything that is missing, and who can supply it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/donations/{donation}/step", operation_id = "stepDonation", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("donation" = uuid::Uuid, Path, description = "The donation's id."),
    ),
    request_body = StepBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, donation)): Path<(PersonId, DonationId)>,
    asked: Asked,
    Json(body): Json<StepBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::Donation { person, donation, step: body.into() }).await
}
