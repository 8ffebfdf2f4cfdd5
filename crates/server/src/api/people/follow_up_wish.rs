//! `POST /api/v1/people/{person}/follow-up/wish`: somebody wants to be left alone, or asked again.

use programme::{Command, FollowUpStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{Done, WishBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Records somebody's own wish to be left alone, or to be asked again. Nobody else's word for it counts.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/wish", operation_id = "recordWish", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = WishBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<WishBody>,
) -> Result<Done, Problem> {
    let be_left = body.be_left;
    let wish = body.into();
    let step = if be_left { FollowUpStep::BeLeft { wish } } else { FollowUpStep::BeAskedAgain { wish } };
    carry_out(&state, asked, Command::FollowUp { person, step }).await
}
