//! What eligibility can come to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What eligibility comes to. The first of these, in this order, that has a reason is the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// This person cannot give.
    Excluded,
    /// Not now: a temporary or an indefinite deferral.
    Deferred,
    /// Something that must be known is not known, or no longer in date.
    Incomplete,
    /// Somebody has to look at it and decide.
    NeedsAssessment,
    /// Nothing stands against it.
    Eligible,
}

impl Outcome {
    /// All outcomes, first the one that goes before the others.
    pub const ALL: [Self; 5] =
        [Self::Excluded, Self::Deferred, Self::Incomplete, Self::NeedsAssessment, Self::Eligible];

    /// The outcome's id, as files, the API and the command line write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Deferred => "deferred",
            Self::Incomplete => "incomplete",
            Self::NeedsAssessment => "needs-assessment",
            Self::Eligible => "eligible",
        }
    }

    /// What it means, in plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Excluded => "cannot give",
            Self::Deferred => "not for now",
            Self::Incomplete => "something is not known yet",
            Self::NeedsAssessment => "somebody has to look at it",
            Self::Eligible => "nothing stands against it",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|outcome| outcome.as_str()).collect();
            format!("“{text}” is not an outcome: {}", all.join(", "))
        })
    }
}

/// How long a deferral by finding lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deferral {
    /// Until the check is repeated and good.
    Temporary,
    /// With no end in sight; re-entry is possible.
    Indefinite,
}
