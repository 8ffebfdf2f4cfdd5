//! What it costs that every reading is on the record before anything is shown: lives read with and without, in turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use programme::PersonId;
use programme::rules::Programme;
use serde::Serialize;

use super::{Measured, load};
use crate::conn::Place;
use crate::engine::Writer;
use crate::error::Error;
use crate::query::Reader;
use crate::reading::Reading;

/// How many turns each of the two takes.
const TURNS: u32 = 3;
/// How long people are examined before anybody reads them.
const EXAMINED: Duration = Duration::from_secs(2);

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct ReadingsReport {
    /// Threads that read at once.
    pub clients: usize,
    /// Lives read a second, each reading durable before its life is handed out.
    pub with_per_second: f64,
    /// Lives read a second without that.
    pub without_per_second: f64,
    /// The first divided by the second.
    pub ratio: f64,
}

/// Measures.
///
/// # Errors
/// Where a record cannot be made, written or read.
pub fn run(
    place: &Place,
    programme: &Arc<Programme>,
    clients: usize,
    duration: Duration,
) -> Result<ReadingsReport, Error> {
    let (writer, running) = super::open_empty(place, programme)?;
    let people = load::register(&writer, programme)?;
    load::run(&writer, &people, programme, clients, EXAMINED)?;
    let (mut with, mut without) = (Measured::NOTHING, Measured::NOTHING);
    for _ in 0..TURNS {
        without += turn(place, programme, &people, clients, duration / TURNS, None)?;
        with += turn(place, programme, &people, clients, duration / TURNS, Some(&writer))?;
    }
    running.stop();
    let (with_per_second, without_per_second) = (with.per_second(), without.per_second());
    Ok(ReadingsReport { clients, with_per_second, without_per_second, ratio: with_per_second / without_per_second })
}

/// Reads lives until the time is over; with a writer, each is on the record before the next is asked for.
fn turn(
    place: &Place,
    programme: &Arc<Programme>,
    people: &[PersonId],
    clients: usize,
    duration: Duration,
    writer: Option<&Writer>,
) -> Result<Measured, Error> {
    let readers = (0..clients).map(|_| Reader::open(place, Arc::clone(programme))).collect::<Result<Vec<_>, _>>()?;
    let read = AtomicU64::new(0);
    let begun = Instant::now();
    let worked: Result<Vec<()>, Error> = std::thread::scope(|scope| {
        let client = |at: usize, mut reader: Reader| {
            let read = &read;
            move || {
                let mut turn = at;
                while begun.elapsed() < duration {
                    let person = people[turn * 7_919 % people.len()];
                    turn += clients;
                    let life = reader.life(person)?;
                    debug_assert!(life.is_some(), "everybody was registered");
                    if let Some(writer) = writer {
                        // A program that asks twice has asked twice: none of these is taken for an earlier one.
                        let reading = Reading::of(person, "bench", "record", "api", "clinician");
                        writer.read(vec![reading]).map_err(load::failed)?;
                    }
                    read.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }
        };
        let threads: Vec<_> =
            readers.into_iter().enumerate().map(|(at, reader)| scope.spawn(client(at, reader))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a client does not panic")).collect()
    });
    worked?;
    Ok(Measured { commands: read.into_inner(), took: begun.elapsed() })
}
