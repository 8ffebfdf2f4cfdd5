//! What law obliges a programme to keep of those who gave, and for how long, even where they ask to be erased.

use super::{Period, RuleText};

/// Something that outlasts a wish to be erased, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// What people call it.
    pub name: String,
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// What is kept.
    pub what: Vec<KeptPart>,
    /// How long after each donation.
    pub length: Period,
}

/// A part of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptPart {
    /// Name, number, sex and birth.
    Who,
    /// What they gave, when, where and towards whom.
    Donations,
}

impl KeptPart {
    /// As the file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Donations => "donations",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Who => "name, number, sex and date of birth",
            Self::Donations => "what was given, when, where and towards whom",
        }
    }
}
