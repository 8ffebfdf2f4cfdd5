//! Reading the record from asynchronous code: a few threads, each with a connection of its own, fed by bounded channels.
//!
//! Searching has a thread to itself, which alone owns the directory of names and brings it up before each search and soon
//! after each commit: so no lock is needed, nothing is copied when somebody is registered, whoever was registered is found
//! by the next search, and the names of whoever was erased go from memory though nobody searches. A search through 100,000 people takes about a millisecond; a thousand a second go through one thread.
//! Nothing here knows what is asked: it runs what it is handed.

mod follower;
mod search;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use programme::rules::Programme;
use record::{Directory, Place, Reader};
use tokio::sync::{oneshot, watch};

use crate::problem::Problem;

/// How many threads read, beside those that search and follow. A reading takes a millisecond or less, and most of them wait
/// for the commit of what was read.
const READERS: usize = 3;

/// How many questions may wait before the server says that it is busy.
const WAITING_MAX: usize = 256;

/// What a reading thread is handed. It gives the answer on by itself, and says whether there was one.
type Ask = Box<dyn FnOnce(Result<&mut Reader, record::Error>) -> bool + Send>;

/// The threads that read. They end with it.
pub struct Readers {
    asks: Sender<Ask>,
    searches: Sender<search::Ask>,
    position: watch::Receiver<i64>,
    poke: std::sync::mpsc::SyncSender<()>,
    /// Last, so that what the threads wait on is gone when they are waited for.
    _threads: Threads,
}

/// Threads that are waited for when they are no longer needed.
struct Threads(Vec<JoinHandle<()>>);

/// Why nothing was read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// Too much is waiting.
    Busy,
    /// The reading itself failed in a way that nobody foresaw.
    Broken,
    /// The record could not be read.
    Record(record::Error),
}

impl Readers {
    /// Opens the record for reading, on threads of its own.
    ///
    /// # Errors
    /// Where the record cannot be read, or a thread cannot be started.
    pub fn start(place: &Place, programme: &Arc<Programme>) -> Result<Self, record::Error> {
        let connection = || Connection::open(place.clone(), Arc::clone(programme));
        let (asks, waiting) = bounded::<Ask>(WAITING_MAX);
        let mut started = Vec::new();
        for number in 0..READERS {
            let (mut connection, waiting) = (connection()?, waiting.clone());
            started.push(start(format!("reader-{number}"), move || run(&mut connection, &waiting))?);
        }
        let (searches, searching) = bounded::<search::Ask>(WAITING_MAX);
        let mut searcher = connection()?;
        started.push(start("search".to_owned(), move || search::run(&mut searcher, &searching))?);
        let (poke, poked) = std::sync::mpsc::sync_channel(1);
        let mut followed = connection()?;
        let (sender, position) = watch::channel(followed.reader()?.position()?);
        let names = searches.clone();
        let moved_on = move || search::bring_up_soon(&names);
        started.push(start("follower".to_owned(), move || follower::run(&mut followed, &poked, &sender, moved_on))?);
        Ok(Self { asks, searches, position, poke, _threads: Threads(started) })
    }

    /// Reads something.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Reader) -> Result<T, record::Error> + Send + 'static,
    ) -> Result<T, Unread> {
        let (answer, answered) = oneshot::channel();
        let job: Ask = Box::new(move |reader| {
            // Whoever asked may have gone: then nothing is read.
            if answer.is_closed() {
                return true;
            }
            give(answer, reader.and_then(ask))
        });
        self.asks.try_send(job).map_err(refused)?;
        answered.await.map_err(|_| Unread::Broken)?.map_err(Unread::Record)
    }

    /// Reads something with the directory of names, which is up to date.
    pub(crate) async fn search<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Reader, &Directory) -> Result<T, record::Error> + Send + 'static,
    ) -> Result<T, Unread> {
        let (answer, answered) = oneshot::channel();
        let job: search::Ask = Box::new(move |found| {
            if answer.is_closed() {
                return true;
            }
            give(answer, found.and_then(|(reader, directory)| ask(reader, directory)))
        });
        self.searches.try_send(job).map_err(refused)?;
        answered.await.map_err(|_| Unread::Broken)?.map_err(Unread::Record)
    }

    /// The position of the log, as it goes on.
    pub(crate) fn position(&self) -> watch::Receiver<i64> {
        self.position.clone()
    }

    /// How many questions wait, and how many searches.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        (self.asks.len(), self.searches.len())
    }

    /// Says that something was committed just now, so that nobody waits for the follower to look by itself.
    pub(crate) fn committed(&self) {
        // One poke that waits stands for all.
        _ = self.poke.try_send(());
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        for thread in self.0.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a reading thread panicked");
            }
        }
    }
}

