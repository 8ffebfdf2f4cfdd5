//! What happens in reaching somebody. To whom something is sent, and by which way, is about who they are.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::ids::{FollowUpAnswerId, LinkId, MessageId};
use crate::reach::{Finished, LinkContent, MessageContent};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in reaching somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum ReachEvent {
    /// A link was made by which they can answer once.
    LinkMade {
        /// Which.
        link: LinkId,
        /// For what, and until when.
        content: Private<LinkContent>,
    },
    /// A link was ended that nobody had used.
    LinkEnded {
        /// Which.
        link: LinkId,
        /// Why.
        reason: Private<String>,
    },
    /// They answered by a link.
    LinkUsed {
        /// Which.
        link: LinkId,
        /// Their answer.
        answer: FollowUpAnswerId,
    },
    /// A message was written, to be sent.
    Written {
        /// Which.
        message: MessageId,
        /// To whom, by which way, and what it says.
        content: Private<MessageContent>,
    },
    /// It began to be sent.
    Begun {
        /// Which.
        message: MessageId,
        /// When.
        at: Timestamp,
    },
    /// It is known what became of it.
    Finished {
        /// Which.
        message: MessageId,
        /// What.
        content: Private<Finished>,
    },
}

impl ReachEvent {
    kinds! {
        Self::LinkMade { .. } => "link-made",
        Self::LinkEnded { .. } => "link-ended",
        Self::LinkUsed { .. } => "link-used",
        Self::Written { .. } => "message-written",
        Self::Begun { .. } => "message-begun",
        Self::Finished { .. } => "message-finished",
    }

    pub(super) fn encode(&self) -> Encoded {
        use Category::Identity;
        let (clear, private) = match self {
            Self::LinkMade { link, content } => (json!({ "link": link }), seal(Identity, content)),
            Self::LinkEnded { link, reason } => (json!({ "link": link }), seal(Identity, reason)),
            Self::LinkUsed { link, answer } => (json!({ "link": link, "answer": answer }), None),
            Self::Written { message, content } => (json!({ "message": message }), seal(Identity, content)),
            Self::Begun { message, at } => (json!({ "message": message, "at": at }), None),
            Self::Finished { message, content } => (json!({ "message": message }), seal(Identity, content)),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of reaching somebody.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::of(kind, clear, private))
    }

    fn of(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        let link = || clear.link.ok_or_else(|| "it names no link".to_owned());
        let message = || clear.message.ok_or_else(|| "it names no message".to_owned());
        Ok(match kind {
            "link-made" => Self::LinkMade { link: link()?, content: open(private)? },
            "link-ended" => Self::LinkEnded { link: link()?, reason: open(private)? },
            "link-used" => {
                let answer = clear.answer.ok_or_else(|| "it names no answer".to_owned())?;
                Self::LinkUsed { link: link()?, answer }
            }
            "message-written" => Self::Written { message: message()?, content: open(private)? },
            "message-begun" => {
                let at = clear.at.ok_or_else(|| "it has no time".to_owned())?;
                Self::Begun { message: message()?, at }
            }
            "message-finished" => Self::Finished { message: message()?, content: open(private)? },
            other => return Err(format!("“{other}” is not a kind of event of reaching somebody")),
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    link: Option<LinkId>,
    answer: Option<FollowUpAnswerId>,
    message: Option<MessageId>,
    at: Option<Timestamp>,
}
