//! `GET /api/v1/accounts`: all accounts.

use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::limited;
use crate::api::model::Accounts;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::{State, Via};

/// Which accounts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Where the page begins: the `next` of the page before.
    cursor: Option<i64>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// All accounts, closed ones included, with their posts; those first that were opened first.
///
/// Whoever may not see who is in the programme, as an administrator may not, is shown no account that only gives a person
/// their own record, and `person` of none. Each person shown has a reading of the part `account` on their record.
#[utoipa::path(
    get, path = "/api/v1/accounts", operation_id = "listAccounts", tag = "accounts",
    params(Page),
    responses((status = 200, description = "A page of accounts.", body = Accounts)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<Accounts>, Problem> {
    let limit = limited(page.limit)?;
    let found = state.accounts(Via::Api, None, page.cursor, limit).await?;
    let next = found.next.map(|order| order.to_string());
    Ok(Json(Accounts { accounts: found.accounts.into_iter().map(Into::into).collect(), next }))
}
