//! `GET /api/v1/sites`: all sites.

use axum::Json;

use crate::api::OnQuery;
use crate::api::model::Sites;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State;

/// All sites, closed ones included, with how many people are there on a day.
#[utoipa::path(
    get, path = "/api/v1/sites", operation_id = "listSites", tag = "sites",
    params(OnQuery),
    responses((status = 200, description = "The sites.", body = Sites)),
)]
pub(crate) async fn handler(state: State, Query(query): Query<OnQuery>) -> Result<Json<Sites>, Problem> {
    let on = query.on.unwrap_or_else(|| state.today());
    let sites = state.read(move |reader| reader.sites(on)).await?;
    Ok(Json(Sites { on, sites: sites.into_iter().map(Into::into).collect() }))
}
