//! Article 4, no harm by design: only donations that a living person is expected to survive, within the limits per kind and per
//! life, never while a check that matters is missing, out of date or failed. No appeal can waive this.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::{Asking, Context, Found};
use crate::account::is_within;
use crate::file::{File, Finding, Kind, Need};
use crate::format::{InDonation, Verified, contents};
use crate::person::{Donation, Person};
use crate::rule::Known;

/// How many people verify a donation on the day, and by how many things each is sure who it is.
const VERIFIERS: usize = 2;
const IDENTIFIERS: usize = 2;
/// What eligibility comes to, the worst first.
const OUTCOMES: [&str; 5] = ["excluded", "deferred", "incomplete", "needs-assessment", "eligible"];

/// Something that stands against giving.
struct Against {
    outcome: &'static str,
    what: String,
    rule: String,
}

/// What the last check of each kind by a day says.
#[derive(Default)]
struct Latest {
    /// The day of the last check of each kind.
    made: BTreeMap<String, Date>,
    /// All values of those checks.
    known: Known,
    /// The same, kept apart by check.
    by_check: BTreeMap<String, Known>,
}

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    for kind in &file.kinds {
        let id = &kind.id;
        let faults = [
            (!kind.survivable, "has people give what nobody is expected to survive"),
            (kind.per_life.is_none(), "does not limit how often in a life somebody gives"),
            (kind.needs.is_empty(), "asks for no check to be in date before somebody gives"),
            (kind.verify.is_empty(), "has nobody verify anything on the day on which somebody gives"),
        ];
        let faults = faults.into_iter().filter(|(is_fault, _)| *is_fault);
        found.extend(faults.map(|(_, what)| Found::new(4, format!("the file {what} “{id}”")).by(id)));
    }
}

/// A stage that asks for an outcome says something of whoever is in it.
pub(super) fn stage_entered(at: &Context<'_>, stage: &str, on: Date, found: &mut Vec<Found>) {
    let asked_for = at.file.stage(stage).and_then(|stage| stage.outcome.as_deref());
    let (Some(least), Some(person)) = (asked_for.and_then(place_of), at.person) else { return };
    let latest = Latest::of(person, at.file, on);
    let against = against(person, at.file, &latest, on);
    if let Some(worst) =
        against.iter().filter(|one| place_of(one.outcome) < Some(least)).min_by_key(|one| place_of(one.outcome))
    {
        let what = format!("they came into “{stage}” on {on}, and {}", worst.what);
        found.push(Found::new(4, what).by(&worst.rule));
    }
}

/// The donor goes to sleep: everything that protects them has to be so on that day.
pub(super) fn started(at: &Context<'_>, id: &str, on: Date, found: &mut Vec<Found>) {
    let (Some(person), Some(donation)) = (at.person, at.person.and_then(|person| person.donations.get(id))) else {
        return;
    };
    let mut breach = |what: String, rule: &str| {
        found.push(Found::new(4, format!("they were put to sleep to give on {on}, and {what}")).by(rule));
    };
    let Some(kind) = at.file.kind(&donation.kind) else {
        return breach(format!("the file does not know “{}”", donation.kind), "donation-kind");
    };
    if !kind.survivable {
        breach("nobody is expected to survive it".to_owned(), &kind.id);
    }
    limits(person, kind, id, on).into_iter().for_each(|what| breach(what, &kind.id));
    let latest = Latest::of(person, at.file, on);
    for one in against(person, at.file, &latest, on) {
        breach(one.what, &one.rule);
    }
    for need in kind.needs.iter().filter(|need| need.rule.is_on(on)) {
        if let Some(what) = wanting(need, &latest, at.file, on) {
            breach(what, &need.rule.id);
        }
    }
    if let Some(what) = unverified(at, donation, kind, on) {
        breach(what, "two verify");
    }
}

/// Nothing is asked of, or taken from, somebody who is not there, or for somebody who is not.
pub(super) fn with_nobody(at: &Context<'_>, asking: &Asking<'_>, found: &mut Vec<Found>) {
    let Asking { what, day, .. } = asking;
    if at.person.is_some_and(|person| !person.is_there(*day)) {
        found.push(Found::new(4, format!("{what} on {day}, when they had left or died")));
    }
    let recipient = asking.recipient.and_then(|recipient| at.world.people.get(recipient));
    if recipient.is_some_and(|recipient| recipient.erased || !recipient.is_there(*day)) {
        found.push(Found::new(4, format!("{what} on {day}, for somebody who was not available")));
    }
}

