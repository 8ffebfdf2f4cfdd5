//! `GET /api/v1/live`: what changes, as it changes, as server-sent events.
//!
//! A listener costs a task that sleeps on the position of the log. Events say that something changed, never what: whoever
//! wants to know asks, and has a reading on the record for it.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use record::Token;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::caller::goes_on_for;
use crate::problem::Problem;
use crate::readers::Unread;
use crate::state::{Listening, State};

/// How often something is sent where nothing changes, so that a dead connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked up, where nothing changes, whether the session of who listens goes on.
const LOOKS: Duration = Duration::from_secs(15);
/// When it is looked up again where everybody who reads is busy.
const AGAIN: Duration = Duration::from_millis(250);

/// The data of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Position {
    /// The position of the last event in the log.
    position: i64,
}

/// Who listens.
struct Listener {
    state: State,
    token: Token,
    position: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    /// What is to be sent at once: the position that the listener starts from, or that it missed something.
    first: Option<Event>,
    _place: Listening,
}

/// What changes, as it changes. The first event is `position`, or `changed` where the `Last-Event-ID` of the request
/// is not the present one; after each commit comes a `changed`. The data of both is the position of the log as JSON, and
/// so is the id. A comment every 15 seconds keeps the connection alive. The stream ends with the session. An account listens
/// 8 times at most at once.
#[utoipa::path(
    get, path = "/api/v1/live", operation_id = "listen", tag = "live",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that the listener has seen.")),
    responses((
        status = 200, description = "A stream of events.", body = String, content_type = "text/event-stream",
        example = "event: changed\nid: 42\ndata: {\"position\":42}\n\n",
    )),
)]
pub(crate) async fn handler(state: State, headers: HeaderMap) -> Result<impl IntoResponse + use<>, Problem> {
    let who = state.caller().signed_in()?;
    let (token, place) = (who.token, state.listens(who.holder.account)?);
    let (mut position, closing) = (state.position(), state.closing());
    let now = *position.borrow_and_update();
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.trim().parse::<i64>().ok());
    let name = if seen.is_some_and(|seen| seen != now) { "changed" } else { "position" };
    let listener = Listener { state, token, position, closing, first: Some(event(name, now)), _place: place };
    Ok(Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        if let Some(first) = listener.first.take() {
            return Some((Ok(first), listener));
        }
        let now = listener.changed().await?;
        Some((Ok(event("changed", now)), listener))
    })
}

impl Listener {
    /// The position that the log has come to, as soon as it has; `None` where the listener is let go: the session has ended, or
    /// the server stops, and then they come back by themselves.
    async fn changed(&mut self) -> Option<i64> {
        loop {
            let left = self.goes_on_for().await?;
            let has_changed = tokio::select! {
                _ = self.closing.wait_for(|closing| *closing) => return None,
                changed = self.position.changed() => changed.map(|()| true).ok()?,
                () = tokio::time::sleep(left.min(LOOKS)) => false,
            };
            // Whoever was signed in before it may not be any more.
            if has_changed {
                self.goes_on_for().await?;
                return Some(*self.position.borrow_and_update());
            }
        }
    }

    /// For how long the session goes on where nobody uses it; `None` where it has ended, or cannot be looked up.
    async fn goes_on_for(&self) -> Option<Duration> {
        loop {
            match goes_on_for(&self.state, self.token).await {
                Ok(left) => return Some(Duration::from_micros(u64::try_from(left?).unwrap_or(0))),
                Err(Unread::Busy) if !*self.closing.borrow() => tokio::time::sleep(AGAIN).await,
                Err(_) => return None,
            }
        }
    }
}

fn event(name: &str, position: i64) -> Event {
    let data = Event::default().event(name).id(position.to_string()).json_data(Position { position });
    data.expect("a number serialises")
}
