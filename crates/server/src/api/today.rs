//! `GET /api/v1/today`: what needs a person now.

use axum::Json;
use jiff::civil::Date;
use programme::PersonId;
use record::Reader;
use serde::Deserialize;
use utoipa::IntoParams;

use super::limited;
use super::model::Today;
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via};

/// How many of each sort.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// How many of each sort at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What needs a person now: alerts, late and due checks, changed outcomes, refused rows.
///
/// Each person shown has a reading of the part `today` on their record.
#[utoipa::path(
    get, path = "/api/v1/today", operation_id = "getToday", tag = "today",
    params(Page),
    responses((status = 200, description = "What needs a person.", body = Today)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<Today>, Problem> {
    let (on, limit) = (state.today(), limited(page.limit)?);
    let (reach, sees_rows) = (state.reach(Right::SeeToday), state.caller().has(Right::LookAtRows));
    let today = state.read_about("today", Via::Api, move |reader| {
        let today = needed(reader, &reach, sees_rows, on, limit)?;
        Ok(About::all(shown(&today), today))
    });
    Ok(Json(Today::of(today.await?, on, state.programme())))
}

/// What needs one of the people whom a right takes in; rows of files for who sees to them.
pub(crate) fn needed(
    reader: &mut Reader,
    reach: &Reached,
    sees_rows: bool,
    on: Date,
    limit: u32,
) -> Result<record::Today, record::Error> {
    let mut today = match reach.people(reader)? {
        None => reader.today(on, limit)?,
        Some(people) => reader.today_of(&people, on, limit)?,
    };
    // Nobody comes up on their own desk.
    let tied = reach.tied(reader, &shown(&today))?;
    let is_tied = |row: &record::PersonRow| tied.contains_key(&row.id);
    today.alerts.retain(|row| is_tied(&row.person));
    today.late.retain(|row| is_tied(&row.person));
    today.due.retain(|row| is_tied(&row.person));
    today.changed.retain(|row| is_tied(&row.person));
    today.uncovered.retain(|row| is_tied(&row.person));
    today.talks.retain(|row| is_tied(&row.person));
    if !sees_rows {
        today.refused.clear();
        today.refused_total = 0;
    }
    Ok(today)
}

/// Everybody who comes up in it.
pub(crate) fn shown(today: &record::Today) -> Vec<PersonId> {
    let alerts = today.alerts.iter().map(|row| row.person.id);
    let checks = today.late.iter().chain(&today.due).map(|row| row.person.id);
    let care = today.uncovered.iter().map(|row| row.person.id).chain(today.talks.iter().map(|row| row.person.id));
    alerts.chain(checks).chain(today.changed.iter().map(|row| row.person.id)).chain(care).collect()
}
