//! Eligibility by periods against the slow way: asking for every single day.

#[path = "ground/cases.rs"]
mod cases;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::{Outcome, Programme, Schedule};
use programme::{
    Against, AppealEvent, AppealId, Assessed, AssessmentEvent, AssessmentId, Birth, Decision, DeferralEvent,
    DeferralId, Departure, Details, Examination, ExaminationId, FieldId, Objection, Person, PersonEvent, PersonId,
    Placed, Private, Ruling, Sex, Term, Value, Values, Waiting, due, eligibility, eligibility_periods, file,
};
use proptest::prelude::*;
use uuid::Uuid;

fn kidney() -> Programme {
    file::parse(include_str!("../../../programmes/living-kidney-us.toml")).programme.expect("it is without faults")
}

fn day() -> impl Strategy<Value = Date> {
    (0_i64..1_200).prop_map(|days| date(2021, 6, 1).saturating_add(days.days()))
}

/// What one examination finds: each part may be missing.
fn examination() -> impl Strategy<Value = Examination> {
    let pressure = proptest::option::of((100_i64..180, 50_i64..110));
    let number = |range: std::ops::Range<i64>| proptest::option::of(range);
    let choice = |all: &'static [&'static str]| proptest::option::of(proptest::sample::select(all));
    let items = proptest::option::of(proptest::collection::vec(proptest::option::weighted(0.9, 0_i64..4), 9));
    (day(), pressure, number(18..40), number(4..9), choice(&["no", "yes", "borderline"]), choice(&["no", "yes"]), items)
        .prop_map(|(on, pressure, bmi, hba1c, diabetes, cancer, items)| {
            let mut checks: BTreeMap<programme::CheckId, Values> = BTreeMap::new();
            let mut put = |check: &str, field: &str, value: Value| {
                checks.entry(check.into()).or_default().insert(field.into(), value);
            };
            let whole = |n: i64| Some(programme::Number::whole(n));
            if let Some((systolic, diastolic)) = pressure {
                put("blood-pressure", "systolic", Value::List(vec![whole(systolic)]));
                put("blood-pressure", "diastolic", Value::List(vec![whole(diastolic)]));
            }
            if let Some(bmi) = bmi {
                put("body", "bmi", Value::Number(programme::Number::whole(bmi)));
            }
            if let Some(hba1c) = hba1c {
                put("hba1c", "hba1c", Value::Number(programme::Number::whole(hba1c)));
            }
            if let Some(told) = diabetes {
                put("medical-history", "told-diabetes", Value::Choice(told.into()));
            }
            if let Some(told) = cancer {
                put("medical-history", "told-cancer", Value::Choice(told.into()));
            }
            if let Some(items) = items {
                put("phq-9", "phq-9", Value::List(items.into_iter().map(|item| item.and_then(whole)).collect()));
            }
            Examination { on, site: None, checks }
        })
}

prop_compose! {
    fn person()(
        registered in day(),
        born in 0_i64..9_000,
        examinations in proptest::collection::vec(examination(), 0..5),
        away in proptest::option::of((day(), 0_i64..200, any::<bool>())),
        evaluation in proptest::option::of(day()),
        waits in proptest::collection::vec(wait(), 0..5),
        assessed in proptest::collection::vec((proptest::sample::select(ASSESSED), day(), any::<bool>(), 0_i64..40), 0..4),
        objected in proptest::option::of((0_usize..4, day(), any::<bool>())),
    ) -> Person {
        let id = PersonId(Uuid::from_u128(1));
        let birth = Birth::On(date(1988, 1, 1).saturating_add(born.days()));
        let details = Details { name: Some("Ann".to_owned()), number: None, sex: Sex::Unknown, birth };
        let mut person = None;
        let mut apply = |event: PersonEvent| Person::apply(&mut person, id, &event);
        apply(PersonEvent::Registered { stage: "registered".into(), on: registered, details: Private::Known(details) });
        for (number, content) in examinations.into_iter().enumerate() {
            let examination = ExaminationId(Uuid::from_u128(number as u128));
            apply(PersonEvent::ExaminationRecorded { examination, content: Private::Known(content) });
        }
        if let Some(on) = evaluation {
            apply(PersonEvent::StageEntered { stage: "evaluation".into(), on: Private::Known(on) });
        }
        if let Some((on, days, back)) = away {
            apply(PersonEvent::Departed { departure: Private::Known(Departure { on, said: None }) });
            if back {
                apply(PersonEvent::Returned { on: Private::Known(on.saturating_add(days.days())) });
            }
        }
        let mut person = person.expect("the first event made them");
        for (number, event) in waits.into_iter().enumerate() {
            event.of(&mut person, DeferralId(Uuid::from_u128(number as u128)));
        }
        let count = assessed.len();
        for (number, (rule, on, fit, bmi)) in assessed.into_iter().enumerate() {
            assess(&mut person, AssessmentId(Uuid::from_u128(number as u128)), (rule, on, fit), bmi);
        }
        if let Some((which, on, upheld)) = objected.filter(|(which, ..)| *which < count) {
            object(&mut person, AssessmentId(Uuid::from_u128(which as u128)), on.max(registered), upheld);
        }
        person
    }
}

