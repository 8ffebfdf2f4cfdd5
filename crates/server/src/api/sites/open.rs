//! `POST /api/v1/sites`: a site opens.

use jiff::civil::Date;
use programme::{Command, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, Made, whole_or_null};
use crate::extract::{Asked, Json};
use crate::problem::Problem;
use crate::state::State;

/// A site to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SiteOpening {
    /// Its kind, as the programme file names it.
    kind: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// How many people it has places for; `null`: it does not count them.
    #[serde(default, deserialize_with = "whole_or_null")]
    #[schema(format = Int64, maximum = 4_294_967_295_u32)]
    places: Option<u32>,
    /// The first day.
    on: Date,
}

/// Opens a site.
///
/// Its id follows from the idempotency key: sent again with the same key, this names the same site.
#[utoipa::path(
    post, path = "/api/v1/sites", operation_id = "openSite", tag = "sites",
    request_body = SiteOpening,
    responses((
        status = 201, description = "It is open.", body = Done,
        headers(("Location" = String, description = "Its path."), ("ETag" = String, description = "The version.")),
    )),
)]
pub(crate) async fn handler(state: State, asked: Asked, Json(body): Json<SiteOpening>) -> Result<Made, Problem> {
    let site = SiteId(asked.new_id("site"));
    let SiteOpening { kind, name, places, on } = body;
    let command = Command::OpenSite { site, kind: kind.as_str().into(), name, places, on };
    make(&state, asked, command, format!("/api/v1/sites/{site}")).await
}
