//! `GET /api/v1/people/{person}/advocates`: who could be a person's advocate.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::Advocates;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// Who could be a person's advocate from today on, the best first: independent, trained, there, with room for them; whoever was
/// theirs before, then whoever stands by the fewest. Whoever stands by them already is left out.
///
/// A reading of the part `carers` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/advocates", operation_id = "suggestAdvocates", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "Who could be.", body = Advocates)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Advocates>, Problem> {
    let today = state.today();
    let found = state.read_about("carers", Via::Api, move |reader| {
        Ok(match reader.suggested_advocates(person, today)? {
            None => About::nobody(None),
            Some(found) => About::one(person, Some(found)),
        })
    });
    let found = found.await?.ok_or_else(nobody)?;
    Ok(Json(Advocates::of(found, &state.programme().carers)))
}
