//! What happens around a telling. Which topic and which version of its words stand in clear; what somebody said is sealed
//! as what they say of their health is.

use serde::Deserialize;
use serde_json::json;

use crate::ids::{TellingId, TopicId};
use crate::telling::Told;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened around a telling.
#[derive(Clone, Debug, PartialEq)]
pub enum TellingEvent {
    /// Something was told to them.
    Recorded {
        /// Which telling.
        telling: TellingId,
        /// What was told.
        topic: TopicId,
        /// Which version of its words.
        version: u32,
        /// When, by whom, how, and what they said back.
        told: Private<Told>,
    },
    /// It was never told, or not to them: it counts for nothing.
    EnteredInError {
        /// Which telling.
        telling: TellingId,
        /// How that came to be.
        reason: Private<String>,
    },
}

impl TellingEvent {
    kinds! {
        Self::Recorded { .. } => "told",
        Self::EnteredInError { .. } => "telling-entered-in-error",
    }

    pub(super) fn encode(&self) -> Encoded {
        let (clear, private) = match self {
            Self::Recorded { telling, topic, version, told } => {
                let clear = json!({ "telling": telling, "topic": topic, "words": version });
                (clear, seal(Category::Health, told))
            }
            Self::EnteredInError { telling, reason } => (json!({ "telling": telling }), seal(Category::Health, reason)),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of a telling.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::read(kind, clear, private))
    }

    fn read(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        let telling = clear.telling.ok_or("it names no telling")?;
        if kind != "told" {
            return Ok(Self::EnteredInError { telling, reason: open(private)? });
        }
        Ok(Self::Recorded {
            telling,
            topic: clear.topic.ok_or("it names no topic")?,
            version: clear.words.ok_or("it does not say which words")?,
            told: open(private)?,
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    telling: Option<TellingId>,
    topic: Option<TopicId>,
    words: Option<u32>,
}
