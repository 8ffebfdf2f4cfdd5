//! What happens to somebody as a carer: events of their account.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::carer::Tie;
use crate::ids::{AbsenceId, TieId, TrainingId};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened to somebody as a carer.
#[derive(Clone, Debug, PartialEq)]
pub enum CarerEvent {
    /// They applied to be an advocate.
    Applied {
        /// The day.
        on: Date,
        /// Why, in their words.
        words: Private<String>,
    },
    /// What they were answered.
    ApplicationAnswered {
        /// The day.
        on: Date,
        /// Whether they are to be trained and appointed.
        accepted: bool,
        /// In words for them.
        words: Private<String>,
    },
    /// They learnt something that advocates have to have learnt.
    Trained {
        /// What.
        topic: TrainingId,
        /// The day.
        on: Date,
        /// The first day on which it counts no longer, by the file of that day.
        until: Option<Date>,
    },
    /// They have a tie to somebody in the programme.
    TieDeclared {
        /// Which.
        tie: TieId,
        /// What, and to whom.
        declared: Private<Tie>,
    },
    /// They have it no longer.
    TieEnded {
        /// Which.
        tie: TieId,
        /// The first day without it.
        on: Date,
    },
    /// They are away for some time. Who covers whom is in the records of those who are covered.
    WentAway {
        /// Which time.
        absence: AbsenceId,
        /// The first day.
        from: Date,
        /// The first day back.
        until: Date,
    },
    /// They came back before the day that was said.
    CameBack {
        /// Which time.
        absence: AbsenceId,
        /// The first day back.
        on: Date,
    },
}

impl CarerEvent {
    kinds! {
        Self::Applied { .. } => "carer-applied",
        Self::ApplicationAnswered { .. } => "carer-application-answered",
        Self::Trained { .. } => "carer-trained",
        Self::TieDeclared { .. } => "carer-tie-declared",
        Self::TieEnded { .. } => "carer-tie-ended",
        Self::WentAway { .. } => "carer-went-away",
        Self::CameBack { .. } => "carer-came-back",
    }

    pub(super) fn encode(&self) -> Encoded {
        let (clear, private) = match self {
            Self::Applied { on, words } => (json!({ "on": on }), seal(Category::Identity, words)),
            Self::ApplicationAnswered { on, accepted, words } => {
                (json!({ "on": on, "accepted": accepted }), seal(Category::Identity, words))
            }
            Self::Trained { topic, on, until } => (json!({ "topic": topic, "on": on, "until": until }), None),
            Self::TieDeclared { tie, declared } => (json!({ "tie": tie }), seal(Category::Identity, declared)),
            Self::TieEnded { tie, on } => (json!({ "tie": tie, "on": on }), None),
            Self::WentAway { absence, from, until } => {
                (json!({ "absence": absence, "from": from, "until": until }), None)
            }
            Self::CameBack { absence, on } => (json!({ "absence": absence, "on": on }), None),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of a carer.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        let parse = || {
            let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
            Self::of(kind, clear, private)
        };
        Self::KINDS.contains(&kind).then(parse)
    }

    fn of(kind: &str, clear: Clear, private: Option<&[u8]>) -> Result<Self, String> {
        let on = clear.on.ok_or("it has no day");
        let tie = clear.tie.ok_or("it names no tie");
        let absence = clear.absence.ok_or("it names no absence");
        Ok(match kind {
            "carer-applied" => Self::Applied { on: on?, words: open(private)? },
            "carer-application-answered" => Self::ApplicationAnswered {
                on: on?,
                accepted: clear.accepted.ok_or("it does not say whether it was accepted")?,
                words: open(private)?,
            },
            "carer-trained" => {
                Self::Trained { topic: clear.topic.ok_or("it names no training")?, on: on?, until: clear.until }
            }
            "carer-tie-declared" => Self::TieDeclared { tie: tie?, declared: open(private)? },
            "carer-tie-ended" => Self::TieEnded { tie: tie?, on: on? },
            "carer-went-away" => Self::WentAway {
                absence: absence?,
                from: clear.from.ok_or("it has no first day")?,
                until: clear.until.ok_or("it has no end")?,
            },
            _ => Self::CameBack { absence: absence?, on: on? },
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    on: Option<Date>,
    accepted: Option<bool>,
    topic: Option<TrainingId>,
    until: Option<Date>,
    from: Option<Date>,
    tie: Option<TieId>,
    absence: Option<AbsenceId>,
}
