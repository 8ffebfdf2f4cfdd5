//! The writer's thread: it takes what waits, makes one batch of it, and answers when that is durable.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{Command, Stream};

use crate::checkpoint::{self, Signer};
use crate::clock::Clock;
use crate::conn::{Access, Conn, Place};
use crate::entropy::Entropy;
use crate::erasure;
use crate::error::Error;
use crate::lease::{self, Acquired, Lease};
use crate::log;
use crate::reading::{self, Reading, ReadingTail};
use crate::relay;
use crate::submission::{Outcome, Rejection, Submission};
use crate::vault;

use super::batch::{Batch, Done};
use super::held::State;
use super::rebuild::{self, Rebuilding};
use super::{Opening, Request, relayed};

/// How many commands make a batch at most: a transaction of some ten thousand rows.
const BATCH_MAX: usize = 2_048;
/// How often an idle writer renews its lease.
const RENEW: Duration = Duration::from_secs(1);
/// How many events may go by without a checkpoint.
const EVENTS_UNSEALED_MAX: usize = 10_000;

/// The engine, or the way to the one that is alive elsewhere.
pub(super) enum Opened {
    Here(Engine),
    There(relay::Client),
}

/// Everything that the writer's thread owns.
pub(super) struct Engine {
    place: Place,
    conn: Conn,
    programme: Arc<Programme>,
    time_zone: TimeZone,
    clock: Clock,
    entropy: Entropy,
    lookup_key: [u8; 32],
    lease: Lease,
    relay: Option<relay::Listener>,
    state: State,
    seq: i64,
    readings: ReadingTail,
    signer: Signer,
    unsealed: usize,
}

