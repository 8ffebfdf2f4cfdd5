//! `GET /api/v1/erasures`: whose erasure was granted and not carried out.

use axum::Json;
use jiff::civil::Date;
use programme::PersonId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::state::State;

/// Erasures that are still to be carried out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Erasures {
    /// The longest waiting first.
    erasures: Vec<GrantedErasure>,
}

/// An erasure that was granted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct GrantedErasure {
    /// Whose. Who that is stands nowhere here.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// The day on which it was granted.
    #[schema(value_type = String, format = Date)]
    since: Date,
}

/// Whose erasure was granted and is still to be carried out.
#[utoipa::path(
    get, path = "/api/v1/erasures", operation_id = "listErasures", tag = "erasures",
    responses((status = 200, description = "Those that wait.", body = Erasures)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Erasures>, Problem> {
    let granted = state.read_door(|reader| reader.granted_erasures()).await?;
    let erasures = granted.into_iter().map(|(person, since)| GrantedErasure { person, since }).collect();
    Ok(Json(Erasures { erasures }))
}