/// What protects a donor once they sleep is not taken back by one person alone, by the donor, or in somebody else's name; and
/// whoever had gone to sleep is not written down as if they had not.
pub(super) fn taken_back(at: &Context<'_>, id: &str, what: &InDonation, found: &mut Vec<Found>) {
    let known = at.person.and_then(|person| person.donations.get(id));
    match what {
        InDonation::InError { what, by } if ["started", "done"].contains(&what.as_str()) => {
            let account = by.as_ref().and_then(|by| at.world.accounts.get(by));
            let is_donor = account.is_some_and(|account| account.person.as_deref() == Some(at.id));
            let is_theirs = by.is_some() && at.author.is_none_or(|author| Some(author) == by.as_deref());
            if is_donor || !is_theirs {
                let what = format!("that it was “{what}” was taken back by the donor, or in somebody else's name");
                found.push(Found::new(4, what));
            }
        }
        InDonation::CalledOff { on, after_anaesthesia: false }
            if known.is_some_and(|known| known.started.is_some()) =>
        {
            let what = format!("it was called off on {on} as before the operation, and they had gone to sleep for it");
            found.push(Found::new(4, what));
        }
        InDonation::Withdrawn { on, .. } if known.is_some_and(|known| known.started.is_some()) => {
            let what = format!("they were written down as having stopped on {on}, when they had gone to sleep for it");
            found.push(Found::new(4, what));
        }
        _ => {}
    }
}

/// The limit of a life, and the least time since what was given before.
fn limits(person: &Person, kind: &Kind, id: &str, on: Date) -> Vec<String> {
    let earlier = person.donations.iter().filter(|(other, _)| *other != id);
    let earlier: Vec<(&str, Date)> = earlier
        .filter_map(|(_, one)| Some((one.kind.as_str(), one.given?)))
        .filter(|(_, given)| *given <= on)
        .collect();
    let times = earlier.iter().filter(|(of, _)| *of == kind.id).count();
    let mut wrong = Vec::new();
    if kind.per_life.is_some_and(|most| i64::try_from(times).is_ok_and(|times| times >= most)) {
        wrong.push(format!("they had given “{}” {times} times, as often as a life allows", kind.id));
    }
    for (of, given) in earlier {
        let waits = kind.intervals.iter().filter(|(after, _)| after == of).map(|(_, least)| least.after(given));
        wrong.extend(waits.filter(|from| on < *from).map(|from| format!("after “{of}” on {given} not before {from}")));
    }
    wrong
}

/// Everything that findings, needs, schedules and deferrals say against giving on a day.
fn against(person: &Person, file: &File, latest: &Latest, on: Date) -> Vec<Against> {
    let mut against: Vec<Against> = Vec::new();
    for finding in standing(file, latest, on) {
        let outcome = said_of(person, finding, latest, on);
        if let Some(outcome) = outcome.and_then(|outcome| OUTCOMES.into_iter().find(|known| *known == outcome)) {
            let rule = finding.rule.id.clone();
            against.push(Against { outcome, what: format!("they were {outcome} by “{rule}”"), rule });
        }
    }
    let missing = file.needed.iter().filter(|(rule, _)| rule.is_on(on));
    for (rule, _) in missing.filter(|(_, satisfied)| satisfied.holds(&latest.known, &file.items) != Some(true)) {
        let what = format!("what “{}” asks for was not known", rule.id);
        against.push(Against { outcome: "incomplete", what, rule: rule.id.clone() });
    }
    let stage = person.stage_on(on).unwrap_or_default();
    for schedule in file.schedules.iter().filter(|schedule| schedule.rule.is_on(on)) {
        let applies = schedule.stages.is_empty() || schedule.stages.iter().any(|of| of == stage);
        let until = latest.made.get(&schedule.check).and_then(|made| Some(schedule.valid_for?.after(*made)));
        if let Some(until) = until.filter(|until| applies && *until <= on) {
            let what = format!("the check “{}” had counted until {until}", schedule.check);
            against.push(Against { outcome: "incomplete", what, rule: schedule.rule.id.clone() });
        }
    }
    for deferral in person.deferrals.iter().filter(|deferral| is_within(on, deferral.from, deferral.until)) {
        let what = format!("a deferral since {} held", deferral.from);
        against.push(Against { outcome: "deferred", what, rule: deferral.id.clone() });
    }
    against
}