const ASSESSED: &[&str] = &["bmi-30-to-35", "cancer-history", "psychosocial"];

/// A wait, or a deferral by others, that may come to its end.
#[derive(Clone, Debug)]
struct Wait {
    kind: Option<&'static str>,
    from: Date,
    until: Option<Date>,
    ended: Option<Date>,
}

fn wait() -> impl Strategy<Value = Wait> {
    let kind =
        proptest::option::of(proptest::sample::select(&["for-a-time", "until-reviewed", "for-good", "unheard-of"][..]));
    let later = || proptest::option::of(1_i64..500);
    (kind, day(), later(), later()).prop_map(|(kind, from, until, ended)| {
        let after = |days: i64| from.saturating_add(days.days());
        Wait { kind, from, until: until.map(after), ended: ended.map(after) }
    })
}

impl Wait {
    fn of(&self, person: &mut Person, deferral: DeferralId) {
        let (on, by) = (self.from, None);
        let begun = match self.kind {
            None => {
                let waiting = Private::Known(Waiting { on, until: self.until, with: None });
                DeferralEvent::WaitBegun { deferral, by, asked: None, waiting }
            }
            Some(kind) => {
                let term = match (kind, self.until) {
                    ("for-good", _) => Term::Permanent,
                    ("for-a-time", Some(day)) => Term::Until { day },
                    _ => Term::Review { day: on },
                };
                let placed = Placed { kind: kind.into(), on, term, reason: "It is so.".to_owned() };
                DeferralEvent::Placed { deferral, by, placed: Private::Known(placed) }
            }
        };
        take(person, PersonEvent::Deferral(begun));
        if let Some(on) = self.ended.map(Private::Known) {
            let reason = Private::Known("It is so no more.".to_owned());
            take(person, PersonEvent::Deferral(DeferralEvent::Lifted { deferral, by, on, reason }));
        }
    }
}

/// Somebody looked at what a rule found, or at what they took for it.
fn assess(person: &mut Person, assessment: AssessmentId, (rule, on, fit): (&str, Date, bool), bmi: i64) {
    let value = |field: &str| {
        let by_day = person.examinations_by_day();
        let mut values = by_day.iter().rev().flat_map(|(_, known)| known.content.checks.values());
        Some((FieldId::from(field), values.find_map(|values| values.get(field).cloned())?))
    };
    let field = match rule {
        "bmi-30-to-35" => "bmi",
        "cancer-history" => "told-cancer",
        _ => "phq-9",
    };
    let mut seen: BTreeMap<FieldId, Value> = value(field).into_iter().collect();
    if bmi < 10 && rule == "bmi-30-to-35" {
        seen.insert("bmi".into(), Value::Number(programme::Number::whole(25 + bmi)));
    }
    let assessed = Private::Known(Assessed { rule: rule.into(), on, fit, words: "So it is.".to_owned(), seen });
    take(person, PersonEvent::Assessment(AssessmentEvent::Assessed { assessment, by: None, assessed }));
}

fn object(person: &mut Person, assessment: AssessmentId, on: Date, upheld: bool) {
    let (appeal, by) = (AppealId(Uuid::from_u128(1)), None);
    let objection = Private::Known(Objection { against: Against::Assessment { assessment }, text: "No.".to_owned() });
    take(person, PersonEvent::Appeal(AppealEvent::Made { appeal, by, on, until: on, objection }));
    let (decision, checks) =
        if upheld { (Decision::Upheld, Vec::new()) } else { (Decision::Repeat, vec!["body".into(), "phq-9".into()]) };
    let ruling = Private::Known(Ruling { decision, reason: "So.".to_owned(), checks });
    take(person, PersonEvent::Appeal(AppealEvent::Decided { appeal, by, on, ruling }));
}

fn take(person: &mut Person, event: PersonEvent) {
    let id = person.id;
    let mut taking = Some(person.clone());
    Person::apply(&mut taking, id, &event);
    *person = taking.expect("they were there");
}

