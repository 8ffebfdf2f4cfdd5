//! `GET /api/v1/people/{person}/bonds`: whom somebody named, and who named them.

use axum::Json;
use programme::PersonId;

use crate::api::model::Bonds;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{State, Via};

/// Whom a person named, and who named them and would be seen by them.
///
/// A reading of the part `bonds` is on their record before this answers, and one on the record of everybody whose name is shown.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/bonds", operation_id = "listBonds", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "Whom they named.", body = Bonds)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Bonds>, Problem> {
    let (life, seen) = state.bonds_of(person, Via::Api).await?;
    Ok(Json(Bonds::of(&life, &seen)))
}
