//! The walk over the log: one thread reads pages, another checks them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::mpsc;
use std::thread;

use programme::{AccountEvent, Category, Event, KeepEvent, PersonEvent, Private, Stream};

use super::places::{self, Places};
use super::{Fault, Progress, Report};
use crate::checkpoint::{Checkpoint, Rolling};
use crate::conn::Conn;
use crate::error::Error;
use crate::log::{self, Hash, Malformed, NO_HASH, StoredEvent};
use crate::vault::{self, Keys};

/// Events read in one go, and pages that may wait to be checked.
const PAGE: i64 = 2000;
const PAGES_WAITING: usize = 4;
/// People whose keys are looked for in one go.
const PEOPLE: usize = 2_000;

type Rows = Vec<Result<StoredEvent, Malformed>>;

/// What the walk remembers.
pub(super) struct Walk {
    /// The rolling hash at the end of the log.
    pub(super) end: Rolling,
    /// The rolling hash at each place that a checkpoint vouches for.
    at: HashMap<i64, Rolling>,
    places: HashSet<i64>,
    ends: HashMap<Stream, End>,
    keys_gone: BTreeMap<Stream, (i64, i64)>,
    erased: BTreeMap<Stream, (i64, i64)>,
    /// Of whom something is kept beyond their erasure, and whether it still is.
    kept: BTreeMap<Stream, Keeping>,
    seqs: Places,
}

/// What is kept of somebody.
#[derive(Clone, Copy)]
struct Keeping {
    version: i64,
    seq: i64,
    /// Whether its key was there.
    opened: bool,
    /// Whether its time is over.
    over: bool,
}

/// Where a stream ends so far.
#[derive(Clone, Copy)]
struct End {
    version: i64,
    hash: Hash,
}

