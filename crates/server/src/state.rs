//! What every handler works with: the way to the one writer, the threads that read, the programme, the clock.
//!
//! Nothing of the record is held here. Whatever shows people's data is read through [`State::read_about`], which has the
//! reading on the record before it hands anything out: there is no other way to it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{Command, PersonId};
use record::{
    Clock, Directory, Entropy, PeopleFilter, PeoplePage, Reader, Reading, Receipt, Rejection, Submission, Writer,
};
use tokio::sync::{Semaphore, oneshot, watch};

use crate::impersonal::Impersonal;
use crate::problem::Problem;
use crate::readers::{Readers, Unread};

/// How many requests are worked on at once.
const AT_ONCE_MAX: usize = 512;

/// How many listeners there may be at once.
const LISTENERS_MAX: usize = 2_000;

/// Everything that the server works with. Clones are the same.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    writer: Writer,
    readers: Readers,
    programme: Arc<Programme>,
    time_zone: TimeZone,
    clock: Clock,
    entropy: Entropy,
    author: String,
    closing: watch::Sender<bool>,
    at_once: Semaphore,
    listeners: Arc<Semaphore>,
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
    /// A state over a record. `author` is who sits at this machine: every command and every reading names them.
    ///
    /// # Panics
    /// Where the programme's time zone is not one; but then the writer was not opened under it.
    pub fn new(
        writer: Writer,
        readers: Readers,
        programme: Arc<Programme>,
        clock: Clock,
        entropy: Entropy,
        author: String,
    ) -> Self {
        let time_zone = TimeZone::get(&programme.time_zone).expect("the writer was opened under this programme");
        let (closing, _) = watch::channel(false);
        let (at_once, listeners) = (Semaphore::new(AT_ONCE_MAX), Arc::new(Semaphore::new(LISTENERS_MAX)));
        let inner =
            Inner { writer, readers, programme, time_zone, clock, entropy, author, closing, at_once, listeners };
        Self(Arc::new(inner))
    }

    /// The programme that is served.
    pub(crate) fn programme(&self) -> &Arc<Programme> {
        &self.0.programme
    }

    /// Who sits at this machine.
    pub(crate) fn author(&self) -> &str {
        &self.0.author
    }

    /// The civil date in the programme's time zone.
    pub(crate) fn today(&self) -> Date {
        self.0.clock.now().to_zoned(self.0.time_zone.clone()).date()
    }

    /// The time now.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.0.clock.now()
    }

    /// A key that nobody has used: for the forms of a page.
    pub(crate) fn new_key(&self) -> String {
        // A source belongs to one owner, so each page has a fresh one.
        self.0.entropy.clone().uuid_v7(self.0.clock.now()).to_string()
    }

    /// Carries out a command and waits until it is durable.
    pub(crate) async fn submit(
        &self,
        key: String,
        expected: Option<u64>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        let submission = Submission { author: self.0.author.clone(), key: Some(key), expected, command };
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcomes: Vec<_>| drop(answer.send(outcomes)));
        self.0.writer.try_send(vec![submission], reply)?;
        let outcomes: Vec<_> = answered.await.map_err(|_| Rejection::Unknown)?;
        self.0.readers.committed();
        outcomes.into_iter().next().ok_or(Rejection::Unknown)?
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
        let stored = self.0.readers.read(move |reader| reader.readings_of(person, None, most)).await?;
        Ok(stored.into_iter().map(|stored| stored.reading).collect())
    }

    /// Reads what is about people, and writes down that it was read before it is handed out.
    pub(crate) async fn read_about<T: Send + 'static>(
        &self,
        part: &'static str,
        via: Via,
        ask: impl FnOnce(&mut Reader) -> Result<About<T>, record::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let about = self.0.readers.read(ask).await?;
        self.reading(about, part, via).await
    }

    /// As [`Self::read_about`], with the directory of names.
    async fn search_about<T: Send + 'static>(
        &self,
        part: &'static str,
        via: Via,
        ask: impl FnOnce(&mut Reader, &Directory) -> Result<About<T>, record::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let about = self.0.readers.search(ask).await?;
        self.reading(about, part, via).await
    }

    /// A page of people. Only a text needs the directory of names; without one, any reading thread will do.
    pub(crate) async fn people(
        &self,
        part: &'static str,
        via: Via,
        filter: PeopleFilter,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<PeoplePage, Problem> {
        let today = self.today();
        let about = |page: PeoplePage| About::all(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), page);
        if filter.text.trim().is_empty() {
            let nobody = Directory::default();
            let ask =
                move |reader: &mut Reader| reader.people(&nobody, &filter, today, cursor.as_deref(), limit).map(about);
            self.read_about(part, via, ask).await
        } else {
            let ask = move |reader: &mut Reader, directory: &Directory| {
                reader.people(directory, &filter, today, cursor.as_deref(), limit).map(about)
            };
            self.search_about(part, via, ask).await
        }
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

    async fn reading<T>(&self, about: About<T>, part: &'static str, via: Via) -> Result<T, Problem> {
        let at = self.0.clock.now().as_microsecond();
        let reading = |person| Reading {
            at,
            reader: self.0.author.clone(),
            person,
            part: part.to_owned(),
            via: via.as_str().to_owned(),
        };
        if !about.people.is_empty() {
            self.written(about.people.into_iter().map(reading).collect()).await?;
        }
        Ok(about.answer)
    }

    /// Waits until readings are on the record.
    async fn written(&self, readings: Vec<Reading>) -> Result<(), Rejection> {
        let (answer, answered) = oneshot::channel();
        self.0.writer.try_send_readings(readings, Box::new(move |written| drop(answer.send(written))))?;
        answered.await.map_err(|_| stopped())?
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

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.clone())
    }
}

fn stopped() -> Rejection {
    Rejection::Unavailable("the writer has stopped".to_owned())
}
