//! Every event of the log with its private part opened, for whoever judges it from outside the engine.

use programme::Stream;

use crate::conn::{Access, Conn, Place};
use crate::error::Error;
use crate::log::{self, StoredEvent};
use crate::vault::Keys;
use crate::verify::Progress;

/// Events read in one go.
const PAGE: i64 = 2_000;

/// An event and what is private in it.
#[derive(Debug)]
pub struct OpenedEvent {
    /// The event as it is stored.
    pub event: StoredEvent,
    /// Its private part; `None` where it has none, or its key was destroyed.
    pub private: Option<Vec<u8>>,
}

/// Hands over every event of a record, in the order of the log, as it is at one moment. Nothing is written, and nothing is kept
/// in memory but a page of them.
///
/// # Errors
/// Where the record cannot be opened, or a stored event is not what was written: `verify` finds all of those.
pub fn each_event(
    place: &Place,
    each: &mut dyn FnMut(OpenedEvent),
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    place.open(Access::Read)?.transaction(Access::Read, |conn| pages(conn, each, progress))
}

fn pages(conn: &mut Conn, each: &mut dyn FnMut(OpenedEvent), progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
    let of = log::last_seq(conn)?.unsigned_abs();
    let (mut keys, mut next, mut done) = (Keys::default(), 1, 0);
    loop {
        let page = log::page(conn, next, PAGE)?;
        if page.is_empty() {
            return Ok(());
        }
        let events = page.into_iter().collect::<Result<Vec<StoredEvent>, _>>();
        let events = events.map_err(|bad| Error::Corrupt { stream: bad.stream, event: bad.version, why: bad.why })?;
        keys.load(conn, &sealed_in(&events))?;
        done += events.len() as u64;
        for event in events {
            if event.seq < next {
                return Err(event.corrupt("it is stored where another one was asked for"));
            }
            next = event.seq.saturating_add(1);
            let private = keys.open(&event)?;
            each(OpenedEvent { event, private });
        }
        progress(Progress { done, of });
    }
}

fn sealed_in(events: &[StoredEvent]) -> Vec<Stream> {
    let mut streams: Vec<Stream> =
        events.iter().filter(|event| event.sealed.is_some()).map(|event| event.stream).collect();
    streams.sort_unstable();
    streams.dedup();
    streams
}
