//! What a programme file says of a donor's path, as JSON: who stands by them, waiting, giving, what comes after, what is kept.

use programme::rules::{self, DeferralLength, Whose, WindowWhen};
use serde::Serialize;
use utoipa::ToSchema;

use super::Rule;
use super::rules::{Field, named_field, texts};

/// Who stands by people. What the file has no rule for is `null`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CarerRules {
    /// Who a donor's advocate is.
    advocate: Option<Rule>,
    /// How many people one advocate stands by.
    caseload: Option<Caseload>,
    /// How often an advocate and a donor speak.
    contact: Option<ContactRule>,
    /// What an advocate has to have learnt.
    training: Vec<TrainingRule>,
    /// That whoever stands by another waits with giving meanwhile.
    companion: Option<Rule>,
}

/// How many people one advocate stands by at most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Caseload {
    #[serde(flatten)]
    rule: Rule,
    most: u16,
}

/// How often an advocate and a donor speak.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ContactRule {
    #[serde(flatten)]
    rule: Rule,
    /// After so long without a conversation one is due, such as `3 months`.
    every: String,
    /// After so long that one is due it is late.
    late_after: String,
}

/// Something that an advocate has to have learnt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct TrainingRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// How long it counts; `null`: for ever.
    valid_for: Option<String>,
}

/// A way of waiting.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DeferralKindRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// `own`, or how long it lasts where others place it: `temporary`, `indefinite`, `permanent`.
    length: &'static str,
    /// It ends, or is looked at again, so long afterwards at the latest.
    at_most: Option<String>,
    /// Who places it and lifts it; nobody but whoever waits, where it is empty.
    by: Vec<String>,
}

/// How objections are heard.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct AppealsRule {
    #[serde(flatten)]
    rule: Rule,
    /// It is decided so long after it was made at the latest.
    within: String,
    /// Who decides, of those who took no part.
    by: Vec<String>,
}

/// Something that people can give.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DonationKindRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// How often somebody gives it in a life at most.
    per_life: Option<u8>,
    /// Towards whom: `directed`, `exchange`, `list`.
    routes: Vec<&'static str>,
    /// The kinds of site at which it is given; any, where it is empty.
    site_kinds: Vec<String>,
    /// The time to reflect.
    reflection: Option<ReflectionRule>,
    /// The checks that have to be there, and in date, on the day.
    needs: Vec<DonationNeed>,
    /// What an authority decides before.
    approvals: Vec<ApprovalRule>,
    /// What two people verify on the day.
    verify: Vec<Item>,
}

/// The time to reflect.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ReflectionRule {
    #[serde(flatten)]
    rule: Rule,
    /// How long it is, such as `30 days`.
    time: String,
    /// To what the donor alone may shorten it; `null`: it cannot be shortened.
    least: Option<String>,
}

/// A check without which nothing is taken from anybody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct DonationNeed {
    #[serde(flatten)]
    rule: Rule,
    /// The kind of check.
    check: String,
    /// How old it is on the day at most; `null`: however old it is.
    within: Option<String>,
}

/// A decision of an authority without which a donation does not go on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ApprovalRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// Who looks into it and reports.
    assessed_by: String,
    /// Who decides.
    decided_by: String,
    /// With whom the assessor speaks: `donor`, `recipient`, `together`.
    interviews: Vec<&'static str>,
    /// What the report has to say before a yes can be written down.
    finds: Vec<Item>,
    /// So long after the interviews the report is made.
    report_within: Option<String>,
    /// A yes counts for so long; `null`: for as long as the donation takes.
    valid_for: Option<String>,
}

/// Something that is looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleItem)]
#[serde(rename_all = "kebab-case")]
struct Item {
    id: String,
    name: String,
    plain: String,
}

/// What a donor says yes to; `plain` is the very words.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ConsentRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// Which version the words are.
    version: u32,
    /// The kinds of donation that it is asked for; all, where it is empty.
    kinds: Vec<String>,
}

