//! Waits, deferrals, objections and assessments.

use jiff::civil::Date;
use programme::{AccountId, AppealId, AssessmentId, DeferralId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody says of their own waiting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WaitBody {
    /// What.
    step: WaitStep,
    /// The wait that is ended, or of whoever asked; `null` where a wait begins.
    #[schema(value_type = Option<uuid::Uuid>)]
    deferral: Option<DeferralId>,
    /// The first day without it; `null`: until they say.
    until: Option<Date>,
    /// Who is asked to wait as well, of their own.
    #[schema(value_type = Option<uuid::Uuid>)]
    with: Option<PersonId>,
    /// What whoever is asked is told.
    #[schema(max_length = 4000)]
    words: Option<String>,
}

/// What is done about a wait of one's own.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WaitStep {
    /// Wait, from today on.
    Wait,
    /// Wait as well, as somebody asked.
    Join,
    /// Not wait as well.
    Decline,
    /// Be ready again.
    Ready,
}

impl WaitBody {
    /// The step, and the deferral that it is done with; `new` is the id of one that begins. `None` where it names none.
    pub(crate) fn step(self, new: DeferralId) -> Option<(DeferralId, programme::DeferralStep)> {
        use programme::DeferralStep as Step;
        let Self { step, deferral, until, with, words } = self;
        Some(match step {
            WaitStep::Wait => (new, Step::Wait { until, with, words }),
            WaitStep::Join => (new, Step::Join { asked: deferral? }),
            WaitStep::Decline => (deferral?, Step::Decline),
            WaitStep::Ready => (deferral?, Step::Ready),
        })
    }
}

/// A deferral to be placed. It has an end, a day on which it is looked at again, or is permanent: its kind says which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeferralBody {
    /// The kind, as the programme file names it.
    pub(crate) kind: String,
    /// The first day.
    pub(crate) on: Date,
    /// The first day without it.
    pub(crate) until: Option<Date>,
    /// The day on which it is looked at again.
    pub(crate) review: Option<Date>,
    /// Whether it is for good.
    #[serde(default)]
    pub(crate) permanent: bool,
    /// Why, in plain words, to the person.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

/// A deferral looked at again, which goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeferralReviewBody {
    /// The day on which it is looked at next.
    pub(crate) next: Date,
    /// Why it goes on, in plain words.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

/// A deferral to be lifted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeferralLiftBody {
    /// Why, in plain words.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

/// An objection: one of `deferral`, `finding` and `assessment` says to what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AppealBody {
    /// The deferral that others placed.
    #[schema(value_type = Option<uuid::Uuid>)]
    deferral: Option<DeferralId>,
    /// The rule that found something.
    finding: Option<String>,
    /// The assessment.
    #[schema(value_type = Option<uuid::Uuid>)]
    assessment: Option<AssessmentId>,
    /// In their words.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
}

impl AppealBody {
    /// To what, and in which words; `None` where not exactly one thing is named.
    pub(crate) fn made(self) -> Option<programme::AppealStep> {
        use programme::Against;
        let against = match (self.deferral, self.finding, self.assessment) {
            (Some(deferral), None, None) => Against::Deferral { deferral },
            (None, Some(rule), None) => Against::Finding { rule: rule.as_str().into() },
            (None, None, Some(assessment)) => Against::Assessment { assessment },
            _ => return None,
        };
        Some(programme::AppealStep::Make { against, text: self.text })
    }
}

/// A decision on an objection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DecisionBody {
    /// How.
    pub(crate) decision: Decision,
    /// In which words.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

/// How an objection is decided.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Decision {
    /// They are right: a deferral is lifted, an assessment is set aside and made anew by somebody else.
    Upheld,
    /// The checks are made again, at once.
    Repeat,
    /// It stands as it is.
    Stands,
}

impl From<Decision> for programme::Decision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Upheld => Self::Upheld,
            Decision::Repeat => Self::Repeat,
            Decision::Stands => Self::Stands,
        }
    }
}

