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
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::state::State;

/// How often something is sent where nothing changes, so that a dead connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The data of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Position {
    /// The position of the last event in the log.
    position: i64,
}

/// Who listens.
struct Listener {
    position: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    /// What is to be sent at once: the position that the listener starts from, or that it missed something.
    first: Option<Event>,
    _place: OwnedSemaphorePermit,
}

/// What changes, as it changes. The first event is `position`, or `changed` where the `Last-Event-ID` of the request
/// is not the present one; after each commit comes a `changed`. The data of both is the position of the log as JSON, and
/// so is the id. A comment every 15 seconds keeps the connection alive.
#[utoipa::path(
    get, path = "/api/v1/live", operation_id = "listen", tag = "live",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that the listener has seen.")),
    responses((
        status = 200, description = "A stream of events.", body = String, content_type = "text/event-stream",
        example = "event: changed\nid: 42\ndata: {\"position\":42}\n\n",
    )),
)]
pub(crate) async fn handler(state: State, headers: HeaderMap) -> Result<impl IntoResponse + use<>, Problem> {
    let place = state.listeners().clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let (mut position, closing) = (state.position(), state.closing());
    let now = *position.borrow_and_update();
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.trim().parse::<i64>().ok());
    let name = if seen.is_some_and(|seen| seen != now) { "changed" } else { "position" };
    let listener = Listener { position, closing, first: Some(event(name, now)), _place: place };
    Ok(Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        if let Some(first) = listener.first.take() {
            return Some((Ok(first), listener));
        }
        // A server that stops lets everybody go: they come back by themselves.
        let goes_on = tokio::select! {
            _ = listener.closing.wait_for(|closing| *closing) => false,
            changed = listener.position.changed() => changed.is_ok(),
        };
        let now = *listener.position.borrow_and_update();
        goes_on.then(|| (Ok(event("changed", now)), listener))
    })
}

fn event(name: &str, position: i64) -> Event {
    let data = Event::default().event(name).id(position.to_string()).json_data(Position { position });
    data.expect("a number serialises")
}
