//! Whether somebody may give, on any day, with every reason for it. Never a bare yes or no.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::examination::Examination;
use crate::ids::{CheckId, ExaminationId};
use crate::person::{Person, RecordedExamination};
use crate::rules::{Alert, Deferral, Finding, Needed, Outcome, Programme, RuleText, Schedule, Slots, Truth};

/// What eligibility comes to on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Eligibility<'p> {
    /// The first of the outcomes that has a reason.
    pub outcome: Outcome,
    /// All reasons, those of the outcome first.
    pub reasons: Vec<Reason<'p>>,
}

/// A reason: a rule that speaks against, or asks for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason<'p> {
    /// What it is a reason for.
    pub outcome: Outcome,
    /// The rule: its id, its words, its source.
    pub rule: &'p RuleText,
    /// How long, where it is a deferral.
    pub deferral: Option<Deferral>,
    /// The checks that it was read from.
    pub from: Vec<(ExaminationId, CheckId)>,
}

/// What eligibility comes to from a day on, until the next period begins.
#[derive(Clone, Debug, PartialEq)]
pub struct EligibilityPeriod<'p> {
    /// The first day.
    pub from: Date,
    /// What it comes to; `None` while the person has left the programme, and once they have died.
    pub eligibility: Option<Eligibility<'p>>,
}

/// What eligibility comes to on a day, by the rules in force on that day and the checks made by then.
///
/// The latest check of each kind counts until it is repeated; once it is out of date that is a reason of its own, and
/// what it found still stands: what is unknown is never assumed good.
pub fn eligibility<'p>(person: &Person, programme: &'p Programme, on: Date) -> Eligibility<'p> {
    History::of(person).eligibility(programme, on)
}

/// Eligibility from the first day that is known of to the last change that is foreseen: the days on which checks go out of
/// date, rules come into force or somebody comes of age included.
pub fn eligibility_periods<'p>(person: &Person, programme: &'p Programme) -> Vec<EligibilityPeriod<'p>> {
    if person.erased {
        return Vec::new();
    }
    let history = History::of(person);
    let mut periods: Vec<EligibilityPeriod<'p>> = Vec::new();
    for from in history.days_of_change(programme) {
        let eligibility = (!person.is_away_on(from)).then(|| history.eligibility(programme, from));
        if periods.last().is_none_or(|last| last.eligibility != eligibility) {
            periods.push(EligibilityPeriod { from, eligibility });
        }
    }
    periods
}

/// The alerts that an examination gives rise to.
pub fn alerts_of<'p>(programme: &'p Programme, examination: &Examination) -> impl Iterator<Item = &'p Alert> {
    let mut slots = Slots::new(programme.fields().count());
    for check in examination.checks.keys() {
        fill(&mut slots, programme, check, examination);
    }
    let on = examination.on;
    let arises = move |alert: &&Alert| alert.rule.in_force_from <= on && alert.when.evaluate(&slots) == Truth::True;
    programme.alerts.iter().filter(arises)
}

/// The findings that one examination gives rise to by itself, by the rules in force on its day.
pub(crate) fn findings_of<'p>(programme: &'p Programme, examination: &Examination) -> Vec<&'p Finding> {
    let mut slots = Slots::new(programme.fields().count());
    for check in examination.checks.keys() {
        fill(&mut slots, programme, check, examination);
    }
    standing(programme, examination.on, &slots)
}

/// A person's examinations in the order in which they count.
struct History<'a> {
    person: &'a Person,
    examinations: Vec<(ExaminationId, &'a RecordedExamination)>,
}

impl<'a> History<'a> {
    fn of(person: &'a Person) -> Self {
        Self { person, examinations: person.examinations_by_day() }
    }