impl From<programme::Decision> for Decision {
    fn from(decision: programme::Decision) -> Self {
        match decision {
            programme::Decision::Upheld => Self::Upheld,
            programme::Decision::Repeat => Self::Repeat,
            programme::Decision::Stands => Self::Stands,
        }
    }
}

/// Something that was looked at by somebody who may.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AssessmentBody {
    /// The rule that asks for it.
    pub(crate) rule: String,
    /// The day.
    pub(crate) on: Date,
    /// Whether they are fit to give with it.
    pub(crate) fit: bool,
    /// Why, in plain words, to the person.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) words: String,
}

/// What keeps or kept somebody waiting, what they objected to, and what was assessed, each oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Deferrals {
    /// Their waits, and what others deferred them by.
    pub(crate) deferrals: Vec<Deferral>,
    /// What they objected to.
    pub(crate) appeals: Vec<Appeal>,
    /// What was assessed.
    pub(crate) assessments: Vec<Assessment>,
}

/// A wait or a deferral.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Deferral {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: DeferralId,
    /// The kind; `null`: a wait of their own.
    kind: Option<String>,
    /// The first day.
    from: Date,
    /// The first day without it; `null` where none is known.
    until: Option<Date>,
    /// The day on which it is looked at again.
    review: Option<Date>,
    /// Whether it is for good.
    permanent: bool,
    /// Why: never of a wait of their own.
    reason: Option<String>,
    /// Whether it was ended before its term.
    ended: bool,
    /// Why it was lifted.
    lifted: Option<String>,
}

/// An objection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Appeal {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: AppealId,
    /// The day.
    on: Date,
    /// The last day on which deciding it is in time.
    until: Date,
    /// In their words.
    text: String,
    /// What was decided; `null` while nothing is.
    decided: Option<AppealDecided>,
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct AppealDecided {
    /// The day.
    on: Date,
    /// Whose account decided.
    #[schema(value_type = Option<uuid::Uuid>)]
    by: Option<AccountId>,
    /// How.
    decision: Decision,
    /// In which words.
    reason: String,
}

/// An assessment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Assessment {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: AssessmentId,
    /// The rule.
    rule: String,
    /// The day.
    on: Date,
    /// Whether they are fit to give with it.
    fit: bool,
    /// In which words.
    words: String,
    /// The day from which it counts no more, since an objection was upheld.
    set_aside: Option<Date>,
}

impl From<&programme::Person> for Deferrals {
    fn from(person: &programme::Person) -> Self {
        Self {
            deferrals: person.deferrals.all.iter().map(Deferral::from).collect(),
            appeals: person.appeals.iter().map(Appeal::from).collect(),
            assessments: person.assessments.iter().map(Assessment::from).collect(),
        }
    }
}

impl From<&programme::Deferral> for Deferral {
    fn from(held: &programme::Deferral) -> Self {
        Self {
            id: held.id,
            kind: held.kind.as_ref().map(ToString::to_string),
            from: held.from,
            until: held.until(),
            review: held.review(),
            permanent: held.term == programme::Term::Permanent,
            reason: held.reason.clone(),
            ended: held.ended.is_some(),
            lifted: held.ended.as_ref().and_then(|ended| ended.reason.clone()),
        }
    }
}

impl From<&programme::Appeal> for Appeal {
    fn from(appeal: &programme::Appeal) -> Self {
        let decided = appeal.decided.as_ref().map(|decided| AppealDecided {
            on: decided.on,
            by: decided.by,
            decision: decided.ruling.decision.into(),
            reason: decided.ruling.reason.clone(),
        });
        Self { id: appeal.id, on: appeal.on, until: appeal.until, text: appeal.objection.text.clone(), decided }
    }
}

impl From<&programme::Assessment> for Assessment {
    fn from(known: &programme::Assessment) -> Self {
        let assessed = &known.assessed;
        Self {
            id: known.id,
            rule: assessed.rule.to_string(),
            on: assessed.on,
            fit: assessed.fit,
            words: assessed.words.clone(),
            set_aside: known.set_aside,
        }
    }
}
