//! A programme file as types: what the file says, checked for sense, ready for `decide`.
//!
//! Nothing here reads a file: [`crate::file::parse`] makes a [`Programme`] out of a text, and nothing else does.

mod access;
mod approval;
mod articles;
mod carers;
mod check;
mod consent;
mod deferral_kind;
mod donation_kind;
mod expression;
mod finding;
mod follow_up;
mod keep;
mod message;
mod nearest;
mod outcome;
mod period;
mod schedule;
mod site_kind;
mod source;
mod stage;
mod topic;

use jiff::civil::Date;

pub use access::Access;
pub use approval::{Approval, Interview};
pub use articles::{ARTICLES, Article};
pub use carers::{Carers, Caseload, ContactEvery, Training};
pub use check::{CheckKind, Choice, Field, FieldForm};
pub use consent::ConsentElement;
pub use deferral_kind::{Appeals, DeferralKind, DeferralLength, Whose};
pub use donation_kind::{
    DonationKind, DonationNeed, Interval, Reflection, Route, VerifyItem, WindowPeriod, donor_stopped, handed_over,
    left_alone,
};
pub use expression::{Comparison, Expression, ExpressionError, FieldNames, Limit, Measure, Slots, Truth};
pub use finding::{Alert, Assessing, ContactWithin, Finding, Needed};
pub use follow_up::{
    FollowUp, FollowUpSection, FollowUpWindow, ForLife, ReportKind, Reportable, Threshold, WindowWhen,
};
pub use keep::{Keep, KeptPart};
pub use message::{MessageWords, Placeholder};
pub use outcome::{Deferral, Outcome};
pub use period::Period;
pub use schedule::Schedule;
pub use site_kind::SiteKind;
pub use source::{Provenance, RuleText};
pub use stage::{Preparation, Stage};
pub use topic::{Question, Topic};

pub(crate) use expression::RESERVED;
pub(crate) use nearest::nearest;

use crate::ids::{CheckId, DeferralKindId, DonationKindId, FieldId, RuleId, SiteKindId, StageId, TopicId};

/// A programme: everything that its file says.
#[derive(Clone, Debug)]
pub struct Programme {
    /// A slug that stays the same over all versions of the file.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is, in plain words.
    pub plain: String,
    /// Where its rules apply, such as `US`.
    pub jurisdiction: String,
    /// The IANA name of the time zone in which its civil dates are meant.
    pub time_zone: String,
    /// A story's programme, which may be checked and simulated and never served; names the articles that it denies.
    pub fiction: Option<Fiction>,
    /// Nobody younger is asked, assessed or matched as a donor (article 12).
    pub minimum_donor_age: MinimumDonorAge,
    /// How long emergency access and answers may take.
    pub access: Access,
    /// Who stands by people, and how (article 3).
    pub carers: Carers,
    /// Stages of life, in the file's order; the first is where people begin.
    pub stages: Vec<Stage>,
    /// Kinds of site.
    pub site_kinds: Vec<SiteKind>,
    /// Kinds of check.
    pub checks: Vec<CheckKind>,
    /// What values mean for eligibility.
    pub findings: Vec<Finding>,
    /// What has to be known.
    pub needed: Vec<Needed>,
    /// What somebody must be told of at once.
    pub alerts: Vec<Alert>,
    /// When checks are due.
    pub schedules: Vec<Schedule>,
    /// What has to be told before what is asked.
    pub topics: Vec<Topic>,
    /// Ways of waiting: one's own, and those that others place.
    pub deferral_kinds: Vec<DeferralKind>,
    /// How objections are heard; `None` only in a story.
    pub appeals: Option<Appeals>,
    /// What people can give.
    pub donation_kinds: Vec<DonationKind>,
    /// What a donor consents to before giving.
    pub consent_elements: Vec<ConsentElement>,
    /// How it stays in touch with those who gave; nothing, where nobody can give anything.
    pub follow_up: Option<FollowUp>,
    /// What is kept of those who gave, even where they ask to be erased.
    pub keep: Vec<Keep>,
    /// The programme's own terms with their plain meaning.
    pub words: Vec<Word>,
    /// SHA-256 of the file's bytes: every decision names it.
    pub hash: [u8; 32],
    /// The file itself, which is recorded when it is first served.
    pub text: String,
}

/// The mark of a story's programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fiction {
    /// The articles that the story's programme denies.
    pub denies: Vec<u8>,
}

/// Article 12's limit in this programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimumDonorAge {
    /// Completed years.
    pub years: u8,
    /// Why, and since when.
    pub rule: RuleText,
}

