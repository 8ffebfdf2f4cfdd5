//! `GET /api/v1/people`: people by name or number, outcome, site and stage.

use axum::Json;
use programme::SiteId;
use record::PeopleFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::model::{Outcome, People, PersonRow};
use crate::api::{cursor_of_people, limited};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::{State, Via};

/// Which people are asked for. What is missing asks for all.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Words of a name or a number, in any order; each is the beginning of a word.
    text: Option<String>,
    /// Only those with this outcome today.
    outcome: Option<Outcome>,
    /// Only those who are at this site.
    #[param(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// Only those in this stage of life.
    stage: Option<String>,
    /// Where the page begins: the `next` of the page before.
    #[param(pattern = "^[0-9]{1,18}$", max_length = 18)]
    cursor: Option<String>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// People by name or number, outcome, site and stage, a page at a time.
///
/// With a text, those come first whom it fits best; without one, those who came first. Each person shown has a reading of
/// the part `list` on their record. What whoever reads may not see of somebody is `null`, and nobody is found by it: a filter
/// by outcome, site or stage takes in only those of whom they may see that, and is refused where there can be none.
#[utoipa::path(
    get, path = "/api/v1/people", operation_id = "listPeople", tag = "people",
    params(Filter),
    responses((status = 200, description = "A page of people.", body = People)),
)]
pub(crate) async fn handler(state: State, Query(filter): Query<Filter>) -> Result<Json<People>, Problem> {
    let (cursor, limit) = (cursor_of_people("cursor", filter.cursor)?, limited(filter.limit)?);
    let wanted = PeopleFilter {
        text: filter.text.unwrap_or_default(),
        outcome: filter.outcome.map(Into::into),
        site: filter.site,
        stage: filter.stage.map(|stage| stage.as_str().into()),
        only: None,
    };
    let (page, seen) = state.listed("list", Via::Api, wanted, cursor, limit).await?;
    let seen = |id| seen.get(&id).copied().unwrap_or_default();
    let people = page.rows.into_iter().map(|row| PersonRow::seen(seen(row.id), row)).collect();
    Ok(Json(People { people, total: page.total, next: page.next }))
}
