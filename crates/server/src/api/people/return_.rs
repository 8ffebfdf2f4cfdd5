//! `POST /api/v1/people/{person}/return`: somebody who had left comes back.

use jiff::civil::Date;
use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A return.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReturnBody {
    /// The day.
    on: Date,
}

/// Records that somebody who had left came back.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/return", operation_id = "returnPerson", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = ReturnBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<ReturnBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::Return { person, on: body.on }).await
}
