//! A few lives.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use programme::{
    AlertAnswer, Birth, Departure, Details, Examination, Number, Person, PersonEvent, PersonId, Private, Sex, Value,
    Values,
};

use record::{AccountNames, Entry, Life};

use super::{examination_id, person_id, site_id};

/// Examinations over eight years, a stage entered, a wrong entry put right and another taken back, an alert.
pub(in super::super) fn kathy() -> Life {
    let mut told = Telling::of(person_id(1), "Kathy H.", Some("93704"), Birth::On(date(1962, 3, 14)), date(2018, 6, 1));
    told.moved(1, date(2018, 6, 1));
    let years = [
        (2018, 71.2, 28.1, 128, 82, 5.3),
        (2019, 72.9, 28.8, 131, 84, 5.4),
        (2020, 74.0, 29.2, 134, 85, 5.5),
        (2022, 76.8, 30.3, 139, 86, 5.7),
        (2023, 75.1, 29.6, 136, 84, 5.6),
    ];
    for (index, (year, weight, bmi, systolic, diastolic, hba1c)) in years.into_iter().enumerate() {
        let examination = whole(date(year, 6, 12), weight, bmi, systolic, diastolic, hba1c);
        told.examined(index as u128 + 1, examination);
    }
    told.event(
        date(2024, 2, 6),
        PersonEvent::Prepared {
            stage: "evaluation".into(),
            preparation: "told".into(),
            on: Private::Known(date(2024, 2, 6)),
        },
    );
    told.event(
        date(2024, 2, 20),
        PersonEvent::Prepared {
            stage: "evaluation".into(),
            preparation: "advocate".into(),
            on: Private::Known(date(2024, 2, 20)),
        },
    );
    told.event(
        date(2024, 3, 4),
        PersonEvent::StageEntered { stage: "evaluation".into(), on: Private::Known(date(2024, 3, 4)) },
    );
    told.examined(6, whole(date(2024, 3, 5), 174.2, 29.1, 141, 88, 5.6));
    let right = whole(date(2024, 3, 5), 74.2, 29.1, 141, 88, 5.6);
    let reason = Private::Known("The weight was typed with a 1 too many".to_owned());
    told.event(
        date(2024, 3, 6),
        PersonEvent::ExaminationAmended { examination: examination_id(6), content: Private::Known(right), reason },
    );
    told.moved(2, date(2024, 9, 1));
    told.examined(7, whole(date(2025, 3, 11), 90.0, 35.2, 118, 70, 5.0));
    let reason = Private::Known("These were the values of somebody else with a similar name".to_owned());
    told.event(date(2025, 3, 12), PersonEvent::ExaminationEnteredInError { examination: examination_id(7), reason });
    let mut last = whole(date(2026, 3, 2), 72.4, 28.4, 142, 88, 5.6);
    last.checks.insert("phq-9".into(), Values::from([("phq-9".into(), list(&[1, 1, 2, 1, 0, 1, 0, 0, 1]))]));
    last.site = Some(site_id(2));
    told.examined(8, last);
    told.life()
}

/// Somebody who left, with an alert that was answered.
pub(in super::super) fn tommy() -> Life {
    let mut told = Telling::of(
        person_id(2),
        "Tommy D.",
        None,
        Birth::Aged { years: 40, on: date(2024, 1, 10) },
        date(2024, 1, 10),
    );
    told.examined(20, whole(date(2024, 1, 15), 81.0, 25.2, 121, 76, 5.2));
    let answer = AlertAnswer {
        on: date(2024, 1, 15),
        by: "Dr Lucy Wainright".to_owned(),
        note: "We talked for an hour. He is safe, and sees a therapist from Tuesday".to_owned(),
    };
    told.event(
        date(2024, 1, 15),
        PersonEvent::AlertAnswered {
            examination: examination_id(20),
            alert: Private::Known("phq-9-item-9".into()),
            answer: Private::Known(answer),
        },
    );
    let departure =
        Departure { on: date(2025, 11, 3), said: Some("I want to think about other things for a while.".to_owned()) };
    told.event(date(2025, 11, 3), PersonEvent::Departed { departure: Private::Known(departure) });
    told.life()
}

/// Somebody without any examination, known by a number alone.
pub(in super::super) fn nobody_yet() -> Life {
    let mut told = Telling::of(
        person_id(4),
        "",
        Some("NHANES 93706"),
        Birth::Aged { years: 18, on: date(2026, 4, 20) },
        date(2026, 4, 20),
    );
    told.entries[0].author = "import of nhanes-2017-2018-400.csv".to_owned();
    told.life()
}

