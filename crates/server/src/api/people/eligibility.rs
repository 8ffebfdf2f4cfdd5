//! `GET /api/v1/people/{person}/eligibility`: whether somebody may give, on any day.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::OnQuery;
use crate::api::model::Eligibility;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// What a person's eligibility comes to on a day, with every reason for it.
///
/// A reading of the part `eligibility` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/eligibility", operation_id = "getEligibility", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id."), OnQuery),
    responses((status = 200, description = "The outcome and its reasons.", body = Eligibility)),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    Query(query): Query<OnQuery>,
) -> Result<Json<Eligibility>, Problem> {
    let on = query.on.unwrap_or_else(|| state.today());
    let found = state.read_about("eligibility", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let eligibility = Eligibility::of(&life.person, reader.programme(), on);
        Ok(About::one(person, Some(eligibility)))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
