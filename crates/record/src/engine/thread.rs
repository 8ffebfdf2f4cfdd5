//! The writer's thread: it takes what waits, makes one batch of it, and answers when that is durable.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{Command, PersonId, Stream};

use crate::checkpoint::{self, Signer};
use crate::conn::{Access, Conn};
use crate::door;
use crate::erasure::{self, Erasure, Ledger};
use crate::error::Error;
use crate::lease::{self, Lease};
use crate::log;
use crate::project::tables;
use crate::reading::{self, Reading, ReadingTail};
use crate::submission::{Outcome, Rejection, Submission};
use crate::vault::{self, Key};

use super::batch::{Batch, Done};
use super::held::State;
use super::office::Office;
use super::rebuild::{self, Rebuilding};
use super::recent::Recent;
use super::request::{Request, hand_back};

/// How many commands make a batch at most: a transaction of some ten thousand rows.
pub(crate) const BATCH_MAX: usize = 2_048;
/// How often an idle writer renews its lease.
const RENEW: Duration = Duration::from_secs(1);
/// How many events and readings may go by without a checkpoint.
const UNSEALED_MAX: usize = 10_000;

/// Everything that the writer's thread owns.
pub(super) struct Engine {
    office: Box<Office>,
    conn: Conn,
    lookup_key: [u8; 32],
    lease: Lease,
    state: State,
    seq: i64,
    readings: ReadingTail,
    recent: Recent,
    signer: Signer,
    /// Events and readings since the last checkpoint.
    unsealed: usize,
    /// When the lease was last renewed.
    renewed: Instant,
    /// The lease or the connection is gone: what is held can no longer be relied on.
    lost: bool,
    /// The last day on which was looked whether the time is over of anything that is kept of whoever is erased.
    kept_looked_at: Option<Date>,
    phases: Phases,
}

/// Where the writer's time went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases {
    /// Batches that were committed.
    pub batches: u64,
    /// Commands in them.
    pub commands: u64,
    /// Waiting for something to do.
    pub waiting: Duration,
    /// Loading what decisions read.
    pub loading: Duration,
    /// Deciding, sealing, hashing.
    pub deciding: Duration,
    /// Working out and writing rows.
    pub writing: Duration,
    /// Making it durable.
    pub committing: Duration,
}

/// How a writer came to its end.
pub(super) enum Ended<T> {
    /// It was told to stop.
    Stopped,
    /// It lost the record: to another process, or with the connection.
    Lost(T),
}

impl Engine {
    pub(super) fn new(office: Box<Office>, mut conn: Conn, lease: Lease) -> Result<Box<Self>, (Box<Office>, Error)> {
        let loaded = (|| {
            let lookup_key = vault::secret(&mut conn, "lookup-key")?;
            let (state, signer) = (State::load(&mut conn)?, Signer::load(&mut conn)?);
            Ok((lookup_key, state, log::last_seq(&mut conn)?, reading::tail(&mut conn)?, signer))
        })();
        match loaded {
            Ok((lookup_key, state, seq, readings, signer)) => {
                let (unsealed, renewed, lost, phases) = (0, Instant::now(), false, Phases::default());
                Ok(Box::new(Self {
                    office,
                    conn,
                    lookup_key,
                    lease,
                    state,
                    seq,
                    readings,
                    recent: Recent::default(),
                    signer,
                    unsealed,
                    renewed,
                    lost,
                    kept_looked_at: None,
                    phases,
                }))
            }
            Err(error) => Err((office, error)),
        }
    }

    /// Gives the office back, and the lease with it.
    pub(super) fn leave(mut self) -> Box<Office> {
        if let Err(error) = lease::release(&mut self.conn, self.lease) {
            tracing::warn!(%error, "the lease was not given up; it runs out by itself");
        }
        self.office
    }

