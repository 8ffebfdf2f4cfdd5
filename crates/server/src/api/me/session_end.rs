//! `POST /api/v1/me/sessions/{session}/end`: signing out elsewhere.

use axum::http::StatusCode;

use crate::door::end_session;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State;

/// Ends one of the sessions of whoever asks, wherever it is.
///
/// It is no command: it needs no key and no body.
#[utoipa::path(
    post, path = "/api/v1/me/sessions/{session}/end", operation_id = "endOwnSession", tag = "session",
    params(("session" = String, Path, description = "The session's id.")),
    responses((status = 204, description = "It has ended: its token shows nobody any more.")),
)]
pub(crate) async fn handler(state: State, Path(session): Path<String>) -> Result<StatusCode, Problem> {
    let who = state.caller().signed_in()?.clone();
    end_session(&state, &who, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}