/// Staying in touch with those who gave.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FollowUpRules {
    #[serde(flatten)]
    rule: Rule,
    /// A form is due so long after the day that it is about.
    form_due_after: String,
    /// The times at which somebody is seen or asked.
    windows: Vec<WindowRule>,
    /// What goes on for life after these.
    for_life: Option<ForLifeRule>,
    /// The parts of the form.
    sections: Vec<SectionRule>,
    /// How many forms have to be complete.
    thresholds: Vec<ThresholdRule>,
    /// What is reported within hours.
    reports: Vec<ReportRule>,
}

/// A time at which somebody who gave is seen or asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct WindowRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// So long after the operation; `null`: on leaving hospital.
    after: Option<String>,
    /// What is found so long before or after that day counts; on leaving hospital: so long after the operation at the latest.
    within: String,
    /// The kinds of donation; all, where it is empty.
    donation_kinds: Vec<String>,
    /// The parts of the form.
    sections: Vec<String>,
}

/// What goes on for life.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ForLifeRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// So long after the last time.
    every: String,
    /// What is found so long before or after that day counts.
    within: String,
    /// The parts of the form.
    sections: Vec<String>,
}

/// A part of the form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct SectionRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// Fields of checks, which an examination fills in as well.
    of_checks: Vec<String>,
    /// Fields that only the form has.
    fields: Vec<Field>,
}

/// How many have to be complete, of those who gave from the day in force on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ThresholdRule {
    #[serde(flatten)]
    rule: Rule,
    /// Of which kind of donation.
    donation_kind: String,
    /// Of which part of the form.
    section: String,
    /// At which windows.
    windows: Vec<String>,
    /// Of a hundred.
    percent: u8,
}

/// What is reported within hours of learning of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ReportRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// Within how many hours.
    within_hours: u16,
    /// Only where it happens so soon after the operation; `null`: always.
    within_after: Option<String>,
}

/// What is kept of those who gave, even where they ask to be erased.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct KeepRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// What: `who`, `donations`.
    what: Vec<&'static str>,
    /// For so long after each donation.
    length: String,
}

impl From<&rules::Carers> for CarerRules {
    fn from(carers: &rules::Carers) -> Self {
        let caseload = |caseload: &rules::Caseload| Caseload { rule: (&caseload.rule).into(), most: caseload.most };
        let contact = |contact: &rules::ContactEvery| ContactRule {
            rule: (&contact.rule).into(),
            every: contact.every.to_string(),
            late_after: contact.late_after.to_string(),
        };
        let training = |training: &rules::Training| TrainingRule {
            rule: (&training.rule).into(),
            name: training.name.clone(),
            valid_for: length(training.valid_for),
        };
        Self {
            advocate: carers.advocate.as_ref().map(Rule::from),
            caseload: carers.caseload.as_ref().map(caseload),
            contact: carers.contact.as_ref().map(contact),
            training: carers.training.iter().map(training).collect(),
            companion: carers.companion.as_ref().map(Rule::from),
        }
    }
}

impl From<&rules::DeferralKind> for DeferralKindRule {
    fn from(kind: &rules::DeferralKind) -> Self {
        let (length, at_most, by) = match &kind.whose {
            Whose::Own => ("own", None, Vec::new()),
            Whose::Others { length, by } => {
                let (length, at_most) = match length {
                    DeferralLength::Temporary { at_most } => ("temporary", Some(at_most.to_string())),
                    DeferralLength::Indefinite { review_every } => ("indefinite", Some(review_every.to_string())),
                    DeferralLength::Permanent => ("permanent", None),
                };
                (length, at_most, by.iter().map(|role| role.as_str().to_owned()).collect())
            }
        };
        Self { rule: (&kind.rule).into(), name: kind.name.clone(), length, at_most, by }
    }
}

impl From<&rules::Appeals> for AppealsRule {
    fn from(appeals: &rules::Appeals) -> Self {
        let by = appeals.by.iter().map(|role| role.as_str().to_owned()).collect();
        Self { rule: (&appeals.rule).into(), within: appeals.within.to_string(), by }
    }
}