    /// Takes requests until it is told to stop, nobody can ask any more, or the record is lost.
    pub(super) fn run(mut self: Box<Self>, receiver: &Receiver<Request>, phases: &mut Phases) -> Ended<Box<Office>> {
        let mut stop = false;
        while !self.lost && !stop {
            let waited = Instant::now();
            let first = match receiver.recv_timeout(RENEW) {
                Ok(Request::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    self.guarded(Self::idle);
                    continue;
                }
            };
            self.phases.waiting += waited.elapsed();
            let mut commands = first.size();
            let mut requests = vec![first];
            while commands < BATCH_MAX {
                match receiver.try_recv() {
                    Ok(Request::Stop) => {
                        stop = true;
                        break;
                    }
                    Ok(request) => {
                        commands += request.size();
                        requests.push(request);
                    }
                    Err(_) => break,
                }
            }
            self.guarded(|engine| engine.together(requests));
        }
        *phases = self.phases;
        match (self.lost, stop) {
            (false, _) => self.close(),
            // Nobody tells it a second time.
            (true, true) => {}
            (true, false) => return Ended::Lost(self.office),
        }
        Ended::Stopped
    }

    /// Works so that a panic does not end the thread. Whatever was held may be half changed then, and is let go with the
    /// connection and its transaction; whoever waited for an answer is told that none is known.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if std::panic::catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            tracing::error!("the writer panicked: this is a fault of Carer; report it. It begins anew");
            self.lost = true;
        }
    }

    /// Carries out requests in one transaction; where that fails, each command in one of its own.
    fn together(&mut self, requests: Vec<Request>) {
        let requests = self.at_door(requests);
        let submissions: Vec<&Submission> = requests.iter().flat_map(Request::submissions).collect();
        let readings: Vec<&Reading> = requests.iter().flat_map(Request::readings).collect();
        if submissions.is_empty() && readings.is_empty() && self.is_well() {
            return hand_back(requests, Vec::new());
        }
        match self.batch(&submissions, &readings) {
            Ok(outcomes) => hand_back(requests, outcomes),
            // It may be done: tried again it would be done twice where it has no key.
            Err(error) if self.is_undecided(&error) => {
                tracing::error!(%error, "a batch is in doubt");
                requests.into_iter().for_each(|request| request.reject(&rejection_for(&error)));
            }
            Err(error) => {
                tracing::warn!(%error, "a batch failed; each command is tried alone");
                requests.into_iter().for_each(|request| self.alone(request));
            }
        }
    }

    /// Whether the record answers and is ours, without writing anything: for whoever only asks whether the writer is well. It is
    /// renewed often enough for that to say something.
    fn is_well(&mut self) -> bool {
        self.renewed.elapsed() < RENEW && lease::is_held(&mut self.conn, self.lease).unwrap_or(false)
    }

    fn alone(&mut self, request: Request) {
        match request {
            Request::Commands(submissions, promise) => {
                let one = |submission| match self.batch(&[submission], &[]) {
                    Ok(mut outcomes) => outcomes.pop().expect("one command has one answer"),
                    Err(error) => {
                        tracing::error!(%error, "a command could not be carried out");
                        Err(rejection_for(&error))
                    }
                };
                let outcomes = submissions.iter().map(one).collect();
                promise.keep(outcomes);
            }
            Request::Readings(readings, promise) => match self.batch(&[], &readings.iter().collect::<Vec<_>>()) {
                Ok(_) => promise.keep(Ok(())),
                Err(error) => Request::Readings(readings, promise).reject(&rejection_for(&error)),
            },
            Request::Door(..) | Request::Stop => {}
        }
    }

    /// Changes at the door, each request in a transaction of its own: they are few. Gives back the other requests.
    fn at_door(&mut self, requests: Vec<Request>) -> Vec<Request> {
        let mut others = Vec::with_capacity(requests.len());
        for request in requests {
            let Request::Door(writes, promise) = request else {
                others.push(request);
                continue;
            };
            let now = self.office.clock.now();
            let (lease, keys, entropy) = (self.lease, &mut self.state.keys, &mut self.office.entropy);
            let done = self.conn.transaction(Access::Write, |conn| {
                lease::check(conn, lease, now)?;
                door::carry_out(conn, &writes, keys, entropy, now.as_microsecond())
            });
            if let Err(error) = &done {
                tracing::error!(%error, "nothing was changed at the door");
                self.failed(error, &BTreeSet::new());
            }
            promise.keep(done.map_err(|error| rejection_for(&error)));
        }
        others
    }

    fn batch(&mut self, submissions: &[&Submission], readings: &[&Reading]) -> Result<Vec<Outcome>, Error> {
        let mut touched = BTreeSet::new();
        let done = self.transaction(submissions, readings, &mut touched);
        match done {
            Ok((mut outcomes, done, readings_end, written)) => {
                self.readings = readings_end;
                self.recent.committed(&written, &touched);
                let left = self.committed(&done, written.len());
                say_what_is_left(&mut outcomes, submissions, &left);
                Ok(outcomes)
            }
            Err(error) => {
                self.failed(&error, &touched);
                Err(error)
            }
        }
    }

    fn transaction(
        &mut self,
        submissions: &[&Submission],
        readings: &[&Reading],
        touched: &mut BTreeSet<Stream>,
    ) -> Result<(Vec<Outcome>, Done, ReadingTail, Vec<Reading>), Error> {
        let now = self.office.clock.now();
        let today = now.to_zoned(self.office.time_zone.clone()).date();
        self.state.age();
        let begun = Instant::now();
        self.conn.begin(Access::Write)?;
        lease::check(&mut self.conn, self.lease, now)?;
        let mut batch = Batch::new(
            &mut self.conn,
            &mut self.state,
            &self.office.programme,
            &mut self.office.entropy,
            &self.lookup_key,
            now,
            today,
            self.seq,
        );
        batch.prepare(submissions)?;
        let loaded = Instant::now();
        let outcomes = batch.carry_out(submissions, touched)?;
        let decided = Instant::now();
        let done = batch.finish()?;
        if !done.erased.is_empty() {
            erasure::set_unscrubbed(&mut self.conn, true)?;
        }
        let readings = self.recent.unwritten(readings, now.as_microsecond(), today);
        let tail = reading::append(&mut self.conn, &readings, self.readings)?;
        let more = done.events + readings.len();
        if self.unsealed + more >= UNSEALED_MAX {
            checkpoint::take(&mut self.conn, now, &self.signer)?;
        }
        let written = Instant::now();
        self.conn.commit().map_err(in_doubt)?;
        self.renewed = Instant::now();
        self.phases.loading += loaded - begun;
        self.phases.deciding += decided - loaded;
        self.phases.writing += written - decided;
        self.phases.committing += written.elapsed();
        self.phases.batches += 1;
        self.phases.commands += submissions.len() as u64;
        Ok((outcomes, done, tail, readings))
    }

    /// Gives in words what could not be seen to after an erasure.
    fn committed(&mut self, done: &Done, readings: usize) -> Vec<String> {
        self.seq = done.seq;
        self.unsealed += done.events + readings;
        if self.unsealed >= UNSEALED_MAX {
            self.unsealed = 0;
        }
        if done.erased.is_empty() { Vec::new() } else { self.see_to_erasures(done) }
    }

    /// What an erasure asks for beyond its transaction: the files are searched for what was destroyed, and the ledger learns
    /// of it. Where one of these fails the erasure stands, and the next start makes up for it.
    fn see_to_erasures(&mut self, done: &Done) -> Vec<String> {
        let needles: Vec<&[u8]> = done.destroyed.iter().map(Key::needle).collect();
        let scrubbed = erasure::scrub(&mut self.conn, tables::OF_PEOPLE, &needles);
        let mut left = self.scrubbed(scrubbed);
        if let Err(error) = self.note_erasures() {
            tracing::error!(%error, "an erasure is not in the ledger yet; the next start enters it");
            left.push(format!("it is not in the ledger of erasures yet ({error}); the next start enters it"));
        }
        left
    }

    /// Sees to the files after a process that erased somebody and ended before it could.
    fn scrub_again(&mut self) -> Result<(), Error> {
        if erasure::is_unscrubbed(&mut self.conn)? {
            let scrubbed = erasure::scrub_blindly(&mut self.conn, tables::OF_PEOPLE);
            drop(self.scrubbed(scrubbed));
        }
        Ok(())
    }

    /// Notes that the files have been seen to, unless something is left that the next start can do something about. What a
    /// server's own log of changes still holds is beyond us.
    fn scrubbed(&mut self, scrubbed: Result<Vec<String>, Error>) -> Vec<String> {
        let done = scrubbed.and_then(|left| {
            left.iter().for_each(|what| tracing::warn!("after an erasure: {what}"));
            let is_done = left.is_empty() || self.office.place.directory().is_none();
            if is_done {
                self.conn.transaction(Access::Write, |conn| erasure::set_unscrubbed(conn, false))?;
            }
            Ok(left)
        });
        done.unwrap_or_else(|error| {
            tracing::error!(%error, "the files could not be seen to after an erasure; the next start does it");
            vec![format!("the files could not be seen to ({error}); the next start does it")]
        })
    }

    fn note_erasures(&mut self) -> Result<(), Error> {
        let Some(ledger) = Ledger::beside(&self.office.place) else { return Ok(()) };
        ledger.reconcile(&mut self.conn).map(drop)
    }

    /// Erases again whom a restored backup brought back: their keys are gone already, and the log learns of it here.
    fn erase_again(&mut self) -> Result<(), Error> {
        let pending = erasure::pending(&mut self.conn)?;
        if pending.is_empty() {
            return self.note_erasures();
        }
        let author = &self.office.author;
        let erase = |erased: &Erasure| erased.whom.again(erased.reason.clone());
        let submissions: Vec<_> = pending.iter().map(|erased| Submission::new(author.clone(), erase(erased))).collect();
        let outcomes = self.batch(&submissions.iter().collect::<Vec<_>>(), &[])?;
        for ((outcome, submission), erased) in outcomes.into_iter().zip(&submissions).zip(&pending) {
            if let Err(rejection) = outcome {
                // They were erased once, and no reason to wait that the backup knows of brings them back.
                tracing::warn!(%rejection, "nothing was kept of somebody who is erased again after a restore");
                self.destroy(erased.whom.stream())?;
                let again = self.batch(&[submission], &[])?.into_iter().next().expect("there is an answer to each");
                again.map_err(|rejection| Error::Refused(rejection.to_string()))?;
            }
        }
        self.conn.transaction(Access::Write, |conn| erasure::set_pending(conn, &[]))
    }

    /// Destroys keys without an event, which comes next.
    fn destroy(&mut self, stream: Stream) -> Result<(), Error> {
        self.conn.transaction(Access::Write, |conn| {
            erasure::set_unscrubbed(conn, true)?;
            vault::destroy(conn, stream, stream.categories())
        })?;
        self.state.forget(&BTreeSet::from([stream]));
        self.state.keys.forget(stream);
        Ok(())
    }

    /// Destroys what was kept of those who are erased, where its time is over.
    fn end_keeping(&mut self) -> Result<(), Error> {
        let today = self.office.clock.now().to_zoned(self.office.time_zone.clone()).date();
        if self.kept_looked_at == Some(today) {
            return Ok(());
        }
        let over = tables::kept_until(&mut self.conn, today)?;
        let end =
            |person: &PersonId| Submission::new(self.office.author.clone(), Command::EndKeeping { person: *person });
        let submissions: Vec<_> = over.iter().map(end).collect();
        for some in submissions.chunks(BATCH_MAX) {
            for outcome in self.batch(&some.iter().collect::<Vec<_>>(), &[])? {
                outcome.map_err(|rejection| Error::Refused(rejection.to_string()))?;
            }
        }
        self.kept_looked_at = Some(today);
        Ok(())
    }
}

