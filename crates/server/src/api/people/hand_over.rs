//! `POST /api/v1/people/{person}/hand-over`: another programme is asked to take over staying in touch.

use jiff::civil::Date;
use programme::{Command, HandOverOffer, JourneyStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An offer to hand somebody over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct OfferBody {
    /// The day.
    on: Date,
    /// The other programme.
    #[schema(min_length = 1, max_length = 200)]
    to: String,
}

/// Records that another programme was asked to take over staying in touch. Until it has said yes nothing changes.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/hand-over", operation_id = "offerHandOver", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = OfferBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<OfferBody>,
) -> Result<Done, Problem> {
    let step = JourneyStep::OfferHandOver { offer: HandOverOffer { on: body.on, to: body.to } };
    carry_out(&state, asked, Command::Journey { person, step }).await
}
