//! Where a rule comes from and how it is said.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::RuleId;

/// What every rule carries, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// Unique among rules of its sort in the file.
    pub id: RuleId,
    /// The rule in plain words, to the person it is about.
    pub plain: String,
    /// Where the rule is written: a policy and its version, a paper, a decision of the programme.
    pub source: String,
    /// Whose rule it is.
    pub provenance: Provenance,
    /// The first day on which it applies.
    pub in_force_from: Date,
}

/// Whose rule it is: the authority's table, or the programme's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// Written in the policy or law of the jurisdiction.
    Authority,
    /// Decided by this programme.
    Local,
    /// Said to be in force, but not read at its source: shown as such wherever it is used.
    Unverified,
}