impl Engine {
    /// What a failed transaction leaves: nothing. What it touched is read anew when it is needed next.
    fn failed(&mut self, error: &Error, touched: &BTreeSet<Stream>) {
        self.state.forget(touched);
        let rolled_back = self.conn.rollback();
        if matches!(error, Error::LeaseLost) || self.is_undecided(error) || rolled_back.is_err() {
            self.lost = true;
        }
    }

    /// Whether a commit may have gone through though nobody said so: a server did it or not. A file is another matter. The
    /// connection that failed to sync it knows where the commit lies, and writes the next one over it; whoever opened the
    /// file anew would find it there, take it for whole and build on what the disk may never have got.
    fn is_undecided(&self, error: &Error) -> bool {
        matches!(error, Error::InDoubt(_)) && self.conn.file().is_none()
    }

    fn idle(&mut self) {
        let now = self.office.clock.now();
        let lease = self.lease;
        let renewed = self.conn.transaction(Access::Write, |conn| lease::check(conn, lease, now));
        if let Err(error) = renewed {
            tracing::warn!(%error, "the lease was not renewed");
            self.failed(&error, &BTreeSet::new());
            return;
        }
        self.renewed = Instant::now();
        if let Err(error) = self.end_keeping() {
            tracing::warn!(%error, "what is kept of whoever is erased was not looked at; that is tried again");
        }
        if self.unsealed > 0 && self.seal(now).is_ok() {
            self.unsealed = 0;
        }
    }

