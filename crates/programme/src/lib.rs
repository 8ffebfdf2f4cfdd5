//! The rules of a donor programme: people and their lives, what a programme file says, what a command does to them.
//!
//! Pure: no input or output, no clock, no random number, no thread. Time, ids and seeds are arguments. The way through
//! is [`decide`]: facts, a programme and a command go in, and events or a [`Refusal`] come out; `apply` on [`Person`],
//! [`Site`] and [`Import`] takes events in and cannot fail.

mod account;
mod advocate;
mod appeal;
mod assessment;
mod birth;
mod bond;
mod care;
mod carer;
mod command;
mod decide;
mod deferral;
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
mod keep;
mod life;
mod needs;
mod number;
mod person;
mod reach;
pub mod refusal;
mod request;
mod role;
pub mod rules;
mod site;
pub mod survival;
mod telling;
mod value;

pub use account::{Account, AccountDetails, Concern, ConcernKind, Post};
pub use advocate::{
    Dependence, NoAdvocate, TiedBy, Unfit, dependence, independent_advocate_on, recipients_of, suggest, unfit,
};
pub use appeal::{Against, Appeal, AppealStep, Decided, Decision, Objection, Ruling};
pub use assessment::{Assessed, Assessment, AssessmentStep};
pub use birth::{Age, Birth};
pub use bond::{Bond, BondAnswer, BondContent, BondEnd, BondKind, BondSide, BondStep, Contact, MayBeTold, Sight, Whom};
pub use care::{
    Care, CareKind, CareRecord, CareStep, CareTime, CompanionAnswer, CompanionOffer, CompanyTakenBack, Conversation,
    Covering, Manner, StandingBy, TalkDue, donor_since, talks_due, uncovered,
};
pub use carer::{
    Absence, Application, ApplicationAnswer, CarerRecord, CarerStep, Cover, DeclaredTie, Retraining, Tie, TieKind,
    Trained,
};
pub use command::{Command, Needs};
pub use decide::{
    DoBy, Missing, NextKind, NextStep, Supplier, decide, next_step, reflected_on, said_yes, waits_for, was_brought_in,
};
pub use deferral::{AskedToWait, Asking, Deferral, DeferralStep, Deferrals, Ended, Placed, Term, Waiting};
pub use donation::{
    Appointed, Approved, CalledOff, Consent, Donation, DonationStep, Given, Idea, Identifier, Opening, OwnWord,
    RecoveryNote, SaidInError, Slip, Toward, Verification,
};
pub use due::{Due, OpenAlert, due, due_in, open_alerts};
pub use eligibility::{
    Eligibility, EligibilityPeriod, Reason, alerts_of, asks_for_assessment, eligibility, eligibility_periods,
    read_from, said_of,
};
pub use event::{
    AccountEvent, AppealEvent, AssessmentEvent, BondEvent, CareEvent, CarerEvent, Category, DecodeError, DeferralEvent,
    Departure, DonationEvent, Encoded, Event, FollowUpEvent, ImportEvent, ImportSummary, JourneyEvent, KeepEvent,
    PersonEvent, Private, ProgrammeEvent, ReachEvent, RefusedRow, Said, SiteEvent, Stream, TellingEvent,
};
pub use examination::{AlertAnswer, Examination};
pub use facts::Facts;
pub use folding::folded_number;
pub use follow_up::{
    AnswerSource, Attempt, AttemptOutcome, ContactPlan, ContactWay, FollowUpAnswer, FollowUpRecord, FollowUpStep,
    Keeper, Learnt, LeftAlone, NextContact, NextWay, OpenReport, Reported, SectionState, WayKind, Window, WindowState,
    Wish, next_contact, next_way, open_reports, ways_tried, windows,
};
pub use ids::{
    AbsenceId, AccountId, AppealId, ApprovalId, AssessmentId, BondId, CheckId, ConcernId, ConversationId, DeferralId,
    DeferralKindId, DonationId, DonationKindId, ElementId, ExaminationId, FieldId, FollowUpAnswerId, ImportId, LinkId,
    MessageId, PersonId, PostId, PreparationId, RequestId, RuleId, SectionId, SiteId, SiteKindId, StageId, TellingId,
    TieId, TopicId, TrainingId, VerifyItemId, WindowId,
};
pub use import::Import;
pub use journey::{Acknowledgement, Death, HandOver, HandOverOffer, Journey, JourneyStep};
pub use keep::{Kept, KeptContent, KeptDonation, KeptWho, to_be_kept};
pub use life::{
    Names, Sentence, Voice, examination_in_words, known_numbers, mean, paired_readings, plain_date, sentence,
    value_in_words, who,
};
pub use needs::{NeedKind, NeedNow, Urgency, needs_now};
pub use number::{Number, NumberError};
pub use person::{Details, Person, RecordedExamination, Sex, Stay};
pub use reach::{
    Finished, Link, LinkContent, LinkEnd, Message, MessageContent, MessageOutcome, NewLink, ReachRecord, ReachStep,
    TokenHash,
};
pub use refusal::Refusal;
pub use request::{Answered, Request, RequestKind};
pub use role::{AtSite, Role};
pub use site::Site;
pub use telling::{
    Telling, TellingStep, TellingWay, Told, Untold, WhyUntold, last_telling, told_again, untold, why_untold,
};
pub use value::{Value, Values};
