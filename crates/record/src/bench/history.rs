//! How long it takes to load a long life, to decide one command over it, and to show it: what a server does for whoever looks at
//! somebody and writes something down, without the way there and back. Beside it, reading the same events and nothing more.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{Command, Event, ExaminationId, Facts, Person, PersonId, Stream, decide};
use serde::Serialize;

use crate::clock::Clock;
use crate::conn::Place;
use crate::engine::{Opening, open};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::log;
use crate::project::person::PersonRows;
use crate::query::{Life, Reader, SiteRow};
use crate::reading::Reading;
use crate::submission::Submission;

use super::load::{examination_of, failed};

/// How many readings a page shows.
const READINGS: u32 = 50;
/// How often the command is made durable.
const DURABLE: usize = 50;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryReport {
    /// Events of the life.
    pub events: usize,
    /// How often each was done.
    pub rounds: u32,
    /// The life, the sites and who read it, out of the database.
    pub load: Spread,
    /// One command decided over it, its events applied, and the rows of the read tables worked out.
    pub decide: Spread,
    /// The page.
    pub render: Spread,
    /// The three of one round together.
    pub sum: Spread,
    /// The same events read, opened and decoded, and nothing more.
    pub bare: Spread,
    /// Half of the sums, divided by half of the bare times.
    pub ratio: f64,
    /// The same command through the engine, until it is durable: counted by itself, since it is the disk's time.
    pub durable: Spread,
}

/// How long something took, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    /// The least.
    pub min_ms: f64,
    /// Half of the times it took no longer.
    pub p50_ms: f64,
    /// 99 of a hundred times.
    pub p99_ms: f64,
}

/// What a page of a person shows.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The life.
    pub life: &'a Life,
    /// All sites.
    pub sites: &'a [SiteRow],
    /// Who read it, newest first.
    pub readings: &'a [Reading],
}

/// Measures over a life that is in the record; `render` makes the page of it.
///
/// # Errors
/// Where the record cannot be read or written, nobody is there, or the command is refused.
pub fn run(
    place: &Place,
    programme: &Arc<Programme>,
    person: PersonId,
    rounds: u32,
    mut render: impl FnMut(&Page<'_>) -> String,
) -> Result<HistoryReport, Error> {
    let today = today(programme)?;
    let mut reader = Reader::open(place, Arc::clone(programme))?;
    let (mut load, mut decided, mut rendered, mut sum, mut bare) = (vec![], vec![], vec![], vec![], vec![]);
    let (mut events, mut page) = (0, String::new());
    for turn in 0..rounds as usize {
        let bare_begun = Instant::now();
        events = decode(&mut reader, person)?;
        bare.push(bare_begun.elapsed());

        let begun = Instant::now();
        let life = reader.life(person)?.ok_or_else(|| Error::Damaged("the life is not there".to_owned()))?;
        let sites = reader.sites(today)?;
        let readings = reader.readings_of(person, None, READINGS)?;
        let loaded = Instant::now();
        let readings: Vec<Reading> = readings.into_iter().map(|stored| stored.reading).collect();
        let rows = decide_over(&life.person, programme, command(programme, person, today, turn), today)?;
        let was_decided = Instant::now();
        page = render(&Page { life: &life, sites: &sites, readings: &readings });
        let ended = Instant::now();
        debug_assert!(rows.version > life.person.version as i64, "something was decided");
        load.push(loaded - begun);
        decided.push(was_decided - loaded);
        rendered.push(ended - was_decided);
        sum.push(ended - begun);
    }
    if !page.contains("</html>") {
        return Err(Error::Damaged("the page was not rendered".to_owned()));
    }
    let durable = Spread::of(durable(place, programme, person, today)?);
    let (sum, bare) = (Spread::of(sum), Spread::of(bare));
    let ratio = sum.p50_ms / bare.p50_ms;
    let (load, decide, render) = (Spread::of(load), Spread::of(decided), Spread::of(rendered));
    Ok(HistoryReport { events, rounds, load, decide, render, sum, bare, ratio, durable })
}

/// An examination of today with all that the programme asks for.
fn command(programme: &Programme, person: PersonId, today: Date, turn: usize) -> Command {
    let examination = ExaminationId(uuid::Uuid::from_u128(turn as u128 + 1));
    let content = programme::Examination { on: today, ..examination_of(programme, turn) };
    Command::RecordExamination { person, examination, content }
}

/// Decides a command, applies what comes of it and works out the rows of the read tables: what the writer does before it writes.
fn decide_over(person: &Person, programme: &Programme, command: Command, today: Date) -> Result<PersonRows, Error> {
    let mut facts = Facts::on(today);
    facts.people = vec![person];
    let decided = decide(&facts, programme, &command).map_err(|refusal| Error::Refused(refusal.to_string()))?;
    let mut after = Some(person.clone());
    for (stream, event) in &decided {
        if let (Stream::Person(id), Event::Person(event)) = (stream, event) {
            Person::apply(&mut after, *id, event);
        }
    }
    let after = after.expect("somebody is there");
    Ok(PersonRows::of(&after, programme))
}

/// Reads the events of somebody, opens and decodes them; says how many there are.
fn decode(reader: &mut Reader, person: PersonId) -> Result<usize, Error> {
    let (keys, conn) = reader.keys_and_conn(person)?;
    let mut decoded = 0;
    for stored in log::load(conn, &[Stream::Person(person)])? {
        let private = keys.open(&stored)?;
        stored.event(private.as_deref())?;
        decoded += 1;
    }
    Ok(decoded)
}

/// The command through the engine, one at a time, each until it is durable.
fn durable(place: &Place, programme: &Arc<Programme>, person: PersonId, today: Date) -> Result<Vec<Duration>, Error> {
    let (programme, author) = (Arc::clone(programme), "bench".to_owned());
    let (clock, mut entropy) = (Clock::system(), Entropy::system());
    let opening = Opening { place: place.clone(), programme, clock, entropy: Entropy::system(), author };
    let rules = Arc::clone(&opening.programme);
    let (writer, running) = open(opening, &mut |_| {})?;
    let mut took = Vec::with_capacity(DURABLE);
    for turn in 0..DURABLE {
        let Command::RecordExamination { content, .. } = command(&rules, person, today, turn) else { continue };
        let examination = ExaminationId(entropy.uuid_v7(Clock::system().now()));
        let command = Command::RecordExamination { person, examination, content };
        let begun = Instant::now();
        writer.submit(Submission::new("bench", command)).map_err(failed)?;
        took.push(begun.elapsed());
    }
    running.stop();
    Ok(took)
}

fn today(programme: &Programme) -> Result<Date, Error> {
    let zone = jiff::tz::TimeZone::get(&programme.time_zone);
    let zone = zone.map_err(|error| Error::Refused(format!("the programme's time zone is not known: {error}")))?;
    Ok(Clock::system().now().to_zoned(zone).date())
}

impl Spread {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).or(times.last()).copied().unwrap_or_default();
        let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
        Self { min_ms: milliseconds(at(0)), p50_ms: milliseconds(at(50)), p99_ms: milliseconds(at(99)) }
    }
}
