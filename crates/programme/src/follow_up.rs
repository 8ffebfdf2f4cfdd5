//! Staying in touch with somebody for life: how they want to be reached, who tried and what came of it, what they said, and
//! their wish to be left alone, which they can take back.

mod contact;
mod report;
mod silence;
mod windows;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{FollowUpEvent, Private};
use crate::ids::{DonationId, FollowUpAnswerId};
use crate::rules::Reportable;
use crate::value::Values;

pub use contact::{NextContact, NextWay, next_contact, next_way, ways_tried};
pub use report::{OpenReport, open_reports};
pub use windows::{SectionState, Window, WindowState, windows};

/// What is done to stay in touch with somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum FollowUpStep {
    /// Agree on how they want to be reached, and on who will always know where they are.
    Plan {
        /// What was agreed.
        plan: ContactPlan,
    },
    /// Write down that somebody tried to reach them.
    Attempt {
        /// How, and what came of it.
        attempt: Attempt,
    },
    /// Write down how they are: what they said, or what was seen.
    Answer {
        /// Its new id.
        answer: FollowUpAnswerId,
        /// What.
        content: FollowUpAnswer,
    },
    /// Say that an answer was never this person's, or never given.
    TakeBack {
        /// Which.
        answer: FollowUpAnswerId,
        /// How that came to be.
        reason: String,
    },
    /// Ask to be left alone. It is their own wish and nobody else's.
    BeLeft {
        /// When, and how they said so.
        wish: Wish,
    },
    /// Want to be asked again.
    BeAskedAgain {
        /// When, and how they said so.
        wish: Wish,
    },
    /// Learn of something that has to be reported within hours.
    Learn {
        /// What, of which donation, and when.
        learnt: Learnt,
    },
    /// Report it.
    Report {
        /// What, to whom and when.
        reported: Reported,
    },
}

/// How somebody wants to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ContactPlan {
    /// The day of the agreement.
    pub agreed: Date,
    /// The ways, in the order in which they are to be tried.
    pub ways: Vec<ContactWay>,
    /// People who will always know where they are.
    pub keepers: Vec<Keeper>,
    /// The language that they want to be spoken to in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When they can be reached, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
}

/// A way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ContactWay {
    /// By what.
    pub by: WayKind,
    /// The number or address.
    pub address: String,
}

/// Somebody who will always know where a donor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Keeper {
    /// What they are called.
    pub name: String,
    /// What they are to the donor.
    pub relation: String,
    /// Their number or address.
    pub address: String,
}

/// By what somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayKind {
    /// By telephone.
    Telephone,
    /// By text message.
    TextMessage,
    /// By e-mail.
    Email,
    /// By letter.
    Letter,
    /// By a visit.
    Visit,
    /// Through one of the people who will always know where they are.
    Keeper,
}

/// A time that somebody tried to reach a donor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Attempt {
    /// The day.
    pub on: Date,
    /// By what.
    pub by: WayKind,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// The number or address that was tried, where that was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What came of trying to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttemptOutcome {
    /// They were spoken to, or wrote back.
    Reached,
    /// It was sent, and nobody has answered yet.
    Sent,
    /// Nobody answered, yet.
    NoAnswer,
    /// They have moved.
    Moved,
    /// It was somebody else's number or address.
    WrongNumber,
    /// The letter or message came back.
    Returned,
}

/// How somebody is, as they said or as was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FollowUpAnswer {
    /// The day on which they were last seen or heard of: it says which form this belongs to.
    pub seen: Date,
    /// How it became known.
    pub source: AnswerSource,
    /// What they said, by field of the form. A field that is not in it is unknown.
    pub values: Values,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How it became known how somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerSource {
    /// They were seen.
    Seen,
    /// They said so on the telephone.
    Telephone,
    /// They wrote.
    Letter,
    /// They wrote it on their own page.
    OwnPage,
    /// They wrote it on a page that a link opened once.
    Link,
    /// It stands in somebody else's record.
    OutsideRecord,
}

/// A wish to be left alone, or to be asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Wish {
    /// The day.
    pub on: Date,
    /// How they said so. What others say of them is not their wish.
    pub source: AnswerSource,
    /// In their words; they need not say anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// A time in which somebody wants to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// The first day: the one of which they said it.
    pub from: Date,
    /// The day from which they are asked again.
    pub until: Option<Date>,
    /// The day on which their wish was written down. What was over by then had been asked for all the same, and stays counted.
    pub recorded: Date,
}

/// Something learnt that has to be reported within hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Learnt {
    /// Of which donation.
    pub donation: DonationId,
    /// What.
    pub what: Reportable,
    /// The day on which it happened.
    pub on: Date,
    /// When somebody of the programme learnt of it: the clock starts.
    pub learnt: Timestamp,
    /// What is known.
    pub note: String,
}

/// A report that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reported {
    /// Of which donation.
    pub donation: DonationId,
    /// Of what.
    pub what: Reportable,
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
}

/// Everything about staying in touch with one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowUpRecord {
    /// How they want to be reached, as agreed last.
    pub plan: Option<ContactPlan>,
    /// How many times somebody had tried before that.
    pub attempts_before_plan: usize,
    /// The times that somebody tried to reach them, in the order in which they were written down.
    pub attempts: Vec<Attempt>,
    /// What they said, in the order in which it was written down, without what was taken back.
    pub answers: Vec<(FollowUpAnswerId, FollowUpAnswer)>,
    /// Every id that an answer of theirs ever had.
    pub answer_ids: Vec<FollowUpAnswerId>,
    /// The times in which they want to be left alone.
    pub left_alone: Vec<LeftAlone>,
    /// What was learnt that has to be reported.
    pub learnt: Vec<Learnt>,
    /// What was reported.
    pub reported: Vec<Reported>,
}

