//! `POST /api/v1/people/{person}/death`: somebody has died.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{Command, Death, JourneyStep, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A death.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeathBody {
    /// The day.
    on: Date,
    /// Of what, where it is known.
    #[schema(max_length = 4000)]
    cause: Option<String>,
    /// When somebody of the programme learnt of it: the time within which it has to be reported begins.
    learnt: Timestamp,
    /// How.
    #[schema(min_length = 1, max_length = 200)]
    how: String,
}

/// Records that somebody has died. They are asked nothing and due nothing from that day.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/death", operation_id = "recordDeath", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = DeathBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<DeathBody>,
) -> Result<Done, Problem> {
    let death = Death { on: body.on, cause: body.cause, learnt: body.learnt, how: body.how };
    carry_out(&state, asked, Command::Journey { person, step: JourneyStep::Die { death } }).await
}
