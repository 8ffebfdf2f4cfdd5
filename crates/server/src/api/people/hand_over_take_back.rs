//! `POST /api/v1/people/{person}/hand-over/take-back`: a hand-over is taken back.

use jiff::civil::Date;
use programme::{Command, JourneyStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Why a hand-over is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TakeBackBody {
    /// From which day.
    on: Date,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Records that somebody is this programme's again, or that the other one said no.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/hand-over/take-back", operation_id = "takeBackHandOver", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = TakeBackBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<TakeBackBody>,
) -> Result<Done, Problem> {
    let step = JourneyStep::TakeBackHandOver { on: body.on, reason: body.reason };
    carry_out(&state, asked, Command::Journey { person, step }).await
}
