//! Eligibility by periods against the slow way: asking for every single day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::{Outcome, Programme, Schedule};
use programme::{
    Birth, Departure, Details, Examination, ExaminationId, Person, PersonEvent, PersonId, Private, Sex, Value, Values,
    due, eligibility, eligibility_periods, file,
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
        person.expect("the first event made them")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

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
            let askable = person.departed.is_none() && !person.is_away_on(day) && outcome != Outcome::Excluded;
            for schedule in programme.schedules.iter().filter(|schedule| schedule.applies_to(person.stage())) {
                let check = schedule.check.as_str();
                if askable && would_be_due(&person, schedule) <= day {
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

fn would_be_due(person: &Person, schedule: &Schedule) -> Date {
    let made =
        |e: &programme::RecordedExamination| e.content.checks.contains_key(&schedule.check).then_some(e.content.on);
    let last = person.examinations.values().filter_map(made).max();
    // The only stages of these people are two to which the schedules before a donation apply.
    last.map_or(person.stages[0].1, |last| schedule.every.after(last)).max(schedule.rule.in_force_from)
}