impl FollowUpRecord {
    /// Takes in an event.
    pub(crate) fn apply(&mut self, event: &FollowUpEvent) {
        match event {
            FollowUpEvent::PlanAgreed { plan: Private::Known(plan) } => {
                self.plan = Some(plan.clone());
                self.attempts_before_plan = self.attempts.len();
            }
            FollowUpEvent::Attempted { attempt: Private::Known(attempt) } => self.attempts.push(attempt.clone()),
            FollowUpEvent::Answered { answer, content } => {
                self.answer_ids.push(*answer);
                if let Private::Known(content) = content {
                    self.answers.push((*answer, content.clone()));
                }
            }
            FollowUpEvent::TakenBack { answer, .. } => self.answers.retain(|(id, _)| id != answer),
            FollowUpEvent::AskedToBeLeft { recorded, wish: Private::Known(wish) } => {
                // A wish of which it is not known when it was written down counts from its own day.
                let recorded = recorded.unwrap_or(wish.on);
                self.left_alone.push(LeftAlone { from: wish.on, until: None, recorded });
            }
            FollowUpEvent::AskedAgain { wish: Private::Known(wish) } => {
                if let Some(last) = self.left_alone.last_mut() {
                    last.until = Some(wish.on);
                }
            }
            FollowUpEvent::Learnt { learnt: Private::Known(learnt) } => self.learnt.push(learnt.clone()),
            FollowUpEvent::Reported { reported: Private::Known(reported) } => self.reported.push(reported.clone()),
            FollowUpEvent::PlanAgreed { plan: Private::Erased }
            | FollowUpEvent::Attempted { attempt: Private::Erased }
            | FollowUpEvent::AskedToBeLeft { wish: Private::Erased, .. }
            | FollowUpEvent::AskedAgain { wish: Private::Erased }
            | FollowUpEvent::Learnt { learnt: Private::Erased }
            | FollowUpEvent::Reported { reported: Private::Erased } => {}
        }
    }

    /// Somebody who offers to give is in touch: a wish to be left alone is over on that day.
    pub(crate) fn in_touch_again(&mut self, on: Date) {
        if let Some(last) = self.left_alone.last_mut().filter(|last| last.until.is_none()) {
            last.until = Some(on);
        }
    }

    /// Whether they want to be left alone on a day.
    pub fn is_left_alone_on(&self, day: Date) -> bool {
        self.left_alone.iter().any(|time| time.from <= day && time.until.is_none_or(|until| day < until))
    }

    /// Whether they want to be left alone now.
    pub fn wants_to_be_left(&self) -> bool {
        self.left_alone.last().is_some_and(|last| last.until.is_none())
    }

    /// The last day on which they were spoken to, seen, or heard of through a form.
    pub fn last_contact(&self) -> Option<Date> {
        let reached = self.attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Reached);
        reached.map(|attempt| attempt.on).chain(self.answers.iter().map(|(_, answer)| answer.seen)).max()
    }
}

impl WayKind {
    /// All ways.
    pub const ALL: [Self; 6] =
        [Self::Telephone, Self::TextMessage, Self::Email, Self::Letter, Self::Visit, Self::Keeper];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::TextMessage => "text-message",
            Self::Email => "email",
            Self::Letter => "letter",
            Self::Visit => "visit",
            Self::Keeper => "keeper",
        }
    }

    /// Inside a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Telephone => "by telephone",
            Self::TextMessage => "by text message",
            Self::Email => "by e-mail",
            Self::Letter => "by letter",
            Self::Visit => "by a visit",
            Self::Keeper => "through somebody who always knows where they are",
        }
    }
}

impl AttemptOutcome {
    /// All outcomes.
    pub const ALL: [Self; 6] =
        [Self::Reached, Self::Sent, Self::NoAnswer, Self::Moved, Self::WrongNumber, Self::Returned];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Sent => "sent",
            Self::NoAnswer => "no-answer",
            Self::Moved => "moved",
            Self::WrongNumber => "wrong-number",
            Self::Returned => "returned",
        }
    }

    /// As a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Reached => "They were reached.",
            Self::Sent => "It was sent.",
            Self::NoAnswer => "Nobody answered.",
            Self::Moved => "They have moved.",
            Self::WrongNumber => "It was somebody else’s.",
            Self::Returned => "It came back.",
        }
    }

    /// Whether this way is of no use any more.
    pub const fn is_dead_end(self) -> bool {
        matches!(self, Self::Moved | Self::WrongNumber | Self::Returned)
    }
}

impl AnswerSource {
    /// All sources.
    pub const ALL: [Self; 6] =
        [Self::Seen, Self::Telephone, Self::Letter, Self::OwnPage, Self::Link, Self::OutsideRecord];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Telephone => "telephone",
            Self::Letter => "letter",
            Self::OwnPage => "own-page",
            Self::Link => "link",
            Self::OutsideRecord => "outside-record",
        }
    }

    /// Inside a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Seen => "when they were seen",
            Self::Telephone => "on the telephone",
            Self::Letter => "in writing",
            Self::OwnPage => "on their own page",
            Self::Link => "on a page that a link opened once",
            Self::OutsideRecord => "by somebody else’s record",
        }
    }
}
