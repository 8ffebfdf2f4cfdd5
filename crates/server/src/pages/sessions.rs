//! `/account`, where one is signed in: each session with its end.

use axum::response::{Html, IntoResponse, Response};

use super::account::own;
use crate::caller::Who;
use crate::console::{Asking, Block, moment, one_button};
use crate::door::{OpenSession, open_sessions};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State;

/// Every session of somebody, each in a sentence, with a button that ends it.
pub(super) async fn blocks(state: &State, who: &Who, asking: &Asking<'_>) -> Result<Vec<Block>, Problem> {
    let open = open_sessions(state, who).await?;
    let mut blocks = vec![Block::Heading("sessions", "Where you are signed in".to_owned())];
    for session in &open {
        blocks.push(Block::Text(in_words(state, session)));
        if !session.is_this {
            let action = format!("/account/sessions/{}/end", session.id);
            let submit = format!("Sign out there: {}", browser(session));
            blocks.push(Block::Form(one_button(asking, &format!("session-{}", session.id), &action, &submit)));
        }
    }
    if open.len() > 1 {
        blocks.push(Block::Text("If one of these is not you, sign out there and change your password.".to_owned()));
        let all = one_button(asking, "sessions", "/account/sessions/end", "End every other session of mine");
        blocks.push(Block::Form(all));
    }
    Ok(blocks)
}

/// Ends one session.
pub(crate) async fn end(state: State, Path(session): Path<String>) -> Result<Response, Problem> {
    let who = state.caller().signed_in()?.clone();
    crate::door::end_session(&state, &who, &session).await?;
    Ok(Html(own(&state, Some("You are signed out there.")).await?).into_response())
}

fn in_words(state: &State, open: &OpenSession) -> String {
    let said = |at| moment(state.programme(), at);
    let (begun, seen) = (said(open.session.begun), said(open.session.seen));
    let this = if open.is_this { " This is where you are now." } else { "" };
    // Only every minute or so is it written down that a session is in use.
    format!("{}, since {begun}; last used about {seen}.{this}", browser(open))
}

fn browser(open: &OpenSession) -> &str {
    if open.session.browser.is_empty() { "A browser or a program" } else { &open.session.browser }
}