    fn seal(&mut self, now: Timestamp) -> Result<(), Error> {
        let signer = &self.signer;
        self.conn.transaction(Access::Write, |conn| checkpoint::take(conn, now, signer)).map(drop)
    }

    /// Seals what is not sealed, and gives the record free.
    fn close(mut self) {
        if let Err(error) = self.seal(self.office.clock.now()) {
            tracing::warn!(%error, "the record was left without a last checkpoint");
        }
        self.leave();
    }

    /// Puts the programme file in force, and rebuilds the read tables if they are of another file or version.
    pub(super) fn put_in_force(&mut self, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<(), Error> {
        let serve = Submission::new(self.office.author.clone(), Command::Serve);
        if !rebuild::tables_exist(&mut self.conn)? {
            rebuild::run(&mut self.conn, &self.office.programme, &self.lookup_key, rebuilding)?;
        }
        self.erase_again()?;
        self.scrub_again()?;
        let outcomes = self.batch(&[&serve], &[])?;
        if let Some(Err(rejection)) = outcomes.first() {
            return Err(Error::Refused(rejection.to_string()));
        }
        if !rebuild::tables_are_of(&mut self.conn, &self.office.programme)? {
            rebuild::run(&mut self.conn, &self.office.programme, &self.lookup_key, rebuilding)?;
        }
        self.end_keeping()
    }
}

/// Whoever asked for an erasure hears of what it left, not only the log.
fn say_what_is_left(outcomes: &mut [Outcome], submissions: &[&Submission], left: &[String]) {
    for (outcome, submission) in outcomes.iter_mut().zip(submissions) {
        if let (Ok(receipt), Command::Erase { .. } | Command::EraseAccount { .. }) = (outcome, &submission.command)
            && receipt.events > 0
        {
            receipt.left = left.to_vec();
        }
    }
}

/// A commit that was not answered, or that the disk failed under, may have gone through.
fn in_doubt(error: Error) -> Error {
    match error {
        Error::Unavailable(why) => Error::InDoubt(why),
        error => error,
    }
}

fn rejection_for(error: &Error) -> Rejection {
    match error {
        Error::InDoubt(_) => Rejection::Unknown,
        error => Rejection::Unavailable(error.to_string()),
    }
}
