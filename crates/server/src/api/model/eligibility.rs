//! What eligibility comes to, with every reason for it.

use jiff::civil::Date;
use programme::ExaminationId;
use programme::rules::{self, Deferral};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Rule;

/// What eligibility comes to. The first of these, in this order, that has a reason is the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// This person cannot give.
    Excluded,
    /// Not now: a temporary or an indefinite deferral.
    Deferred,
    /// Something that must be known is not known, or no longer in date.
    Incomplete,
    /// Somebody has to look at it and decide.
    NeedsAssessment,
    /// Nothing stands against it.
    Eligible,
}

/// What eligibility comes to on a day, with every reason.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Eligibility {
    /// The day.
    on: Date,
    /// What it comes to; `null` while they have left the programme, and once erased.
    outcome: Option<Outcome>,
    /// What that means, in plain words.
    plain: Option<String>,
    /// All reasons, those of the outcome first.
    reasons: Vec<Reason>,
}

/// A reason: a rule that speaks against, or asks for something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Reason {
    /// What it is a reason for.
    outcome: Outcome,
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// How long, where it is a deferral.
    deferral: Option<HowLong>,
    /// The checks that it was read from.
    from: Vec<ReadFrom>,
}

/// `temporary` is until the check is repeated and good; `indefinite` has no end in sight.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HowLong)]
#[serde(rename_all = "kebab-case")]
enum HowLong {
    Temporary,
    Indefinite,
}

/// A check that a reason was read from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ReadFrom {
    /// The examination.
    #[schema(value_type = uuid::Uuid)]
    examination: ExaminationId,
    /// The kind of check.
    check: String,
}

/// What eligibility comes to from a day on, until the next period begins. Periods to come are foreseen from what is known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct EligibilityPeriod {
    /// The first day.
    from: Date,
    /// What it comes to; `null` while they have left the programme.
    outcome: Option<Outcome>,
    /// The reasons, each written `outcome:rule-id`.
    reasons: Vec<String>,
}

impl Eligibility {
    /// A person's eligibility on a day.
    pub(crate) fn of(person: &programme::Person, programme: &rules::Programme, on: Date) -> Self {
        if person.erased || person.is_away_on(on) {
            return Self { on, outcome: None, plain: None, reasons: Vec::new() };
        }
        let found = programme::eligibility(person, programme, on);
        let (outcome, plain) = (Some(found.outcome.into()), Some(found.outcome.plain().to_owned()));
        Self { on, outcome, plain, reasons: found.reasons.into_iter().map(Reason::from).collect() }
    }
}

impl EligibilityPeriod {
    /// A person's eligibility over time.
    pub(crate) fn all(person: &programme::Person, programme: &rules::Programme) -> Vec<Self> {
        let written = |reason: &programme::Reason<'_>| format!("{}:{}", reason.outcome, reason.rule.id);
        let period = |period: programme::EligibilityPeriod<'_>| Self {
            from: period.from,
            outcome: period.eligibility.as_ref().map(|found| found.outcome.into()),
            reasons: period.eligibility.iter().flat_map(|found| &found.reasons).map(written).collect(),
        };
        programme::eligibility_periods(person, programme).into_iter().map(period).collect()
    }
}

impl From<rules::Outcome> for Outcome {
    fn from(outcome: rules::Outcome) -> Self {
        match outcome {
            rules::Outcome::Excluded => Self::Excluded,
            rules::Outcome::Deferred => Self::Deferred,
            rules::Outcome::Incomplete => Self::Incomplete,
            rules::Outcome::NeedsAssessment => Self::NeedsAssessment,
            rules::Outcome::Eligible => Self::Eligible,
        }
    }
}

impl From<Outcome> for rules::Outcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Excluded => Self::Excluded,
            Outcome::Deferred => Self::Deferred,
            Outcome::Incomplete => Self::Incomplete,
            Outcome::NeedsAssessment => Self::NeedsAssessment,
            Outcome::Eligible => Self::Eligible,
        }
    }
}

impl From<programme::Reason<'_>> for Reason {
    fn from(reason: programme::Reason<'_>) -> Self {
        let deferral = reason.deferral.map(|deferral| match deferral {
            Deferral::Temporary => HowLong::Temporary,
            Deferral::Indefinite => HowLong::Indefinite,
        });
        let from =
            reason.from.into_iter().map(|(examination, check)| ReadFrom { examination, check: check.to_string() });
        Self { outcome: reason.outcome.into(), rule: reason.rule.into(), deferral, from: from.collect() }
    }
}
