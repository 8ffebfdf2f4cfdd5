//! `/rows`: rows of files that were refused.

use axum::response::{Html, Response};
use programme::ImportId;
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting};
use crate::api::imports::rows::{cursor_of, place};
use crate::console::RefusedRowsPage;
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::state::State;

/// How many rows a page shows.
const ON_A_PAGE: usize = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct After {
    after: Option<String>,
}

/// Refused rows that nobody has looked at. They name nobody, so nothing of it is a reading.
pub(crate) async fn handler(state: State, Query(query): Query<After>) -> Page {
    let after = query.after.as_deref().filter(|after| !after.is_empty()).map(place).transpose()?;
    let found = state.read(move |reader| {
        let rows = reader.refused_rows(after, ON_A_PAGE as u32 + 1)?;
        Ok((rows, reader.refused_total()?))
    });
    let (mut rows, total) = found.await?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let next = rows.last().filter(|_| more).map(cursor_of);
    let sitting = Sitting::new(&state);
    Ok(Html(RefusedRowsPage { desk: sitting.desk(), rows: &rows, total, next: next.as_deref() }.render()))
}

/// Says that somebody has looked at a row.
pub(crate) async fn look_at(
    state: State,
    Path((import, line)): Path<(ImportId, u64)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::LookAtRow(import, line), form).await
}
