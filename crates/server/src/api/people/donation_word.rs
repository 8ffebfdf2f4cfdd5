//! `POST /api/v1/people/{person}/donations/{donation}/word`: what only the donor says about it.

use programme::{Command, DonationId, PersonId};

use crate::api::carry_out;
use crate::api::model::{Done, WordBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Writes down what the donor says: yes to one thing, less time to reflect, or stop. Whoever heard it writes it in their own name.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/donations/{donation}/word", operation_id = "sayOfDonation", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("donation" = uuid::Uuid, Path, description = "The donation's id."),
    ),
    request_body = WordBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, donation)): Path<(PersonId, DonationId)>,
    asked: Asked,
    Json(body): Json<WordBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::Donation { person, donation, step: body.into() }).await
}
