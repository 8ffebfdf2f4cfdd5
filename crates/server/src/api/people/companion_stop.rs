//! `POST /api/v1/people/{person}/companions/stop`: a companion stands by somebody no longer.

use jiff::civil::Date;
use programme::{CareStep, Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// By whom, and since when not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CompanionStopBody {
    /// By whom they stood.
    #[schema(value_type = uuid::Uuid)]
    whom: PersonId,
    /// The first day on which they do not.
    on: Date,
}

/// Stands by somebody as a companion no longer. The person of the path is the companion, who needs nobody's leave.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/companions/stop", operation_id = "stopStandingBy", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = CompanionStopBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<CompanionStopBody>,
) -> Result<Done, Problem> {
    let step = CareStep::StopStandingBy { whom: body.whom, on: body.on };
    carry_out(&state, asked, Command::Care { person, step }).await
}
