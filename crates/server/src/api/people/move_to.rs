//! `POST /api/v1/people/{person}/move`: somebody comes to live or stay somewhere.

use jiff::civil::Date;
use programme::{Command, PersonId, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MoveBody {
    /// Where to; `null`: to no site of the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// The first day there.
    on: Date,
}

/// Records that somebody came to live or stay at a site, and left the one before.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/move", operation_id = "movePerson", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = MoveBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<MoveBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::Move { person, site: body.site, on: body.on }).await
}
