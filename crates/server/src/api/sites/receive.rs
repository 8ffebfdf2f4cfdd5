//! `POST /api/v1/sites/{site}/receive`: somebody has come, and says who they are.

use jiff::civil::Date;
use programme::{Command, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Somebody who has come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Received {
    /// Their number in the programme.
    #[schema(min_length = 1, max_length = 200)]
    number: String,
    /// The day on which they were born.
    born: Date,
    /// The first day there.
    on: Date,
}

/// Records that somebody came to a site: known by their number and the day of their birth, both.
#[utoipa::path(
    post, path = "/api/v1/sites/{site}/receive", operation_id = "receivePerson", tag = "sites",
    params(("site" = uuid::Uuid, Path, description = "The site's id.")),
    request_body = Received,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(site): Path<SiteId>,
    asked: Asked,
    Json(body): Json<Received>,
) -> Result<Done, Problem> {
    let Some(person) = state.known_by(body.number, body.born).await? else {
        return Err(Problem::unreadable("number", "Nobody has this number and this date of birth."));
    };
    carry_out(&state, asked, Command::Move { person, site: Some(site), on: body.on }).await
}
