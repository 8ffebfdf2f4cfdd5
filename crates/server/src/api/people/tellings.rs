//! `GET /api/v1/people/{person}/tellings`: what somebody was told, and what is still to be told.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::Tellings;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// What a person was told, and what has to be told before they are asked.
///
/// A reading of the part `tellings` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/tellings", operation_id = "listTellings", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "What they were told.", body = Tellings)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Tellings>, Problem> {
    let (programme, today) = (std::sync::Arc::clone(state.programme()), state.today());
    let found = state.read_about("tellings", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        Ok(About::one(person, Some(Tellings::of(&life, &programme, today))))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
