//! What needs a person today.

use jiff::civil::Date;
use programme::rules::Programme;
use serde::Serialize;
use utoipa::ToSchema;

use super::waiting::{
    AppealOf, ApplicationOf, ErasureOf, Gives, ReportOf, RequestOf, ReviewOf, TiedAdvocate, ToldAgain, TrainingOf,
};
use super::{Alert, Due, Outcome, PersonRow, RefusedRow};
use crate::state::Gathered;

/// What needs a person today. Each list is cut at the limit; the totals are not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Today {
    /// The day, in the programme's time zone.
    on: Date,
    /// Alerts that nobody has answered, the most urgent first.
    alerts: Vec<AlertOf>,
    /// Checks that are late, the latest first.
    late: Vec<DueOf>,
    /// Checks that are due.
    due: Vec<DueOf>,
    /// People whose outcome changed in the last seven days, the newest first.
    changed: Vec<Changed>,
    /// Donors who have nobody on their side, the longest first.
    uncovered: Vec<Uncovered>,
    /// Conversations with an advocate that are due, the latest first.
    talks: Vec<TalkDue>,
    /// Refused rows that nobody has looked at.
    refused: Vec<RefusedRow>,
    /// What has to be reported within hours and was not, the most urgent first.
    reports: Vec<ReportOf>,
    /// Donors whose advocate has a tie to somebody who could receive from them.
    tied: Vec<TiedAdvocate>,
    /// Donations that are set for this week, or wait for a step of somebody's, the soonest first.
    gives: Vec<Gives>,
    /// What people asked about their own records and were not answered, the oldest first.
    requests: Vec<RequestOf>,
    /// Objections that nobody has decided, those first that are to be decided first.
    appeals: Vec<AppealOf>,
    /// Deferrals whose day of review has come, the longest waiting first.
    reviews: Vec<ReviewOf>,
    /// Erasures that were granted and not carried out, the longest first.
    erasures: Vec<ErasureOf>,
    /// Donors who have somebody on their side and soon have nobody, the soonest first.
    soon_uncovered: Vec<Uncovered>,
    /// Who is to be told something again, the longest first.
    told_again: Vec<ToldAgain>,
    /// What advocates have to learn, or learn again: by those first of whom it counts least long.
    training: Vec<TrainingOf>,
    /// Who applied to be an advocate and was not answered, the oldest first.
    applications: Vec<ApplicationOf>,
    /// How many who gave are to be asked how they are; `GET /api/v1/follow-up` lists them.
    follow_up: FollowUpCounts,
    /// How many there are of each.
    totals: Totals,
}

/// How many there are of each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Totals {
    alerts: u64,
    late: u64,
    due: u64,
    changed: u64,
    uncovered: u64,
    talks: u64,
    refused: u64,
    reports: u64,
    tied: u64,
    gives: u64,
    requests: u64,
    appeals: u64,
    reviews: u64,
    erasures: u64,
    soon_uncovered: u64,
    told_again: u64,
    training: u64,
    applications: u64,
}

/// How many who gave are to be asked how they are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FollowUpCounts {
    /// How many are due and not late.
    due: u64,
    /// How many are late.
    late: u64,
    /// Of how many of the late nobody has heard since the window began.
    lost: u64,
}

/// Somebody's alert.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct AlertOf {
    /// Whose.
    person: PersonRow,
    /// The alert.
    alert: Alert,
}

/// Somebody's checks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct DueOf {
    /// Whose.
    person: PersonRow,
    /// The checks.
    due: Due,
}

/// Somebody whose outcome changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Changed {
    /// Who.
    person: PersonRow,
    /// The first day of the new outcome.
    on: Date,
    /// What it was before.
    before: Option<Outcome>,
    /// What it is.
    after: Outcome,
    /// The reasons, each written `outcome:rule-id`.
    reasons: Vec<String>,
}

/// A donor who has nobody on their side.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Uncovered {
    /// Who.
    person: PersonRow,
    /// Since when.
    since: Date,
}

/// A conversation with an advocate that is due.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct TalkDue {
    /// Whose.
    person: PersonRow,
    /// With which advocate: their account.
    #[schema(value_type = uuid::Uuid)]
    advocate: programme::AccountId,
    /// When they spoke last; `null` where they never did.
    last: Option<Date>,
    /// From this day on it is due.
    due_on: Date,
    /// From this day on it is late.
    late_on: Date,
}

