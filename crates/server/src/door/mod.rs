//! The way in: passwords, second factors, and how often somebody may try.
//!
//! Checking a password is made to cost some tens of milliseconds, so it has a thread to itself, which also counts who
//! tries: no lock is needed, and a flood of guesses waits in a bounded queue that nobody else waits in.

mod browser;
mod enter;
mod half;
mod invite;
mod limiter;
pub(crate) mod oidc;
mod password;
mod seal;
mod second_factor;
mod sessions;

use std::net::IpAddr;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use programme::{AccountId, LinkId};
use record::Clock;
use tokio::sync::oneshot;

use crate::problem::Problem;
use limiter::{Limiter, Try};

pub(crate) use browser::in_words as browser_in_words;
pub(crate) use enter::{
    Checked, SESSION, begin, check_password, device_cookie, has_second_factor, recovery, second_factor,
};
pub(crate) use half::Halves;
pub(crate) use invite::{Invitation, invite, may_invite};
pub(crate) use password::{LENGTH as PASSWORD_LENGTH, is_acceptable as is_acceptable_password};
pub(crate) use second_factor::{RECOVERY_CODES, SECRET_BYTES, base32, otpauth, step_of};
pub(crate) use sessions::{OpenSession, end as end_session, open as open_sessions};

/// How many may wait.
const WAITING_MAX: usize = 64;

/// What is kept of a password, for who sets one beside a server: the demonstration.
pub fn password_hash(password: &str, salt: &[u8; 16]) -> String {
    password::hash(password, salt)
}

/// Whoever stands at the door.
pub(crate) struct Doorkeeper(SyncSender<Job>);

/// Somebody who tries to come in.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// As whom; `None` where there is no such account, which takes as long to find out.
    pub(crate) account: Option<AccountId>,
    /// What they sign in as.
    pub(crate) login: String,
    /// From where.
    pub(crate) from: Option<IpAddr>,
    /// The device, where they came in from it before.
    pub(crate) device: Option<String>,
    /// What they say.
    pub(crate) password: String,
    /// What is kept of the right one.
    pub(crate) hash: Option<String>,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is the password.
    Right,
    /// It is not, or there is no such account.
    Wrong,
    /// Too many were tried; how many seconds to wait.
    TooMany(u64),
}

enum Job {
    Check(Box<Attempt>, oneshot::Sender<Answer>),
    Count(Try, oneshot::Sender<Result<(), u64>>),
    Forgive(Try),
    Hash(String, [u8; 16], oneshot::Sender<String>),
}

impl Doorkeeper {
    /// Starts the thread. It ends when nobody can ask any more.
    pub(crate) fn start(clock: Clock) -> Self {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let run = move || work(&receiver, &clock);
        if let Err(error) = std::thread::Builder::new().name("door".to_owned()).spawn(run) {
            tracing::error!(%error, "nobody stands at the door: nobody can sign in");
        }
        Self(sender)
    }

    /// Checks a password.
    pub(crate) async fn check(&self, attempt: Attempt) -> Result<Answer, Problem> {
        self.ask(|answer| Job::Check(Box::new(attempt), answer)).await
    }

    /// Counts an attempt with a second factor or a recovery code, of which there are few enough to guess.
    pub(crate) async fn count_code(&self, account: AccountId) -> Result<Result<(), u64>, Problem> {
        self.ask(|answer| Job::Count(Try::Code(account), answer)).await
    }

    /// Counts an attempt by a way on which there is nothing to guess but work to do, from an address.
    pub(crate) async fn count_from(&self, from: IpAddr) -> Result<Result<(), u64>, Problem> {
        self.ask(|answer| Job::Count(Try::from(from), answer)).await
    }

    /// Counts a search by number and birth in an emergency, so that nobody finds out by guessing who is there.
    pub(crate) async fn count_search(&self, account: AccountId) -> Result<Result<(), u64>, Problem> {
        self.ask(|answer| Job::Count(Try::Search(account), answer)).await
    }

    /// Counts an attempt to say when the holder of a link was born: there are few enough days to guess.
    pub(crate) async fn count_link(&self, link: LinkId) -> Result<Result<(), u64>, Problem> {
        self.ask(|answer| Job::Count(Try::Link(link), answer)).await
    }

    /// Gives back the attempt that was counted for a link: it was right.
    pub(crate) fn forgive_link(&self, link: LinkId) {
        // Where nobody takes it, the attempt comes back with time.
        _ = self.0.try_send(Job::Forgive(Try::Link(link)));
    }

    /// Gives back the attempt that was counted for a code: it was right.
    pub(crate) fn forgive_code(&self, account: AccountId) {
        // Where nobody takes it, the attempt comes back with time.
        _ = self.0.try_send(Job::Forgive(Try::Code(account)));
    }

    /// Gives back a search that told nobody who is there.
    pub(crate) fn forgive_search(&self, account: AccountId) {
        if self.0.try_send(Job::Forgive(Try::Search(account))).is_err() {
            tracing::warn!(%account, "an attempt was not given back: too many stand at the door");
        }
    }

    /// What is to be kept of a password.
    pub(crate) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Problem> {
        self.ask(|answer| Job::Hash(password, salt, answer)).await
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        self.0.try_send(job(answer)).map_err(|error| match error {
            TrySendError::Full(_) => Problem::busy(),
            TrySendError::Disconnected(_) => Problem::fault(),
        })?;
        answered.await.map_err(|_| Problem::fault())
    }
}

fn work(jobs: &Receiver<Job>, clock: &Clock) {
    let mut limiter = Limiter::default();
    while let Ok(job) = jobs.recv() {
        let now = clock.now().as_second();
        // Whoever asked may have gone.
        match job {
            Job::Check(attempt, answer) => drop(answer.send(check(&attempt, &mut limiter, now))),
            Job::Count(attempt, answer) => drop(answer.send(limiter.try_once(&attempt, now))),
            Job::Forgive(attempt) => limiter.forgive(&[attempt]),
            Job::Hash(password, salt, answer) => drop(answer.send(password::hash(&password, &salt))),
        }
    }
}

fn check(attempt: &Attempt, limiter: &mut Limiter, now: i64) -> Answer {
    let tries = Try::of(attempt);
    if let Err(wait) = limiter.try_all(&tries, now) {
        return Answer::TooMany(wait);
    }
    if password::is_right(&attempt.password, attempt.hash.as_deref()) && attempt.account.is_some() {
        limiter.forgive(&tries);
        return Answer::Right;
    }
    Answer::Wrong
}
