//! What every handler works with: the way to the one writer, the threads that read, the programme, the clock.
//!
//! Nothing of the record is held here. Whatever shows people's data is read through [`State::read_about`], which has the
//! reading on the record before it hands anything out: there is no other way to it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{AccountId, Command, PersonId};
use record::{
    Clock, Directory, DoorWrite, Entropy, PeopleFilter, PeoplePage, Reader, Reading, Receipt, Rejection, Submission,
    Writer,
};
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

/// How many requests are worked on at once.
const AT_ONCE_MAX: usize = 512;

/// How many listeners there may be at once.
const LISTENERS_MAX: usize = 2_000;

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
    listeners: Arc<Semaphore>,
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

/// Whom a right takes in, for one caller at one time.
pub(crate) struct Reached {
    scope: Scope,
    account: Option<AccountId>,
    today: Date,
    now: Timestamp,
}

/// What one caller may see of people in a list.
pub(crate) struct Sight {
    person: Reached,
    eligibility: Reached,
    availability: Reached,
}

/// What one caller may see of one person in a list, beside who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Where they are, which stage they are in, whether they have left.
    pub(crate) person: bool,
    /// Whether they may give.
    pub(crate) eligibility: bool,
    /// Whether they are available, and not why.
    pub(crate) availability: bool,
}

