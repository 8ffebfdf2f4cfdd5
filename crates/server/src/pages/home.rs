//! `/`: to the first page of whoever is signed in.

use axum::http::Uri;
use axum::response::Redirect;

use crate::rights::Right;
use crate::state::State;

/// The first pages, each with the right to see it; whoever has several begins with the first of them.
const FIRST: [(Right, &str); 5] = [
    (Right::SeeToday, "/today"),
    (Right::MakeRequest, "/me"),
    (Right::ManageAccounts, "/accounts"),
    (Right::Audit, "/readings"),
    (Right::FindPeople, "/people"),
];

/// To the first page, with whatever was asked of Today.
pub(crate) async fn handler(state: State, uri: Uri) -> Redirect {
    let caller = state.caller();
    if caller.who().is_some_and(|who| !who.is_let_in()) {
        return Redirect::temporary("/account/second-factor");
    }
    let first = FIRST.iter().find(|(right, _)| caller.has(*right));
    match (first, uri.query()) {
        (Some((Right::SeeToday, path)), Some(query)) => Redirect::temporary(&format!("{path}?{query}")),
        (Some((_, path)), _) => Redirect::temporary(path),
        (None, _) => Redirect::temporary("/account"),
    }
}
