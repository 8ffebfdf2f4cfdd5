//! `GET /api/v1/me/sessions`: where one is signed in.

use axum::Json;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::door::{OpenSession, open_sessions};
use crate::problem::Problem;
use crate::state::State;

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Sessions {
    /// Every session that is in time, the newest first.
    sessions: Vec<OwnSession>,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct OwnSession {
    /// What it is called here. Nobody is let in by it.
    id: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    begun: Timestamp,
    /// When it was last used, to about a minute.
    #[schema(value_type = String, format = DateTime)]
    seen: Timestamp,
    /// Until when it is in time at the latest.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Whether there was a second factor.
    strong: bool,
    /// From which kind of browser or program, in a few words; no address is kept.
    browser: String,
    /// Whether this was asked in it.
    this: bool,
}

/// Where whoever asks is signed in.
#[utoipa::path(
    get, path = "/api/v1/me/sessions", operation_id = "listSessions", tag = "session",
    responses((status = 200, description = "Every session of theirs that is in time.", body = Sessions)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Sessions>, Problem> {
    let who = state.caller().signed_in()?.clone();
    let sessions = open_sessions(&state, &who).await?.into_iter().map(OwnSession::from).collect();
    Ok(Json(Sessions { sessions }))
}

impl From<OpenSession> for OwnSession {
    fn from(open: OpenSession) -> Self {
        let at = |microseconds| Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX);
        let OpenSession { id, session, is_this, .. } = open;
        Self {
            id,
            begun: at(session.begun),
            seen: at(session.seen),
            until: at(session.until),
            strong: session.strong,
            browser: session.browser,
            this: is_this,
        }
    }
}
