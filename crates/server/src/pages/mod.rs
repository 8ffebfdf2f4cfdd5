//! The console's pages: handlers that glue the pages to the record.
use axum::response::{IntoResponse, Response};
use crate::problem::Problem;
use crate::state::State;
/// A problem as a page.
pub(crate) fn problem(_: &State, problem: &Problem) -> Response {
    let mut response = (problem.status(), axum::response::Html(problem.detail().to_owned())).into_response();
    problem.headers_on(&mut response);
    response
}
