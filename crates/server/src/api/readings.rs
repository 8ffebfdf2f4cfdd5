//! `GET /api/v1/readings`: who read whom, in the whole programme.

use std::collections::BTreeSet;

use axum::Json;
use programme::PersonId;
use record::{AccountNames, Reader, ReadingsFilter, StoredReading};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::limited;
use super::model::ReadingRow;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::{About, Reached, State, Via};

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

/// A page of readings of the whole programme, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct AllReadings {
    /// The readings.
    readings: Vec<ReadingOf>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A reading, and whose record was read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ReadingOf {
    /// Whose record.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// Who read what.
    reading: ReadingRow,
}

/// Who read whom, which part, when and through which relation, newest first.
///
/// Looking at this is a reading too: everybody who comes up has one of the part `audit`. What is the auditor's own record
/// is for another auditor.
#[utoipa::path(
    get, path = "/api/v1/readings", operation_id = "listAllReadings", tag = "readings",
    params(Page),
    responses((status = 200, description = "A page of readings.", body = AllReadings)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<AllReadings>, Problem> {
    let (limit, reach) = (limited(page.limit)?, state.reach(state.caller().right()));
    let readings = state.read_about("audit", Via::Api, move |reader| {
        let readings = gather(reader, &reach, page.cursor, limit)?;
        Ok(About::all(readings.readings.iter().map(|row| row.person).collect::<Vec<_>>(), readings))
    });
    Ok(Json(readings.await?))
}

fn gather(reader: &mut Reader, reach: &Reached, before: Option<i64>, limit: u32) -> Result<AllReadings, record::Error> {
    let page = reader.readings_page(&ReadingsFilter::default(), before, limit)?;
    let (mut stored, next) = (page.rows, page.next.map(|next| next.to_string()));
    let names = names_of(reader, &stored)?;
    let people: BTreeSet<PersonId> = stored.iter().map(|stored| stored.reading.person).collect();
    let tied = reach.tied(reader, &people.into_iter().collect::<Vec<_>>())?;
    stored.retain(|stored| tied.contains_key(&stored.reading.person));
    let row =
        |stored: StoredReading| ReadingOf { person: stored.reading.person, reading: ReadingRow::of(stored, &names) };
    Ok(AllReadings { readings: stored.into_iter().map(row).collect(), next })
}

/// What those are called who read.
pub(super) fn names_of(reader: &mut Reader, readings: &[StoredReading]) -> Result<AccountNames, record::Error> {
    let accounts = readings.iter().filter_map(|stored| record::account_in(&stored.reading.reader));
    reader.account_names(&accounts.collect())
}
