//! What every handler works with: the way to the one writer, the threads that read, the programme, the clock.
//!
//! Nothing of the record is held here. Whatever shows people's data is read through [`State::read_about`], which has the
//! reading on the record before it hands anything out: there is no other way to it.

mod accounts;
mod board;
mod bonds;
mod by_link;
mod commands;
mod gathered;
mod listening;
mod lists;
mod messages;
mod my_people;
mod reached;
mod residents;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{AccountId, PersonId};
use record::{Clock, Directory, DoorWrite, Entropy, Reader, Reading, Rejection, Writer};
use tokio::sync::{Semaphore, oneshot, watch};

use crate::caller::Caller;
use crate::door::oidc::Hospital;
use crate::door::{Doorkeeper, Halves};
use crate::impersonal::Impersonal;
use crate::manner::Manner;
use crate::metrics::{Metrics, Now};
use crate::problem::Problem;
use crate::readers::{Readers, Unread};
use crate::rights::{Right, Scope, Tied};
use listening::Listeners;

pub(crate) use board::{OnBoard, beside};
pub(crate) use by_link::{CameByLink, Shown as LinkShown, closed as closed_link};
pub(crate) use commands::Undone;
pub(crate) use gathered::{Gathered, Sought};
pub(crate) use listening::Listening;
pub(crate) use my_people::{Mine, Seen as SeenOfMine};
pub(crate) use reached::{Grants, Reached, Seen, Sight};
pub(crate) use residents::There;

/// How many requests are worked on at once.
const AT_ONCE_MAX: usize = 512;

/// Everything that the server works with, and who calls. Clones are the same.
#[derive(Clone)]
pub struct State(Arc<Inner>, Caller);

struct Inner {
    writer: Writer,
    readers: Readers,
    programme: Arc<Programme>,
    time_zone: TimeZone,
    clock: Clock,
    entropy: Entropy,
    manner: Manner,
    door: Doorkeeper,
    halves: Halves,
    hospital: Option<Hospital>,
    closing: watch::Sender<bool>,
    at_once: Semaphore,
    listeners: Listeners,
    metrics: Arc<Metrics>,
}

/// By which way somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    /// The pages.
    Console,
    /// The programming interface.
    Api,
}

/// Something read, and whom it is about.
pub(crate) struct About<T> {
    /// Everybody whose data is in it, each once.
    pub(crate) people: Vec<PersonId>,
    /// What is handed out once their readings are on the record.
    pub(crate) answer: T,
}

impl State {
    /// A state over a record.
    ///
    /// # Panics
    /// Where the programme's time zone is not one; but then the writer was not opened under it.
    pub fn new(
        writer: Writer,
        readers: Readers,
        programme: Arc<Programme>,
        clock: Clock,
        entropy: Entropy,
        manner: Manner,
    ) -> Self {
        let time_zone = TimeZone::get(&programme.time_zone).expect("the writer was opened under this programme");
        let (closing, _) = watch::channel(false);
        let (at_once, listeners) = (Semaphore::new(AT_ONCE_MAX), Listeners::default());
        let door = Doorkeeper::start(clock.clone());
        let halves = Halves::new(entropy.child("halves").bytes());
        let key = entropy.child("journeys").bytes();
        let hospital = manner.hospital.clone().map(|oidc| Hospital::start(oidc, clock.clone(), key));
        let inner = Inner {
            writer,
            readers,
            programme,
            time_zone,
            clock,
            entropy,
            manner,
            door,
            halves,
            hospital,
            closing,
            at_once,
            listeners,
            metrics: Arc::default(),
        };
        Self(Arc::new(inner), Caller::nobody())
    }

