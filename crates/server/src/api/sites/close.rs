//! `POST /api/v1/sites/{site}/close`: a site closes.

use jiff::civil::Date;
use programme::{Command, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// When a site closes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SiteClosing {
    /// The first day on which nobody is there.
    on: Date,
}

/// Closes a site, on a day on which nobody is there.
#[utoipa::path(
    post, path = "/api/v1/sites/{site}/close", operation_id = "closeSite", tag = "sites",
    params(("site" = uuid::Uuid, Path, description = "The site's id.")),
    request_body = SiteClosing,
    responses((
        status = 200, description = "It is closed.", body = Done,
        headers(("ETag" = String, description = "The site's version.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(site): Path<SiteId>,
    asked: Asked,
    Json(body): Json<SiteClosing>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::CloseSite { site, on: body.on }).await
}
