//! `GET /api/v1/people/{person}/messages`: messages to somebody, and the links in them.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::Reached;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// The messages that were written to somebody and what became of them, and the links by which they answer.
///
/// A reading of the part `messages` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/messages", operation_id = "getMessages", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "The messages and links.", body = Reached)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Reached>, Problem> {
    let on = state.today();
    let found = state.read_about("messages", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        Ok(About::one(person, Some(Reached::of(&life.person, on))))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