    /// The programme that is served.
    pub(crate) fn programme(&self) -> &Arc<Programme> {
        &self.0.programme
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> &Caller {
        &self.1
    }

    /// The same, as this caller asks it.
    pub(crate) fn called_by(&self, caller: Caller) -> Self {
        Self(Arc::clone(&self.0), caller)
    }

    /// How this server is run.
    pub(crate) fn manner(&self) -> &Manner {
        &self.0.manner
    }

    /// What is counted here.
    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    /// All figures of this server, as a reader of figures wants them.
    pub(crate) fn figures(&self) -> String {
        let (readers, searches) = self.0.readers.waiting();
        let at_once = AT_ONCE_MAX - self.0.at_once.available_permits();
        let position = *self.0.readers.position().borrow();
        self.0.metrics.text(&Now { readers, searches, at_once, position })
    }

    /// Who is half in.
    pub(crate) fn halves(&self) -> &Halves {
        &self.0.halves
    }

    /// The hospital's own sign-in, where there is one.
    pub(crate) fn hospital(&self) -> Option<&Hospital> {
        self.0.hospital.as_ref()
    }

    /// Whoever stands at the door.
    pub(crate) fn door(&self) -> &Doorkeeper {
        &self.0.door
    }

    /// A secret that nobody can guess, for a link or a session: 256 bits.
    pub(crate) fn new_secret(&self) -> String {
        let bytes: [u8; 32] = self.0.entropy.clone().bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// So many random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        self.0.entropy.clone().bytes()
    }

    /// The civil date in the programme's time zone.
    pub(crate) fn today(&self) -> Date {
        self.0.clock.now().to_zoned(self.0.time_zone.clone()).date()
    }

    /// The civil date of an instant in the programme's time zone.
    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.0.time_zone.clone()).date()
    }

    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// A key that nobody has used: for the forms of a page.
    pub(crate) fn new_key(&self) -> String {
        // A source belongs to one owner, so each page has a fresh one.
        self.0.entropy.clone().uuid_v7(self.0.clock.now()).to_string()
    }

    async fn tied(&self, scope: Scope, people: Vec<PersonId>) -> Result<BTreeMap<PersonId, Tied>, Unread> {
        let reach = Reached { scope, account: self.account(), today: self.today(), now: self.now() };
        self.0.readers.read(move |reader| reach.tied(reader, &people)).await
    }

    fn account(&self) -> Option<AccountId> {
        self.1.who().map(|who| who.holder.account)
    }

    /// What whoever calls may do with one person.
    pub(crate) async fn grants(&self, person: PersonId) -> Result<Grants, Problem> {
        let scopes: Vec<_> = Right::ALL.iter().map(|right| (*right, self.1.scope(*right))).collect();
        let (account, today, now) = (self.account(), self.today(), self.now());
        let ties = self.0.readers.read(move |reader| match account {
            Some(account) => reader.ties(account, &[person], today, now),
            None => Ok(BTreeMap::new()),
        });
        let ties = ties.await?;
        let tied = |(right, scope): (Right, Scope)| Some((right, scope.tied(person, ties.get(&person))?));
        Ok(Grants(scopes.into_iter().filter_map(tied).collect()))
    }

    /// Changes something at the door, and waits until that is durable: whether every condition held.
    pub(crate) async fn at_door(&self, writes: Vec<DoorWrite>) -> Result<bool, Rejection> {
        let (answer, answered) = oneshot::channel();
        let _waiting = self.0.metrics.to_writer();
        self.0.writer.try_send_to_door(writes, Box::new(move |done| drop(answer.send(done))))?;
        self.confirmed(answered.await.map_err(|_| Rejection::Unknown)?)
    }

    /// Changes something at the door that nobody waits for.
    pub(crate) fn at_door_soon(&self, writes: Vec<DoorWrite>) {
        let reply = Box::new(|done: Result<bool, Rejection>| {
            if let Err(error) = done {
                tracing::warn!(%error, "a session in use was not written down as such");
            }
        });
        if let Err(error) = self.0.writer.try_send_to_door(writes, reply) {
            tracing::warn!(%error, "a session in use was not written down as such");
        }
    }

    /// Reads what stands at the door, and accounts: nobody's record.
    pub(crate) async fn read_door<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Reader) -> Result<T, record::Error> + Send + 'static,
    ) -> Result<T, Unread> {
        self.0.readers.read(ask).await
    }

    /// Reads what is about nobody in particular.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Impersonal<'_>) -> Result<T, record::Error> + Send + 'static,
    ) -> Result<T, Unread> {
        self.0.readers.read(move |reader| ask(&mut Impersonal::of(reader))).await
    }

    /// Who has read somebody's record, newest first: for whoever is being shown that record, whose own reading is on it.
    pub(crate) async fn readings_of(&self, person: PersonId, most: u32) -> Result<Vec<Reading>, Unread> {
        self.0
            .readers
            .read(move |reader| {
                let stored = reader.readings_of(person, None, most)?;
                let accounts = stored.iter().filter_map(|stored| record::account_in(&stored.reading.reader));
                let names = reader.account_names(&accounts.collect())?;
                let named = |stored: record::StoredReading| {
                    let reader = names.of_author(&stored.reading.reader).to_owned();
                    Reading { reader, ..stored.reading }
                };
                Ok(stored.into_iter().map(named).collect())
            })
            .await
    }

    /// Reads what is about people, as far as the route's right takes them in, and writes down that it was read before it is
    /// handed out.
    pub(crate) async fn read_about<T: Send + 'static>(
        &self,
        part: &'static str,
        via: Via,
        ask: impl FnOnce(&mut Reader) -> Result<About<T>, record::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read_about_by(self.1.right(), part, via, ask).await
    }

    /// As [`Self::read_about`], by another right than the route's.
    pub(crate) async fn read_about_by<T: Send + 'static>(
        &self,
        right: Right,
        part: &'static str,
        via: Via,
        ask: impl FnOnce(&mut Reader) -> Result<About<T>, record::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let reach = self.reach(right);
        let (about, tied) = self
            .0
            .readers
            .read(move |reader| {
                let about = ask(reader)?;
                let tied = reach.tied(reader, &about.people)?;
                Ok((about, tied))
            })
            .await?;
        self.reading(about, &tied, part, via).await
    }

    /// As [`Self::read_about`], with the directory of names.
    async fn search_about<T: Send + 'static>(
        &self,
        part: &'static str,
        via: Via,
        ask: impl FnOnce(&mut Reader, &Directory) -> Result<About<T>, record::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let reach = self.reach(self.1.right());
        let (about, tied) = self
            .0
            .readers
            .search(move |reader, directory| {
                let about = ask(reader, directory)?;
                let tied = reach.tied(reader, &about.people)?;
                Ok((about, tied))
            })
            .await?;
        self.reading(about, &tied, part, via).await
    }

    /// Whom a right takes in.
    pub(crate) fn reach(&self, right: Right) -> Reached {
        let scope = self.1.scope(right);
        Reached { scope, account: self.account(), today: self.today(), now: self.now() }
    }

    /// What whoever calls may see of people in a list.
    pub(crate) fn sight(&self) -> Sight {
        let [person, eligibility, availability] =
            [Right::ReadPerson, Right::ReadEligibility, Right::ReadAvailability].map(|right| self.reach(right));
        Sight { person, eligibility, availability }
    }

    /// Whether the writer and the readers answer. Nothing is written to find out.
    pub(crate) async fn is_ready(&self) -> Result<(), Problem> {
        self.read(|reader| reader.position()).await?;
        let (answer, answered) = oneshot::channel();
        self.0.writer.try_send_readings(Vec::new(), Box::new(move |well| drop(answer.send(well))))?;
        Ok(answered.await.map_err(|_| stopped())??)
    }

    /// The position of the log, as it goes on.
    pub(crate) fn position(&self) -> watch::Receiver<i64> {
        self.0.readers.position()
    }

    /// Whether the server is about to stop.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    /// Says that the server is about to stop: whoever listens is let go.
    pub(crate) fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// What is taken by each request that is worked on.
    pub(crate) fn at_once(&self) -> &Semaphore {
        &self.0.at_once
    }

    async fn reading<T>(
        &self,
        about: About<T>,
        tied: &BTreeMap<PersonId, Tied>,
        part: &'static str,
        via: Via,
    ) -> Result<T, Problem> {
        let reader = self.1.author();
        let mut readings = Vec::with_capacity(about.people.len());
        for person in about.people {
            // To who may not see somebody, nobody is there.
            let tied = tied.get(&person).ok_or_else(Problem::nobody_there)?;
            readings.push(Reading::of(person, &reader, part, via.as_str(), tied.as_str()));
        }
        if !readings.is_empty() {
            self.written(readings).await?;
        }
        Ok(about.answer)
    }

    /// Waits until readings are on the record.
    async fn written(&self, readings: Vec<Reading>) -> Result<(), Rejection> {
        let (answer, answered) = oneshot::channel();
        let (count, _waiting) = (readings.len(), self.0.metrics.to_writer());
        self.0.writer.try_send_readings(readings, Box::new(move |written| drop(answer.send(written))))?;
        self.confirmed(answered.await.map_err(|_| stopped())?)?;
        self.0.metrics.readings(count);
        Ok(())
    }

    /// What the writer answered; where it did something, that was a commit.
    fn confirmed<T>(&self, answer: Result<T, Rejection>) -> Result<T, Rejection> {
        if answer.is_ok() {
            self.0.metrics.committed(self.now().as_second());
        }
        answer
    }
}

impl<T> About<T> {
    /// Something about nobody.
    pub(crate) fn nobody(answer: T) -> Self {
        Self { people: Vec::new(), answer }
    }

    /// Something about one person.
    pub(crate) fn one(person: PersonId, answer: T) -> Self {
        Self { people: vec![person], answer }
    }

    /// Something about these people, each of whom may come up more than once.
    pub(crate) fn all(people: impl IntoIterator<Item = PersonId>, answer: T) -> Self {
        let mut seen = std::collections::HashSet::new();
        Self { people: people.into_iter().filter(|person| seen.insert(*person)).collect(), answer }
    }
}

impl Via {
    /// As the readings name it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Api => "api",
        }
    }
}

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let caller = parts.extensions.get::<Caller>().cloned().unwrap_or_else(Caller::nobody);
        Ok(Self(Arc::clone(&state.0), caller))
    }
}

fn stopped() -> Rejection {
    Rejection::Unavailable("the writer has stopped".to_owned())
}
