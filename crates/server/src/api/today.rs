//! `GET /api/v1/today`: what needs a person now.

use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

use super::limited;
use super::model::Today;
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Gathered, Sought, State, Via};

/// How many of each sort.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// How many of each sort at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What needs a person now, in the lists of the page Today: who has nobody on their side, alerts, reports within hours,
/// donations, what people asked and object to, late and due checks, changed outcomes, and the others. Lists that are not for the
/// caller's posts are empty.
///
/// Each person shown has a reading of the part `today` on their record.
#[utoipa::path(
    get, path = "/api/v1/today", operation_id = "getToday", tag = "today",
    params(Page),
    responses((status = 200, description = "What needs a person.", body = Today)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<Today>, Problem> {
    let (on, limit) = (state.today(), limited(page.limit)?);
    let (reach, sought) = (state.reach(Right::SeeToday), Sought::by(&state));
    let gathered = state.read_about("today", Via::Api, move |reader| {
        let gathered = Gathered::on(reader, &reach, sought, on, limit)?;
        Ok(About::all(gathered.people(), gathered))
    });
    Ok(Json(Today::of(gathered.await?, on, state.programme())))
}
