//! What a person is due for: checks by the schedule, and alerts that nobody has answered yet. Nothing here knows which day
//! it is: everything comes with its dates.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::eligibility::{Eligibility, EligibilityPeriod, alerts_of, eligibility_periods};
use crate::examination::Examination;
use crate::ids::{CheckId, ExaminationId};
use crate::person::Person;
use crate::rules::{Alert, Outcome, Period, Programme, Schedule};

/// Checks that are due together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// From this day on they are due.
    pub due_on: Date,
    /// From this day on they are late.
    pub late_on: Date,
    /// From this day on they are no longer asked for: the person is excluded from then on. `None` where that is not foreseen.
    pub until: Option<Date>,
    /// The kinds of check, in the order of the programme file.
    pub checks: Vec<CheckId>,
}

/// An alert that nobody has answered yet.
#[derive(Clone, Debug)]
pub struct OpenAlert<'p> {
    /// The rule.
    pub alert: &'p Alert,
    /// The examination that gave rise to it.
    pub examination: ExaminationId,
    /// The day of that examination.
    pub since: Date,
    /// The last day on which getting in touch is in time.
    pub until: Date,
}

/// The checks that somebody is or will be due for, those that are due together in one, first due first.
///
/// A check that a decision on an objection ordered to be made again is due at once, and of whoever is excluded as well: it may
/// be by that check that they are.
///
/// A check that was never made is due since its schedule applies to them. Nobody is asked for a check while they are away,
/// under age, or excluded from giving: it is then due from the first day on which they are none of these. Nobody is due
/// who has left, has died, is with another programme, wants to be left alone or was erased.
pub fn due(person: &Person, programme: &Programme) -> Vec<Due> {
    due_in(person, programme, &eligibility_periods(person, programme))
}

/// The same by periods that the caller has worked out already, with [`eligibility_periods`] of the same two.
pub fn due_in(person: &Person, programme: &Programme, periods: &[EligibilityPeriod<'_>]) -> Vec<Due> {
    if person.erased || person.departed.is_some() || person.is_left_alone() {
        return Vec::new();
    }
    let settled = last_day(person);
    let mut together: BTreeMap<(Date, Date, Option<Date>), Vec<CheckId>> = BTreeMap::new();
    let mut ask = |check: &CheckId, spans: Vec<(Date, Option<Date>)>, late_after: Option<Period>| {
        for (due_on, until) in spans {
            // A span that ended before the last thing that is on record is over, whatever day it is today.
            if until.is_none_or(|until| due_on.max(settled) < until) {
                let late_on = late_after.map_or(due_on, |late_after| late_after.after(due_on));
                let checks = together.entry((due_on, late_on, until)).or_default();
                if !checks.contains(check) {
                    checks.push(check.clone());
                }
            }
        }
    };
    // An order reaches whoever is excluded, since it may be by that check that they are; never whoever is under age.
    let minimum = &programme.minimum_donor_age.rule.id;
    let of_age = |found: &Eligibility<'_>| !found.reasons.iter().any(|reason| reason.rule.id == *minimum);
    let mut ordered = person.ordered_checks();
    let schedules = || programme.schedules.iter().filter(|schedule| schedule.applies_to(person.stage()));
    for schedule in schedules() {
        let asked = |found: &Eligibility<'_>| schedule.also_excluded || found.outcome != Outcome::Excluded;
        let mut spans = from_day(spans(periods, asked), due_on(person, programme, schedule));
        if let Some(order) = ordered.get(&schedule.check) {
            spans.extend(from_day(self::spans(periods, of_age), *order));
        }
        ask(&schedule.check, united(spans), Some(schedule.late_after));
    }
    // What no schedule has them make is late once the days are over in which objections are decided.
    schedules().for_each(|schedule| {
        ordered.remove(&schedule.check);
    });
    for (check, order) in &ordered {
        ask(check, from_day(spans(periods, of_age), *order), programme.appeals.as_ref().map(|appeals| appeals.within));
    }
    let due = |((due_on, late_on, until), checks)| Due { due_on, late_on, until, checks };
    together.into_iter().map(due).collect()
}

/// The alerts that nobody has answered yet, oldest first.
pub fn open_alerts<'p>(person: &Person, programme: &'p Programme) -> Vec<OpenAlert<'p>> {
    let mut open = Vec::new();
    // There is nobody left to be in touch with.
    if person.journey.death.is_some() {
        return open;
    }
    for (examination, recorded) in person.examinations_by_day() {
        let since = recorded.content.on;
        let unanswered = |alert: &&Alert| !is_answered(person, programme, examination, &recorded.content, alert);
        open.extend(alerts_of(programme, &recorded.content).filter(unanswered).map(|alert| {
            let until = since.saturating_add(i32::from(alert.within.days).days());
            OpenAlert { alert, examination, since, until }
        }));
    }
    open
}

