//! `GET /api/v1/programme`: the rules.

use axum::Json;

use super::model::ProgrammeRules;
use crate::state::State;

/// The rules that are in force, with their words, sources and dates; the programme file itself; the articles.
#[utoipa::path(
    get, path = "/api/v1/programme", operation_id = "getProgramme", tag = "programme",
    responses((status = 200, description = "The rules.", body = ProgrammeRules)),
)]
pub(crate) async fn handler(state: State) -> Json<ProgrammeRules> {
    Json(ProgrammeRules::from(&**state.programme()))
}