/// What one caller may do with one person, and through which relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants(pub(crate) BTreeMap<Right, Tied>);

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
        let (at_once, listeners) = (Semaphore::new(AT_ONCE_MAX), Arc::new(Semaphore::new(LISTENERS_MAX)));
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

    /// Carries out a command of whoever calls, where the route's right takes in whom it is about, and waits until it is
    /// durable.
    pub(crate) async fn submit(
        &self,
        key: String,
        expected: Option<u64>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        let outcome = self.carry_out(key, expected, command).await;
        self.0.metrics.command(&outcome);
        outcome
    }

    async fn carry_out(&self, key: String, expected: Option<u64>, command: Command) -> Result<Receipt, Rejection> {
        self.may_command(&command).await?;
        // Two people may happen on the same key: it is theirs alone.
        let key = format!("{}/{key}", self.1.author());
        let submission = Submission { author: self.1.author(), key: Some(key), expected, command };
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcomes: Vec<_>| drop(answer.send(outcomes)));
        let _waiting = self.0.metrics.to_writer();
        self.0.writer.try_send(vec![submission], reply)?;
        let outcomes: Vec<_> = answered.await.map_err(|_| Rejection::Unknown)?;
        self.0.readers.committed();
        self.confirmed(outcomes.into_iter().next().ok_or(Rejection::Unknown)?)
    }

    /// Refuses a command about somebody, or something, that the route's right does not take in. To who may not see somebody,
    /// nobody is there.
    async fn may_command(&self, command: &Command) -> Result<(), Rejection> {
        let right = self.1.right();
        if right == Right::OwnAccount {
            return Ok(());
        }
        let scope = self.1.scope(right);
        let person = command.person().filter(|_| !scope.is_thing());
        let Some(person) = person else {
            let is_allowed = scope.is_thing() || scope.is_everybody();
            return if is_allowed { Ok(()) } else { Err(Rejection::Refused(Box::new(nobody_there()))) };
        };
        let tied = self.tied(scope, vec![person]).await.map_err(|error| match error {
            Unread::Busy => Rejection::Busy,
            Unread::Broken => stopped(),
            Unread::Record(error) => Rejection::Unavailable(error.to_string()),
        })?;
        if tied.contains_key(&person) { Ok(()) } else { Err(Rejection::Refused(Box::new(nobody_there()))) }
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

    /// A page of the people whom the route's right takes in, with what may not be seen of each taken out.
    pub(crate) async fn people(
        &self,
        part: &'static str,
        via: Via,
        filter: PeopleFilter,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<PeoplePage, Problem> {
        let (mut page, seen) = self.listed(part, via, filter, cursor, limit).await?;
        for row in &mut page.rows {
            let seen = seen.get(&row.id).copied().unwrap_or_default();
            row.outcome = row.outcome.filter(|_| seen.eligibility);
            row.site = row.site.filter(|_| seen.person);
        }
        Ok(page)
    }

    /// A page of the people whom the route's right takes in, and what may be seen of each. Only a text needs the directory of
    /// names; without one, any reading thread will do.
    ///
    /// Nobody is found by what may not be seen of them: that would tell it.
    ///
    /// # Errors
    /// Where a filter asks for what whoever calls may see of nobody.
    pub(crate) async fn listed(
        &self,
        part: &'static str,
        via: Via,
        filter: PeopleFilter,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(PeoplePage, BTreeMap<PersonId, Seen>), Problem> {
        let (today, reach, sight) = (self.today(), self.reach(self.1.right()), self.sight());
        let asks_where = filter.site.is_some() || filter.stage.is_some();
        let asked = [(filter.outcome.is_some(), Right::ReadEligibility), (asks_where, Right::ReadPerson)];
        let mut reaches = vec![self.reach(self.1.right())];
        for (_, right) in asked.into_iter().filter(|(is_asked, _)| *is_asked) {
            if !self.1.has(right) {
                return Err(Problem::no_right(right));
            }
            reaches.push(self.reach(right));
        }
        let about = move |reader: &mut Reader, mut page: PeoplePage| {
            let ids = |page: &PeoplePage| page.rows.iter().map(|row| row.id).collect::<Vec<_>>();
            // Nobody comes up on their own desk.
            let tied = reach.tied(reader, &ids(&page))?;
            page.rows.retain(|row| tied.contains_key(&row.id));
            let seen = sight.of(reader, &ids(&page))?;
            Ok(About::all(ids(&page), (page, seen)))
        };
        if filter.text.trim().is_empty() {
            let nobody = Directory::default();
            let ask = move |reader: &mut Reader| {
                let filter = PeopleFilter { only: common(&reaches, reader)?, ..filter };
                let page = reader.people(&nobody, &filter, today, cursor.as_deref(), limit)?;
                about(reader, page)
            };
            self.read_about(part, via, ask).await
        } else {
            let ask = move |reader: &mut Reader, directory: &Directory| {
                let filter = PeopleFilter { only: common(&reaches, reader)?, ..filter };
                let page = reader.people(directory, &filter, today, cursor.as_deref(), limit)?;
                about(reader, page)
            };
            self.search_about(part, via, ask).await
        }
    }

    /// What whoever calls may see of people in a list.
    pub(crate) fn sight(&self) -> Sight {
        let [person, eligibility, availability] =
            [Right::ReadPerson, Right::ReadEligibility, Right::ReadAvailability].map(|right| self.reach(right));
        Sight { person, eligibility, availability }
    }

    /// Whether the writer and the readers answer.
    pub(crate) async fn is_ready(&self) -> Result<(), Problem> {
        self.read(|reader| reader.position()).await?;
        self.written(Vec::new()).await?;
        Ok(())
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

    /// What is taken by each listener.
    pub(crate) fn listeners(&self) -> &Arc<Semaphore> {
        &self.0.listeners
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

impl Reached {
    /// Through which relation it takes in each of these people, as far as it does.
    pub(crate) fn tied(
        &self,
        reader: &mut Reader,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Tied>, record::Error> {
        let ties = match self.account {
            Some(account) if !people.is_empty() => reader.ties(account, people, self.today, self.now)?,
            _ => BTreeMap::new(),
        };
        let tied = |person: &PersonId| Some((*person, self.scope.tied(*person, ties.get(person))?));
        Ok(people.iter().filter_map(tied).collect())
    }

    /// The people whom it takes in; `None`: everybody.
    pub(crate) fn people(&self, reader: &mut Reader) -> Result<Option<BTreeSet<PersonId>>, record::Error> {
        if self.scope.is_everybody() {
            return Ok(None);
        }
        let mut people: BTreeSet<PersonId> = self.scope.own().into_iter().collect();
        let Some(account) = self.account else { return Ok(Some(people)) };
        for site in self.scope.sites() {
            people.extend(reader.people_at(site, self.today)?);
        }
        for kind in self.scope.care() {
            people.extend(reader.cared_for(account, kind, self.today)?);
        }
        if self.scope.takes_in_emergencies() {
            people.extend(reader.in_emergency(account, self.now)?);
        }
        Ok(Some(people))
    }
}

impl Sight {
    /// What may be seen of each of these people.
    pub(crate) fn of(
        &self,
        reader: &mut Reader,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Seen>, record::Error> {
        let person = self.person.tied(reader, people)?;
        let eligibility = self.eligibility.tied(reader, people)?;
        let availability = self.availability.tied(reader, people)?;
        let seen = |id: &PersonId| Seen {
            person: person.contains_key(id),
            eligibility: eligibility.contains_key(id),
            availability: availability.contains_key(id) || eligibility.contains_key(id),
        };
        Ok(people.iter().map(|id| (*id, seen(id))).collect())
    }
}

impl Grants {
    /// What may be done with them.
    pub(crate) fn rights(&self) -> BTreeSet<Right> {
        self.0.keys().copied().collect()
    }
}

/// The people whom each of these takes in; `None`: everybody.
fn common(reaches: &[Reached], reader: &mut Reader) -> Result<Option<BTreeSet<PersonId>>, record::Error> {
    let mut all: Option<BTreeSet<PersonId>> = None;
    for reach in reaches {
        if let Some(these) = reach.people(reader)? {
            all = Some(match all {
                Some(all) => all.intersection(&these).copied().collect(),
                None => these,
            });
        }
    }
    Ok(all)
}

/// What is said to who may not see somebody: the same as where there is nobody.
fn nobody_there() -> programme::Refusal {
    programme::refusal::nobody_there("Nothing was done.")
}

fn stopped() -> Rejection {
    Rejection::Unavailable("the writer has stopped".to_owned())
}