impl Today {
    /// What the record says of a day.
    pub(crate) fn of(gathered: Gathered, on: Date, programme: &Programme) -> Self {
        let Gathered { today, waiting, requests, appeals, reviews, .. } = gathered;
        let totals = Totals {
            reports: waiting.reports.len() as u64,
            tied: waiting.tied.len() as u64,
            gives: waiting.gives_total,
            requests: gathered.requests_total,
            appeals: gathered.appeals_total,
            reviews: gathered.reviews_total,
            erasures: waiting.erasures.len() as u64,
            soon_uncovered: waiting.soon_total,
            told_again: waiting.again_total,
            training: waiting.training.len() as u64,
            applications: waiting.applications_total,
            alerts: today.alerts_total,
            late: today.late_total,
            due: today.due_total,
            changed: today.changed_total,
            uncovered: today.uncovered_total,
            talks: today.talks_total,
            refused: today.refused_total,
        };
        Self {
            on,
            alerts: today.alerts.into_iter().map(|row| AlertOf::new(row, programme)).collect(),
            late: today.late.into_iter().map(DueOf::from).collect(),
            due: today.due.into_iter().map(DueOf::from).collect(),
            changed: today.changed.into_iter().map(Changed::from).collect(),
            uncovered: today.uncovered.into_iter().map(Uncovered::from).collect(),
            talks: today.talks.into_iter().map(TalkDue::from).collect(),
            refused: today.refused.into_iter().map(RefusedRow::from).collect(),
            reports: waiting.reports.into_iter().map(ReportOf::from).collect(),
            tied: waiting.tied.into_iter().map(TiedAdvocate::from).collect(),
            gives: waiting.gives.into_iter().map(Gives::from).collect(),
            requests: requests.into_iter().map(|row| RequestOf::new(row, programme)).collect(),
            appeals: appeals.into_iter().map(AppealOf::from).collect(),
            reviews: reviews.into_iter().map(ReviewOf::from).collect(),
            erasures: waiting.erasures.into_iter().map(ErasureOf::from).collect(),
            soon_uncovered: waiting.soon.into_iter().map(Uncovered::from).collect(),
            told_again: waiting.again.into_iter().map(ToldAgain::from).collect(),
            training: waiting.training.into_iter().map(TrainingOf::from).collect(),
            applications: waiting.applications.into_iter().map(ApplicationOf::from).collect(),
            follow_up: FollowUpCounts {
                due: waiting.follow_up_due,
                late: waiting.follow_up_late,
                lost: waiting.follow_up_lost,
            },
            totals,
        }
    }
}

impl AlertOf {
    fn new(row: record::AlertRow, programme: &Programme) -> Self {
        let rule = programme.alerts.iter().find(|alert| alert.rule.id == row.rule);
        let alert = Alert {
            examination: row.examination,
            plain: rule.map_or(String::new(), |alert| alert.rule.plain.clone()),
            by: rule.map_or(String::new(), |alert| alert.by.clone()),
            rule: row.rule.to_string(),
            since: row.since,
            until: row.until,
        };
        Self { person: row.person.into(), alert }
    }
}

impl From<record::DueRow> for DueOf {
    fn from(row: record::DueRow) -> Self {
        let checks = row.checks.iter().map(ToString::to_string).collect();
        Self { person: row.person.into(), due: Due { due_on: row.due_on, late_on: row.late_on, checks } }
    }
}

impl From<record::UncoveredRow> for Uncovered {
    fn from(row: record::UncoveredRow) -> Self {
        Self { person: row.person.into(), since: row.since }
    }
}

impl From<record::TalkRow> for TalkDue {
    fn from(row: record::TalkRow) -> Self {
        let record::Talk { advocate, last, due_on, late_on, .. } = row.talk;
        Self { person: row.person.into(), advocate, last, due_on, late_on }
    }
}

impl From<record::ChangedRow> for Changed {
    fn from(row: record::ChangedRow) -> Self {
        let reasons = row.reasons.iter().map(|(outcome, rule)| format!("{outcome}:{rule}")).collect();
        let (before, after) = (row.before.map(Into::into), row.after.into());
        Self { person: row.person.into(), on: row.on, before, after, reasons }
    }
}