impl Engine {
    pub(super) fn open(opening: Opening, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<Opened, Error> {
        let Opening { place, programme, clock, mut entropy, author } = opening;
        if programme.fiction.is_some() {
            return Err(Error::Refused(format!("“{}” is a story's programme: it can be checked and simulated, never served", programme.name)));
        }
        let mut conn = place.open_or_create(&mut entropy)?;
        let lease = match lease::acquire(&mut conn, &author, &clock, &mut entropy)? {
            Acquired::Ours(lease) => lease,
            Acquired::Theirs(client) => return Ok(Opened::There(client)),
        };
        let mut engine = Self {
            time_zone: time_zone(&programme)?,
            lookup_key: vault::secret(&mut conn, "lookup-key")?,
            state: State::load(&mut conn)?,
            seq: log::last_seq(&mut conn)?,
            readings: reading::tail(&mut conn)?,
            signer: Signer::load(&mut conn)?,
            unsealed: 0,
            relay: None,
            place,
            conn,
            programme,
            clock,
            entropy,
            lease,
        };
        engine.put_in_force(&author, rebuilding)?;
        Ok(Opened::Here(engine))
    }

    /// Listens for commands of other processes, which find the address in the lease.
    pub(super) fn listen(mut self, requests: &SyncSender<Request>) -> Result<Self, Error> {
        let requests = requests.clone();
        let listener = relay::Listener::start(self.lease.secret(), move |frame| relayed::answer(frame, &requests))?;
        self.lease.publish(&mut self.conn, listener.address())?;
        self.relay = Some(listener);
        Ok(self)
    }

    /// Takes requests until it is told to stop or nobody can ask any more.
    pub(super) fn run(mut self, receiver: &Receiver<Request>) {
        loop {
            let first = match receiver.recv_timeout(RENEW) {
                Ok(Request::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    self.idle();
                    continue;
                }
            };
            let mut commands = first.size();
            let mut requests = vec![first];
            let mut stop = false;
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
            self.together(requests);
            if stop {
                break;
            }
        }
        self.close();
    }

    /// Carries out requests in one transaction; where that fails, each command in one of its own.
    fn together(&mut self, requests: Vec<Request>) {
        let submissions: Vec<&Submission> = requests.iter().flat_map(Request::submissions).collect();
        let readings: Vec<&Reading> = requests.iter().flat_map(Request::readings).collect();
        match self.batch(&submissions, &readings) {
            Ok(outcomes) => hand_back(requests, outcomes),
            Err(error) => {
                tracing::warn!(%error, "a batch failed; each command is tried alone");
                requests.into_iter().for_each(|request| self.alone(request));
            }
        }
    }

    fn alone(&mut self, request: Request) {
        match request {
            Request::Commands(submissions, reply) => {
                let one = |submission| match self.batch(&[submission], &[]) {
                    Ok(mut outcomes) => outcomes.pop().expect("one command has one answer"),
                    Err(error) => {
                        tracing::error!(%error, "a command could not be carried out");
                        Err(Rejection::Unavailable(error.to_string()))
                    }
                };
                let outcomes = submissions.iter().map(one).collect();
                reply(outcomes);
            }
            Request::Readings(readings, reply) => {
                let readings: Vec<&Reading> = readings.iter().collect();
                reply(self.batch(&[], &readings).map(drop).map_err(|error| Rejection::Unavailable(error.to_string())));
            }
            Request::Stop => {}
        }
    }

    fn batch(&mut self, submissions: &[&Submission], readings: &[&Reading]) -> Result<Vec<Outcome>, Error> {
        let mut touched = BTreeSet::new();
        let done = self.transaction(submissions, readings, &mut touched);
        match done {
            Ok((outcomes, done, readings)) => {
                self.readings = readings;
                self.committed(done);
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
    ) -> Result<(Vec<Outcome>, Done, ReadingTail), Error> {
        let now = self.clock.now();
        let today = now.to_zoned(self.time_zone.clone()).date();
        self.state.people.age();
        self.conn.begin(Access::Write)?;
        lease::check(&mut self.conn, &self.lease, now)?;
        let mut batch = Batch::new(
            &mut self.conn,
            &mut self.state,
            &self.programme,
            &mut self.entropy,
            &self.lookup_key,
            now.as_microsecond(),
            today,
            self.seq,
        );
        let outcomes = batch.carry_out(submissions, touched)?;
        let done = batch.finish()?;
        let tail = reading::append(&mut self.conn, readings, self.readings)?;
        if self.unsealed + done.events >= EVENTS_UNSEALED_MAX {
            checkpoint::take(&mut self.conn, now, &self.signer)?;
        }
        self.conn.commit()?;
        Ok((outcomes, done, tail))
    }

    fn committed(&mut self, done: Done) {
        self.seq = done.seq;
        self.unsealed += done.events;
        if self.unsealed >= EVENTS_UNSEALED_MAX {
            self.unsealed = 0;
        }
        if !done.erased.is_empty() {
            let noted = erasure::note(&self.place, &mut self.conn, &done.erased, done.destroyed, self.clock.now());
            if let Err(error) = noted {
                tracing::error!(%error, "an erasure is done, and its traces could not all be removed; run `carer doctor`");
            }
        }
    }
}

impl Engine {
    /// What a failed transaction leaves: nothing. What it touched is read anew when it is needed next.
    fn failed(&mut self, error: &Error, touched: &BTreeSet<Stream>) {
        self.state.forget(touched);
        let rolled_back = self.conn.rollback();
        if matches!(error, Error::LeaseLost) || rolled_back.is_err() {
            self.begin_again();
        }
    }

    /// After the connection or the lease was lost nothing that is held can be relied on: everything is read anew, and the
    /// lease taken again if nobody else has it.
    fn begin_again(&mut self) {
        self.state.forget_all();
        if let Err(error) = self.take_again() {
            tracing::error!(%error, "the record is not at hand; the next command will try again");
        }
    }

    fn take_again(&mut self) -> Result<(), Error> {
        self.conn = self.place.open(Access::Write)?;
        if let Acquired::Ours(lease) = lease::acquire(&mut self.conn, self.lease.owner(), &self.clock, &mut self.entropy)? {
            self.lease = lease;
            if let Some(relay) = &self.relay {
                self.lease.publish(&mut self.conn, relay.address())?;
            }
        }
        self.state = State::load(&mut self.conn)?;
        self.seq = log::last_seq(&mut self.conn)?;
        self.readings = reading::tail(&mut self.conn)?;
        Ok(())
    }

    fn idle(&mut self) {
        let now = self.clock.now();
        let renewed = lease::renew(&mut self.conn, &self.lease, now);
        if let Err(error) = renewed {
            tracing::warn!(%error, "the lease was not renewed");
            self.failed(&error, &BTreeSet::new());
        } else if self.unsealed > 0 && self.seal(now).is_ok() {
            self.unsealed = 0;
        }
    }

    fn seal(&mut self, now: Timestamp) -> Result<(), Error> {
        let signer = &self.signer;
        self.conn.transaction(Access::Write, |conn| checkpoint::take(conn, now, signer)).map(drop)
    }

    /// Seals what is not sealed, and gives the record free.
    fn close(mut self) {
        let now = self.clock.now();
        if let Err(error) = self.seal(now).and_then(|()| lease::release(&mut self.conn, &self.lease)) {
            tracing::warn!(%error, "the record was left without a last checkpoint");
        }
    }

    /// Puts the programme file in force, and rebuilds the read tables if they are of another file or version.
    fn put_in_force(&mut self, author: &str, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<(), Error> {
        let serve = Submission::new(author, Command::Serve);
        if !rebuild::tables_exist(&mut self.conn)? {
            rebuild::run(&mut self.conn, &self.programme, &self.lookup_key, rebuilding)?;
        }
        let outcomes = self.batch(&[&serve], &[])?;
        if let Some(Err(rejection)) = outcomes.first() {
            return Err(Error::Refused(rejection.to_string()));
        }
        if !rebuild::tables_are_of(&mut self.conn, &self.programme)? {
            rebuild::run(&mut self.conn, &self.programme, &self.lookup_key, rebuilding)?;
        }
        Ok(())
    }
}

impl Request {
    fn size(&self) -> usize {
        match self {
            Self::Commands(submissions, _) => submissions.len(),
            Self::Readings(readings, _) => readings.len(),
            Self::Stop => 0,
        }
    }

    fn submissions(&self) -> &[Submission] {
        match self {
            Self::Commands(submissions, _) => submissions,
            _ => &[],
        }
    }

    fn readings(&self) -> &[Reading] {
        match self {
            Self::Readings(readings, _) => readings,
            _ => &[],
        }
    }
}

/// Gives each request the answers to its own commands.
fn hand_back(requests: Vec<Request>, outcomes: Vec<Outcome>) {
    let mut outcomes = outcomes.into_iter();
    for request in requests {
        match request {
            Request::Commands(submissions, reply) => reply(outcomes.by_ref().take(submissions.len()).collect()),
            Request::Readings(_, reply) => reply(Ok(())),
            Request::Stop => {}
        }
    }
}

/// The programme's time zone.
fn time_zone(programme: &Programme) -> Result<TimeZone, Error> {
    let unknown = |error| Error::Refused(format!("the time zone {} is not known: {error}", programme.time_zone));
    TimeZone::get(&programme.time_zone).map_err(unknown)
}
