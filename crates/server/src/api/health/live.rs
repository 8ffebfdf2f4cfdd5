//! `GET /api/v1/health/live`: whether the server answers.

use axum::Json;

use super::Health;

/// Whether the server answers at all.
#[utoipa::path(
    get, path = "/api/v1/health/live", operation_id = "getLiveness", tag = "health",
    responses((status = 200, description = "It answers.", body = Health)),
)]
pub(crate) async fn handler() -> Json<Health> {
    Json(Health { status: "live" })
}
