//! `POST /api/v1/people/{person}/preparations`: something was done to prepare for a stage.

use jiff::civil::Date;
use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Something that was done to prepare for a stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PreparationBody {
    /// For which stage, as the programme file names it.
    stage: String,
    /// What, as the programme file names it within the stage.
    preparation: String,
    /// When it was done.
    on: Date,
}

/// Records that something was done to prepare somebody for a stage.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/preparations", operation_id = "recordPreparation", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = PreparationBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<PreparationBody>,
) -> Result<Done, Problem> {
    let (stage, preparation) = (body.stage.as_str().into(), body.preparation.as_str().into());
    carry_out(&state, asked, Command::RecordPreparation { person, stage, preparation, on: body.on }).await
}
