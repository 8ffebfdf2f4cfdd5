//! What waits for a person beyond checks and alerts, as the list of today has it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use programme::rules::Programme;
use programme::{AccountId, AppealId, DeferralId, DonationId, RequestId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{PersonRow, RequestKind};

/// Something of somebody who gave that has to be reported.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReportOf {
    /// Of whom.
    person: PersonRow,
    /// Of which donation.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// The rule of the programme file.
    rule: String,
    /// When it was learnt of.
    learnt: Timestamp,
    /// Until when it has to be reported.
    until: Timestamp,
}

/// A donor whose advocate has a tie. To whom, it does not say.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct TiedAdvocate {
    /// Whose advocate.
    person: PersonRow,
    /// The advocate's account.
    #[schema(value_type = uuid::Uuid)]
    advocate: AccountId,
    /// What the tie is, in words that follow “they”.
    tie: String,
}

/// A donation with a step to take.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Gives {
    /// Whose.
    person: PersonRow,
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// What it waits for, the set day aside.
    step: String,
    /// The day that was set for it.
    appointed: Option<Date>,
}

/// What somebody asked about their own record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RequestOf {
    /// Who.
    person: PersonRow,
    /// Which request.
    #[schema(value_type = uuid::Uuid)]
    request: RequestId,
    /// What.
    kind: RequestKind,
    /// The day on which they asked.
    on: Date,
    /// The last day on which an answer is in time.
    until: Date,
}

/// An objection that nobody has decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct AppealOf {
    /// Whose.
    person: PersonRow,
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    appeal: AppealId,
    /// The day on which it was made.
    on: Date,
    /// The last day on which deciding it is in time.
    until: Date,
}

/// A deferral that is to be looked at again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReviewOf {
    /// Whose.
    person: PersonRow,
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    deferral: DeferralId,
    /// Its kind in the programme file; `null` of a wait of their own.
    kind: Option<String>,
    /// The day on which it was to be looked at.
    review: Option<Date>,
}

/// An erasure that was granted and not carried out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ErasureOf {
    /// Whose.
    person: PersonRow,
    /// Which request.
    #[schema(value_type = uuid::Uuid)]
    request: RequestId,
    /// Since when it is granted.
    since: Date,
}

/// Somebody who is to be told something again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ToldAgain {
    /// Who.
    person: PersonRow,
    /// Since when.
    since: Date,
    /// How many topics.
    topics: u64,
}

/// Training of an advocate that is missing, ends soon, or has ended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct TrainingOf {
    /// Whose account.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// Which topic, as the programme file names it.
    topic: String,
    /// The first day on which it counts no longer; `null` where it was never done.
    until: Option<Date>,
}

/// Somebody who would be an advocate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ApplicationOf {
    /// Whose account.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// The day on which they applied.
    on: Date,
}

impl From<record::ReportDue> for ReportOf {
    fn from(row: record::ReportDue) -> Self {
        let at = |micros| Timestamp::from_microsecond(micros).expect("the record holds only times that are times");
        let (learnt, until) = (at(row.learnt_at), at(row.until_at));
        Self { person: row.person.into(), donation: row.donation, rule: row.rule.to_string(), learnt, until }
    }
}

impl From<(record::PersonRow, record::TiedAdvocate)> for TiedAdvocate {
    fn from((person, row): (record::PersonRow, record::TiedAdvocate)) -> Self {
        Self { person: person.into(), advocate: row.advocate, tie: row.by.plain().to_owned() }
    }
}

impl From<record::GivesRow> for Gives {
    fn from(row: record::GivesRow) -> Self {
        let (person, step) = (row.person.into(), row.step.as_str().to_owned());
        Self { person, donation: row.donation, step, appointed: row.appointed }
    }
}

impl RequestOf {
    pub(super) fn new((person, row): (record::PersonRow, record::RequestRow), programme: &Programme) -> Self {
        let until = row.on.saturating_add(i64::from(programme.access.answer_days).days());
        Self { person: person.into(), request: row.request, kind: row.kind.into(), on: row.on, until }
    }
}

impl From<(record::PersonRow, record::AppealRow)> for AppealOf {
    fn from((person, row): (record::PersonRow, record::AppealRow)) -> Self {
        Self { person: person.into(), appeal: row.appeal, on: row.on, until: row.until }
    }
}

impl From<(record::PersonRow, record::DeferralRow)> for ReviewOf {
    fn from((person, row): (record::PersonRow, record::DeferralRow)) -> Self {
        let kind = row.kind.map(|kind| kind.to_string());
        Self { person: person.into(), deferral: row.deferral, kind, review: row.review }
    }
}

impl From<record::ErasureRow> for ErasureOf {
    fn from(row: record::ErasureRow) -> Self {
        Self { person: row.person.into(), request: row.request, since: row.since }
    }
}

impl From<record::AgainRow> for ToldAgain {
    fn from(row: record::AgainRow) -> Self {
        Self { person: row.person.into(), since: row.since, topics: row.topics }
    }
}

impl From<record::TrainingDue> for TrainingOf {
    fn from(row: record::TrainingDue) -> Self {
        Self { account: row.account, topic: row.topic.to_string(), until: row.until }
    }
}

impl From<(Date, AccountId)> for ApplicationOf {
    fn from((on, account): (Date, AccountId)) -> Self {
        Self { account, on }
    }
}
