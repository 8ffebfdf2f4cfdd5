//! What happens in a donation. All of it is about one donor, and sealed as what they say of their health is.

use serde::Deserialize;
use serde_json::json;

use crate::donation::Given;
use crate::ids::DonationId;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in a donation.
#[derive(Clone, Debug, PartialEq)]
pub enum DonationEvent {
    /// It was written down that somebody gave, before this record began or elsewhere.
    Recorded {
        /// Which.
        donation: DonationId,
        /// What was given.
        given: Private<Given>,
    },
}

impl DonationEvent {
    /// The kinds, as the log writes them.
    const KINDS: [&str; 1] = ["donation-recorded"];

    /// The kind, as the log writes it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Recorded { .. } => "donation-recorded",
        }
    }

    pub(super) fn encode(&self) -> Encoded {
        let (clear, private) = match self {
            Self::Recorded { donation, given } => (json!({ "donation": donation }), seal(Category::Health, given)),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of a donation.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        let parse = || {
            let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
            let donation = clear.donation.ok_or("it names no donation")?;
            Ok(Self::Recorded { donation, given: open(private)? })
        };
        Self::KINDS.contains(&kind).then(parse)
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    donation: Option<DonationId>,
}
