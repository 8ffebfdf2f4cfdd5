//! `POST /api/v1/people/{person}/donations`: somebody is asked, or offers, or gave elsewhere.

use programme::{Command, DonationId, PersonId};

use crate::api::make;
use crate::api::model::{BeginBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Begins a donation, or writes down one that was made elsewhere.
///
/// Its id follows from the idempotency key: sent again with the same key, this names the same donation.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/donations", operation_id = "beginDonation", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = BeginBody,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The path of all their donations, with this one's id behind `#`."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<BeginBody>,
) -> Result<Made, Problem> {
    let donation = DonationId(asked.new_id("donation"));
    let command = Command::Donation { person, donation, step: body.into() };
    make(&state, asked, command, format!("/api/v1/people/{person}/donations#{donation}")).await
}
