//! The bare loop: the rows that the engine wrote, written again by the same statements in the same kind of batches, with
//! nothing decided, sealed, hashed or held.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use programme::{Event, Person, PersonId, Stream};

use crate::conn::{Access, Conn};
use crate::engine::{BATCH_MAX, Phases};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::log::{self, StoredEvent};
use crate::project::person::PersonRows;
use crate::project::tables::{self, Before, PersonWrite};
use crate::vault::Keys;

use super::{Bench, Measured};

/// How many commands' rows are kept ready; when they are through, they are written again under new numbers.
const TAPE_MAX: usize = 40_000;

pub(super) struct Bare {
    pub(super) measured: Measured,
    pub(super) phases: Phases,
}

/// One command's rows.
struct Rows {
    event: StoredEvent,
    person: PersonWrite,
}

type Asked = (Rows, SyncSender<()>);

pub(super) fn run(bench: &Bench, people: &[PersonId]) -> Result<Bare, Error> {
    let mut conn = bench.bare_place.open_or_create(&mut Entropy::system())?;
    conn.transaction(Access::Write, |conn| tables::drop(conn).and_then(|()| tables::create(conn)))?;
    let (base, tape) = tape(bench, people)?;
    conn.transaction(Access::Write, |conn| write(conn, &base))?;
    let (asking, asked) = sync_channel::<Asked>(1_024);
    let begun = Instant::now();
    let tapes = shared_out(tape, bench.clients);
    let commands = AtomicUsize::new(0);
    let phases = std::thread::scope(|scope| {
        let writer = scope.spawn(move || group_commit(conn, &asked));
        for mine in tapes {
            let (asking, commands) = (asking.clone(), &commands);
            scope.spawn(move || client(mine, &asking, begun, bench.duration, commands));
        }
        drop(asking);
        writer.join().expect("the bare writer does not panic")
    })?;
    Ok(Bare {
        measured: Measured { commands: commands.into_inner() as u64, took: begun.elapsed().min(phases.1) },
        phases: phases.0,
    })
}

/// The rows of the engine's own log: those that make the people, and one command's after the other.
fn tape(bench: &Bench, people: &[PersonId]) -> Result<(Vec<Rows>, Vec<Rows>), Error> {
    let mut conn = bench.place.open(Access::Read)?;
    let mut keys = Keys::default();
    for some in people.chunks(2_000) {
        let streams: Vec<Stream> = some.iter().copied().map(Stream::Person).collect();
        keys.load(&mut conn, &streams)?;
    }
    let mut held: BTreeMap<PersonId, Option<Person>> = BTreeMap::new();
    let (mut base, mut tape) = (Vec::new(), Vec::new());
    log::scan(&mut conn, 1, |event| {
        let Stream::Person(id) = event.stream else { return Ok(()) };
        if tape.len() >= TAPE_MAX {
            return Ok(());
        }
        let private = keys.open(&event)?;
        let Event::Person(happened) = event.event(private.as_deref())? else { return Ok(()) };
        let person = held.entry(id).or_default();
        Person::apply(person, id, &happened);
        let rows = PersonRows::of(person.as_ref().expect("it was applied"), &bench.programme);
        let is_new = event.version == 1;
        let before = if is_new { Before::New { entered: event.seq } } else { Before::Known };
        let rows =
            Rows { person: PersonWrite { rows, changes: Vec::new(), before, bonds: is_new, number: None }, event };
        if is_new {
            base.push(rows)
        } else {
            tape.push(rows)
        }
        Ok(())
    })?;
    Ok((base, tape))
}

fn shared_out(tape: Vec<Rows>, clients: usize) -> Vec<Vec<Rows>> {
    let mut tapes: Vec<Vec<Rows>> = (0..clients).map(|_| Vec::new()).collect();
    for (at, rows) in tape.into_iter().enumerate() {
        tapes[at % clients].push(rows);
    }
    tapes
}

fn client(mine: Vec<Rows>, asking: &SyncSender<Asked>, begun: Instant, duration: Duration, commands: &AtomicUsize) {
    let (answer, answered) = sync_channel(1);
    for rows in mine {
        if begun.elapsed() >= duration || asking.send((rows, answer.clone())).is_err() || answered.recv().is_err() {
            return;
        }
        commands.fetch_add(1, Ordering::Relaxed);
    }
}

fn group_commit(mut conn: Conn, asked: &Receiver<Asked>) -> Result<(Phases, Duration), Error> {
    let (mut phases, mut seq, begun) = (Phases::default(), log::last_seq(&mut conn)?, Instant::now());
    let mut last = begun;
    loop {
        let waited = Instant::now();
        let Ok(first) = asked.recv() else { break };
        let mut batch = vec![first];
        while batch.len() < BATCH_MAX {
            match asked.try_recv() {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        phases.waiting += waited.elapsed();
        let (mut rows, answers): (Vec<Rows>, Vec<_>) = batch.into_iter().unzip();
        for row in &mut rows {
            seq += 1;
            row.event.seq = seq;
        }
        let writing = Instant::now();
        conn.begin(Access::Write)?;
        write(&mut conn, &rows)?;
        let committing = Instant::now();
        conn.commit()?;
        phases.writing += committing - writing;
        phases.committing += committing.elapsed();
        phases.batches += 1;
        phases.commands += rows.len() as u64;
        last = Instant::now();
        for answer in answers {
            // A client whose time is over needs no answer.
            let _ = answer.send(());
        }
    }
    Ok((phases, last - begun))
}

fn write(conn: &mut Conn, rows: &[Rows]) -> Result<(), Error> {
    log::append(conn, rows.iter().map(|row| &row.event))?;
    // One batch writes each person once, as the engine does.
    let newest: BTreeMap<&str, &PersonWrite> =
        rows.iter().map(|row| (row.person.rows.stream.as_str(), &row.person)).collect();
    tables::write_people(conn, &newest.into_values().collect::<Vec<_>>())
}
