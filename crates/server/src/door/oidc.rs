//! Signing in with the hospital's own accounts: OpenID Connect, the authorisation-code flow with PKCE, state and nonce.
//!
//! The provider says who somebody is, and nothing else: which account that is, and what it may, is ours. Nobody becomes
//! known here by it. It is talked to on a thread of its own, which keeps its keys: no lock is needed, and where it is slow
//! nobody waits but those who sign in by it.

mod journey;
mod keys;
mod provider;
mod settings;
mod token;

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use record::Clock;
use tokio::sync::oneshot;

use crate::problem::Problem;
use provider::Provider;

pub(crate) use journey::{AWAY, Journey, Journeys, Purpose};
pub use settings::{Issuer, Oidc, SecondFactor};
pub(crate) use token::Fault;

/// How many may wait for the provider.
const WAITING_MAX: usize = 32;

/// A hospital's own sign-in.
pub(crate) struct Hospital {
    name: String,
    issuer: String,
    asks: SyncSender<Ask>,
    journeys: Journeys,
}

/// Somebody whom the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// By whom.
    pub(crate) issuer: String,
    /// As whom: it says nothing to people, and never changes.
    pub(crate) subject: String,
    /// Whether they have shown a second factor there that counts here.
    pub(crate) strong: bool,
}

/// Why nobody came in by it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// It does not answer, or with something else than it has to. It is for the operator.
    #[error("{0}")]
    Away(String),
    /// It does not know the code, or not any more.
    #[error("it refused the code")]
    Refused,
    /// What it gave, or what came in its name, is not true.
    #[error("the token is not taken: {0}")]
    Untrue(#[from] Fault),
}

enum Ask {
    Departure(Box<Journey>, oneshot::Sender<Result<String, Trouble>>),
    Arrival(String, Box<Journey>, oneshot::Sender<Result<Known, Trouble>>),
}

impl Hospital {
    /// Starts the thread. It ends when nobody can ask any more.
    pub(crate) fn start(oidc: Oidc, clock: Clock, key: [u8; 32]) -> Self {
        let (asks, receiver) = sync_channel(WAITING_MAX);
        let (name, issuer) = (oidc.name.clone(), oidc.issuer.as_str().to_owned());
        let run = move || work(&receiver, oidc, &clock);
        if let Err(error) = std::thread::Builder::new().name("hospital".to_owned()).spawn(run) {
            tracing::error!(%error, "nobody can sign in with the hospital's own accounts");
        }
        Self { name, issuer, asks, journeys: Journeys::new(key) }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Who it says that it is.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What seals those who are on the way.
    pub(crate) fn journeys(&self) -> &Journeys {
        &self.journeys
    }

    /// Where somebody signs in there.
    pub(crate) async fn departure(&self, journey: Journey) -> Result<Result<String, Trouble>, Problem> {
        self.ask(|answer| Ask::Departure(Box::new(journey), answer)).await
    }

    /// Who it is that came back with a code.
    pub(crate) async fn arrival(&self, code: String, journey: Journey) -> Result<Result<Known, Trouble>, Problem> {
        self.ask(|answer| Ask::Arrival(code, Box::new(journey), answer)).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        self.asks.try_send(ask(answer)).map_err(|error| match error {
            TrySendError::Full(_) => Problem::busy(),
            TrySendError::Disconnected(_) => Problem::fault(),
        })?;
        answered.await.map_err(|_| Problem::fault())
    }
}

fn work(asks: &Receiver<Ask>, oidc: Oidc, clock: &Clock) {
    let (issuer, second_factor) = (oidc.issuer.as_str().to_owned(), oidc.second_factor.clone());
    let mut provider = Provider::new(oidc);
    while let Ok(ask) = asks.recv() {
        let now = clock.now().as_second();
        // Whoever asked may have gone.
        match ask {
            Ask::Departure(journey, answer) => drop(answer.send(provider.departure(&journey, now))),
            Ask::Arrival(code, journey, answer) => {
                let known = provider.arrival(&code, &journey, now).map(|claims| Known {
                    issuer: issuer.clone(),
                    strong: second_factor.is_shown(&claims.amr, claims.acr.as_deref()),
                    subject: claims.sub,
                });
                drop(answer.send(known));
            }
        }
    }
}
