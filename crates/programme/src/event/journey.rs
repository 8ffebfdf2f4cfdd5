//! What happens at the end of a journey.

use jiff::civil::Date;
use serde_json::json;

use crate::journey::{Acknowledgement, Death, HandOverOffer};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened at the end of a journey.
#[derive(Clone, Debug, PartialEq)]
pub enum JourneyEvent {
    /// They died.
    Died {
        /// When, of what, and how it became known.
        death: Private<Death>,
    },
    /// They did not die: it was somebody else, or a mistake.
    DiedInError {
        /// How that came to be.
        reason: Private<String>,
    },
    /// Another programme was asked to take over staying in touch.
    HandOverOffered {
        /// When, and to whom.
        offer: Private<HandOverOffer>,
    },
    /// The other programme said yes: staying in touch is theirs from its day on.
    HandOverAcknowledged {
        /// When, and who said so.
        acknowledgement: Private<Acknowledgement>,
    },
    /// They are this programme's again, or the other one said no.
    HandOverTakenBack {
        /// From which day.
        on: Private<Date>,
        /// Why.
        reason: Private<String>,
    },
}

impl JourneyEvent {
    kinds! {
        Self::Died { .. } => "died",
        Self::DiedInError { .. } => "died-in-error",
        Self::HandOverOffered { .. } => "hand-over-offered",
        Self::HandOverAcknowledged { .. } => "hand-over-acknowledged",
        Self::HandOverTakenBack { .. } => "hand-over-taken-back",
    }

    pub(super) fn encode(&self) -> Encoded {
        use Category::{Health, Identity};
        let private = match self {
            Self::Died { death } => seal(Health, death),
            Self::DiedInError { reason } => seal(Health, reason),
            Self::HandOverOffered { offer } => seal(Identity, offer),
            Self::HandOverAcknowledged { acknowledgement } => seal(Identity, acknowledgement),
            Self::HandOverTakenBack { on: Private::Known(on), reason: Private::Known(reason) } => {
                Some((Identity, json_bytes(&(on, reason))))
            }
            Self::HandOverTakenBack { .. } => None,
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&json!({})), private }
    }

    /// `None` where the kind is not one of the end of a journey.
    pub(super) fn decode(kind: &str, private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::of(kind, private))
    }

    fn of(kind: &str, private: Option<&[u8]>) -> Result<Self, String> {
        Ok(match kind {
            "died" => Self::Died { death: open(private)? },
            "died-in-error" => Self::DiedInError { reason: open(private)? },
            "hand-over-offered" => Self::HandOverOffered { offer: open(private)? },
            "hand-over-acknowledged" => Self::HandOverAcknowledged { acknowledgement: open(private)? },
            "hand-over-taken-back" => match open::<(Date, String)>(private)? {
                Private::Known((on, reason)) => {
                    Self::HandOverTakenBack { on: Private::Known(on), reason: Private::Known(reason) }
                }
                Private::Erased => Self::HandOverTakenBack { on: Private::Erased, reason: Private::Erased },
            },
            other => return Err(format!("“{other}” is not a kind of event of the end of a journey")),
        })
    }
}
