//! What the writer is asked, and the promise of an answer.

use crate::door::DoorWrite;
use crate::reading::Reading;
use crate::submission::{Outcome, Rejection, Submission};

/// What hands an answer back. It is called on the writer's thread, so it only passes the answer on.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// What the writer is asked.
pub(super) enum Request {
    /// To carry out commands, in this order, each on its own.
    Commands(Vec<Submission>, Promise<Vec<Outcome>>),
    /// To write down that people's records were read.
    Readings(Vec<Reading>, Promise<Result<(), Rejection>>),
    /// To change something at the door: all of it, or nothing from the first condition on that does not hold.
    Door(Vec<DoorWrite>, Promise<Result<bool, Rejection>>),
    /// To finish what is waiting and stop.
    Stop,
}

/// An answer that somebody waits for. Where it is never given, because the writer panicked over it, they are told so, and
/// nobody waits for ever.
pub(super) struct Promise<T> {
    reply: Option<Reply<T>>,
    /// What is answered where nothing else is.
    unknown: fn(usize) -> T,
    /// How many commands it is about.
    count: usize,
}

impl Request {
    /// To carry out commands.
    pub(super) fn commands(submissions: Vec<Submission>, reply: Reply<Vec<Outcome>>) -> Self {
        let count = submissions.len();
        let unknown = |count| vec![Err(Rejection::Unknown); count];
        Self::Commands(submissions, Promise { reply: Some(reply), unknown, count })
    }

    /// To change something at the door.
    pub(super) fn door(writes: Vec<DoorWrite>, reply: Reply<Result<bool, Rejection>>) -> Self {
        Self::Door(writes, Promise { reply: Some(reply), unknown: |_| Err(Rejection::Unknown), count: 0 })
    }

    /// Forgets a request that was never handed over.
    pub(super) fn withdraw(self) {
        match self {
            Self::Commands(_, mut promise) => drop(promise.reply.take()),
            Self::Readings(_, mut promise) => drop(promise.reply.take()),
            Self::Door(_, mut promise) => drop(promise.reply.take()),
            Self::Stop => {}
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Self::Commands(submissions, _) => submissions.len(),
            Self::Readings(readings, _) => readings.len(),
            Self::Door(writes, _) => writes.len(),
            Self::Stop => 0,
        }
    }

    pub(super) fn submissions(&self) -> &[Submission] {
        match self {
            Self::Commands(submissions, _) => submissions,
            _ => &[],
        }
    }

    /// Answers with one rejection for all.
    pub(super) fn reject(self, rejection: &Rejection) {
        match self {
            Self::Commands(submissions, promise) => promise.keep(vec![Err(rejection.clone()); submissions.len()]),
            Self::Readings(_, promise) => promise.keep(Err(of_reading(rejection.clone()))),
            Self::Door(_, promise) => promise.keep(Err(rejection.clone())),
            Self::Stop => {}
        }
    }

    pub(super) fn readings(&self) -> &[Reading] {
        match self {
            Self::Readings(readings, _) => readings,
            _ => &[],
        }
    }
}

impl Promise<Result<(), Rejection>> {
    /// An answer about readings.
    pub(super) fn of(reply: Reply<Result<(), Rejection>>) -> Self {
        Self { reply: Some(reply), unknown: |_| Err(of_reading(Rejection::Unknown)), count: 0 }
    }
}

impl<T> Promise<T> {
    /// Gives the answer.
    pub(super) fn keep(mut self, answer: T) {
        if let Some(reply) = self.reply.take() {
            reply(answer);
        }
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        if let Some(reply) = self.reply.take() {
            reply((self.unknown)(self.count));
        }
    }
}

/// Whoever reads is not shown anything then, and asks again without a key: a reading too many harms nobody.
fn of_reading(rejection: Rejection) -> Rejection {
    match rejection {
        Rejection::Unknown => Rejection::Unavailable("it is not known whether the reading was written down".to_owned()),
        rejection => rejection,
    }
}

/// Gives each request the answers to its own commands.
pub(super) fn hand_back(requests: Vec<Request>, outcomes: Vec<Outcome>) {
    let mut outcomes = outcomes.into_iter();
    for request in requests {
        match request {
            Request::Commands(submissions, promise) => {
                promise.keep(outcomes.by_ref().take(submissions.len()).collect());
            }
            Request::Readings(_, promise) => promise.keep(Ok(())),
            Request::Door(..) | Request::Stop => {}
        }
    }
}