impl From<&rules::DonationKind> for DonationKindRule {
    fn from(kind: &rules::DonationKind) -> Self {
        let reflection = |reflection: &rules::Reflection| ReflectionRule {
            rule: (&reflection.rule).into(),
            time: reflection.time.to_string(),
            least: length(reflection.least),
        };
        let need = |need: &rules::DonationNeed| DonationNeed {
            rule: (&need.rule).into(),
            check: need.check.to_string(),
            within: length(need.within),
        };
        Self {
            rule: (&kind.rule).into(),
            name: kind.name.clone(),
            per_life: kind.per_life,
            routes: kind.routes.iter().map(|route| route.as_str()).collect(),
            site_kinds: texts(&kind.site_kinds),
            reflection: kind.reflection.as_ref().map(reflection),
            needs: kind.needs.iter().map(need).collect(),
            approvals: kind.approvals.iter().map(ApprovalRule::from).collect(),
            verify: kind.verify.iter().map(Item::from).collect(),
        }
    }
}

impl From<&rules::Approval> for ApprovalRule {
    fn from(approval: &rules::Approval) -> Self {
        Self {
            rule: (&approval.rule).into(),
            name: approval.name.clone(),
            assessed_by: approval.assessed_by.clone(),
            decided_by: approval.decided_by.clone(),
            interviews: approval.interviews.iter().map(|one| one.as_str()).collect(),
            finds: approval.finds.iter().map(Item::from).collect(),
            report_within: length(approval.report_within),
            valid_for: length(approval.valid_for),
        }
    }
}

impl From<&rules::VerifyItem> for Item {
    fn from(item: &rules::VerifyItem) -> Self {
        Self { id: item.id.to_string(), name: item.name.clone(), plain: item.plain.clone() }
    }
}

impl From<&rules::ConsentElement> for ConsentRule {
    fn from(element: &rules::ConsentElement) -> Self {
        let (name, version) = (element.name.clone(), element.version);
        Self { rule: (&element.rule).into(), name, version, kinds: texts(&element.kinds) }
    }
}

impl From<&rules::FollowUp> for FollowUpRules {
    fn from(follow_up: &rules::FollowUp) -> Self {
        let for_life = |for_life: &rules::ForLife| ForLifeRule {
            rule: (&for_life.rule).into(),
            name: for_life.name.clone(),
            every: for_life.every.to_string(),
            within: for_life.within.to_string(),
            sections: texts(&for_life.sections),
        };
        let section = |section: &rules::FollowUpSection| SectionRule {
            rule: (&section.rule).into(),
            name: section.name.clone(),
            of_checks: texts(&section.of_checks),
            fields: section.own.iter().map(named_field).collect(),
        };
        let threshold = |threshold: &rules::Threshold| ThresholdRule {
            rule: (&threshold.rule).into(),
            donation_kind: threshold.kind.to_string(),
            section: threshold.section.to_string(),
            windows: texts(&threshold.windows),
            percent: threshold.percent,
        };
        let report = |report: &rules::ReportKind| ReportRule {
            rule: (&report.rule).into(),
            name: report.name.clone(),
            within_hours: report.within_hours,
            within_after: length(report.within_after),
        };
        Self {
            rule: (&follow_up.rule).into(),
            form_due_after: follow_up.form_due_after.to_string(),
            windows: follow_up.windows.iter().map(WindowRule::from).collect(),
            for_life: follow_up.for_life.as_ref().map(for_life),
            sections: follow_up.sections.iter().map(section).collect(),
            thresholds: follow_up.thresholds.iter().map(threshold).collect(),
            reports: follow_up.reports.iter().map(report).collect(),
        }
    }
}

impl From<&rules::FollowUpWindow> for WindowRule {
    fn from(window: &rules::FollowUpWindow) -> Self {
        let (after, within) = match window.when {
            WindowWhen::AtDischarge { at_latest } => (None, at_latest.to_string()),
            WindowWhen::After { after, within } => (Some(after.to_string()), within.to_string()),
        };
        Self {
            rule: (&window.rule).into(),
            name: window.name.clone(),
            after,
            within,
            donation_kinds: texts(&window.kinds),
            sections: texts(&window.sections),
        }
    }
}

impl From<&rules::Keep> for KeepRule {
    fn from(keep: &rules::Keep) -> Self {
        let what = keep.what.iter().map(|part| part.as_str()).collect();
        Self { rule: (&keep.rule).into(), name: keep.name.clone(), what, length: keep.length.to_string() }
    }
}

fn length(period: Option<rules::Period>) -> Option<String> {
    period.map(|period| period.to_string())
}
