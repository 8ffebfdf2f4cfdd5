//! `POST /api/v1/sites/{site}/change`: another name, or another number of places.

use programme::{Command, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, whole_or_null};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A site as it is from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SiteChange {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// How many people it has places for; `null`: it does not count them.
    #[serde(default, deserialize_with = "whole_or_null")]
    #[schema(format = Int64, maximum = 4_294_967_295_u32)]
    places: Option<u32>,
}

/// Changes a site's name or places.
#[utoipa::path(
    post, path = "/api/v1/sites/{site}/change", operation_id = "changeSite", tag = "sites",
    params(("site" = uuid::Uuid, Path, description = "The site's id.")),
    request_body = SiteChange,
    responses((
        status = 200, description = "It is changed.", body = Done,
        headers(("ETag" = String, description = "The site's version.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(site): Path<SiteId>,
    asked: Asked,
    Json(body): Json<SiteChange>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::ChangeSite { site, name: body.name, places: body.places }).await
}
