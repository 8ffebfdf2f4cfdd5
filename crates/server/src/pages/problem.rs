//! A problem as a page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use programme::{Refusal, Role};

use super::Sitting;
use crate::console::forms::Typed;
use crate::console::{Asked, Desk, FaultPage, NoRightPage, NotFoundPage, RefusalPage};
use crate::problem::Problem;
use crate::state::State;

/// A problem as a page. To a page of another site, or under another host's name, it says nothing of the programme.
pub(crate) fn problem(state: &State, problem: &Problem) -> Response {
    let status = problem.status();
    if problem.is_from_elsewhere() {
        return (status, problem.detail().to_owned()).into_response();
    }
    let sitting = Sitting::new(state);
    let desk = sitting.desk();
    let page = match status {
        StatusCode::NOT_FOUND => NotFoundPage { desk, noun: problem.noun() }.render(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::INTERNAL_SERVER_ERROR => {
            FaultPage { desk, busy: problem.is_busy() }.render()
        }
        StatusCode::FORBIDDEN => no_right(state, desk, problem),
        _ => {
            let next = match status {
                StatusCode::UNAUTHORIZED => "Sign in, and send it again.",
                _ => "Go back and look at what was sent.",
            };
            let refusal = told(problem.title(), problem.detail(), next);
            let (typed, asked) = (Typed::default(), Asked::Nothing);
            RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &[] }.render()
        }
    };
    (status, Html(page)).into_response()
}

fn no_right(state: &State, desk: Desk<'_>, problem: &Problem) -> String {
    let posts = state.caller().who().map(|who| &who.holder.posts[..]).unwrap_or_default();
    let roles: Vec<Role> = posts.iter().map(|post| post.role).collect();
    let page = NoRightPage {
        desk,
        title: problem.title(),
        why: problem.detail(),
        right: problem.right(),
        roles: &roles,
        lacks_second_factor: problem.lacks_second_factor(),
    };
    page.render()
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
