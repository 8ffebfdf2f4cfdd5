//! `GET /api/v1/sites/{site}`: one site.

use programme::SiteId;

use super::no_site;
use crate::api::OnQuery;
use crate::api::model::Site;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State;

/// One site, with how many people are there on a day.
#[utoipa::path(
    get, path = "/api/v1/sites/{site}", operation_id = "getSite", tag = "sites",
    params(("site" = uuid::Uuid, Path, description = "The site's id."), OnQuery),
    responses((
        status = 200, description = "The site.", body = Site,
        headers(("ETag" = String, description = "The version, for `If-Match`.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(site): Path<SiteId>,
    Query(query): Query<OnQuery>,
) -> Result<Site, Problem> {
    let on = query.on.unwrap_or_else(|| state.today());
    state.read(move |reader| reader.site(site, on)).await?.map(Site::from).ok_or_else(no_site)
}