/// Looks at every event of the log.
pub(super) fn walk(
    conn: &mut Conn,
    checkpoints: &[Checkpoint],
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Result<Walk, Error> {
    let of = log::last_seq(conn)?.unsigned_abs();
    let mut walk = Walk::new(checkpoints);
    let (send, receive) = mpsc::sync_channel::<(Rows, Keys)>(PAGES_WAITING);
    let read = thread::scope(|scope| {
        let (walk, report) = (&mut walk, &mut *report);
        let checker = scope.spawn(move || {
            for (rows, keys) in receive {
                walk.check_page(rows, &keys, report);
            }
        });
        let read = read_pages(conn, &send, of, progress);
        drop(send);
        checker.join().expect("checking a page does not panic");
        read
    });
    walk.report_keys(conn, report)?;
    report.streams = walk.ends.len() as u64;
    read.map(|()| walk)
}

fn read_pages(
    conn: &mut Conn,
    send: &mpsc::SyncSender<(Rows, Keys)>,
    of: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let mut from = i64::MIN;
    let mut done = 0;
    loop {
        let rows = log::page(conn, from, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        let last = last.as_ref().map_or_else(|bad| bad.seq, |event| event.seq);
        done += rows.len() as u64;
        let keys = keys_for(conn, &rows)?;
        send.send((rows, keys)).expect("the checker reads until this side closes");
        progress(Progress { done, of });
        match places::after(from, last, "event")? {
            Some(next) => from = next,
            None => return Ok(()),
        }
    }
}

fn keys_for(conn: &mut Conn, rows: &Rows) -> Result<Keys, Error> {
    let sealed = rows.iter().flatten().filter(|event| event.sealed.is_some());
    let mut streams: Vec<Stream> = sealed.map(|event| event.stream).collect();
    streams.sort_unstable();
    streams.dedup();
    let mut keys = Keys::default();
    keys.load(conn, &streams)?;
    Ok(keys)
}

impl Walk {
    fn new(checkpoints: &[Checkpoint]) -> Self {
        Self {
            end: Rolling::START,
            at: HashMap::new(),
            places: checkpoints.iter().map(|c| c.seq).collect(),
            ends: HashMap::new(),
            keys_gone: BTreeMap::new(),
            erased: BTreeMap::new(),
            kept: BTreeMap::new(),
            seqs: Places::new(),
        }
    }

    /// The rolling hash up to an event; `None` where there is no such event.
    pub(super) fn rolling_at(&self, seq: i64) -> Option<Rolling> {
        self.at.get(&seq).copied()
    }

    fn check_page(&mut self, rows: Rows, keys: &Keys, report: &mut Report) {
        for row in rows {
            report.events += 1;
            match row {
                Ok(event) => self.check(&event, keys, report),
                Err(bad) => {
                    self.check_seq(bad.seq, report);
                    report.fault(Fault::of_event(&bad.stream, bad.version, bad.seq, &bad.why));
                }
            }
        }
    }

    fn check(&mut self, event: &StoredEvent, keys: &Keys, report: &mut Report) {
        self.check_seq(event.seq, report);
        self.check_chain(event, report);
        if event.hash != event.computed_hash() {
            report.fault(of(event, "its content is not what was written"));
        }
        self.end.push(event.seq, &event.hash);
        if self.places.contains(&event.seq) {
            self.at.insert(event.seq, self.end);
        }
        let private = match keys.open(event) {
            Ok(private) => private,
            Err(Error::Corrupt { why, .. }) => return report.fault(of(event, &why)),
            Err(other) => return report.fault(of(event, &other.to_string())),
        };
        match (&event.sealed, &private) {
            (Some(_), Some(_)) => report.opened += 1,
            (Some((Category::Kept, _)), None) => report.erased += 1,
            (Some(_), None) => {
                report.erased += 1;
                self.keys_gone.entry(event.stream).or_insert((event.version, event.seq));
            }
            (None, _) => {}
        }
        match event.event(private.as_deref()) {
            Ok(decoded) => self.note(event, &decoded, report),
            Err(Error::Corrupt { why, .. }) => report.fault(of(event, &why)),
            Err(other) => report.fault(of(event, &other.to_string())),
        }
    }

    fn check_seq(&mut self, seq: i64, report: &mut Report) {
        if let Some((place, what)) = self.seqs.meet(seq) {
            report.fault(Fault::of_missing_event(place, &what));
        }
    }

    fn check_chain(&mut self, event: &StoredEvent, report: &mut Report) {
        let before = self.ends.get(&event.stream).copied().unwrap_or(End { version: 0, hash: NO_HASH });
        if event.version > before.version.saturating_add(1) {
            let stream = event.stream.to_string();
            let what = format!("it is missing: the next in this stream is event {}", event.version);
            report.fault(Fault::of_missing_version(&stream, before.version + 1, &what));
        } else if event.version <= before.version {
            report.fault(of(event, &format!("it comes after event {} of its stream", before.version)));
        }
        if event.previous != before.hash {
            report.fault(of(event, "it does not name the event before it in its stream"));
        }
        self.ends.insert(event.stream, End { version: event.version, hash: event.hash });
    }

    fn note(&mut self, event: &StoredEvent, decoded: &Event, report: &mut Report) {
        match (event.stream, decoded) {
            (Stream::Person(_), Event::Person(PersonEvent::Erased { .. }))
            | (Stream::Account(_), Event::Account(AccountEvent::Erased { .. })) => {
                self.erased.insert(event.stream, (event.version, event.seq));
            }
            (Stream::Person(_), Event::Person(PersonEvent::Keep(KeepEvent::Kept { content, .. }))) => {
                let opened = matches!(content, Private::Known(_));
                let keeping = Keeping { version: event.version, seq: event.seq, opened, over: false };
                self.kept.insert(event.stream, keeping);
            }
            (Stream::Person(_), Event::Person(PersonEvent::Keep(KeepEvent::Over))) => {
                if let Some(keeping) = self.kept.get_mut(&event.stream) {
                    keeping.over = true;
                }
            }
            (Stream::Person(_), Event::Person(_))
            | (Stream::Account(_), Event::Account(_))
            | (Stream::Site(_), Event::Site(_))
            | (Stream::Import(_), Event::Import(_))
            | (Stream::Programme, Event::Programme(_)) => {}
            _ => report.fault(of(event, "it is of a kind that does not belong in its stream")),
        }
    }

    /// A key may be gone only where the person was erased, and must be gone there.
    fn report_keys(&self, conn: &mut Conn, report: &mut Report) -> Result<(), Error> {
        for (stream, (version, seq)) in &self.keys_gone {
            if !self.erased.contains_key(stream) {
                let what = "the key to its sealed part is missing, and nobody was erased";
                report.fault(Fault::of_event(&stream.to_string(), *version, *seq, what));
            }
        }
        self.report_missing(conn, report)?;
        let erased: Vec<Stream> = self.erased.keys().copied().collect();
        for stream in vault::with_live_keys(conn, &erased)? {
            let (version, seq) = self.erased[&stream];
            let what = "the person was erased, and a key of theirs is still there";
            report.fault(Fault::of_event(&stream.to_string(), version, seq, what));
        }
        self.report_kept(conn, report)
    }

    /// What is kept of whoever is erased can be opened until its time is over, and not afterwards.
    fn report_kept(&self, conn: &mut Conn, report: &mut Report) -> Result<(), Error> {
        let fault = |stream: &Stream, keeping: &Keeping, what: &str| {
            Fault::of_event(&stream.to_string(), keeping.version, keeping.seq, what)
        };
        for (stream, keeping) in self.kept.iter().filter(|(_, keeping)| !keeping.over && !keeping.opened) {
            let what = "the key to what has to be kept is missing, and its time is not over";
            report.fault(fault(stream, keeping, what));
        }
        let over: Vec<Stream> =
            self.kept.iter().filter(|(_, keeping)| keeping.over).map(|(stream, _)| *stream).collect();
        for stream in vault::with_kept_keys(conn, &over)? {
            let what = "the time is over for which this was kept, and its key is still there";
            report.fault(fault(&stream, &self.kept[&stream], what));
        }
        Ok(())
    }
}

impl Walk {
    /// Everybody who is not erased has a key of each category, whether anything is sealed under it yet or not: without one
    /// nothing more can be written about them.
    fn report_missing(&self, conn: &mut Conn, report: &mut Report) -> Result<(), Error> {
        let is_living = |stream: &&Stream| !stream.categories().is_empty() && !self.erased.contains_key(stream);
        let mut streams: Vec<Stream> = self.ends.keys().filter(is_living).copied().collect();
        streams.sort_unstable();
        for some in streams.chunks(PEOPLE) {
            for (stream, categories) in vault::missing(conn, some)? {
                for category in categories {
                    let what = format!("their {} key is missing, and they were not erased", category.as_str());
                    report.fault(Fault::of_stream(&stream.to_string(), &what));
                }
            }
        }
        Ok(())
    }
}

fn of(event: &StoredEvent, what: &str) -> Fault {
    Fault::of_event(&event.stream.to_string(), event.version, event.seq, what)
}
