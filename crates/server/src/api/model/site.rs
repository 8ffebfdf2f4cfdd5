//! Sites, and who is there.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::SiteId;
use serde::Serialize;
use utoipa::ToSchema;

use super::PersonRow;
use crate::problem::etag;

/// All sites.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Sites {
    /// The day on which the people are counted.
    pub(crate) on: Date,
    /// The sites, those first that were entered first.
    pub(crate) sites: Vec<Site>,
}

/// A site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Site {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: SiteId,
    /// The version: send it in `If-Match` with a command.
    version: u64,
    /// Its kind.
    kind: String,
    /// What people call it.
    name: String,
    /// How many people it has places for; `null`: it does not count them.
    #[schema(format = Int64, maximum = 4_294_967_295_u32)]
    places: Option<u32>,
    /// How many people are there on the day asked for.
    people: u32,
    /// The first day.
    opened: Date,
    /// The first day on which nobody is there any more.
    closed: Option<Date>,
}

/// Who is at a site on a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Residents {
    /// The day.
    pub(crate) on: Date,
    /// How many there are; those past the limit are not listed.
    pub(crate) total: u32,
    /// Who, those first who came first.
    pub(crate) residents: Vec<Resident>,
}

/// Somebody who is at a site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Resident {
    /// Who.
    pub(crate) person: PersonRow,
    /// Since when.
    pub(crate) since: Date,
}

impl From<record::SiteRow> for Site {
    fn from(row: record::SiteRow) -> Self {
        let (people, site) = (row.people, row.site);
        Self {
            id: row.id,
            version: site.version,
            kind: site.kind.to_string(),
            name: site.name,
            places: site.places,
            people,
            opened: site.opened,
            closed: site.closed,
        }
    }
}

impl IntoResponse for Site {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.version))], axum::Json(self)).into_response()
    }
}
