//! `GET /api/v1/people/{person}/follow-up`: staying in touch with somebody.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::FollowUp;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// When somebody is to be in touch with a person next, how they want to be reached, what is missing of each form after a
/// donation, and what has to be reported within hours.
///
/// A reading of the part `follow-up` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/follow-up", operation_id = "getFollowUp", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "How it stands.", body = FollowUp)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<FollowUp>, Problem> {
    let on = state.today();
    let found = state.read_about("follow-up", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let follow_up = FollowUp::of(&life.person, reader.programme(), on);
        Ok(About::one(person, Some(follow_up)))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
