//! An assessment: somebody who knows about it looked at what a rule found, and says whether somebody is fit to give with it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{AssessmentEvent, Private};
use crate::ids::{AccountId, AssessmentId, FieldId, RuleId};
use crate::value::Value;

/// What is done with an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum AssessmentStep {
    /// Say whether somebody is fit to give with what a rule found.
    Assess {
        /// The rule that asks for it.
        rule: RuleId,
        /// The day.
        on: Date,
        /// Whether they are.
        fit: bool,
        /// Why, in plain words, to the person.
        words: String,
    },
}

/// What was assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Assessed {
    /// The rule that asked for it.
    pub rule: RuleId,
    /// The day.
    pub on: Date,
    /// Whether they are fit to give with it.
    pub fit: bool,
    /// Why, in plain words.
    pub words: String,
    /// What the rule was read from then: the assessment is of that and of nothing else.
    pub seen: BTreeMap<FieldId, Value>,
}

/// One assessment, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// Who assessed.
    pub by: Option<AccountId>,
    /// What.
    pub assessed: Assessed,
    /// The day from which it counts no more, since an appeal against it was upheld.
    pub set_aside: Option<Date>,
}

impl Assessment {
    /// Takes in an event.
    pub(crate) fn apply(assessments: &mut Vec<Self>, event: &AssessmentEvent) {
        match event {
            AssessmentEvent::Assessed { assessment, by, assessed: Private::Known(assessed) } => {
                assessments.push(Self { id: *assessment, by: *by, assessed: assessed.clone(), set_aside: None });
            }
            AssessmentEvent::Assessed { .. } => {}
        }
    }

    /// Whether it counts on a day, as far as days go.
    pub fn counts_on(&self, day: Date) -> bool {
        self.assessed.on <= day && self.set_aside.is_none_or(|set_aside| day < set_aside)
    }
}
