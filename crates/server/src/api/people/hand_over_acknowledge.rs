//! `POST /api/v1/people/{person}/hand-over/acknowledge`: the other programme has said yes.

use jiff::civil::Date;
use programme::{Acknowledgement, Command, JourneyStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// What the other programme said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AcknowledgeBody {
    /// The first day on which they are with the other programme.
    on: Date,
    /// Who of the other programme said so, and how.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
}

/// Records that the other programme has said yes: staying in touch is theirs from that day.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/hand-over/acknowledge", operation_id = "acknowledgeHandOver", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = AcknowledgeBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<AcknowledgeBody>,
) -> Result<Done, Problem> {
    let acknowledgement = Acknowledgement { on: body.on, by: body.by };
    let step = JourneyStep::AcknowledgeHandOver { acknowledgement };
    carry_out(&state, asked, Command::Journey { person, step }).await
}
