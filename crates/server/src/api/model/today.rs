//! What needs a person today.

use jiff::civil::Date;
use programme::rules::Programme;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Alert, Due, Outcome, PersonRow, RefusedRow};

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
    pub(crate) fn of(today: record::Today, on: Date, programme: &Programme) -> Self {
        let totals = Totals {
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
