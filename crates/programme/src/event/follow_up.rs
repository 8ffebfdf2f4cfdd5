//! What happens in staying in touch with somebody. What they want is about who they are; how they are is about their health.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::follow_up::{Attempt, ContactPlan, FollowUpAnswer, Learnt, Reported, Wish};
use crate::ids::FollowUpAnswerId;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in staying in touch with somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum FollowUpEvent {
    /// It was agreed how they want to be reached.
    PlanAgreed {
        /// What was agreed, and when.
        plan: Private<ContactPlan>,
    },
    /// Somebody tried to reach them.
    Attempted {
        /// How, and what came of it.
        attempt: Private<Attempt>,
    },
    /// They said how they are, or it was seen.
    Answered {
        /// Which time.
        answer: FollowUpAnswerId,
        /// What.
        content: Private<FollowUpAnswer>,
    },
    /// An answer was never this person's, or never given; it stays in the log and counts for nothing.
    TakenBack {
        /// Which.
        answer: FollowUpAnswerId,
        /// How that came to be.
        reason: Private<String>,
    },
    /// They asked to be left alone.
    AskedToBeLeft {
        /// The day on which it was written down, where the event says so: until then the programme went on asking.
        recorded: Option<Date>,
        /// When and how.
        wish: Private<Wish>,
    },
    /// They want to be asked again.
    AskedAgain {
        /// When and how.
        wish: Private<Wish>,
    },
    /// Somebody learnt of something that has to be reported within hours.
    Learnt {
        /// What and when.
        learnt: Private<Learnt>,
    },
    /// It was reported.
    Reported {
        /// What, to whom and when.
        reported: Private<Reported>,
    },
}

impl FollowUpEvent {
    kinds! {
        Self::PlanAgreed { .. } => "contact-agreed",
        Self::Attempted { .. } => "contact-attempted",
        Self::Answered { .. } => "follow-up-answered",
        Self::TakenBack { .. } => "follow-up-taken-back",
        Self::AskedToBeLeft { .. } => "asked-to-be-left",
        Self::AskedAgain { .. } => "asked-again",
        Self::Learnt { .. } => "reportable-learnt",
        Self::Reported { .. } => "reportable-reported",
    }

    pub(super) fn encode(&self) -> Encoded {
        use Category::{Health, Identity};
        let (clear, private) = match self {
            Self::PlanAgreed { plan } => (json!({}), seal(Identity, plan)),
            Self::Attempted { attempt } => (json!({}), seal(Identity, attempt)),
            Self::Answered { answer, content } => (json!({ "answer": answer }), seal(Health, content)),
            Self::TakenBack { answer, reason } => (json!({ "answer": answer }), seal(Health, reason)),
            Self::AskedToBeLeft { recorded: Some(recorded), wish } => {
                (json!({ "recorded": recorded }), seal(Identity, wish))
            }
            Self::AskedToBeLeft { recorded: None, wish } | Self::AskedAgain { wish } => {
                (json!({}), seal(Identity, wish))
            }
            Self::Learnt { learnt } => (json!({}), seal(Health, learnt)),
            Self::Reported { reported } => (json!({}), seal(Health, reported)),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of staying in touch.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::of(kind, clear, private))
    }

    fn of(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        let answer = || clear.answer.ok_or_else(|| "it names no answer".to_owned());
        Ok(match kind {
            "contact-agreed" => Self::PlanAgreed { plan: open(private)? },
            "contact-attempted" => Self::Attempted { attempt: open(private)? },
            "follow-up-answered" => Self::Answered { answer: answer()?, content: open(private)? },
            "follow-up-taken-back" => Self::TakenBack { answer: answer()?, reason: open(private)? },
            "asked-to-be-left" => Self::AskedToBeLeft { recorded: clear.recorded, wish: open(private)? },
            "asked-again" => Self::AskedAgain { wish: open(private)? },
            "reportable-learnt" => Self::Learnt { learnt: open(private)? },
            "reportable-reported" => Self::Reported { reported: open(private)? },
            other => return Err(format!("“{other}” is not a kind of event of staying in touch")),
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    recorded: Option<Date>,
    answer: Option<FollowUpAnswerId>,
}
