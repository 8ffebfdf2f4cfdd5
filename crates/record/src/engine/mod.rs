//! The engine: load, decide, append, project. One thread owns the log, and everything that changes it goes through here.
//!
//! A [`Writer`] is the way to it. Many threads may hold one; it hands commands over by a bounded channel and the answers
//! come back when they are durable, refusals included. Where another process owns the log, commands go there.

mod batch;
mod cache;
mod held;
mod office;
mod rebuild;
mod recent;
mod relayed;
mod request;
mod thread;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, channel, sync_channel};
use std::thread::JoinHandle;

use programme::rules::Programme;

use crate::clock::Clock;
use crate::conn::Place;
use crate::door::DoorWrite;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::reading::Reading;
use crate::submission::{Outcome, Rejection, Submission};

pub use held::{exists, programme_in_force};
use office::{Office, Seat};
pub use rebuild::{Rebuilding, ask_for_rebuild, dump_of_read_tables, is_worked_out, rebuilds_alike};
pub use request::Reply;
use request::{Promise, Request};
pub(crate) use thread::BATCH_MAX;
pub use thread::Phases;

/// How many requests may wait for the writer before it says that it is busy.
const WAITING_MAX: usize = 1_024;

/// How an engine is started.
pub struct Opening {
    /// Where the record is.
    pub place: Place,
    /// The programme whose rules it enforces.
    pub programme: Arc<Programme>,
    /// What it takes the time from.
    pub clock: Clock,
    /// What it draws keys and nonces from.
    pub entropy: Entropy,
    /// Who starts it, for the log and for whoever finds the record in use.
    pub author: String,
}

/// The way to the one thread that writes, or to the process that does.
#[derive(Clone)]
pub struct Writer(SyncSender<Request>, Arc<AtomicBool>);

/// The writer's thread, to be stopped by whoever started it.
pub struct Running {
    requests: SyncSender<Request>,
    thread: JoinHandle<Phases>,
    is_here: bool,
}

/// Opens the record for writing, making it where there is none. Where a live process owns it, commands will go there, and
/// should that process go, this one takes its place.
///
/// The programme is put in force if another one was, and read tables that are not of this programme and version are
/// rebuilt first, which `rebuilding` is told of.
///
/// # Errors
/// Where the record cannot be opened, the programme is a story's, or a live process serves another programme file.
pub fn open(opening: Opening, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<(Writer, Running), Error> {
    let (requests, receiver) = sync_channel(WAITING_MAX);
    let seat = Office::open(opening, &requests)?.sit_down(rebuilding)?;
    let is_here = matches!(seat, Seat::Here(_));
    let here = Arc::new(AtomicBool::new(is_here));
    let says_so = Arc::clone(&here);
    let work = move || seat.work(&receiver, &says_so);
    let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(work);
    let thread = thread.map_err(|error| Error::Unavailable(format!("the writer's thread could not start: {error}")))?;
    Ok((Writer(requests.clone(), here), Running { requests, thread, is_here }))
}

impl Running {
    /// Whether this process owned the log when it was opened.
    pub fn is_here(&self) -> bool {
        self.is_here
    }

    /// Finishes what is waiting, seals a checkpoint and gives the record free. Later commands are answered
    /// [`Rejection::Unavailable`].
    ///
    /// Gives back where the writer's time went.
    pub fn stop(self) -> Phases {
        // A writer that has stopped by itself needs no telling.
        drop(self.requests.send(Request::Stop));
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Writer {
    /// Whether this process owns the log now. What is to be done by one process only is done by the one that does.
    pub fn is_here(&self) -> bool {
        self.1.load(Ordering::Relaxed)
    }

    /// Carries out a command and waits until it is durable.
    ///
    /// # Errors
    /// Why nothing was done.
    pub fn submit(&self, submission: Submission) -> Outcome {
        let outcomes = self.submit_all(vec![submission])?;
        outcomes.into_iter().next().expect("one command has one answer")
    }

    /// Carries out commands, in this order, and waits until they are durable: an outcome for each.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] where the writer has stopped; [`Rejection::Unknown`] where it went without an answer.
    pub fn submit_all(&self, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Rejection> {
        let (sender, receiver) = channel();
        self.send(submissions, Box::new(move |outcomes| drop(sender.send(outcomes))))?;
        receiver.recv().map_err(|_| Rejection::Unknown)
    }

    /// Hands commands over, waiting for a place in the queue; the answers come to `reply`, one for each, when they are
    /// durable.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] where the writer has stopped.
    pub fn send(&self, submissions: Vec<Submission>, reply: Reply<Vec<Outcome>>) -> Result<(), Rejection> {
        self.0.send(Request::commands(submissions, reply)).map_err(|unsent| not_taken(unsent.0))
    }

    /// As [`Self::send`], without waiting for a place.
    ///
    /// # Errors
    /// [`Rejection::Busy`] where there is none.
    pub fn try_send(&self, submissions: Vec<Submission>, reply: Reply<Vec<Outcome>>) -> Result<(), Rejection> {
        try_request(&self.0, Request::commands(submissions, reply))
    }

    /// Writes down that people's records are read; the answer comes when that is durable, and only then is anything to be
    /// shown.
    ///
    /// # Errors
    /// [`Rejection::Busy`] where there is no place in the queue.
    pub fn try_send_readings(
        &self,
        readings: Vec<Reading>,
        reply: Reply<Result<(), Rejection>>,
    ) -> Result<(), Rejection> {
        try_request(&self.0, Request::Readings(readings, Promise::of(reply)))
    }

    /// Writes down that people's records are read, and waits until that is durable.
    ///
    /// # Errors
    /// Where it could not be written; then nothing is to be shown.
    pub fn read(&self, readings: Vec<Reading>) -> Result<(), Rejection> {
        let (sender, receiver) = channel();
        let reply: Reply<_> = Box::new(move |answer| drop(sender.send(answer)));
        self.0.send(Request::Readings(readings, Promise::of(reply))).map_err(|unsent| not_taken(unsent.0))?;
        receiver.recv().map_err(|_| closed())?
    }
}

impl Writer {
    /// Changes something at the door; the answer, whether every condition held, comes when it is durable.
    ///
    /// # Errors
    /// [`Rejection::Busy`] where there is no place in the queue.
    pub fn try_send_to_door(
        &self,
        writes: Vec<DoorWrite>,
        reply: Reply<Result<bool, Rejection>>,
    ) -> Result<(), Rejection> {
        try_request(&self.0, Request::door(writes, reply))
    }

    /// Changes something at the door, and waits until that is durable: whether every condition held.
    ///
    /// # Errors
    /// Where it could not be written.
    pub fn at_door(&self, writes: Vec<DoorWrite>) -> Result<bool, Rejection> {
        let (sender, receiver) = channel();
        let reply: Reply<_> = Box::new(move |answer| drop(sender.send(answer)));
        self.0.send(Request::door(writes, reply)).map_err(|_| closed())?;
        receiver.recv().map_err(|_| closed())?
    }
}

fn try_request(requests: &SyncSender<Request>, request: Request) -> Result<(), Rejection> {
    requests.try_send(request).map_err(|error| match error {
        TrySendError::Full(request) => {
            request.withdraw();
            Rejection::Busy
        }
        TrySendError::Disconnected(request) => not_taken(request),
    })
}

/// Whoever could not hand a request over hears of it at once, and not by the reply.
fn not_taken(request: Request) -> Rejection {
    request.withdraw();
    closed()
}

fn closed() -> Rejection {
    Rejection::Unavailable("the writer has stopped".to_owned())
}
