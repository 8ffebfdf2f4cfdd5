//! `POST /api/v1/people/{person}/depart`: somebody leaves the programme.

use jiff::civil::Date;
use programme::{Command, Departure, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A departure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DepartureBody {
    /// The day.
    on: Date,
    /// What they said; they need not say anything.
    #[schema(max_length = 4000)]
    said: Option<String>,
}

/// Records that somebody left the programme.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/depart", operation_id = "departPerson", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = DepartureBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<DepartureBody>,
) -> Result<Done, Problem> {
    let departure = Departure { on: body.on, said: body.said };
    carry_out(&state, asked, Command::Depart { person, departure }).await
}
