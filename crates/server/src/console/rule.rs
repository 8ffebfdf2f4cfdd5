//! A rule as pages show it: its words, whose it is, where it is written, since when; and where it stands on the rules page.

use programme::RuleId;
use programme::rules::{Outcome, Programme, Provenance, RuleText, Schedule};

use super::words::{self, plain_date};

/// A rule on a page.
#[derive(Clone, Debug)]
pub(crate) struct RuleView {
    pub(crate) id: String,
    pub(crate) anchor: String,
    pub(crate) plain: String,
    pub(crate) source: String,
    pub(crate) provenance: &'static str,
    /// Whether the mark has to be heeded: the rule was not read at its source.
    pub(crate) unverified: bool,
    pub(crate) since: String,
}

impl RuleView {
    /// A rule of this programme.
    pub(crate) fn of(programme: &Programme, rule: &RuleText) -> Self {
        Self {
            id: rule.id.to_string(),
            anchor: anchor(programme, rule),
            plain: rule.plain.clone(),
            source: rule.source.clone(),
            provenance: provenance(rule.provenance),
            unverified: rule.provenance == Provenance::Unverified,
            since: plain_date(rule.in_force_from),
        }
    }

    /// Where the rule stands on the rules page.
    pub(crate) fn href(&self) -> String {
        format!("/rules#{}", self.anchor)
    }
}

/// Rules of one part of a programme, which the rules page lists together. A part without rules is not listed.
#[derive(Debug)]
pub(crate) struct Group<'p> {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) rules: Vec<Grouped<'p>>,
}

/// A rule of a group.
#[derive(Debug)]
pub(crate) struct Grouped<'p> {
    /// Ids are unique among rules of one sort.
    sort: &'static str,
    pub(crate) rule: &'p RuleText,
    /// What it is a rule of, where it has a name.
    pub(crate) note: String,
}

/// The rules of somebody's way through the programme: who stands by them, waiting, giving, and what comes after.
pub(crate) fn groups(programme: &Programme) -> [Group<'_>; 5] {
    let carers = programme.carers.rules().map(|rule| grouped("carer", rule, ""));
    [
        Group { id: "carers", title: "Who stands by you", rules: carers.collect() },
        Group { id: "waits", title: "Waiting, and objecting", rules: of_waits(programme) },
        Group { id: "giving", title: "What can be given, and what comes before", rules: of_giving(programme) },
        Group { id: "after", title: "Staying in touch with those who gave", rules: of_follow_up(programme) },
        Group { id: "kept", title: "What is kept, even of somebody who asks to be erased", rules: of_keep(programme) },
    ]
}

fn grouped<'p>(sort: &'static str, rule: &'p RuleText, name: &str) -> Grouped<'p> {
    let note = if name.is_empty() { String::new() } else { format!("“{name}”") };
    Grouped { sort, rule, note }
}

fn of_waits(programme: &Programme) -> Vec<Grouped<'_>> {
    let kinds = programme.deferral_kinds.iter().map(|kind| grouped("deferral", &kind.rule, &kind.name));
    kinds.chain(programme.appeals.iter().map(|appeals| grouped("appeal", &appeals.rule, ""))).collect()
}

fn of_giving(programme: &Programme) -> Vec<Grouped<'_>> {
    let mut rules = Vec::new();
    for kind in &programme.donation_kinds {
        rules.push(grouped("donation", &kind.rule, &kind.name));
        let reflection = kind.reflection.iter().map(|reflection| &reflection.rule);
        let approvals = kind.approvals.iter().map(|approval| &approval.rule);
        let before = reflection.chain(kind.needs.iter().map(|need| &need.rule)).chain(approvals);
        rules.extend(before.map(|rule| grouped("before", rule, &kind.name)));
    }
    rules.extend(programme.consent_elements.iter().map(|element| grouped("consent", &element.rule, &element.name)));
    rules
}