/// A term of the programme and what it plainly means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The term as the programme uses it.
    pub term: String,
    /// What it means, so that a sixteen-year-old understands it.
    pub plain: String,
}

impl Programme {
    /// The stage with this id.
    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    /// The kind of site with this id.
    pub fn site_kind(&self, id: &SiteKindId) -> Option<&SiteKind> {
        self.site_kinds.iter().find(|kind| kind.id == *id)
    }

    /// The kind of check with this id.
    pub fn check(&self, id: &CheckId) -> Option<&CheckKind> {
        self.checks.iter().find(|check| check.id == *id)
    }

    /// The topic with this id.
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == *id)
    }

    /// The kind of deferral with this id.
    pub fn deferral_kind(&self, id: &DeferralKindId) -> Option<&DeferralKind> {
        self.deferral_kinds.iter().find(|kind| kind.id == *id)
    }

    /// One's own wait.
    pub fn own_wait(&self) -> Option<&DeferralKind> {
        self.deferral_kinds.iter().find(|kind| kind.is_own())
    }

    /// The finding with this id.
    pub fn finding(&self, id: &RuleId) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.rule.id == *id)
    }

    /// The kind of donation with this id.
    pub fn donation_kind(&self, id: &DonationKindId) -> Option<&DonationKind> {
        self.donation_kinds.iter().find(|kind| kind.id == *id)
    }

    /// What is consented to before this is given, in the file's order.
    pub fn consent_for<'p>(&'p self, kind: &DonationKindId) -> impl Iterator<Item = &'p ConsentElement> {
        self.consent_elements.iter().filter(move |element| element.is_for(kind))
    }

    /// All fields of all checks in the file's order, with their check. A field's place here is its slot in [`Slots`].
    pub fn fields(&self) -> impl Iterator<Item = (&CheckKind, &Field)> {
        self.checks.iter().flat_map(|check| check.fields.iter().map(move |field| (check, field)))
    }

    /// The field with this id, with its check.
    pub fn field(&self, id: &FieldId) -> Option<(&CheckKind, &Field)> {
        self.fields().find(|(_, field)| field.id == *id)
    }

    /// The rule behind a reason, which is written `outcome:rule-id`.
    pub fn rule_of(&self, outcome: &str, rule: &str) -> Option<&RuleText> {
        let findings =
            self.findings.iter().filter(|finding| finding.outcome.as_str() == outcome).map(|finding| &finding.rule);
        let incomplete = outcome == Outcome::Incomplete.as_str();
        let needed = self.needed.iter().filter(|_| incomplete).map(|needed| &needed.rule);
        let schedules = self.schedules.iter().filter(|_| incomplete).map(|schedule| &schedule.rule);
        let age = std::iter::once(&self.minimum_donor_age.rule).filter(|_| outcome == Outcome::Excluded.as_str());
        // What an assessor found somebody unfit with is the same rule for another outcome.
        let speaks_against = outcome == Outcome::Excluded.as_str() || outcome == Outcome::Deferred.as_str();
        let unfit = self.findings.iter().filter(|_| speaks_against);
        let unfit = unfit.filter(|finding| finding.outcome == Outcome::NeedsAssessment).map(|finding| &finding.rule);
        let waits = self.deferral_kinds.iter().filter(|_| speaks_against).map(|kind| &kind.rule);
        let stopped = [donor_stopped(), handed_over(), left_alone()]
            .into_iter()
            .filter(|_| outcome == Outcome::Deferred.as_str());
        let limits = [Outcome::Excluded, Outcome::Deferred].map(Outcome::as_str).contains(&outcome);
        let kinds = self.donation_kinds.iter().filter(|_| limits).map(|kind| &kind.rule);
        let companion = self.carers.companion.iter().filter(|_| outcome == Outcome::Deferred.as_str());
        findings
            .chain(needed)
            .chain(schedules)
            .chain(age)
            .chain(unfit)
            .chain(waits)
            .chain(kinds)
            .chain(stopped)
            .chain(companion)
            .find(|text| text.id.as_str() == rule)
    }

    /// Every date from which some rule is in force.
    pub fn dates_in_force(&self) -> impl Iterator<Item = Date> + '_ {
        let findings = self.findings.iter().map(|rule| rule.rule.in_force_from);
        let needed = self.needed.iter().map(|rule| rule.rule.in_force_from);
        let schedules = self.schedules.iter().map(|rule| rule.rule.in_force_from);
        // The minimum donor age is an article's: it applies whatever its date says. Alerts have no part in eligibility.
        findings.chain(needed).chain(schedules)
    }
}
