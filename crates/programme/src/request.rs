//! What somebody asks of the programme about their own record, and what they are answered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// To put something right.
    Correction,
    /// To erase the record.
    Erasure,
}

/// Something asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What.
    pub kind: RequestKind,
    /// The day.
    pub on: Date,
    /// In their words.
    pub text: Option<String>,
    /// What they were answered.
    pub answered: Option<Answered>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The day.
    pub on: Date,
    /// Whether it was done as they asked.
    pub granted: bool,
    /// In which words.
    pub answer: Option<String>,
}

impl RequestKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Correction, Self::Erasure];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Erasure => "erasure",
        }
    }
}

impl Request {
    pub(crate) const fn made(kind: RequestKind, on: Date, text: Option<String>) -> Self {
        Self { kind, on, text, answered: None }
    }
}
