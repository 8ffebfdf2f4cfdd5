//! What happened: the only thing the log holds.
//!
//! Each event has a clear part, which stays for ever, and where it says something personal a private part, which is
//! sealed under the person's key and gone once that key is destroyed. `apply` takes an event whose private part is gone.

use std::fmt;
use std::str::FromStr;

/// The kinds of an event, said once: each of its own with what the log writes, and after a semicolon those that hold another
/// sort of event. A variant that is not named here does not compile, so no kind is ever left out of a list.
macro_rules! kinds {
    ($($variant:pat => $kind:literal,)+ $(; $($holds:ident($of:ty)),+)?) => {
        const KINDS: &'static [&'static str] = &[$($kind),+];

        /// The kind, as the log writes it.
        pub const fn kind(&self) -> &'static str {
            match self {
                $($variant => $kind,)+
                $($(Self::$holds(event) => event.kind(),)+)?
            }
        }

        pub(super) fn kinds() -> Vec<&'static str> {
            Self::KINDS.iter().copied()$($(.chain(<$of>::kinds()))+)?.collect()
        }
    };
}

mod account;
mod appeal;
mod assessment;
mod bond;
mod care;
mod carer;
mod deferral;
mod donation;
mod follow_up;
mod import;
mod journey;
mod keep;
mod person;
mod programme;
mod reach;
mod site;
mod telling;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use account::{AccountEvent, Said};
pub use appeal::AppealEvent;
pub use assessment::AssessmentEvent;
pub use bond::BondEvent;
pub use care::CareEvent;
pub use carer::CarerEvent;
pub use deferral::DeferralEvent;
pub use donation::DonationEvent;
pub use follow_up::FollowUpEvent;
pub use import::{ImportEvent, ImportSummary, RefusedRow};
pub use journey::JourneyEvent;
pub use keep::KeepEvent;
pub use person::{Departure, PersonEvent};
pub use programme::ProgrammeEvent;
pub use reach::ReachEvent;
pub use site::SiteEvent;
pub use telling::TellingEvent;

use crate::ids::{AccountId, ImportId, PersonId, SiteId};

/// What a row of events is about. Each has its own versions, counted from 1, and its own chain of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// One person's life.
    Person(PersonId),
    /// One site.
    Site(SiteId),
    /// One file brought in.
    Import(ImportId),
    /// One account: who may sign in, and as what.
    Account(AccountId),
    /// The programme: which files were in force.
    Programme,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// To a person.
    Person(PersonEvent),
    /// To a site.
    Site(SiteEvent),
    /// In an import.
    Import(ImportEvent),
    /// To an account.
    Account(AccountEvent),
    /// To the programme.
    Programme(ProgrammeEvent),
}

/// A private part of an event: known, or gone because its key was destroyed.
#[derive(Clone, Debug, PartialEq)]
pub enum Private<T> {
    /// It can be read.
    Known(T),
    /// It was erased, for ever.
    Erased,
}

/// What keeps private parts apart, each under a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Who somebody is and where they live.
    Identity,
    /// How they are.
    Health,
    /// What law obliges a programme to keep of whoever is erased. Its key is made with the erasure, and destroyed when the
    /// time is over.
    Kept,
}

/// An event as bytes: what the log stores once the private part is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The kind of event, such as `examination-recorded`.
    pub kind: &'static str,
    /// The number of this kind's form; older forms are brought up by [`Event::decode`].
    pub schema: u16,
    /// The clear part, as JSON.
    pub clear: Vec<u8>,
    /// The private part, as JSON, and its category.
    pub private: Option<(Category, Vec<u8>)>,
}

/// Why stored bytes are not an event of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (schema {schema}) cannot be read: {why}")]
pub struct DecodeError {
    kind: String,
    schema: u16,
    why: String,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Health, Self::Kept];

    /// As the log writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Health => "health",
            Self::Kept => "kept",
        }
    }
}

impl FromStr for Category {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|c| c.as_str() == text).ok_or_else(|| format!("“{text}” is not a category"))
    }
}