/// The findings that arise, without those that another one stands in the way of.
fn standing<'f>(file: &'f File, latest: &Latest, on: Date) -> Vec<&'f Finding> {
    let arises =
        |finding: &&Finding| finding.rule.is_on(on) && finding.when.holds(&latest.known, &file.items) == Some(true);
    let arisen: Vec<&Finding> = file.findings.iter().filter(arises).collect();
    let ids: BTreeSet<&str> = arisen.iter().map(|finding| finding.rule.id.as_str()).collect();
    arisen.into_iter().filter(|finding| !finding.unless.iter().any(|id| ids.contains(id.as_str()))).collect()
}

/// What a finding comes to: its own outcome or, of what somebody has to look at, what they said of just these values, in time.
fn said_of<'f>(person: &Person, finding: &'f Finding, latest: &Latest, on: Date) -> Option<&'f str> {
    if finding.outcome != "needs-assessment" {
        return Some(&finding.outcome);
    }
    let counts = person.assessments.iter().filter(|one| {
        one.rule == finding.rule.id && one.on <= on && one.set_aside.is_none_or(|set_aside| on < set_aside)
    });
    let Some(last) = counts.max_by_key(|one| one.on) else { return Some(&finding.outcome) };
    let fields = finding.when.fields();
    let now: BTreeMap<&str, &Value> = fields
        .iter()
        .filter_map(|field| latest.known.values.get_key_value(*field))
        .map(|(field, value)| (field.as_str(), value))
        .collect();
    let seen: BTreeMap<&str, &Value> = last.seen.iter().map(|(field, value)| (field.as_str(), value)).collect();
    let in_time = !last.fit || finding.fit_for.is_none_or(|fit_for| on < fit_for.after(last.on));
    match in_time && seen == now {
        false => Some(&finding.outcome),
        true if last.fit => None,
        true => Some(&finding.not_fit),
    }
}

/// Why a check without which nothing is taken does not count on a day.
fn wanting(need: &Need, latest: &Latest, file: &File, on: Date) -> Option<String> {
    let check = &need.check;
    let Some(made) = latest.made.get(check) else { return Some(format!("the check “{check}” had not been made")) };
    let says = latest.by_check.get(check).and_then(|known| need.satisfied.holds(known, &file.items));
    if says != Some(true) {
        return Some(format!("the check “{check}” of {made} does not say what has to be known"));
    }
    let until = need.within.map(|within| within.after(*made)).filter(|until| *until < on)?;
    Some(format!("the check “{check}” of {made} had counted until {until}"))
}

/// Why a donation was not verified on the day by two people who each looked at everything and were sure who it is.
fn unverified(at: &Context<'_>, donation: &Donation, kind: &Kind, on: Date) -> Option<String> {
    let whole = |one: &&Verified| {
        let is_donor = at.world.accounts.get(&one.by).is_some_and(|account| account.person.as_deref() == Some(at.id));
        let everything = kind.verify.iter().all(|item| one.as_expected.contains(item));
        one.on == on && everything && one.identifiers.len() >= IDENTIFIERS && !is_donor
    };
    let by: BTreeSet<&str> = donation.verified.iter().filter(whole).map(|one| one.by.as_str()).collect();
    (by.len() < VERIFIERS).then(|| format!("{} of {VERIFIERS} people had verified it that day", by.len()))
}

impl Latest {
    fn of(person: &Person, file: &File, day: Date) -> Self {
        let mut latest = Self::default();
        let by_then = person.examinations.iter().enumerate().filter(|(_, one)| one.on <= day);
        let mut by_then: Vec<_> =
            by_then.filter_map(|(place, one)| Some((one.on, place, one.content.as_deref()?))).collect();
        by_then.sort_unstable_by_key(|(on, place, _)| (*on, *place));
        for (on, _, stored) in by_then.into_iter().rev() {
            for (check, values) in contents(stored) {
                if latest.made.contains_key(&check) {
                    continue;
                }
                let of_check = values.into_iter().filter(|(field, _)| file.check_of_field.get(field) == Some(&check));
                let values: BTreeMap<String, Value> = of_check.collect();
                latest.known.values.extend(values.clone());
                latest.by_check.insert(check.clone(), Known { values });
                latest.made.insert(check, on);
            }
        }
        latest
    }
}

fn place_of(outcome: &str) -> Option<usize> {
    OUTCOMES.iter().position(|known| *known == outcome)
}
