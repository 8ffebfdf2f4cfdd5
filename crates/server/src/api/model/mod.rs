//! The programming interface's nouns as JSON: the contract with whoever calls it.
//!
//! These are types of their own, so that what the rules and the record hold can change without changing the contract.
//! What comes in is strict: a member that is not known is an error, since it would be ignored otherwise.

mod account;
mod bond;
mod care;
mod carer;
mod concern;
mod details;
mod donation;
mod eligibility;
mod entry;
mod examination;
mod follow_up;
mod person;
mod reach;
mod reading;
mod receipt;
mod record;
mod row;
mod rule;
mod rules;
mod rules_path;
mod site;
mod telling;
mod today;
mod waiting;
mod waits;
mod whole;

pub(crate) use account::{Account, AccountPost, Accounts, HolderBody, RoleName};
pub(crate) use bond::{BondAnswerBody, BondBody, Bonds};
pub(crate) use care::{CareBody, Carer, Carers, Request, RequestKind, Requests};
pub(crate) use carer::{Advocates, Conversation, Conversations, Manner, TieKind};
pub(crate) use concern::{Concern, ConcernKind};
pub(crate) use details::{Details, DetailsBody};
pub(crate) use donation::{BeginBody, Donation, Donations, StepBody, WordBody};
pub(crate) use eligibility::{Eligibility, EligibilityPeriod, Outcome};
pub(crate) use entry::Entry;
pub(crate) use examination::{Checks, ExaminationBody, Measured, RecordedExamination};
pub(crate) use follow_up::{
    AttemptBody, FollowUp, FollowUpAnswerBody, FollowUpRow, FollowUps, PlanBody, Reportable, WishBody,
};
pub(crate) use person::{People, PersonRow};
pub(crate) use reach::{LinkEndBody, MessageBody, MessageEndBody, Reached};
pub(crate) use reading::{ReadingRow, Readings};
pub(crate) use receipt::{Done, Made};
pub(crate) use record::{Alert, Due, PersonRecord};
pub(crate) use row::{RefusedRow, RefusedRows};
pub(crate) use rule::Rule;
pub(crate) use rules::ProgrammeRules;
pub(crate) use site::{Resident, Residents, Site, Sites};
pub(crate) use telling::{TellingWay, Tellings};
pub(crate) use today::Today;
pub(crate) use waits::{
    AppealBody, AssessmentBody, DecisionBody, DeferralBody, DeferralLiftBody, DeferralReviewBody, Deferrals, WaitBody,
};
pub(crate) use whole::whole_or_null;
