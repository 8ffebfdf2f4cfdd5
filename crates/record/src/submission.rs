//! A command on its way to the writer, and what comes back.

use programme::{Command, Refusal};
use serde::{Deserialize, Serialize};

/// A command with everything that goes with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Submission {
    /// Who asks: a name that stands beside the event for ever.
    pub author: String,
    /// The idempotency key: the same key with the same command is done once and answered alike each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The version of the command's stream that the author has seen; `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// What is to be done.
    pub command: Command,
}

impl Submission {
    /// A command by somebody, without a key and whatever the version.
    pub fn new(author: impl Into<String>, command: Command) -> Self {
        Self { author: author.into(), key: None, expected: None, command }
    }
}

/// What was done, durably.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Receipt {
    /// The stream that the command was about.
    pub stream: String,
    /// Its version now.
    pub version: u64,
    /// How many events came of it; 0: it was so already.
    pub events: u32,
    /// After an erasure, what could not be seen to, for whoever asked to see to themselves. It is said once and not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// Why nothing was done; or, with [`Self::Unknown`], that nobody can say whether it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    /// A rule refuses.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The stream has moved on since the author looked.
    #[error("This has changed since you looked: it is at version {version} now. Look again, then decide.")]
    Stale {
        /// The version now.
        version: u64,
    },
    /// The idempotency key was used for another command.
    #[error("This idempotency key was used for another command. Take a new key.")]
    KeyReused,
    /// Too much is waiting.
    #[error("Too much is waiting just now. Try again in a second.")]
    Busy,
    /// The record could not be written. Whether it was is known: it was not.
    #[error("The record could not be written: {0}")]
    Unavailable(String),
    /// Whoever was to answer went before they did: the process that writes, or the database in the middle of a commit. A
    /// command with an idempotency key may be sent again as it was.
    #[error("It is not known whether this was recorded. Sending it again with the same key is safe.")]
    Unknown,
}

/// What became of a command.
pub type Outcome = Result<Receipt, Rejection>;
