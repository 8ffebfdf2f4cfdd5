//! `GET /api/v1/people/{person}/requests`: what somebody asked about their own record.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::{Request, Requests};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// What a person asked of the programme about their own record, with the answers, oldest first.
///
/// A reading of the part `requests` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/requests", operation_id = "listRequests", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "What they asked.", body = Requests)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Requests>, Problem> {
    let found = state.read_about("requests", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let mut asked: Vec<_> = life.person.requests.into_iter().collect();
        asked.sort_by_key(|(id, request)| (request.on, *id));
        Ok(About::one(person, Some(Requests { requests: asked.into_iter().map(Request::from).collect() })))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
