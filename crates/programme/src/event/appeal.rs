//! Appeals. What they are about and how they were decided is sealed; the days and who decided stand in clear: whether each was
//! decided in time, and by somebody who took no part, can be shown from the log alone.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::appeal::{Objection, Ruling};
use crate::ids::{AccountId, AppealId};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in an appeal.
#[derive(Clone, Debug, PartialEq)]
pub enum AppealEvent {
    /// Somebody objected.
    Made {
        /// The appeal.
        appeal: AppealId,
        /// Who made it.
        by: Option<AccountId>,
        /// The day.
        on: Date,
        /// The last day on which deciding it is in time.
        until: Date,
        /// To what, and in which words.
        objection: Private<Objection>,
    },
    /// It was decided.
    Decided {
        /// The appeal.
        appeal: AppealId,
        /// Who decided.
        by: Option<AccountId>,
        /// The day.
        on: Date,
        /// How, and in which words.
        ruling: Private<Ruling>,
    },
}

impl AppealEvent {
    kinds! {
        Self::Made { .. } => "appeal-made",
        Self::Decided { .. } => "appeal-decided",
    }

    /// The day, which stays readable.
    pub const fn on(&self) -> Date {
        match self {
            Self::Made { on, .. } | Self::Decided { on, .. } => *on,
        }
    }

    pub(super) fn encode(&self) -> Encoded {
        let health = Category::Health;
        let (clear, private) = match self {
            Self::Made { appeal, by, on, until, objection } => {
                (json!({ "appeal": appeal, "by": by, "on": on, "until": until }), seal(health, objection))
            }
            Self::Decided { appeal, by, on, ruling } => {
                (json!({ "appeal": appeal, "by": by, "on": on }), seal(health, ruling))
            }
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of an appeal.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::read(kind, clear, private))
    }

    fn read(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let Clear { appeal, by, on, until } = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        Ok(match kind {
            "appeal-made" => {
                let until = until.ok_or("it does not say until when it is decided")?;
                Self::Made { appeal, by, on, until, objection: open(private)? }
            }
            _ => Self::Decided { appeal, by, on, ruling: open(private)? },
        })
    }
}

/// The clear parts of both kinds of event.
#[derive(Deserialize)]
struct Clear {
    appeal: AppealId,
    #[serde(default)]
    by: Option<AccountId>,
    on: Date,
    #[serde(default)]
    until: Option<Date>,
}
