//! What happens to a site.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::SiteKindId;

/// Something that happened to a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SiteEvent {
    /// It opened.
    Opened {
        /// Its kind.
        kind: SiteKindId,
        /// What people call it.
        name: String,
        /// How many people it has places for; `None`: it does not count them.
        places: Option<u32>,
        /// The first day.
        on: Date,
    },
    /// Its name or its places changed.
    Changed {
        /// What people call it.
        name: String,
        /// How many people it has places for.
        places: Option<u32>,
    },
    /// It closed.
    Closed {
        /// The first day on which nobody is there.
        on: Date,
    },
}

impl SiteEvent {
    kinds! {
        Self::Opened { .. } => "site opened",
        Self::Changed { .. } => "site changed",
        Self::Closed { .. } => "site closed",
    }
}