/// A connection that is opened anew after it was lost.
struct Connection {
    place: Place,
    programme: Arc<Programme>,
    reader: Option<Reader>,
}

impl Connection {
    fn open(place: Place, programme: Arc<Programme>) -> Result<Self, record::Error> {
        let reader = Some(Reader::open(&place, Arc::clone(&programme))?);
        Ok(Self { place, programme, reader })
    }

    fn reader(&mut self) -> Result<&mut Reader, record::Error> {
        match &mut self.reader {
            Some(reader) => Ok(reader),
            empty => Ok(empty.insert(Reader::open(&self.place, Arc::clone(&self.programme))?)),
        }
    }

    /// Runs a question. One that panics takes the connection with it, which may be in any state, and not the thread.
    fn run(&mut self, ask: impl FnOnce(&mut Self) -> bool) {
        match std::panic::catch_unwind(AssertUnwindSafe(|| ask(self))) {
            Ok(true) => {}
            Ok(false) => self.check(),
            Err(_) => {
                tracing::error!("a reading panicked; its connection is opened anew");
                self.reader = None;
            }
        }
    }

    /// Lets go of a connection over which nothing comes any more.
    fn check(&mut self) {
        if self.reader.as_mut().is_some_and(|reader| reader.position().is_err()) {
            self.reader = None;
        }
    }
}

fn run(connection: &mut Connection, waiting: &Receiver<Ask>) {
    while let Ok(ask) = waiting.recv() {
        connection.run(|connection| ask(connection.reader()));
    }
}

/// Gives an answer on, and says whether it is one.
fn give<T>(answer: oneshot::Sender<Result<T, record::Error>>, found: Result<T, record::Error>) -> bool {
    let is_answer = found.is_ok();
    drop(answer.send(found));
    is_answer
}

fn start(name: String, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, record::Error> {
    let unstarted = |error| record::Error::Unavailable(format!("a reading thread could not start: {error}"));
    std::thread::Builder::new().name(name).spawn(run).map_err(unstarted)
}

fn refused<T>(error: TrySendError<T>) -> Unread {
    match error {
        TrySendError::Full(_) => Unread::Busy,
        TrySendError::Disconnected(_) => Unread::Broken,
    }
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Busy => Self::busy(),
            Unread::Broken => Self::fault(),
            Unread::Record(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use programme::Command;
    use record::{Clock, Entropy, Opening, Submission};

    use super::*;

    /// While the searching thread is held up, a commit by somebody else leaves it one thing to do: to bring the names up.
    #[test]
    fn the_names_are_brought_up_after_a_commit_though_nobody_searches() {
        let data = tempfile::tempdir().expect("a directory");
        let place = Place::Directory(data.path().to_owned());
        let text = include_str!("../../tests/server/programme.toml");
        let programme = Arc::new(::programme::file::parse(text).programme.expect("it is without faults"));
        let (clock, entropy, author) = (Clock::system(), Entropy::seeded(1), "a test".to_owned());
        let opening = Opening { place: place.clone(), programme: Arc::clone(&programme), clock, entropy, author };
        let (writer, running) = record::open(opening, &mut |_| {}).expect("the record opens");
        let readers = Readers::start(&place, &programme).expect("the record is read");

        let (held_up, is_held_up) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let hold_up: search::Ask = Box::new(move |_| {
            held_up.send(()).expect("the test waits");
            goes_on.recv().is_ok()
        });
        readers.searches.send(hold_up).expect("the thread is there");
        is_held_up.recv().expect("the thread has begun");
        assert_eq!(readers.searches.len(), 0);

        let site = Command::OpenSite {
            site: ::programme::SiteId(uuid::Uuid::from_u128(1)),
            kind: "clinic".into(),
            name: "North Street".to_owned(),
            places: None,
            on: jiff::civil::date(2020, 1, 1),
        };
        writer.submit(Submission::new("a nurse", site)).expect("it is done");
        let until = Instant::now() + Duration::from_secs(120);
        while readers.searches.is_empty() {
            assert!(Instant::now() < until, "nothing was asked of the searching thread");
            std::thread::yield_now();
        }
        go_on.send(()).expect("the thread waits");
        drop(readers);
        running.stop();
    }
}
