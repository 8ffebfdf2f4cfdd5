//! What every rule carries.

use jiff::civil::Date;
use programme::rules::{Provenance, RuleText};
use serde::Serialize;
use utoipa::ToSchema;

/// A rule: its id, its words, its source, and since when it is in force.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Rule {
    /// Unique among rules of its sort.
    rule: String,
    /// The rule in plain words, to the person it is about.
    plain: String,
    /// Where the rule is written.
    source: String,
    /// Whose rule it is: `authority` is the policy or law of the jurisdiction, `local` this programme, `unverified` was not
    /// read at its source.
    provenance: Whose,
    /// The first day on which it applies.
    in_force_from: Date,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provenance)]
#[serde(rename_all = "kebab-case")]
enum Whose {
    Authority,
    Local,
    Unverified,
}

impl From<&RuleText> for Rule {
    fn from(rule: &RuleText) -> Self {
        let provenance = match rule.provenance {
            Provenance::Authority => Whose::Authority,
            Provenance::Local => Whose::Local,
            Provenance::Unverified => Whose::Unverified,
        };
        Self {
            rule: rule.id.to_string(),
            plain: rule.plain.clone(),
            source: rule.source.clone(),
            provenance,
            in_force_from: rule.in_force_from,
        }
    }
}
