//! What happens to deferrals. When and why is sealed as what somebody says of their health is; who did it stands in clear by
//! their account's id, so that whoever decides an appeal can be held to have taken no part.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::deferral::{Asking, Placed, Waiting};
use crate::ids::{AccountId, DeferralId};

use super::person::{open2, seal2};
use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened to a deferral.
#[derive(Clone, Debug, PartialEq)]
pub enum DeferralEvent {
    /// They began to wait.
    WaitBegun {
        /// The wait.
        deferral: DeferralId,
        /// Who wrote it down.
        by: Option<AccountId>,
        /// The wait of whoever had asked them to.
        asked: Option<DeferralId>,
        /// From when, until when, with whom.
        waiting: Private<Waiting>,
    },
    /// Somebody who waits asked whether they wait as well.
    AskedToWait {
        /// The wait of whoever asked.
        deferral: DeferralId,
        /// Who asked, and how.
        asking: Private<Asking>,
    },
    /// They did not wait as well.
    Declined {
        /// The wait of whoever had asked.
        deferral: DeferralId,
    },
    /// They were ready again.
    WaitEnded {
        /// The wait.
        deferral: DeferralId,
        /// Who wrote it down.
        by: Option<AccountId>,
        /// The first day without it.
        on: Private<Date>,
    },
    /// Somebody deferred them.
    Placed {
        /// The deferral.
        deferral: DeferralId,
        /// Who placed it.
        by: Option<AccountId>,
        /// What, from when, how long and why.
        placed: Private<Placed>,
    },
    /// Somebody looked at it again and let it go on.
    Reviewed {
        /// The deferral.
        deferral: DeferralId,
        /// Who looked at it.
        by: Option<AccountId>,
        /// The day on which it is looked at next.
        next: Private<Date>,
        /// Why it goes on.
        reason: Private<String>,
    },
    /// Somebody lifted it.
    Lifted {
        /// The deferral.
        deferral: DeferralId,
        /// Who lifted it.
        by: Option<AccountId>,
        /// The first day without it.
        on: Private<Date>,
        /// Why.
        reason: Private<String>,
    },
}

impl DeferralEvent {
    kinds! {
        Self::WaitBegun { .. } => "wait-begun",
        Self::AskedToWait { .. } => "asked-to-wait",
        Self::Declined { .. } => "wait-declined",
        Self::WaitEnded { .. } => "wait-ended",
        Self::Placed { .. } => "deferral-placed",
        Self::Reviewed { .. } => "deferral-reviewed",
        Self::Lifted { .. } => "deferral-lifted",
    }

    pub(super) fn encode(&self) -> Encoded {
        let health = Category::Health;
        let (clear, private) = match self {
            Self::WaitBegun { deferral, by, asked, waiting } => {
                (json!({ "deferral": deferral, "by": by, "asked": asked }), seal(health, waiting))
            }
            Self::AskedToWait { deferral, asking } => (json!({ "deferral": deferral }), seal(health, asking)),
            Self::Declined { deferral } => (json!({ "deferral": deferral }), None),
            Self::WaitEnded { deferral, by, on } => (json!({ "deferral": deferral, "by": by }), seal(health, on)),
            Self::Placed { deferral, by, placed } => (json!({ "deferral": deferral, "by": by }), seal(health, placed)),
            Self::Reviewed { deferral, by, next, reason } => {
                (json!({ "deferral": deferral, "by": by }), seal2(health, next, reason))
            }
            Self::Lifted { deferral, by, on, reason } => {
                (json!({ "deferral": deferral, "by": by }), seal2(health, on, reason))
            }
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of a deferral.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::read(kind, clear, private))
    }

    fn read(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let Clear { deferral, by, asked } = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        Ok(match kind {
            "wait-begun" => Self::WaitBegun { deferral, by, asked, waiting: open(private)? },
            "asked-to-wait" => Self::AskedToWait { deferral, asking: open(private)? },
            "wait-declined" => Self::Declined { deferral },
            "wait-ended" => Self::WaitEnded { deferral, by, on: open(private)? },
            "deferral-placed" => Self::Placed { deferral, by, placed: open(private)? },
            "deferral-reviewed" => {
                let (next, reason) = open2(private)?;
                Self::Reviewed { deferral, by, next, reason }
            }
            _ => {
                let (on, reason) = open2(private)?;
                Self::Lifted { deferral, by, on, reason }
            }
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    deferral: DeferralId,
    #[serde(default)]
    by: Option<AccountId>,
    #[serde(default)]
    asked: Option<DeferralId>,
}