    fn eligibility<'p>(&self, programme: &'p Programme, on: Date) -> Eligibility<'p> {
        let latest = self.latest(programme, on);
        let mut slots = Slots::new(programme.fields().count());
        for (check, id) in &latest {
            fill(&mut slots, programme, check, &self.person.examinations[id].content);
        }
        let mut reasons = Vec::new();
        reasons.extend(self.too_young(programme, on));
        reasons.extend(self.stands_by_another(programme, on));
        reasons.extend(findings(programme, on, &slots, &latest));
        reasons.extend(needs(programme, on, &slots, &latest));
        reasons.extend(self.out_of_date(programme, on, &latest));
        reasons.sort_by_key(|reason| reason.outcome);
        let outcome = reasons.first().map_or(Outcome::Eligible, |reason| reason.outcome);
        Eligibility { outcome, reasons }
    }

    /// The latest check of each kind by a day, in the order of the programme file.
    fn latest(&self, programme: &Programme, on: Date) -> Vec<(CheckId, ExaminationId)> {
        let by_then = || self.examinations.iter().rev().filter(|(_, recorded)| recorded.content.on <= on);
        let of_kind = |check: &CheckId| by_then().find(|(_, recorded)| recorded.content.checks.contains_key(check));
        let kinds = programme.checks.iter().map(|check| &check.id);
        kinds.filter_map(|check| of_kind(check).map(|(id, _)| (check.clone(), *id))).collect()
    }

    fn too_young<'p>(&self, programme: &'p Programme, on: Date) -> Option<Reason<'p>> {
        let minimum = &programme.minimum_donor_age;
        let birth = self.person.details.as_ref()?.birth;
        let young = birth.age_on(on).at_least < i16::from(minimum.years);
        young.then(|| Reason { outcome: Outcome::Excluded, rule: &minimum.rule, deferral: None, from: Vec::new() })
    }

    /// Whoever stands by another waits with giving meanwhile, by their own choice.
    fn stands_by_another<'p>(&self, programme: &'p Programme, on: Date) -> Option<Reason<'p>> {
        let rule = programme.carers.companion.as_ref()?;
        let waits = self.person.care.stands_by_on(on);
        waits.then(|| Reason {
            outcome: Outcome::Deferred,
            rule,
            deferral: Some(Deferral::Temporary),
            from: Vec::new(),
        })
    }

    fn out_of_date<'p>(
        &self,
        programme: &'p Programme,
        on: Date,
        latest: &[(CheckId, ExaminationId)],
    ) -> Vec<Reason<'p>> {
        let stage = self.person.stage_on(on);
        let schedules = programme.schedules.iter().filter(|s| s.rule.in_force_from <= on && s.applies_to(stage));
        let expired = |schedule: &&Schedule| {
            let last = latest.iter().find(|(check, _)| *check == schedule.check);
            let made = last.map(|(_, id)| self.person.examinations[id].content.on);
            made.zip(schedule.valid_for).is_some_and(|(made, valid_for)| valid_for.after(made) <= on)
        };
        let reason = |schedule: &'p Schedule| Reason {
            outcome: Outcome::Incomplete,
            rule: &schedule.rule,
            deferral: None,
            from: latest.iter().filter(|(check, _)| *check == schedule.check).map(|(c, e)| (*e, c.clone())).collect(),
        };
        schedules.filter(expired).map(reason).collect()
    }

    /// Every day on which eligibility may change, the first one of all included.
    fn days_of_change(&self, programme: &Programme) -> BTreeSet<Date> {
        let person = self.person;
        let examined = self.examinations.iter().map(|(_, recorded)| recorded.content.on);
        let first = examined.clone().chain([person.registered]).min().expect("the day of registration is one");
        let mut days: BTreeSet<_> = examined.chain([first, person.registered]).collect();
        for (_, recorded) in &self.examinations {
            let made = |schedule: &&Schedule| recorded.content.checks.contains_key(&schedule.check);
            let valid_for = programme.schedules.iter().filter(made).filter_map(|schedule| schedule.valid_for);
            days.extend(valid_for.map(|valid_for| valid_for.after(recorded.content.on)));
        }
        days.extend(programme.dates_in_force());
        days.extend(person.stages.iter().map(|(_, on)| *on));
        days.extend(person.departed.iter().map(|departure| departure.on));
        days.extend(person.journey.death.as_ref().map(|death| death.on));
        days.extend(person.absences.iter().flat_map(|(left, back)| [*left, *back]));
        days.extend(person.care.stands_by.iter().flat_map(|(_, from, until)| [Some(*from), *until]).flatten());
        let birth = person.details.as_ref().map(|details| details.birth);
        days.extend(birth.and_then(|birth| birth.certainly_aged(programme.minimum_donor_age.years)));
        days.split_off(&first)
    }
}

fn findings<'p>(
    programme: &'p Programme,
    on: Date,
    slots: &Slots<'_>,
    latest: &[(CheckId, ExaminationId)],
) -> Vec<Reason<'p>> {
    let reason = |finding: &'p Finding| Reason {
        outcome: finding.outcome,
        rule: &finding.rule,
        deferral: finding.deferral,
        from: sources(programme, finding.when.fields(), latest),
    };
    standing(programme, on, slots).into_iter().map(reason).collect()
}

/// The findings that arise on a day from what is known, without those that another one stands in the way of.
fn standing<'p>(programme: &'p Programme, on: Date, slots: &Slots<'_>) -> Vec<&'p Finding> {
    let in_force = programme.findings.iter().filter(|finding| finding.rule.in_force_from <= on);
    let arisen: Vec<_> = in_force.filter(|finding| finding.when.evaluate(slots) == Truth::True).collect();
    // What stands in the way of a finding is judged by its own words alone, so the order in the file does not matter.
    let stands =
        |finding: &&&Finding| !finding.unless.iter().any(|other| arisen.iter().any(|arisen| arisen.rule.id == *other));
    arisen.iter().filter(stands).copied().collect()
}

fn needs<'p>(
    programme: &'p Programme,
    on: Date,
    slots: &Slots<'_>,
    latest: &[(CheckId, ExaminationId)],
) -> Vec<Reason<'p>> {
    let in_force = programme.needed.iter().filter(|needed| needed.rule.in_force_from <= on);
    let missing = in_force.filter(|needed| needed.satisfied.evaluate(slots) != Truth::True);
    let reason = |needed: &'p Needed| Reason {
        outcome: Outcome::Incomplete,
        rule: &needed.rule,
        deferral: None,
        from: sources(programme, needed.satisfied.fields(), latest),
    };
    missing.map(reason).collect()
}

/// The checks, among the latest, that a rule over these slots was read from.
fn sources(
    programme: &Programme,
    slots: impl Iterator<Item = usize>,
    latest: &[(CheckId, ExaminationId)],
) -> Vec<(ExaminationId, CheckId)> {
    let mut checks: Vec<(ExaminationId, CheckId)> = Vec::new();
    for slot in slots {
        let check = programme.fields().nth(slot).map(|(check, _)| &check.id);
        let found = latest.iter().find(|(kind, _)| Some(kind) == check).map(|(kind, id)| (*id, kind.clone()));
        checks.extend(found.filter(|found| !checks.contains(found)));
    }
    checks
}

/// Puts what one check of an examination found into the slots of its fields.
fn fill<'v>(slots: &mut Slots<'v>, programme: &Programme, check: &CheckId, examination: &'v Examination) {
    let Some(values) = examination.checks.get(check) else { return };
    let mut first = 0;
    for kind in &programme.checks {
        if kind.id == *check {
            for (at, field) in kind.fields.iter().enumerate() {
                if let Some(value) = values.get(&field.id) {
                    slots.set(first + at, value);
                }
            }
            return;
        }
        first += kind.fields.len();
    }
}
