//! The stored form of events, as far as an article is judged by them. It is written from what stands in the log and shares no
//! type with whoever wrote it.

mod account;
mod donation;
mod person;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Entry;
use crate::birth::Birth;

pub(crate) use account::{AccountHappening, read_account};
pub(crate) use donation::{InDonation, Verified};
pub(crate) use person::{contents, read_person};

/// What reading an event came to.
pub(crate) enum Reading<T> {
    /// Something that counts.
    Is(T),
    /// A kind that is known, and by which no article is judged.
    Nothing,
    /// What is private in it is gone.
    Sealed,
    /// It cannot be read: why.
    Unknown(String),
}

/// Something that happened to a person.
#[derive(Debug)]
pub(crate) enum Happening {
    Registered {
        stage: String,
        on: Date,
        birth: Birth,
    },
    BirthAmended {
        birth: Birth,
    },
    Examined {
        id: String,
        on: Date,
        content: Box<[u8]>,
    },
    ExaminationAmended {
        id: String,
        on: Date,
        content: Box<[u8]>,
    },
    ExaminationGone {
        id: String,
    },
    StageEntered {
        stage: String,
        on: Date,
    },
    /// To a site, or away from where they were.
    Moved {
        site: Option<String>,
        on: Date,
    },
    Departed {
        on: Date,
    },
    Returned {
        on: Date,
    },
    CareBegun {
        carer: String,
        kind: String,
        on: Date,
    },
    CareEnded {
        carer: String,
        kind: String,
        on: Date,
    },
    Covered {
        by: String,
        absent: String,
        from: Date,
        until: Date,
    },
    CoverEnded {
        by: String,
        absent: String,
        from: Date,
        until: Date,
    },
    Told {
        id: String,
        topic: String,
        words: u64,
        on: Date,
        understood: bool,
    },
    ToldInError {
        id: String,
    },
    /// `recipient`: somebody of the record to whom they would give.
    BondNamed {
        id: String,
        on: Date,
        recipient: Option<String>,
    },
    BondChanged {
        id: String,
        recipient: Option<String>,
    },
    BondEnded {
        id: String,
        on: Date,
    },
    WaitBegun {
        id: String,
        by: Option<String>,
        on: Date,
        until: Option<Date>,
    },
    WaitEnded {
        id: String,
        by: Option<String>,
        on: Date,
    },
    Deferred {
        id: String,
        by: Option<String>,
        on: Date,
        term: Term,
        reason: String,
    },
    Reviewed {
        id: String,
        by: Option<String>,
        next: Date,
        reason: String,
    },
    Lifted {
        id: String,
        on: Date,
    },
    Appealed {
        id: String,
        by: Option<String>,
        on: Date,
        until: Date,
        against: Against,
    },
    AppealDecided {
        id: String,
        by: Option<String>,
        on: Date,
        upheld: bool,
        reason: String,
    },
    Assessed {
        id: String,
        by: Option<String>,
        rule: String,
        on: Date,
        fit: bool,
        seen: serde_json::Map<String, Value>,
    },
    InDonation {
        id: String,
        what: InDonation,
    },
    AskedToBeLeft {
        on: Date,
        source: String,
        /// The day on which it says that it was written down.
        recorded: Option<Date>,
    },
    AskedAgain {
        on: Date,
    },
    Died {
        on: Date,
    },
    DiedInError,
    HandOverOffered {
        on: Date,
    },
    HandOverAcknowledged {
        on: Date,
        by: String,
    },
    HandOverTakenBack {
        on: Date,
    },
    /// Something is kept beyond the erasure, or is no longer.
    Kept,
    Erased,
}

/// How long a deferral was meant to last.
#[derive(Debug)]
pub(crate) enum Term {
    Until(Date),
    Review(Date),
    Permanent,
    /// None of the three that somebody else's deferral may have.
    Other(String),
}

/// What somebody objects to.
#[derive(Debug)]
pub(crate) enum Against {
    Deferral(String),
    Finding(String),
    Assessment(String),
}

impl Happening {
    /// Whether an article says something of it.
    pub(crate) const fn is_judged(&self) -> bool {
        !matches!(
            self,
            Self::ExaminationGone { .. }
                | Self::Moved { .. }
                | Self::Departed { .. }
                | Self::Returned { .. }
                | Self::CareBegun { .. }
                | Self::CareEnded { .. }
                | Self::Covered { .. }
                | Self::CoverEnded { .. }
                | Self::Told { .. }
                | Self::ToldInError { .. }
                | Self::BondNamed { .. }
                | Self::BondChanged { .. }
                | Self::BondEnded { .. }
                | Self::AskedAgain { .. }
                | Self::DiedInError
                | Self::HandOverTakenBack { .. }
                | Self::Kept
                | Self::Erased
        )
    }

    /// Whether it is something that only the donor says.
    pub(crate) const fn is_the_donors_word(&self) -> bool {
        matches!(self, Self::InDonation { what, .. } if what.is_the_donors_word())
    }
}

/// The account that somebody had signed in with, by the log's name of an author.
pub(crate) fn account_of(author: &str) -> Option<&str> {
    author.strip_prefix("account/")
}

/// Reads the clear part, and then builds something from it.
fn clear<C: DeserializeOwned, T>(entry: &Entry<'_>, build: impl FnOnce(C) -> T) -> Reading<T> {
    match serde_json::from_slice(entry.clear) {
        Ok(clear) => Reading::Is(build(clear)),
        Err(error) => Reading::Unknown(format!("its clear part cannot be read: {error}")),
    }
}

/// Reads both parts, and then builds something from them.
fn both<C: DeserializeOwned, P: DeserializeOwned, T>(entry: &Entry<'_>, build: impl FnOnce(C, P) -> T) -> Reading<T> {
    let Some(private) = entry.private else { return Reading::Sealed };
    match (serde_json::from_slice(entry.clear), serde_json::from_slice(private)) {
        (Ok(clear), Ok(private)) => Reading::Is(build(clear, private)),
        (Err(error), _) => Reading::Unknown(format!("its clear part cannot be read: {error}")),
        // What serde says of it may repeat a value, and what is private stays so.
        (_, Err(error)) => Reading::Unknown(format!(
            "its private part does not have the form of its kind (line {}, column {})",
            error.line(),
            error.column()
        )),
    }
}