proptest! {
    #![proptest_config(cases::cases(64))]

    #[test]
    fn a_period_says_what_each_of_its_days_would(person in person()) {
        let programme = kidney();
        let periods = eligibility_periods(&person, &programme);
        prop_assert!(!periods.is_empty());
        prop_assert!(periods.windows(2).all(|two| two[0].from < two[1].from && two[0].eligibility != two[1].eligibility));
        let mut day = periods[0].from;
        let last = date(2027, 12, 31);
        let mut current = periods.iter().peekable();
        let mut period = current.next().expect("there is one");
        while day <= last {
            while let Some(next) = current.next_if(|next| next.from <= day) {
                period = next;
            }
            let asked = (!person.is_away_on(day)).then(|| eligibility(&person, &programme, day));
            prop_assert_eq!(&asked, &period.eligibility, "on {}", day);
            day = day.tomorrow().expect("in range");
        }
    }

    /// Article 5, by the days alone: a wait holds on its days and on no other, whatever else is so.
    #[test]
    fn whoever_waits_is_deferred_on_each_day_of_it_and_on_no_other(person in person(), on in day()) {
        let programme = kidney();
        let found = eligibility(&person, &programme, on);
        let own = |wait: &&programme::Deferral| {
            let meant = if let Term::Until { day } = wait.term { day } else { Date::MAX };
            let until = wait.ended.as_ref().map_or(meant, |ended| meant.min(ended.on));
            wait.is_own() && wait.from <= on && on < until
        };
        let waits = person.deferrals.all.iter().any(|wait| own(&wait));
        let said = found.reasons.iter().any(|reason| reason.rule.id.as_str() == "own-wait");
        prop_assert_eq!(waits, said);
        prop_assert!(!waits || found.outcome <= Outcome::Deferred);
    }

    #[test]
    fn the_outcome_is_the_first_that_has_a_reason_and_every_reason_has_words(person in person(), on in day()) {
        let programme = kidney();
        let found = eligibility(&person, &programme, on);
        let first = found.reasons.iter().map(|reason| reason.outcome).min();
        prop_assert_eq!(found.outcome, first.unwrap_or(Outcome::Eligible));
        prop_assert!(found.reasons.iter().all(|reason| !reason.rule.plain.is_empty() && !reason.rule.source.is_empty()));
    }

    #[test]
    fn on_each_day_those_checks_are_due_that_the_schedule_asks_for(person in person()) {
        let programme = kidney();
        let dues = due(&person, &programme);
        let settled = last_day(&person);
        // Since when each check has been asked for without a break, found by going through every single day.
        let mut since: BTreeMap<&str, Date> = BTreeMap::new();
        let mut day = date(2021, 6, 1);
        while day <= date(2026, 12, 31) {
            let outcome = eligibility(&person, &programme, day).outcome;
            let here = person.departed.is_none() && !person.is_away_on(day);
            for schedule in programme.schedules.iter().filter(|schedule| schedule.applies_to(person.stage())) {
                let check = schedule.check.as_str();
                // What a decision ordered to be made again is asked of whoever is excluded, too, and at once.
                let birth = person.details.as_ref().expect("they are not erased").birth;
                let of_age = birth.age_on(day).at_least >= i16::from(programme.minimum_donor_age.years);
                let ordered = of_age && order_of(&person, check).is_some_and(|order| order <= day);
                let scheduled = outcome != Outcome::Excluded && would_be_due(&person, schedule) <= day;
                if here && (ordered || scheduled) {
                    since.entry(check).or_insert(day);
                } else {
                    since.remove(check);
                }
            }
            if settled <= day {
                let listed = dues.iter().filter(|due| due.due_on <= day && due.until.is_none_or(|until| day < until));
                let listed: BTreeMap<_, _> =
                    listed.flat_map(|due| due.checks.iter().map(|check| (check.as_str(), due.due_on))).collect();
                prop_assert_eq!(&listed, &since, "on {}", day);
            }
            day = day.tomorrow().expect("in range");
        }
    }
}

/// The last day of which the record says that something happened.
fn last_day(person: &Person) -> Date {
    let examined = person.examinations.values().map(|recorded| recorded.content.on);
    let stages = person.stages.iter().map(|(_, on)| *on);
    let back = person.absences.iter().map(|(_, back)| *back);
    examined.chain(stages).chain(back).max().expect("there is a stage")
}

/// The day on which a check was ordered to be made again. Nothing in these lives is recorded after the order.
fn order_of(person: &Person, check: &str) -> Option<Date> {
    let mut decided = person.appeals.iter().filter_map(|appeal| appeal.decided.as_ref());
    let order = decided.find(|decided| decided.ruling.checks.iter().any(|known| known.as_str() == check))?;
    Some(order.on)
}

fn would_be_due(person: &Person, schedule: &Schedule) -> Date {
    let made =
        |e: &programme::RecordedExamination| e.content.checks.contains_key(&schedule.check).then_some(e.content.on);
    let last = person.examinations.values().filter_map(made).max();
    // The only stages of these people are two to which the schedules before a donation apply.
    last.map_or(person.stages[0].1, |last| schedule.every.after(last)).max(schedule.rule.in_force_from)
}
