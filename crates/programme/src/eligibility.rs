//! Whether somebody may give, on any day, with every reason for it. Never a bare yes or no.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::assessment::Assessment;
use crate::deferral::{Deferral as Deferred, Term};
use crate::examination::Examination;
use crate::ids::{CheckId, ExaminationId, FieldId, RuleId};
use crate::person::{Person, RecordedExamination};
use crate::rules::{
    Alert, Deferral, Expression, Finding, Needed, Outcome, Programme, Provenance, RuleText, Schedule, Slots, Truth,
    donor_stopped, handed_over, left_alone,
};
use crate::value::Value;

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

/// The day of the last check of a kind by a day, and whether it says by itself what a rule asks for.
pub(crate) fn check_in_force(
    person: &Person,
    programme: &Programme,
    check: &CheckId,
    on: Date,
    satisfied: &Expression,
) -> Option<(Date, bool)> {
    let examinations = person.examinations_by_day();
    let by_then = |content: &Examination| content.on <= on && content.checks.contains_key(check);
    let (_, last) = examinations.iter().rev().find(|(_, recorded)| by_then(&recorded.content))?;
    let mut slots = Slots::new(programme.fields().count());
    fill(&mut slots, programme, check, &last.content);
    Some((last.content.on, satisfied.evaluate(&slots) == Truth::True))
}

/// The findings that one examination gives rise to by itself, by the rules in force on its day.
pub(crate) fn findings_of<'p>(programme: &'p Programme, examination: &Examination) -> Vec<&'p Finding> {
    let mut slots = Slots::new(programme.fields().count());
    for check in examination.checks.keys() {
        fill(&mut slots, programme, check, examination);
    }
    standing(programme, examination.on, &slots)
}

/// The checks that a finding is read from on a day, whether or not it arises.
pub fn read_from(person: &Person, programme: &Programme, finding: &Finding, on: Date) -> Vec<(ExaminationId, CheckId)> {
    sources(programme, finding.when.fields(), &History::of(person).latest(programme, on))
}

/// What is known on a day of the fields that a finding is read from.
pub(crate) fn read_values(
    person: &Person,
    programme: &Programme,
    finding: &Finding,
    on: Date,
) -> BTreeMap<FieldId, Value> {
    let history = History::of(person);
    history.values(programme, finding, &history.latest(programme, on))
}

/// The rule, where on a day it asks for somebody to look at what it found, whether or not somebody has.
pub fn asks_for_assessment<'p>(
    person: &Person,
    programme: &'p Programme,
    rule: &RuleId,
    on: Date,
) -> Option<&'p Finding> {
    let history = History::of(person);
    let mut slots = Slots::new(programme.fields().count());
    for (check, id) in &history.latest(programme, on) {
        fill(&mut slots, programme, check, &person.examinations[id].content);
    }
    let looked_at = |finding: &&Finding| finding.rule.id == *rule && finding.outcome == Outcome::NeedsAssessment;
    standing(programme, on, &slots).into_iter().find(looked_at)
}

/// What somebody said to the person of a reason that is theirs and not a rule's alone: why they were deferred, or found not fit.
/// One's own wait says nothing: nobody asks why.
pub fn said_of<'a>(person: &'a Person, reason: &Reason<'_>, on: Date) -> Option<&'a str> {
    if reason.from.is_empty() {
        let of_kind =
            |held: &&Deferred| held.kind.as_ref().is_some_and(|kind| kind.as_str() == reason.rule.id.as_str());
        return person.deferrals.on(on).find(of_kind)?.reason.as_deref();
    }
    if reason.outcome > Outcome::Deferred {
        return None;
    }
    let of_rule =
        person.assessments.iter().filter(|known| known.assessed.rule == reason.rule.id && known.counts_on(on));
    let last = of_rule.max_by_key(|known| known.assessed.on).filter(|known| !known.assessed.fit)?;
    Some(&last.assessed.words)
}

/// What a wait says where no file says it: a wait holds whatever a file says.
static OWN_WAIT: LazyLock<RuleText> =
    LazyLock::new(|| engine_rule("own-wait", "They asked to wait. It goes on until they say that they are ready."));
static OF_AN_EARLIER_FILE: LazyLock<RuleText> = LazyLock::new(|| {
    engine_rule(
        "deferral",
        "Somebody deferred them by a rule of an earlier programme file. It holds until it ends or is lifted.",
    )
});

