//! What happens to a person.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::care::Care;
use crate::examination::{AlertAnswer, Examination};
use crate::ids::{AccountId, ExaminationId, PreparationId, RequestId, RuleId, SiteId, StageId};
use crate::person::Details;
use crate::request::RequestKind;

use super::{
    AppealEvent, AssessmentEvent, BondEvent, CareEvent, Category, DeferralEvent, DonationEvent, Encoded, FollowUpEvent,
    JourneyEvent, KeepEvent, Private, ReachEvent, SCHEMA, TellingEvent, json_bytes, open, seal,
};

/// Something that happened to a person.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonEvent {
    /// They came into the programme.
    Registered {
        /// The stage they began in.
        stage: StageId,
        /// The day on which they were entered.
        on: Date,
        /// Who they are.
        details: Private<Details>,
    },
    /// A wrong entry about who they are was put right; the old one stays in the log.
    DetailsAmended {
        /// Who they are, whole.
        details: Private<Details>,
        /// Why it was wrong.
        reason: Private<String>,
    },
    /// Checks were made.
    ExaminationRecorded {
        /// Which.
        examination: ExaminationId,
        /// When, where, and what was found.
        content: Private<Examination>,
    },
    /// A wrong examination was put right; the old one stays in the log.
    ExaminationAmended {
        /// Which.
        examination: ExaminationId,
        /// The whole of it as it should have been.
        content: Private<Examination>,
        /// Why it was wrong.
        reason: Private<String>,
    },
    /// An examination was never this person's, or never happened; it stays in the log and counts for nothing.
    ExaminationEnteredInError {
        /// Which.
        examination: ExaminationId,
        /// How that came to be.
        reason: Private<String>,
    },
    /// Somebody got in touch because of an alert.
    AlertAnswered {
        /// The examination that gave rise to it.
        examination: ExaminationId,
        /// The alert's rule: it says what was found, so it is as private as the answer.
        alert: Private<RuleId>,
        /// When, by whom, and what came of it.
        answer: Private<AlertAnswer>,
    },
    /// Something that prepares for a stage was done.
    Prepared {
        /// For which stage.
        stage: StageId,
        /// What.
        preparation: PreparationId,
        /// When.
        on: Private<Date>,
    },
    /// They entered a stage of life.
    StageEntered {
        /// Which.
        stage: StageId,
        /// When.
        on: Private<Date>,
    },
    /// They came to live or stay at a site, and left the one before.
    Moved {
        /// Where to; `None`: to no site of the programme.
        site: Private<Option<SiteId>>,
        /// When.
        on: Private<Date>,
    },
    /// They left the programme. It is recorded, never refused.
    Departed {
        /// When, and what they said if they said something.
        departure: Private<Departure>,
    },
    /// They came back.
    Returned {
        /// When.
        on: Private<Date>,
    },
    /// Somebody came to stand by them.
    CarerAssigned {
        /// Who, as what, and from which day.
        care: Private<Care>,
    },
    /// Somebody stands by them no longer.
    CarerEnded {
        /// Who, as what, and the first day without them.
        care: Private<Care>,
    },
    /// Something happened to a bond of theirs, or they answered one of somebody else.
    Bond(BondEvent),
    /// They were told something that has to be known before a question, or that was taken back.
    Telling(TellingEvent),
    /// Something happened between them and those who stand by them.
    Care(CareEvent),
    /// Somebody who had no right to this record took it, for some hours and a reason.
    EmergencyOpened {
        /// Who.
        account: AccountId,
        /// Until when, in microseconds since 1970 (UTC).
        until: i64,
        /// Why.
        reason: Private<String>,
    },
    /// They asked something of the programme about their own record.
    RequestMade {
        /// Which time.
        request: RequestId,
        /// What.
        kind: RequestKind,
        /// The day.
        on: Date,
        /// In their words.
        text: Private<String>,
    },
    /// They were answered.
    RequestAnswered {
        /// Which time.
        request: RequestId,
        /// The day.
        on: Date,
        /// Whether it was done as they asked.
        granted: bool,
        /// In which words.
        answer: Private<String>,
    },
    /// Something happened to a deferral of theirs.
    Deferral(DeferralEvent),
    /// They objected, or were answered.
    Appeal(AppealEvent),
    /// Somebody assessed what a rule had found.
    Assessment(AssessmentEvent),
    /// Something happened in a donation of theirs.
    Donation(DonationEvent),
    /// Something happened in staying in touch with them.
    FollowUp(FollowUpEvent),
    /// Something was sent to them, or a link was made by which they answer.
    Reach(ReachEvent),
    /// Something happened at the end of their journey.
    Journey(JourneyEvent),
    /// Something of them is kept beyond their erasure, or is no longer.
    Keep(KeepEvent),
    /// Their keys were destroyed: what is private in every event above and in this one is gone.
    Erased {
        /// On whose wish or by which law, in words that name nobody.
        reason: String,
    },
}

