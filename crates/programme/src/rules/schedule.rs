//! When checks are due.

use crate::ids::{CheckId, StageId};

use super::{Period, RuleText};

/// When a kind of check is made again, and how long it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its id, words, source and date. The id is the reason for `Incomplete` once the check is out of date.
    pub rule: RuleText,
    /// The kind of check.
    pub check: CheckId,
    /// The stages whose people are checked; all, where the file says nothing.
    pub stages: Vec<StageId>,
    /// It is due so long after the last one.
    pub every: Period,
    /// It is late so long after it was due.
    pub late_after: Period,
    /// The last one counts for so long: from this day on it is out of date. `None`: for ever.
    pub valid_for: Option<Period>,
    /// Whether it goes on for somebody who is excluded from giving, as it does after a donation.
    pub also_excluded: bool,
}

impl Schedule {
    /// Whether people in this stage are checked by it.
    pub fn applies_to(&self, stage: &StageId) -> bool {
        self.stages.is_empty() || self.stages.contains(stage)
    }
}
