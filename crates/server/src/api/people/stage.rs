//! `POST /api/v1/people/{person}/stage`: somebody enters a stage of life.

use jiff::civil::Date;
use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A stage of life to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StageBody {
    /// Which, as the programme file names it.
    stage: String,
    /// The first day in it.
    on: Date,
}

/// Records that somebody entered a stage of life.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/stage", operation_id = "enterStage", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = StageBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<StageBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::EnterStage { person, stage: body.stage.as_str().into(), on: body.on }).await
}
