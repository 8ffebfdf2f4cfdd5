//! What the engine says when it does not do what it was asked.

use serde::{Deserialize, Serialize};

use crate::ids::RuleId;

/// Why a command was refused: which rule, in plain words, and what can be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refusal {
    /// The rule that refuses: one of the programme file's, or one of the engine's own (`crate::refusal::rule`).
    pub rule: RuleId,
    /// The article behind it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<u8>,
    /// What did not happen.
    pub what: String,
    /// Why: the rule in plain words.
    pub why: String,
    /// Where the rule is written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// What you or somebody else can do now.
    pub next: String,
    /// What part of the command it is about, such as `birth` or `checks.blood-pressure.systolic`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {} (rule {})", self.what, self.why, self.next, self.rule)
    }
}

impl std::error::Error for Refusal {}