/// Somebody who gave, and who is followed.
pub(in super::super) fn ruth() -> Life {
    let mut told =
        Telling::of(person_id(3), "Ruth & <Co>", Some("R-3"), Birth::On(date(1984, 11, 2)), date(2020, 1, 10));
    told.examined(30, whole(date(2020, 1, 15), 61.5, 22.0, 118, 74, 5.1));
    told.life()
}

/// Somebody whose record was erased.
pub(in super::super) fn erased() -> Life {
    let mut told = Telling::of(person_id(5), "Somebody", None, Birth::On(date(1970, 1, 1)), date(2020, 1, 10));
    told.event(date(2021, 5, 1), PersonEvent::Erased { reason: "Their own wish".to_owned() });
    let entries = told.entries.into_iter().map(|entry| match entry.event {
        PersonEvent::Registered { stage, on, .. } => {
            Entry { event: PersonEvent::Registered { stage, on, details: Private::Erased }, ..entry }
        }
        _ => entry,
    });
    Telling { id: told.id, entries: entries.collect() }.life()
}

/// A life as it is told, event by event.
struct Telling {
    id: PersonId,
    entries: Vec<Entry>,
}

impl Telling {
    fn of(id: PersonId, name: &str, number: Option<&str>, birth: Birth, on: Date) -> Self {
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let details = Details { name, number: number.map(str::to_owned), sex: Sex::Female, birth };
        let mut told = Self { id, entries: Vec::new() };
        told.event(on, PersonEvent::Registered { stage: "registered".into(), on, details: Private::Known(details) });
        told
    }

    fn event(&mut self, on: Date, event: PersonEvent) {
        let at = on.at(15, 30, 0, 0).in_tz("UTC").expect("a time").timestamp();
        self.entries.push(Entry {
            version: self.entries.len() as u64 + 1,
            at,
            author: "Mina Okafor".to_owned(),
            event,
        });
    }

    fn examined(&mut self, number: u128, content: Examination) {
        let on = content.on;
        let event =
            PersonEvent::ExaminationRecorded { examination: examination_id(number), content: Private::Known(content) };
        self.event(on, event);
    }

    fn moved(&mut self, site: u128, on: Date) {
        self.event(on, PersonEvent::Moved { site: Private::Known(Some(site_id(site))), on: Private::Known(on) });
    }

    fn life(self) -> Life {
        let mut person = None;
        for entry in &self.entries {
            Person::apply(&mut person, self.id, &entry.event);
        }
        Life { person: person.expect("a life begins"), entries: self.entries, names: AccountNames::default() }
    }
}

/// An examination with every check.
fn whole(on: Date, weight: f64, bmi: f64, systolic: i64, diastolic: i64, hba1c: f64) -> Examination {
    let number = |value: f64| Value::Number(Number::from_f64(value).expect("a number"));
    let choice = |value: &str| Value::Choice(value.into());
    let mut checks = BTreeMap::new();
    let readings = |value: i64| list(&[value + 3, value, value - 2]);
    checks.insert(
        "blood-pressure".into(),
        Values::from([("systolic".into(), readings(systolic)), ("diastolic".into(), readings(diastolic))]),
    );
    checks.insert(
        "body".into(),
        Values::from([
            ("weight".into(), number(weight)),
            ("height".into(), number(159.6)),
            ("bmi".into(), number(bmi)),
        ]),
    );
    checks.insert("hba1c".into(), Values::from([("hba1c".into(), number(hba1c))]));
    checks.insert("phq-9".into(), Values::from([("phq-9".into(), list(&[1, 0, 2, 1, 0, 0, 0, 0, 0]))]));
    checks.insert(
        "medical-history".into(),
        Values::from([
            ("told-diabetes".into(), choice("no")),
            ("takes-insulin".into(), choice("no")),
            ("told-cancer".into(), choice("yes")),
        ]),
    );
    Examination { on, site: None, checks }
}

fn list(values: &[i64]) -> Value {
    Value::List(values.iter().map(|value| Some(Number::whole(*value))).collect())
}

/// The moment at which samples were read.
pub(super) fn moment(day: i8, hour: i8) -> i64 {
    date(2026, 5, day).at(hour, 12, 0, 0).in_tz("UTC").expect("a time").timestamp().as_microsecond()
}
