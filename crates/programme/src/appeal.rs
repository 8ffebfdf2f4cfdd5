//! An appeal: somebody objects to what keeps them from giving, and somebody who took no part decides, in writing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{AppealEvent, Private};
use crate::ids::{AccountId, AppealId, AssessmentId, CheckId, DeferralId, RuleId};

/// What is done with an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum AppealStep {
    /// Object.
    Make {
        /// To what.
        against: Against,
        /// In one's own words.
        text: String,
    },
    /// Decide it.
    Decide {
        /// How.
        decision: Decision,
        /// In which words.
        reason: String,
    },
}

/// What somebody objects to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Against {
    /// A deferral that others placed.
    Deferral {
        /// Which.
        deferral: DeferralId,
    },
    /// What a rule finds in an examination.
    Finding {
        /// The rule.
        rule: RuleId,
    },
    /// What an assessor found.
    Assessment {
        /// Which assessment.
        assessment: AssessmentId,
    },
}

/// How an appeal is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// They are right: a deferral is lifted, an assessment is set aside and made anew by somebody else.
    Upheld,
    /// The checks are made again, at once; what they find then counts.
    Repeat,
    /// It stands as it is.
    Stands,
}

/// What an appeal is about, as it was when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Objection {
    /// What is objected to.
    pub against: Against,
    /// In their words.
    pub text: String,
}

/// A decision, as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ruling {
    /// How it was decided.
    pub decision: Decision,
    /// In which words.
    pub reason: String,
    /// The checks that are to be made again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckId>,
}

/// One appeal, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// The day on which it was made.
    pub on: Date,
    /// The last day on which deciding it is in time.
    pub until: Date,
    /// Who made it: they themselves, or their advocate on their behalf.
    pub by: Option<AccountId>,
    /// What it is about.
    pub objection: Objection,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// What was decided, when and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The day.
    pub on: Date,
    /// The version of the record at which it was written: what was recorded before was known to whoever decided.
    pub version: u64,
    /// Who decided.
    pub by: Option<AccountId>,
    /// How, in which words.
    pub ruling: Ruling,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Upheld, Self::Repeat, Self::Stands];

    /// As the interface writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Repeat => "repeat",
            Self::Stands => "stands",
        }
    }
}

impl Appeal {
    /// Whether it waits for a decision.
    pub const fn is_open(&self) -> bool {
        self.decided.is_none()
    }

    /// Takes in an event. What a decision does to a deferral or to an assessment, the person sees to.
    pub(crate) fn apply(appeals: &mut Vec<Self>, event: &AppealEvent, version: u64) {
        match event {
            AppealEvent::Made { appeal, by, on, until, objection: Private::Known(objection) } => {
                let objection = objection.clone();
                appeals.push(Self { id: *appeal, on: *on, until: *until, by: *by, objection, decided: None });
            }
            AppealEvent::Decided { appeal, by, on, ruling: Private::Known(ruling) } => {
                let decided = Decided { on: *on, version, by: *by, ruling: ruling.clone() };
                appeals.iter_mut().filter(|known| known.id == *appeal).for_each(|known| {
                    known.decided = Some(decided.clone());
                });
            }
            AppealEvent::Made { .. } | AppealEvent::Decided { .. } => {}
        }
    }
}
