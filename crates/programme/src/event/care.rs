//! What happens between a person and those who stand by them, beyond its beginning and its end.

use serde::Deserialize;
use serde_json::json;

use crate::care::{CompanionAnswer, CompanionOffer, CompanyTakenBack, Conversation, Covering, StandingBy};
use crate::ids::ConversationId;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened between a person and those who stand by them.
#[derive(Clone, Debug, PartialEq)]
pub enum CareEvent {
    /// Somebody covers for their advocate for some time.
    Covered {
        /// Who, for whom, and when.
        covering: Private<Covering>,
    },
    /// Somebody who was to cover does so only until another day.
    CoverEnded {
        /// Who, for whom, and when: `until` is the day on which it ends now.
        covering: Private<Covering>,
    },
    /// Their advocate, or whoever covers, spoke with them.
    Conversed {
        /// Which time.
        conversation: ConversationId,
        /// Who, when, how, and what was said.
        talk: Private<Conversation>,
    },
    /// Somebody in the programme asks to stand by them as a companion.
    CompanionOffered {
        /// Who, when, and in which words.
        offer: Private<CompanionOffer>,
    },
    /// They said whether they want that.
    CompanionAnswered {
        /// Whom they answered, when, and what.
        answer: Private<CompanionAnswer>,
    },
    /// Somebody who was wanted as a companion is so no more: one of the two took it back.
    CompanyTakenBack {
        /// Who, whose word, and when.
        back: Private<CompanyTakenBack>,
    },
    /// This person stands by another as a companion. Their own giving waits meanwhile.
    StandsBy {
        /// By whom, and since when.
        by: Private<StandingBy>,
    },
    /// This person stands by another no longer.
    StandsByNoLonger {
        /// By whom, and the first day on which they do not.
        by: Private<StandingBy>,
    },
}

impl CareEvent {
    kinds! {
        Self::Covered { .. } => "care-covered",
        Self::CoverEnded { .. } => "care-cover-ended",
        Self::Conversed { .. } => "care-conversed",
        Self::CompanionOffered { .. } => "companion-offered",
        Self::CompanionAnswered { .. } => "companion-answered",
        Self::CompanyTakenBack { .. } => "company-taken-back",
        Self::StandsBy { .. } => "stands-by",
        Self::StandsByNoLonger { .. } => "stands-by-no-longer",
    }

    /// Whether it changes who stands by whom.
    pub const fn is_of_whereabouts(&self) -> bool {
        matches!(self, Self::Covered { .. } | Self::CoverEnded { .. })
    }

    pub(super) fn encode(&self) -> Encoded {
        use Category::{Health, Identity};
        let nothing = || json!({});
        let (clear, private) = match self {
            Self::Covered { covering } | Self::CoverEnded { covering } => (nothing(), seal(Identity, covering)),
            Self::Conversed { conversation, talk } => (json!({ "conversation": conversation }), seal(Health, talk)),
            Self::CompanionOffered { offer } => (nothing(), seal(Identity, offer)),
            Self::CompanionAnswered { answer } => (nothing(), seal(Identity, answer)),
            Self::CompanyTakenBack { back } => (nothing(), seal(Identity, back)),
            Self::StandsBy { by } | Self::StandsByNoLonger { by } => (nothing(), seal(Identity, by)),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of these.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        let parse = || {
            Ok(match kind {
                "care-covered" => Self::Covered { covering: open(private)? },
                "care-cover-ended" => Self::CoverEnded { covering: open(private)? },
                "care-conversed" => {
                    let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
                    let conversation = clear.conversation.ok_or("it names no conversation")?;
                    Self::Conversed { conversation, talk: open(private)? }
                }
                "companion-offered" => Self::CompanionOffered { offer: open(private)? },
                "companion-answered" => Self::CompanionAnswered { answer: open(private)? },
                "company-taken-back" => Self::CompanyTakenBack { back: open(private)? },
                "stands-by" => Self::StandsBy { by: open(private)? },
                _ => Self::StandsByNoLonger { by: open(private)? },
            })
        };
        Self::KINDS.contains(&kind).then(parse)
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    conversation: Option<ConversationId>,
}
