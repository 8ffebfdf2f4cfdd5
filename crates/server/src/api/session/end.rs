//! `POST /api/v1/session/end`: a program signs out.

use axum::http::StatusCode;
use record::DoorWrite;

use crate::problem::Problem;
use crate::state::State;

/// Ends the session that this is called with. Other sessions of the same account go on.
///
/// It is no command: it needs no key and no body.
#[utoipa::path(
    post, path = "/api/v1/session/end", operation_id = "endSession", tag = "session",
    responses((status = 204, description = "It has ended: its token shows nobody any more.")),
)]
pub(crate) async fn handler(state: State) -> Result<StatusCode, Problem> {
    let token = state.caller().signed_in()?.token;
    state.at_door(vec![DoorWrite::EndSession { token }]).await?;
    Ok(StatusCode::NO_CONTENT)
}
