//! `GET /api/v1/sites/{site}/residents`: who is at a site on any day.

use axum::Json;
use jiff::civil::Date;
use programme::{PersonId, SiteId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::no_site;
use crate::api::limited;
use crate::api::model::{PersonRow, Resident, Residents};
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::{About, State, There, Via};

/// The day, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// The day, such as `2026-05-05`; today in the programme's time zone where it is missing.
    on: Option<Date>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Who is at a site on a day. Each person shown has a reading of the part `residents` on their record.
#[utoipa::path(
    get, path = "/api/v1/sites/{site}/residents", operation_id = "listResidents", tag = "sites",
    params(("site" = uuid::Uuid, Path, description = "The site's id."), Page),
    responses((status = 200, description = "Who is there.", body = Residents)),
)]
pub(crate) async fn handler(
    state: State,
    Path(site): Path<SiteId>,
    Query(page): Query<Page>,
) -> Result<Json<Residents>, Problem> {
    let (today, limit) = (state.today(), limited(page.limit)?);
    let on = page.on.unwrap_or(today);
    let asking = state.asking_who_is_there();
    let found = state.read_about("residents", Via::Api, move |reader| {
        let Some(row) = reader.site(site, on)? else { return Ok(About::nobody(None)) };
        let there = asking.at(reader, site, on, limit)?;
        let people: Vec<PersonId> = there.iter().map(|there| there.row.id).collect();
        let resident = |there: There| Resident { since: there.since, person: PersonRow::seen(there.seen, there.row) };
        let residents = there.into_iter().map(resident).collect();
        Ok(About::all(people, Some(Residents { on, total: row.people, residents })))
    });
    found.await?.map(Json).ok_or_else(no_site)
}
