//! Whether the parts of a file make sense together.

use std::collections::BTreeSet;

use crate::ids::{RuleId, StageId};
use crate::rules::{CheckKind, DeferralKind, DonationKind, Finding, Schedule, Stage};

use super::Reader;
use super::ids::Noun;
use super::table::Placed;

/// Findings that stand back behind each other in a circle would all be silent.
pub(super) fn check_unless(findings: &[Placed<Finding>], reader: &mut Reader<'_>) {
    for Placed { value: finding, at } in findings {
        if let Some(path) = path_back(&finding.rule.id, findings) {
            let message = format!("“{}” stands back behind itself: {}", finding.rule.id, path.join(", then "));
            let help = "take one of these out of `unless`";
            reader.out.error(at.clone(), "unless-in-a-circle", message).help(help);
        }
    }
}

/// The way from a finding over `unless` back to itself.
fn path_back(start: &RuleId, findings: &[Placed<Finding>]) -> Option<Vec<String>> {
    let mut seen: BTreeSet<&RuleId> = BTreeSet::new();
    let mut open: Vec<(&RuleId, Vec<&RuleId>)> = vec![(start, Vec::new())];
    while let Some((id, path)) = open.pop() {
        let unless = findings.iter().filter(|finding| finding.value.rule.id == *id).flat_map(|f| &f.value.unless);
        for next in unless {
            let path: Vec<_> = path.iter().copied().chain([next]).collect();
            if next == start {
                return Some(path.iter().map(ToString::to_string).collect());
            }
            if seen.insert(next) {
                open.push((next, path));
            }
        }
    }
    None
}

/// One's own wait is one thing, and what is a reason for the same outcome has one name.
pub(super) fn check_deferral_kinds(kinds: &[Placed<DeferralKind>], reader: &mut Reader<'_>) {
    for Placed { value: kind, at } in kinds.iter().filter(|kind| kind.value.is_own()).skip(1) {
        let message = format!("“{}” is another wait of one's own: there is one", kind.id);
        reader.out.error(at.clone(), "second-own-wait", message).help("take one of them out");
    }
    for Placed { value: kind, .. } in kinds {
        if let Some(at) = reader.ids.place(Noun::DeferralKind, kind.id.as_str())
            && reader.ids.place(Noun::Finding, kind.id.as_str()).is_some()
        {
            let message = format!("a finding has the id “{}” as well: both are reasons not to give for now", kind.id);
            reader.out.error(at, "duplicate-id", message);
        }
    }
}

/// Stages that nobody can come to: people begin in the first.
pub(super) fn check_reach(stages: &[Placed<Stage>], reader: &mut Reader<'_>) {
    let Some(first) = stages.first() else { return };
    let mut reached: BTreeSet<&StageId> = BTreeSet::from([&first.value.id]);
    let mut open = vec![&first.value.id];
    while let Some(id) = open.pop() {
        let next = stages.iter().filter(|stage| stage.value.id == *id).flat_map(|stage| &stage.value.next);
        open.extend(next.filter(|next| reached.insert(next)));
    }
    for Placed { value: stage, .. } in stages.iter().filter(|stage| !reached.contains(&stage.value.id)) {
        let at = reader.ids.place(Noun::Stage, stage.id.as_str()).unwrap_or_default();
        let message = format!("nobody comes to the stage “{}”", stage.id);
        let help = format!("people begin in “{}”: name it in `next` of a stage that they come through", first.value.id);
        reader.out.warning(at, "unreachable-stage", message).help(help);
    }
}

/// Kinds of check that no schedule has anybody make, and no donation needs.
pub(super) fn check_schedules(
    checks: &[Placed<CheckKind>],
    schedules: &[Placed<Schedule>],
    donations: &[Placed<DonationKind>],
    reader: &mut Reader<'_>,
) {
    let needed = |check: &CheckKind| donations.iter().flat_map(|kind| &kind.value.needs).any(|n| n.check == check.id);
    for Placed { value: check, at } in checks.iter().filter(|check| !needed(&check.value)) {
        if !schedules.iter().any(|schedule| schedule.value.check == check.id) {
            let message = format!("no schedule has anybody make the check “{}”", check.id);
            reader.out.warning(at.clone(), "unscheduled-check", message).help("add a [[schedule]] for it");
        }
    }
}
