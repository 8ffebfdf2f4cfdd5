//! What a person is due for: checks by the schedule, and alerts that nobody has answered yet. Nothing here knows which day
//! it is: everything comes with its dates.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::eligibility::{alerts_of, eligibility};
use crate::ids::{CheckId, ExaminationId};
use crate::person::Person;
use crate::rules::{Alert, Outcome, Programme, Schedule};

/// Checks that are due together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// From this day on they are due.
    pub due_on: Date,
    /// From this day on they are late.
    pub late_on: Date,
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
/// A check that was never made is due since they were registered or entered the stage. Nobody is due who has left, was
/// erased, is under age, or is excluded from giving by what is known on the day it would be due.
pub fn due(person: &Person, programme: &Programme) -> Vec<Due> {
    if person.erased || person.departed.is_some() {
        return Vec::new();
    }
    let minimum = programme.minimum_donor_age.years;
    let of_age = person.details.as_ref().and_then(|details| details.birth.certainly_aged(minimum));
    let mut together: BTreeMap<(Date, Date), Vec<CheckId>> = BTreeMap::new();
    let mut excluded: BTreeMap<Date, bool> = BTreeMap::new();
    for schedule in programme.schedules.iter().filter(|schedule| schedule.applies_to(person.stage())) {
        // Whoever is under age is called on the day they certainly are of age, and not before.
        let due_on = of_age.map_or_else(|| due_on(person, schedule), |of_age| due_on(person, schedule).max(of_age));
        let is_excluded = excluded
            .entry(due_on)
            .or_insert_with(|| eligibility(person, programme, due_on).outcome == Outcome::Excluded);
        if !*is_excluded || schedule.also_excluded {
            let checks = together.entry((due_on, schedule.late_after.after(due_on))).or_default();
            if !checks.contains(&schedule.check) {
                checks.push(schedule.check.clone());
            }
        }
    }
    together.into_iter().map(|((due_on, late_on), checks)| Due { due_on, late_on, checks }).collect()
}

/// The alerts that nobody has answered yet, oldest first.
pub fn open_alerts<'p>(person: &Person, programme: &'p Programme) -> Vec<OpenAlert<'p>> {
    let mut open = Vec::new();
    for (examination, recorded) in person.examinations_by_day() {
        let since = recorded.content.on;
        let unanswered = |alert: &&Alert| !person.answers.contains_key(&(examination, alert.rule.id.clone()));
        open.extend(alerts_of(programme, &recorded.content).filter(unanswered).map(|alert| {
            let until = since.saturating_add(i32::from(alert.within.days).days());
            OpenAlert { alert, examination, since, until }
        }));
    }
    open
}

fn due_on(person: &Person, schedule: &Schedule) -> Date {
    let made = |content: &crate::Examination| content.checks.contains_key(&schedule.check).then_some(content.on);
    let last = person.examinations.values().filter_map(|recorded| made(&recorded.content)).max();
    let entered = person.stages.last().expect("whoever is registered is in a stage").1;
    last.map_or(entered, |last| schedule.every.after(last)).max(schedule.rule.in_force_from)
}
