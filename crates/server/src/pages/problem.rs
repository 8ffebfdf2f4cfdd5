//! A problem as a page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use programme::Refusal;

use super::Sitting;
use crate::console::forms::Typed;
use crate::console::{Asked, FaultPage, NotFoundPage, RefusalPage};
use crate::problem::Problem;
use crate::state::State;

/// A problem as a page. To a page of another site, or under another host's name, it says nothing of the programme.
pub(crate) fn problem(state: &State, problem: &Problem) -> Response {
    let status = problem.status();
    if matches!(status, StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST) {
        return (status, problem.detail().to_owned()).into_response();
    }
    let sitting = Sitting::new(state);
    let desk = sitting.desk();
    let page = match status {
        StatusCode::NOT_FOUND => NotFoundPage { desk, noun: problem.noun() }.render(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::INTERNAL_SERVER_ERROR => {
            FaultPage { desk, busy: problem.is_busy() }.render()
        }
        _ => {
            let refusal = told(problem.title(), problem.detail(), "Go back and look at what was sent.");
            let (typed, asked) = (Typed::default(), Asked::Nothing);
            RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &[] }.render()
        }
    };
    (status, Html(page)).into_response()
}

/// Something that is told as refusals are, though no rule of the programme refuses.
pub(super) fn told(what: &str, why: &str, next: &str) -> Refusal {
    Refusal {
        rule: "as-it-was-sent".into(),
        article: None,
        what: what.to_owned(),
        why: why.to_owned(),
        source: None,
        next: next.to_owned(),
        place: None,
    }
}
