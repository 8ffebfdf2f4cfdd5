//! The rules of a donor programme: people and their lives, what a programme file says, what a command does to them.
//!
//! Pure: no input or output, no clock, no random number, no thread. Time, ids and seeds are arguments. The way through
//! is [`decide`]: facts, a programme and a command go in, and events or a [`Refusal`] come out; `apply` on [`Person`],
//! [`Site`] and [`Import`] takes events in and cannot fail.

mod account;
mod advocate;
mod birth;
mod care;
mod carer;
mod command;
mod decide;
mod donation;
mod due;
mod eligibility;
mod event;
mod examination;
mod facts;
pub mod file;
mod folding;
mod follow_up;
mod ids;
mod import;
mod journey;
mod life;
mod number;
mod person;
pub mod refusal;
mod request;
mod role;
pub mod rules;
mod site;
pub mod survival;
mod value;

pub use account::{Account, AccountDetails, Concern, ConcernKind, Post};
pub use advocate::{
    Dependence, NoAdvocate, TiedBy, Unfit, dependence, independent_advocate_on, recipients_of, suggest, unfit,
};
pub use birth::{Age, Birth};
pub use care::{
    Care, CareKind, CareRecord, CareStep, CareTime, CompanionAnswer, CompanionOffer, Conversation, Covering, Manner,
    StandingBy, TalkDue, donor_since, talks_due, uncovered,
};
pub use carer::{Absence, CarerRecord, CarerStep, Cover, DeclaredTie, Retraining, Tie, TieKind, Trained};
pub use command::{Command, Needs};
pub use decide::decide;
pub use donation::{Donation, DonationStep, Given};
pub use due::{Due, OpenAlert, due, due_in, open_alerts};
pub use eligibility::{Eligibility, EligibilityPeriod, Reason, alerts_of, eligibility, eligibility_periods};
pub use event::{
    AccountEvent, CareEvent, CarerEvent, Category, DecodeError, Departure, DonationEvent, Encoded, Event,
    FollowUpEvent, ImportEvent, ImportSummary, JourneyEvent, PersonEvent, Private, ProgrammeEvent, RefusedRow, Said,
    SiteEvent, Stream,
};
pub use examination::{AlertAnswer, Examination};
pub use facts::Facts;
pub use folding::folded_number;
pub use follow_up::{
    AnswerSource, Attempt, AttemptOutcome, ContactPlan, ContactWay, FollowUpAnswer, FollowUpRecord, FollowUpStep,
    Keeper, Learnt, NextContact, NextWay, OpenReport, Reported, SectionState, WayKind, Window, WindowState, Wish,
    next_contact, next_way, open_reports, ways_tried, windows,
};
pub use ids::{
    AbsenceId, AccountId, CheckId, ConcernId, ConversationId, DonationId, DonationKindId, ExaminationId, FieldId,
    FollowUpAnswerId, ImportId, PersonId, PostId, PreparationId, RequestId, RuleId, SectionId, SiteId, SiteKindId,
    StageId, TieId, TrainingId, WindowId,
};
pub use import::Import;
pub use journey::{Acknowledgement, Death, HandOver, HandOverOffer, Journey, JourneyStep};
pub use life::{
    Names, Sentence, examination_in_words, known_numbers, mean, paired_readings, plain_date, sentence, value_in_words,
    who,
};
pub use number::{Number, NumberError};
pub use person::{Details, Person, RecordedExamination, Sex, Stay};
pub use refusal::Refusal;
pub use request::{Answered, Request, RequestKind};
pub use role::{AtSite, Role};
pub use site::Site;
pub use value::{Value, Values};
