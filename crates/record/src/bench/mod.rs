//! How fast the engine is, beside a bare loop that writes the same rows to the same tables with the same group commit.
//!
//! Both run in this process, one after the other, on the same kind of database, so that the ratio holds whatever the
//! machine is.

mod bare;
mod follow_up;
mod history;
mod load;
mod readings;
mod search;

use std::sync::Arc;
use std::time::Duration;

use programme::rules::Programme;
use serde::Serialize;

use crate::clock::Clock;
use crate::conn::Place;
use crate::engine::{Opening, Phases, Running, Writer, open};
use crate::entropy::Entropy;
use crate::error::Error;

pub use follow_up::{FollowUpBenchReport, run as follow_up};
pub use history::{HistoryReport, Page, Spread, run as history};
pub use readings::{ReadingsReport, run as readings};
pub use search::{SearchReport, run as search};

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct Bench {
    /// Where the engine's record goes; it has to be empty.
    pub place: Place,
    /// Where the bare loop's record goes; it has to be empty.
    pub bare_place: Place,
    /// The programme.
    pub programme: Arc<Programme>,
    /// How many threads ask at once, each waiting for its answer before it asks again.
    pub clients: usize,
    /// For how long each of the two is measured.
    pub duration: Duration,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct BenchReport {
    /// Threads that asked at once.
    pub clients: usize,
    /// Acknowledged durable commands a second through the whole engine.
    pub engine_per_second: f64,
    /// The same rows a second by the bare loop.
    pub bare_per_second: f64,
    /// The first divided by the second.
    pub ratio: f64,
    /// Commands that the engine acknowledged.
    pub engine_commands: u64,
    /// Commands' rows that the bare loop wrote.
    pub bare_commands: u64,
    /// Where the writer's thread spent its time.
    pub writer: Share,
    /// Where the bare loop's thread spent its time.
    pub bare_writer: Share,
}

/// Shares of a thread's time.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Share {
    /// Commands in a batch, on average.
    pub batch_mean: f64,
    /// Waiting for something to do.
    pub waiting: f64,
    /// Loading what decisions read.
    pub loading: f64,
    /// Deciding, sealing, hashing.
    pub deciding: f64,
    /// Working out and writing rows.
    pub writing: f64,
    /// Making it durable.
    pub committing: f64,
}

/// Measures.
///
/// # Errors
/// Where a record cannot be made or written.
pub fn run(bench: &Bench) -> Result<BenchReport, Error> {
    refuse_a_record(&bench.bare_place)?;
    let (writer, running) = open_empty(&bench.place, &bench.programme)?;
    let people = load::register(&writer, &bench.programme)?;
    let engine = load::run(&writer, &people, &bench.programme, bench.clients, bench.duration)?;
    let phases = running.stop();
    let bare = bare::run(bench, &people)?;
    Ok(BenchReport {
        clients: bench.clients,
        engine_per_second: engine.per_second(),
        bare_per_second: bare.measured.per_second(),
        ratio: engine.per_second() / bare.measured.per_second(),
        engine_commands: engine.commands,
        bare_commands: bare.measured.commands,
        writer: Share::of(&phases),
        bare_writer: Share::of(&bare.phases),
    })
}

/// Opens a record where there is none yet.
fn open_empty(place: &Place, programme: &Arc<Programme>) -> Result<(Writer, Running), Error> {
    refuse_a_record(place)?;
    let opening = Opening {
        place: place.clone(),
        programme: Arc::clone(programme),
        clock: Clock::system(),
        entropy: Entropy::system(),
        author: "bench".to_owned(),
    };
    open(opening, &mut |_| {})
}

/// Measuring pours invented people in: never into a record that is there.
fn refuse_a_record(place: &Place) -> Result<(), Error> {
    if crate::engine::exists(place)? {
        return Err(Error::Refused(format!("there is a record in {place}: measuring needs an empty place")));
    }
    Ok(())
}

/// How much was done, and in what time.
#[derive(Clone, Copy, Debug)]
struct Measured {
    commands: u64,
    took: Duration,
}

impl Measured {
    const NOTHING: Self = Self { commands: 0, took: Duration::ZERO };

    fn per_second(&self) -> f64 {
        self.commands as f64 / self.took.as_secs_f64()
    }
}

impl std::ops::AddAssign for Measured {
    fn add_assign(&mut self, other: Self) {
        self.commands += other.commands;
        self.took += other.took;
    }
}

impl Share {
    fn of(phases: &Phases) -> Self {
        let all = [phases.waiting, phases.loading, phases.deciding, phases.writing, phases.committing];
        let sum: Duration = all.iter().sum();
        let share = |part: Duration| part.as_secs_f64() / sum.as_secs_f64().max(f64::MIN_POSITIVE);
        Self {
            batch_mean: phases.commands as f64 / (phases.batches as f64).max(1.0),
            waiting: share(phases.waiting),
            loading: share(phases.loading),
            deciding: share(phases.deciding),
            writing: share(phases.writing),
            committing: share(phases.committing),
        }
    }
}
