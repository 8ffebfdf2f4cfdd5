//! `GET /api/v1/imports/rows`: refused rows that nobody has looked at.

use axum::Json;
use programme::ImportId;
use record::RefusedRowRow;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::model::RefusedRows;
use crate::api::{is_number, limited, not_ours};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State;

/// Which rows are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Where the page begins: the `next` of the page before.
    #[param(pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,18}$", max_length = 55)]
    cursor: Option<String>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Refused rows of files that nobody has looked at: where they are and which rule refused them. What they say stays in the
/// file.
#[utoipa::path(
    get, path = "/api/v1/imports/rows", operation_id = "listRefusedRows", tag = "imports",
    params(Page),
    responses((status = 200, description = "A page of rows.", body = RefusedRows)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<RefusedRows>, Problem> {
    let (after, limit) = (page.cursor.as_deref().map(place).transpose()?, limited(page.limit)?);
    let mut rows = state.read(move |reader| reader.refused_rows(after, limit + 1)).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(cursor_of);
    Ok(Json(RefusedRows { rows: rows.into_iter().map(Into::into).collect(), next }))
}

/// The place of a row, as a cursor.
pub(crate) fn cursor_of(row: &RefusedRowRow) -> String {
    format!("{}:{}", row.import, row.row.line)
}

/// The place that a cursor names.
pub(crate) fn place(cursor: &str) -> Result<(ImportId, u64), Problem> {
    let parts = cursor.split_once(':').filter(|(_, line)| is_number(line));
    let place = parts.and_then(|(import, line)| Some((import.parse::<ImportId>().ok()?, line.parse().ok()?)));
    place.filter(|(import, _)| cursor.starts_with(&import.to_string())).ok_or_else(|| not_ours("cursor"))
}