/// A departure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The day.
    pub on: Date,
    /// What they said; they need not say anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl PersonEvent {
    kinds! {
        Self::Registered { .. } => "registered",
        Self::DetailsAmended { .. } => "details-amended",
        Self::ExaminationRecorded { .. } => "examination-recorded",
        Self::ExaminationAmended { .. } => "examination-amended",
        Self::ExaminationEnteredInError { .. } => "examination-entered-in-error",
        Self::AlertAnswered { .. } => "alert-answered",
        Self::Prepared { .. } => "prepared",
        Self::StageEntered { .. } => "stage-entered",
        Self::Moved { .. } => "moved",
        Self::Departed { .. } => "departed",
        Self::Returned { .. } => "returned",
        Self::CarerAssigned { .. } => "carer-assigned",
        Self::CarerEnded { .. } => "carer-ended",
        Self::EmergencyOpened { .. } => "emergency-opened",
        Self::RequestMade { .. } => "request-made",
        Self::RequestAnswered { .. } => "request-answered",
        Self::Erased { .. } => "erased",
        ; Bond(BondEvent), Telling(TellingEvent), Care(CareEvent), Deferral(DeferralEvent), Appeal(AppealEvent),
        Assessment(AssessmentEvent), Donation(DonationEvent), FollowUp(FollowUpEvent), Reach(ReachEvent),
        Journey(JourneyEvent), Keep(KeepEvent)
    }

    /// Whether it says no more than who somebody is, where, and in which stage, once its words are left out.
    pub const fn is_of_whereabouts(&self) -> bool {
        if let Self::Care(event) = self {
            return event.is_of_whereabouts();
        }
        matches!(
            self,
            Self::Registered { .. }
                | Self::StageEntered { .. }
                | Self::Moved { .. }
                | Self::Departed { .. }
                | Self::Returned { .. }
                | Self::CarerAssigned { .. }
                | Self::CarerEnded { .. }
                | Self::Erased { .. }
        )
    }

    /// Leaves out what somebody said: it may say how they are.
    pub fn leave_words_out(&mut self) {
        if let Self::Departed { departure: Private::Known(departure) } = self {
            departure.said = None;
        }
    }

    pub(super) fn encode(&self) -> Encoded {
        use Category::{Health, Identity};
        let (clear, private) = match self {
            Self::Registered { stage, on, details } => (json!({ "stage": stage, "on": on }), seal(Identity, details)),
            Self::DetailsAmended { details, reason } => (json!({}), seal2(Identity, details, reason)),
            Self::ExaminationRecorded { examination, content } => {
                (json!({ "examination": examination }), seal(Health, content))
            }
            Self::ExaminationAmended { examination, content, reason } => {
                (json!({ "examination": examination }), seal2(Health, content, reason))
            }
            Self::ExaminationEnteredInError { examination, reason } => {
                (json!({ "examination": examination }), seal(Health, reason))
            }
            Self::AlertAnswered { examination, alert, answer } => {
                (json!({ "examination": examination }), seal2(Health, alert, answer))
            }
            Self::Prepared { stage, preparation, on } => {
                (json!({ "stage": stage, "preparation": preparation }), seal(Identity, on))
            }
            Self::StageEntered { stage, on } => (json!({ "stage": stage }), seal(Identity, on)),
            Self::Moved { site, on } => (json!({}), seal2(Identity, site, on)),
            Self::Departed { departure } => (json!({}), seal(Identity, departure)),
            Self::Returned { on } => (json!({}), seal(Identity, on)),
            Self::CarerAssigned { care } | Self::CarerEnded { care } => (json!({}), seal(Identity, care)),
            Self::Bond(event) => return event.encode(),
            Self::Telling(event) => return event.encode(),
            Self::EmergencyOpened { account, until, reason } => {
                (json!({ "account": account, "until": until }), seal(Identity, reason))
            }
            Self::RequestMade { request, kind, on, text } => {
                (json!({ "request": request, "asks": kind, "on": on }), seal(Identity, text))
            }
            Self::RequestAnswered { request, on, granted, answer } => {
                (json!({ "request": request, "on": on, "granted": granted }), seal(Identity, answer))
            }
            Self::Deferral(event) => return event.encode(),
            Self::Appeal(event) => return event.encode(),
            Self::Assessment(event) => return event.encode(),
            Self::Care(event) => return event.encode(),
            Self::Donation(event) => return event.encode(),
            Self::FollowUp(event) => return event.encode(),
            Self::Reach(event) => return event.encode(),
            Self::Journey(event) => return event.encode(),
            Self::Keep(event) => return event.encode(),
            Self::Erased { reason } => (json!({ "reason": reason }), None),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        if let Some(event) = BondEvent::decode(kind, clear, private) {
            return event.map(Self::Bond);
        }
        if let Some(event) = TellingEvent::decode(kind, clear, private) {
            return event.map(Self::Telling);
        }
        if let Some(event) = KeepEvent::decode(kind, clear, private) {
            return event.map(Self::Keep);
        }
        if let Some(event) = DonationEvent::decode(kind, clear, private) {
            return event.map(Self::Donation);
        }
        if let Some(event) = DeferralEvent::decode(kind, clear, private) {
            return event.map(Self::Deferral);
        }
        if let Some(event) = AppealEvent::decode(kind, clear, private) {
            return event.map(Self::Appeal);
        }
        if let Some(event) = AssessmentEvent::decode(kind, clear, private) {
            return event.map(Self::Assessment);
        }
        if let Some(event) = FollowUpEvent::decode(kind, clear, private) {
            return event.map(Self::FollowUp);
        }
        if let Some(event) = ReachEvent::decode(kind, clear, private) {
            return event.map(Self::Reach);
        }
        if let Some(event) = JourneyEvent::decode(kind, private) {
            return event.map(Self::Journey);
        }
        if let Some(event) = CareEvent::decode(kind, clear, private) {
            return event.map(Self::Care);
        }
        let clear = &serde_json::from_slice::<Clear>(clear).map_err(|e| e.to_string())?;
        Ok(match kind {
            "registered" => {
                let on = clear.on.ok_or("it has no day")?;
                Self::Registered { stage: clear.stage()?, on, details: open(private)? }
            }
            "details-amended" => {
                let (details, reason) = open2(private)?;
                Self::DetailsAmended { details, reason }
            }
            "examination-recorded" => {
                Self::ExaminationRecorded { examination: clear.examination()?, content: open(private)? }
            }
            "examination-amended" => {
                let (content, reason) = open2(private)?;
                Self::ExaminationAmended { examination: clear.examination()?, content, reason }
            }
            "examination-entered-in-error" => {
                Self::ExaminationEnteredInError { examination: clear.examination()?, reason: open(private)? }
            }
            "alert-answered" => {
                let (alert, answer) = open2(private)?;
                Self::AlertAnswered { examination: clear.examination()?, alert, answer }
            }
            "prepared" => {
                let preparation = clear.preparation.clone().ok_or("it names no preparation")?;
                Self::Prepared { stage: clear.stage()?, preparation, on: open(private)? }
            }
            "stage-entered" => Self::StageEntered { stage: clear.stage()?, on: open(private)? },
            "moved" => {
                let (site, on) = open2(private)?;
                Self::Moved { site, on }
            }
            "departed" => Self::Departed { departure: open(private)? },
            "returned" => Self::Returned { on: open(private)? },
            "carer-assigned" => Self::CarerAssigned { care: open(private)? },
            "carer-ended" => Self::CarerEnded { care: open(private)? },
            "emergency-opened" => Self::EmergencyOpened {
                account: clear.account.ok_or("it names no account")?,
                until: clear.until.ok_or("it has no end")?,
                reason: open(private)?,
            },
            "request-made" => Self::RequestMade {
                request: clear.request()?,
                kind: clear.asks.ok_or("it does not say what was asked")?,
                on: clear.on.ok_or("it has no day")?,
                text: open(private)?,
            },
            "request-answered" => Self::RequestAnswered {
                request: clear.request()?,
                on: clear.on.ok_or("it has no day")?,
                granted: clear.granted.ok_or("it does not say whether it was done")?,
                answer: open(private)?,
            },
            "erased" => Self::Erased { reason: clear.reason.clone().ok_or("it gives no reason")? },
            other => return Err(format!("“{other}” is not a kind of event that this version knows")),
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    stage: Option<StageId>,
    examination: Option<ExaminationId>,
    preparation: Option<PreparationId>,
    on: Option<Date>,
    reason: Option<String>,
    account: Option<AccountId>,
    until: Option<i64>,
    request: Option<RequestId>,
    asks: Option<RequestKind>,
    granted: Option<bool>,
}

impl Clear {
    fn stage(&self) -> Result<StageId, String> {
        self.stage.clone().ok_or_else(|| "it names no stage".to_owned())
    }

    fn request(&self) -> Result<RequestId, String> {
        self.request.ok_or_else(|| "it names no request".to_owned())
    }

    fn examination(&self) -> Result<ExaminationId, String> {
        self.examination.ok_or_else(|| "it names no examination".to_owned())
    }
}

pub(super) fn seal2<A: Serialize, B: Serialize>(
    category: Category,
    first: &Private<A>,
    second: &Private<B>,
) -> Option<(Category, Vec<u8>)> {
    match (first, second) {
        (Private::Known(first), Private::Known(second)) => Some((category, json_bytes(&(first, second)))),
        _ => None,
    }
}

pub(super) fn open2<A: DeserializeOwned, B: DeserializeOwned>(
    private: Option<&[u8]>,
) -> Result<(Private<A>, Private<B>), String> {
    Ok(match open::<(A, B)>(private)? {
        Private::Known((first, second)) => (Private::Known(first), Private::Known(second)),
        Private::Erased => (Private::Erased, Private::Erased),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::event::Event;

    /// An id of a rule such as `phq-9-item-9` would tell for ever what somebody answered.
    #[test]
    fn what_an_alert_was_about_is_sealed_with_its_answer() {
        let answer = AlertAnswer { on: date(2026, 2, 3), by: "Dr Osei".to_owned(), note: "She is safe.".to_owned() };
        let event = PersonEvent::AlertAnswered {
            examination: ExaminationId(Uuid::from_u128(30)),
            alert: Private::Known("phq-9-item-9".into()),
            answer: Private::Known(answer),
        };
        let encoded = event.encode();
        let clear = String::from_utf8(encoded.clear.clone()).expect("JSON is text");
        assert_eq!(clear, r#"{"examination":"00000000-0000-0000-0000-00000000001e"}"#);
        let (category, private) = encoded.private.expect("it has a private part");
        assert_eq!(category, Category::Health);
        let decoded = |private| Event::decode(encoded.kind, encoded.schema, &encoded.clear, Some(private));
        assert_eq!(decoded(Some(&private)), Ok(Event::Person(event)));
        let Ok(Event::Person(PersonEvent::AlertAnswered { alert, answer, .. })) = decoded(None) else {
            panic!("it is still an answer")
        };
        assert_eq!((alert, answer), (Private::Erased, Private::Erased));
    }
}
