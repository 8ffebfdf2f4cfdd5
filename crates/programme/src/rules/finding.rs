//! What values mean: findings, needs and alerts.

use crate::ids::RuleId;
use crate::role::Role;

use super::{Deferral, Expression, Outcome, Period, RuleText};

/// A rule over fields: where it is certainly true of somebody, it is a reason for its outcome.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// What it is a reason for: `Excluded`, `Deferred` or `NeedsAssessment`.
    pub outcome: Outcome,
    /// How long, where the outcome is a deferral.
    pub deferral: Option<Deferral>,
    /// Who assesses it, and what follows, where the outcome is that somebody has to look at it.
    pub assessment: Assessing,
    /// When it is so. What is unknown is neither true nor false.
    pub when: Expression,
    /// It does not arise where one of these does.
    pub unless: Vec<RuleId>,
}

/// Who assesses what a finding found, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessing {
    /// Who may.
    pub by: Vec<Role>,
    /// “Fit” counts for so long; `None`: while what it was read from stays the same.
    pub fit_for: Option<Period>,
    /// What “not fit” is a reason for: `Excluded`, or `Deferred` with no end in sight.
    pub unfit: Outcome,
}

impl Default for Assessing {
    fn default() -> Self {
        Self { by: vec![Role::Clinician], fit_for: None, unfit: Outcome::Excluded }
    }
}

/// Something that has to be known: a reason for `Incomplete` until it is.
#[derive(Clone, Debug)]
pub struct Needed {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// When it is known.
    pub satisfied: Expression,
}

/// A rule over fields that asks for somebody to be in touch with the person.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// When it is so.
    pub when: Expression,
    /// Who gets in touch, such as `clinician`.
    pub by: String,
    /// How soon.
    pub within: ContactWithin,
}

/// How soon somebody gets in touch: days after the day of the examination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactWithin {
    /// 0 is the same day.
    pub days: u16,
}
