//! `GET /api/v1/people/{person}/deferrals`: what somebody waits for, and what they objected to.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::Deferrals;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// Somebody's waits and deferrals, what they objected to, and what was assessed, each oldest first.
///
/// A reading of the part `deferrals` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/deferrals", operation_id = "listDeferrals", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "What they wait for.", body = Deferrals)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Deferrals>, Problem> {
    let found = state.read_about("deferrals", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        Ok(About::one(person, Some(Deferrals::from(&life.person))))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