impl Stream {
    /// The categories of what is private in its events from the first one on: a key each, which an erasure destroys.
    pub const fn categories(self) -> &'static [Category] {
        match self {
            Self::Person(_) => &[Category::Identity, Category::Health],
            Self::Account(_) => &[Category::Identity],
            Self::Site(_) | Self::Import(_) | Self::Programme => &[],
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Site(id) => write!(f, "site/{id}"),
            Self::Import(id) => write!(f, "import/{id}"),
            Self::Account(id) => write!(f, "account/{id}"),
            Self::Programme => f.write_str("programme"),
        }
    }
}

impl FromStr for Stream {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is not a stream");
        if text == "programme" {
            return Ok(Self::Programme);
        }
        let (noun, id) = text.split_once('/').ok_or_else(wrong)?;
        match noun {
            "person" => id.parse().map(Self::Person).map_err(|_| wrong()),
            "site" => id.parse().map(Self::Site).map_err(|_| wrong()),
            "import" => id.parse().map(Self::Import).map_err(|_| wrong()),
            "account" => id.parse().map(Self::Account).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

impl Event {
    /// The bytes of this event.
    ///
    /// # Panics
    /// Never: every event serialises.
    pub fn encode(&self) -> Encoded {
        match self {
            Self::Person(event) => event.encode(),
            Self::Site(event) => whole("site", event),
            Self::Import(event) => whole("import", event),
            Self::Account(event) => event.encode(),
            Self::Programme(event) => whole("programme", event),
        }
    }

    /// Every kind of event that this version writes. Of what is stored whole it says as well what it is: `site opened`.
    pub fn kinds() -> Vec<&'static str> {
        let of_people = PersonEvent::kinds().into_iter().chain(AccountEvent::kinds());
        let whole = [SiteEvent::kinds(), ImportEvent::kinds(), ProgrammeEvent::kinds()];
        of_people.chain(whole.into_iter().flatten()).collect()
    }

    /// The event that these bytes are. `private` is `Some(None)` where there was a private part whose key is gone.
    ///
    /// # Errors
    /// Where the kind or the schema is not known to this version, or the bytes are not of it.
    pub fn decode(kind: &str, schema: u16, clear: &[u8], private: Option<Option<&[u8]>>) -> Result<Self, DecodeError> {
        let fail = |why: String| DecodeError { kind: kind.to_owned(), schema, why };
        if schema != SCHEMA {
            return Err(fail("it was written by a newer version of Carer".to_owned()));
        }
        match kind {
            "site" => serde_json::from_slice(clear).map(Self::Site).map_err(|e| fail(e.to_string())),
            "import" => serde_json::from_slice(clear).map(Self::Import).map_err(|e| fail(e.to_string())),
            "programme" => serde_json::from_slice(clear).map(Self::Programme).map_err(|e| fail(e.to_string())),
            _ => match AccountEvent::decode(kind, clear, private.flatten()) {
                Some(event) => event.map(Self::Account).map_err(fail),
                None => PersonEvent::decode(kind, clear, private.flatten()).map(Self::Person).map_err(fail),
            },
        }
    }
}

/// The only form of every kind so far.
pub(crate) const SCHEMA: u16 = 1;

fn whole<T: Serialize>(kind: &'static str, event: &T) -> Encoded {
    Encoded { kind, schema: SCHEMA, clear: json_bytes(event), private: None }
}

fn json_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("an event has only text keys and finite numbers")
}

fn seal<T: Serialize>(category: Category, private: &Private<T>) -> Option<(Category, Vec<u8>)> {
    match private {
        Private::Known(value) => Some((category, json_bytes(value))),
        Private::Erased => None,
    }
}

fn open<T: DeserializeOwned>(private: Option<&[u8]>) -> Result<Private<T>, String> {
    match private {
        None => Ok(Private::Erased),
        Some(bytes) => serde_json::from_slice(bytes).map(Private::Known).map_err(|e| e.to_string()),
    }
}
