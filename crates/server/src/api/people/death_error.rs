//! `POST /api/v1/people/{person}/death/entered-in-error`: somebody has not died.

use programme::{Command, JourneyStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Why a death is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LiveBody {
    /// How that came to be.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Takes a death back that was recorded in error.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/death/entered-in-error", operation_id = "takeBackDeath", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = LiveBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<LiveBody>,
) -> Result<Done, Problem> {
    let step = JourneyStep::Live { reason: body.reason };
    carry_out(&state, asked, Command::Journey { person, step }).await
}
