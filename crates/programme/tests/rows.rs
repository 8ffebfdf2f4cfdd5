//! A row of a file against the record: what the file leaves open may have been added since, and who was erased stays so.

mod ground;

use std::collections::BTreeMap;

use ground::text_of;
use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Birth, Command, Details, Event, Examination, ExaminationId, Facts, Import, ImportEvent, ImportId, ImportSummary,
    Person, PersonId, RefusedRow, Sex, Stream, Value, decide, file,
};
use uuid::Uuid;

const TODAY: Date = date(2026, 5, 5);
const EXAMINED_ON: Date = date(2024, 6, 30);
const IMPORT: ImportId = ImportId(Uuid::from_u128(7));

fn programme() -> Programme {
    file::parse(&text_of("programmes/living-kidney-us.toml")).programme.expect("it is sound")
}

fn row() -> (Details, Examination) {
    let birth = Birth::Aged { years: 44, on: EXAMINED_ON };
    let details = Details { name: None, number: Some("NHANES 1".to_owned()), sex: Sex::Unknown, birth };
    let smokes = BTreeMap::from([("smokes-now".into(), Value::Choice("not-at-all".into()))]);
    (details, Examination { on: EXAMINED_ON, site: None, checks: BTreeMap::from([("smoking".into(), smokes)]) })
}

fn take(details: Details, content: Examination, day_known: bool) -> Command {
    let (person, examination) = (PersonId(Uuid::from_u128(1)), ExaminationId(Uuid::from_u128(2)));
    Command::TakeRow { person, details, examination, content, day_known, from: Some((IMPORT, 2)) }
}

/// The rule that refuses, or how many events come of it.
fn decided(programme: &Programme, facts: &Facts<'_>, command: &Command) -> Result<usize, String> {
    decide(facts, programme, command).map(|events| events.len()).map_err(|refusal| refusal.rule.to_string())
}

fn taken(programme: &Programme) -> Person {
    let (details, content) = row();
    let events = decide(&Facts::on(TODAY), programme, &take(details, content, true)).expect("the row is right");
    let mut person = None;
    for (stream, event) in &events {
        let (Stream::Person(id), Event::Person(event)) = (stream, event) else { panic!("a row is about a person") };
        Person::apply(&mut person, *id, event);
    }
    person.expect("a row makes a person")
}

#[test]
fn what_was_added_by_hand_does_not_make_the_row_another() {
    let programme = programme();
    let mut holder = taken(&programme);
    let (details, content) = row();
    let known = holder.details.as_mut().expect("not erased");
    (known.name, known.sex, known.birth) = (Some("Kathy H.".to_owned()), Sex::Female, Birth::On(date(1980, 3, 14)));
    let recorded = holder.examinations.values_mut().next().expect("one was recorded");
    let weight = BTreeMap::from([("weight".into(), Value::Number("66.3".parse().expect("a number")))]);
    recorded.content.checks.insert("body".into(), weight);
    let facts = Facts { number_held_by: Some(&holder), ..Facts::on(TODAY) };
    for day_known in [true, false] {
        assert_eq!(decided(&programme, &facts, &take(details.clone(), content.clone(), day_known)), Ok(0));
    }
}

#[test]
fn what_the_row_says_otherwise_makes_it_another() {
    let programme = programme();
    let mut holder = taken(&programme);
    let (details, content) = row();
    holder.details.as_mut().expect("not erased").name = Some("Kathy H.".to_owned());
    let differs = Err("already-registered".to_owned());
    let facts = Facts { number_held_by: Some(&holder), ..Facts::on(TODAY) };
    let named = Details { name: Some("Ruth C.".to_owned()), ..details.clone() };
    assert_eq!(decided(&programme, &facts, &take(named, content.clone(), true)), differs);
    let older = Details { birth: Birth::Aged { years: 45, on: EXAMINED_ON }, ..details.clone() };
    assert_eq!(decided(&programme, &facts, &take(older, content.clone(), true)), differs);
    let mut smoker = content.clone();
    smoker.checks.values_mut().next().expect("a check").insert("smokes-now".into(), Value::Choice("every-day".into()));
    assert_eq!(decided(&programme, &facts, &take(details.clone(), smoker, true)), differs);
    let later = Examination { on: date(2024, 7, 1), ..content };
    assert_eq!(decided(&programme, &facts, &take(details.clone(), later.clone(), true)), differs);
    assert_eq!(decided(&programme, &facts, &take(details.clone(), later.clone(), false)), Ok(0));
    // A birth date that was put in by hand and does not fit the age that the file gives.
    holder.details.as_mut().expect("not erased").birth = Birth::On(date(1980, 7, 14));
    let facts = Facts { number_held_by: Some(&holder), ..Facts::on(TODAY) };
    assert_eq!(decided(&programme, &facts, &take(details, later, false)), differs);
}

#[test]
fn who_is_gone_is_taken_again_only_where_the_row_was_not_in() {
    let programme = programme();
    let (details, content) = row();
    let command = take(details, content, true);
    let refused =
        |rule: &str| RefusedRow { line: 2, column: None, column_name: None, rule: rule.into(), why: String::new() };
    let run = |refused: Vec<RefusedRow>, finished: bool| {
        let mut import = None;
        let rows = ImportEvent::RowsRefused { file: "a.csv".to_owned(), rows: refused };
        Import::apply(&mut import, IMPORT, &rows);
        let summary = ImportSummary {
            file: "a.csv".to_owned(),
            sha256: String::new(),
            mapping: "m".to_owned(),
            rows: 1,
            taken: 1,
            unchanged: 0,
            refused: 0,
            not_taken_again: 0,
        };
        if finished {
            Import::apply(&mut import, IMPORT, &ImportEvent::Finished { summary });
        }
        let import = import.expect("the first event makes it");
        decided(&programme, &Facts { import: Some((IMPORT, &import)), ..Facts::on(TODAY) }, &command)
    };
    let before = Err("taken-before".to_owned());
    assert_eq!(run(Vec::new(), true), before);
    assert_eq!(run(vec![refused("already-registered")], true), before);
    assert_eq!(run(vec![refused("minimum-donor-age")], true), Ok(2));
    assert_eq!(run(Vec::new(), false), Ok(2), "a run that stopped in the middle is gone on with");
}