fn engine_rule(id: &str, plain: &str) -> RuleText {
    let source = "Carer: article 5".to_owned();
    let (id, plain, in_force_from) = (id.into(), plain.to_owned(), date(2000, 1, 1));
    RuleText { id, plain, source, provenance: Provenance::Local, in_force_from }
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
        reasons.extend(self.findings(programme, on, &slots, &latest));
        reasons.extend(self.deferred(programme, on));
        reasons.extend(self.given_enough(programme, on));
        reasons.extend(self.stopped(on));
        reasons.extend(self.not_asked(on));
        reasons.extend(self.stands_by_another(programme, on));
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

    /// Where nothing that the programme knows can be given by somebody any more, or not yet again: why, for each kind.
    fn given_enough<'p>(&self, programme: &'p Programme, on: Date) -> Vec<Reason<'p>> {
        let given = || {
            let given = self.person.donations.iter().filter_map(|donation| donation.given.as_ref());
            given.filter(move |given| given.on <= on).map(|given| (&given.kind, given.on))
        };
        let mut reasons = Vec::new();
        for kind in &programme.donation_kinds {
            let (outcome, deferral) = match kind.open_from(given()) {
                Some(from) if from <= on => return Vec::new(),
                Some(_) => (Outcome::Deferred, Some(Deferral::Temporary)),
                None => (Outcome::Excluded, None),
            };
            reasons.push(Reason { outcome, rule: &kind.rule, deferral, from: Vec::new() });
        }
        // One kind that can be given again makes it a wait.
        if reasons.iter().any(|reason| reason.outcome == Outcome::Deferred) {
            reasons.retain(|reason| reason.outcome == Outcome::Deferred);
        }
        reasons
    }

    /// Who has stopped a donation is not counted on until another one is begun. Withdrawal holds from its day.
    fn stopped<'p>(&self, on: Date) -> Option<Reason<'p>> {
        let by_then = |day: Date| day <= on;
        let stopped = self
            .person
            .donations
            .iter()
            .rposition(|donation| donation.withdrawn.is_some_and(|word| by_then(word.on)))?;
        let begun_anew = self.person.donations[stopped + 1..]
            .iter()
            .any(|donation| donation.opened.as_ref().is_some_and(|(_, day)| by_then(*day)));
        let (outcome, deferral) = (Outcome::Deferred, Some(Deferral::Indefinite));
        (!begun_anew).then(|| Reason { outcome, rule: donor_stopped(), deferral, from: Vec::new() })
    }

    /// Nobody counts on those who are another programme's, or want to be left alone.
    fn not_asked(&self, on: Date) -> Vec<Reason<'static>> {
        let person = self.person;
        let holds = [
            (person.journey.is_elsewhere_on(on), handed_over()),
            (person.follow_up.is_left_alone_on(on), left_alone()),
        ];
        let deferral = Some(Deferral::Indefinite);
        let reason = |rule| Reason { outcome: Outcome::Deferred, rule, deferral, from: Vec::new() };
        holds.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| reason(rule)).collect()
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

    /// What rules find. What somebody has to look at is what an assessor said of it, as long as it is still that.
    fn findings<'p>(
        &self,
        programme: &'p Programme,
        on: Date,
        slots: &Slots<'_>,
        latest: &[(CheckId, ExaminationId)],
    ) -> Vec<Reason<'p>> {
        let reason = |finding: &'p Finding| {
            let (outcome, deferral) = match self.assessed(programme, finding, on, latest) {
                None => (finding.outcome, finding.deferral),
                Some(assessment) if assessment.assessed.fit => return None,
                Some(_) => {
                    let unfit = finding.assessment.unfit;
                    (unfit, (unfit == Outcome::Deferred).then_some(Deferral::Indefinite))
                }
            };
            let from = sources(programme, finding.when.fields(), latest);
            Some(Reason { outcome, rule: &finding.rule, deferral, from })
        };
        standing(programme, on, slots).into_iter().filter_map(reason).collect()
    }

    /// The assessment of a finding that counts on a day: the last one made by then, of what is known now and of nothing else, and
    /// in time.
    fn assessed(
        &self,
        programme: &Programme,
        finding: &Finding,
        on: Date,
        latest: &[(CheckId, ExaminationId)],
    ) -> Option<&'a Assessment> {
        if finding.outcome != Outcome::NeedsAssessment {
            return None;
        }
        let of_rule = self.person.assessments.iter().filter(|known| known.assessed.rule == finding.rule.id);
        // Of two of one day the later one written down counts.
        let last = of_rule.filter(|known| known.counts_on(on)).max_by_key(|known| known.assessed.on)?;
        let in_time =
            !last.assessed.fit || finding.assessment.fit_for.is_none_or(|fit_for| on < fit_for.after(last.assessed.on));
        (in_time && last.assessed.seen == self.values(programme, finding, latest)).then_some(last)
    }

    /// What is known of the fields that a finding is read from.
    fn values(
        &self,
        programme: &Programme,
        finding: &Finding,
        latest: &[(CheckId, ExaminationId)],
    ) -> BTreeMap<FieldId, Value> {
        let of_slot = |slot: usize| {
            let (check, field) = programme.fields().nth(slot)?;
            let (_, examination) = latest.iter().find(|(kind, _)| *kind == check.id)?;
            let value = self.person.examinations[examination].content.checks.get(&check.id)?.get(&field.id)?;
            Some((field.id.clone(), value.clone()))
        };
        finding.when.fields().filter_map(of_slot).collect()
    }

    /// One's own wait, and what others deferred by: one reason of each kind, however often.
    fn deferred<'p>(&self, programme: &'p Programme, on: Date) -> Vec<Reason<'p>> {
        let mut reasons: Vec<Reason<'p>> = Vec::new();
        for held in self.person.deferrals.on(on) {
            let kind = held.kind.as_ref().map_or_else(|| programme.own_wait(), |kind| programme.deferral_kind(kind));
            let (outcome, deferral) = match held.term {
                Term::Permanent => (Outcome::Excluded, None),
                Term::Until { .. } => (Outcome::Deferred, Some(Deferral::Temporary)),
                Term::UntilTheySay | Term::Review { .. } => (Outcome::Deferred, Some(Deferral::Indefinite)),
            };
            let earlier = if held.is_own() { &*OWN_WAIT } else { &*OF_AN_EARLIER_FILE };
            let rule = kind.map_or(earlier, |kind| &kind.rule);
            let reason = Reason { outcome, rule, deferral, from: Vec::new() };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    /// The days of what was given, thought of and stopped, and those on which something can be given again.
    fn days_of_donations(&self, programme: &Programme) -> Vec<Date> {
        let given: Vec<_> = self.person.donations.iter().filter_map(|donation| donation.given.as_ref()).collect();
        let intervals = || programme.donation_kinds.iter().flat_map(|kind| &kind.intervals);
        let again = given.iter().flat_map(|given| {
            intervals().filter(|interval| interval.after == given.kind).map(|interval| interval.least.after(given.on))
        });
        let begun = self.person.donations.iter().filter_map(|donation| donation.opened.as_ref().map(|(_, day)| *day));
        let stopped = self.person.donations.iter().filter_map(|donation| donation.withdrawn.map(|word| word.on));
        given.iter().map(|given| given.on).chain(again).chain(begun).chain(stopped).collect()
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
        for assessment in &person.assessments {
            let (assessed, set_aside) = (&assessment.assessed, assessment.set_aside);
            let fit_for = programme.finding(&assessed.rule).and_then(|finding| finding.assessment.fit_for);
            days.extend([assessed.on].into_iter().chain(set_aside));
            days.extend(fit_for.map(|fit_for| fit_for.after(assessed.on)));
        }
        days.extend(person.deferrals.all.iter().flat_map(|held| [held.from].into_iter().chain(held.until())));
        days.extend(programme.dates_in_force());
        days.extend(self.days_of_donations(programme));
        days.extend(person.stages.iter().map(|(_, on)| *on));
        days.extend(person.departed.iter().map(|departure| departure.on));
        days.extend(person.journey.death.as_ref().map(|death| death.on));
        let left_alone = person.follow_up.left_alone.iter().map(|time| (time.from, time.until));
        let silent = person.journey.elsewhere().chain(left_alone);
        days.extend(silent.flat_map(|(from, until)| [Some(from), until]).flatten());
        days.extend(person.absences.iter().flat_map(|(left, back)| [*left, *back]));
        days.extend(person.care.stands_by.iter().flat_map(|(_, from, until)| [Some(*from), *until]).flatten());
        let birth = person.details.as_ref().map(|details| details.birth);
        days.extend(birth.and_then(|birth| birth.certainly_aged(programme.minimum_donor_age.years)));
        days.split_off(&first)
    }
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
