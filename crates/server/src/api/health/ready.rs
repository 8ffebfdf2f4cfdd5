//! `GET /api/v1/health/ready`: whether the server can read and write the record.

use axum::Json;

use super::Health;
use crate::problem::Problem;
use crate::state::State;

/// Whether the server can read the record and commit to it. 503 where it cannot.
#[utoipa::path(
    get, path = "/api/v1/health/ready", operation_id = "getReadiness", tag = "health",
    responses((status = 200, description = "It can.", body = Health)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Health>, Problem> {
    state.is_ready().await?;
    Ok(Json(Health { status: "ready" }))
}
