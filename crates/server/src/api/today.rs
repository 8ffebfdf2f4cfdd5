//! `GET /api/v1/today`: what needs a person now.

use axum::Json;
use programme::PersonId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::limited;
use super::model::Today;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::{About, State, Via};

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
    let today = state.read_about("today", Via::Api, move |reader| {
        let today = reader.today(on, limit)?;
        Ok(About::all(shown(&today), today))
    });
    Ok(Json(Today::of(today.await?, on, state.programme())))
}

/// Everybody who comes up in it.
pub(crate) fn shown(today: &record::Today) -> Vec<PersonId> {
    let alerts = today.alerts.iter().map(|row| row.person.id);
    let checks = today.late.iter().chain(&today.due).map(|row| row.person.id);
    alerts.chain(checks).chain(today.changed.iter().map(|row| row.person.id)).collect()
}
