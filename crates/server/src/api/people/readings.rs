//! `GET /api/v1/people/{person}/readings`: who has read somebody's record.

use axum::Json;
use programme::PersonId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::nobody;
use crate::api::limited;
use crate::api::model::{ReadingRow, Readings};
use crate::api::readings::names_of;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// Which readings are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Where the page begins: the `next` of the page before.
    cursor: Option<i64>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Who has read a person's record, newest first.
///
/// Looking at this is a reading too: of the part `readings`.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/readings", operation_id = "listReadings", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id."), Page),
    responses((status = 200, description = "A page of readings.", body = Readings)),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    Query(page): Query<Page>,
) -> Result<Json<Readings>, Problem> {
    let (limit, today) = (limited(page.limit)?, state.today());
    let found = state.read_about("readings", Via::Api, move |reader| {
        if reader.person_rows(&[person], today)?.is_empty() {
            return Ok(About::nobody(None));
        }
        let readings = reader.readings_of(person, page.cursor, limit + 1)?;
        let names = names_of(reader, &readings)?;
        let readings = readings.into_iter().map(|stored| ReadingRow::of(stored, &names)).collect();
        Ok(About::one(person, Some(readings)))
    });
    let mut readings: Vec<ReadingRow> = found.await?.ok_or_else(nobody)?;
    let more = readings.len() > limit as usize;
    readings.truncate(limit as usize);
    let next = readings.last().filter(|_| more).map(|last| last.seq.to_string());
    Ok(Json(Readings { readings, next }))
}