/// Whether somebody was in touch because of what the examination says now. An answer to an examination that has been put
/// right since counts only where that left alone what the alert was read from.
fn is_answered(person: &Person, programme: &Programme, id: ExaminationId, now: &Examination, alert: &Alert) -> bool {
    let Some(then) = person.answered.get(&(id, alert.rule.id.clone())) else { return false };
    let value = |content: &Examination, slot: usize| {
        let (check, field) = programme.fields().nth(slot)?;
        content.checks.get(&check.id)?.get(&field.id).cloned()
    };
    then.on == now.on && alert.when.fields().all(|slot| value(then, slot) == value(now, slot))
}

/// The day on which a check would be due of somebody who can be asked for it.
fn due_on(person: &Person, programme: &Programme, schedule: &Schedule) -> Date {
    let made = |content: &Examination| content.checks.contains_key(&schedule.check).then_some(content.on);
    let last = person.examinations.values().filter_map(|recorded| made(&recorded.content)).max();
    let due_on = last.map_or_else(|| applies_since(person, schedule), |last| schedule.every.after(last));
    // Whoever is under age is called on the day they certainly are of age, and not before.
    let minimum = programme.minimum_donor_age.years;
    let of_age = person.details.as_ref().and_then(|details| details.birth.certainly_aged(minimum));
    due_on.max(schedule.rule.in_force_from).max(of_age.unwrap_or(due_on))
}

/// The day since which a schedule applies to somebody without a break: going on to a stage to which it applies as well does
/// not begin it anew.
fn applies_since(person: &Person, schedule: &Schedule) -> Date {
    let unbroken = person.stages.iter().rev().take_while(|(stage, _)| schedule.applies_to(stage));
    let present = person.stages.last().expect("whoever is registered is in a stage");
    unbroken.last().unwrap_or(present).1
}

/// The times, with their first day and the day on which they are over, in which somebody is asked for a check.
fn spans(periods: &[EligibilityPeriod<'_>], asked: impl Fn(&Eligibility<'_>) -> bool) -> Vec<(Date, Option<Date>)> {
    let mut spans: Vec<(Date, Option<Date>)> = Vec::new();
    for (place, period) in periods.iter().enumerate() {
        if !period.eligibility.as_ref().is_some_and(&asked) {
            continue;
        }
        let until = periods.get(place + 1).map(|next| next.from);
        match spans.last_mut() {
            Some(last) if last.1 == Some(period.from) => last.1 = until,
            _ => spans.push((if place == 0 { Date::MIN } else { period.from }, until)),
        }
    }
    spans
}

/// What is left of these times from a day on.
fn from_day(spans: Vec<(Date, Option<Date>)>, day: Date) -> Vec<(Date, Option<Date>)> {
    let cut = spans.into_iter().map(|(from, until)| (from.max(day), until));
    cut.filter(|(from, until)| until.is_none_or(|until| *from < until)).collect()
}

/// These times without those that run into each other.
fn united(mut spans: Vec<(Date, Option<Date>)>) -> Vec<(Date, Option<Date>)> {
    spans.sort_by_key(|(from, _)| *from);
    let mut all: Vec<(Date, Option<Date>)> = Vec::new();
    for (from, until) in spans {
        match all.last_mut() {
            Some(last) if last.1.is_none_or(|end| from <= end) => {
                last.1 = last.1.zip(until).map(|(one, other)| one.max(other));
            }
            _ => all.push((from, until)),
        }
    }
    all
}

/// The last day of which the record says that something happened.
fn last_day(person: &Person) -> Date {
    let examined = person.examinations.values().map(|recorded| recorded.content.on);
    let stages = person.stages.iter().map(|(_, on)| *on);
    let back = person.absences.iter().map(|(_, back)| *back);
    examined.chain(stages).chain(back).fold(person.registered, Date::max)
}
