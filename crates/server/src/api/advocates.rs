//! `GET /api/v1/advocates`: the advocates, how many each stands by, what they have learnt and when they are away.

use axum::Json;

use super::model::Advocates;
use crate::problem::Problem;
use crate::state::State;

/// The advocates of today. Whom they stand by is not here.
#[utoipa::path(
    get, path = "/api/v1/advocates", operation_id = "listAdvocates", tag = "accounts",
    responses((status = 200, description = "The advocates.", body = Advocates)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Advocates>, Problem> {
    let today = state.today();
    let found = state.read_door(move |reader| reader.advocates(today)).await?;
    Ok(Json(Advocates::of(found, &state.programme().carers)))
}