fn of_keep(programme: &Programme) -> Vec<Grouped<'_>> {
    programme.keep.iter().map(|keep| grouped("keep", &keep.rule, &keep.name)).collect()
}

fn of_follow_up(programme: &Programme) -> Vec<Grouped<'_>> {
    let Some(follow_up) = &programme.follow_up else { return Vec::new() };
    let windows = follow_up.windows.iter().map(|window| grouped("window", &window.rule, &window.name));
    let sections = follow_up.sections.iter().map(|section| grouped("section", &section.rule, &section.name));
    let for_life = follow_up.for_life.iter().map(|for_life| grouped("follow-up", &for_life.rule, &for_life.name));
    let thresholds = follow_up.thresholds.iter().map(|threshold| grouped("threshold", &threshold.rule, ""));
    let reports = follow_up.reports.iter().map(|report| grouped("report", &report.rule, &report.name));
    let first = [grouped("follow-up", &follow_up.rule, "")].into_iter();
    let messages = follow_up.messages.iter().map(|words| grouped("message", &words.rule, &words.name));
    first.chain(windows).chain(for_life).chain(sections).chain(thresholds).chain(reports).chain(messages).collect()
}

/// The rule with this id that is a reason for this outcome.
pub(crate) fn reason<'p>(programme: &'p Programme, outcome: Outcome, id: &RuleId) -> Option<&'p RuleText> {
    programme.rule_of(outcome.as_str(), id.as_str())
}

/// The schedule by which a check is out of date, where that is the reason.
pub(crate) fn schedule<'p>(programme: &'p Programme, outcome: Outcome, id: &RuleId) -> Option<&'p Schedule> {
    let found = reason(programme, outcome, id)?;
    programme.schedules.iter().find(|schedule| std::ptr::eq(&schedule.rule, found))
}

/// `“Blood fats” is out of date`, `Blood pressure and smoking are out of date`; `None` of no check.
pub(crate) fn out_of_date<'p>(programme: &Programme, schedules: impl Iterator<Item = &'p Schedule>) -> Option<String> {
    let mut checks: Vec<_> = schedules.map(|schedule| schedule.check.clone()).collect();
    checks.dedup();
    (!checks.is_empty()).then(|| format!("{} out of date", words::checks_are(programme, &checks)))
}

/// Whose rule it is, in words.
pub(crate) const fn provenance(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Authority => "a rule of the authority",
        Provenance::Local => "this programme’s own rule",
        Provenance::Unverified => "not read at its source",
    }
}

/// Ids are unique only among rules of one sort, so the anchor names the sort. The rule is one of this programme's: which
/// sort it is of follows from where it is kept.
fn anchor(programme: &Programme, rule: &RuleText) -> String {
    let is = |other: &RuleText| std::ptr::eq(other, rule);
    let sort = if programme.findings.iter().any(|finding| is(&finding.rule)) {
        "finding"
    } else if programme.needed.iter().any(|needed| is(&needed.rule)) {
        "needed"
    } else if programme.alerts.iter().any(|alert| is(&alert.rule)) {
        "alert"
    } else if programme.topics.iter().any(|topic| is(&topic.rule)) {
        "topic"
    } else if programme.schedules.iter().any(|schedule| is(&schedule.rule)) {
        "schedule"
    } else {
        let groups = groups(programme);
        let grouped = groups.iter().flat_map(|group| &group.rules).find(|grouped| is(grouped.rule));
        grouped.map_or("limit", |grouped| grouped.sort)
    };
    format!("{sort}-{}", rule.id)
}

/// Where the rule that refused something stands on the rules page: the engine's own rules are on it by themselves.
pub(crate) fn href_of_refusal(id: &RuleId) -> String {
    let engine = programme::refusal::RULES.iter().any(|rule| rule.id == id.as_str());
    if engine { format!("/rules#engine-{id}") } else { "/rules".to_owned() }
}
