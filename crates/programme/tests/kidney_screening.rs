//! The screening of `living-kidney-us.toml` on the 400 real examinations that are shipped as an example.
//!
//! The figures were counted independently, from the rules in words.

mod ground;

use std::collections::{BTreeMap, HashMap};

use ground::text_of;
use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Birth, Command, Details, Event, Examination, ExaminationId, Facts, FieldId, Number, Person, PersonId, Sex, Value,
    decide, eligibility, file,
};
use uuid::Uuid;

const EXAMINED_ON: Date = date(2026, 1, 15);

/// A field, its columns, and how its answers are written there.
type FromColumns = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// The fields with the columns that they are read from, and how their answers are written there.
const FIELDS: [FromColumns; 18] = [
    ("systolic", &["BPXSY1", "BPXSY2", "BPXSY3"], &[]),
    ("diastolic", &["BPXDI1", "BPXDI2", "BPXDI3"], &[]),
    ("weight", &["BMXWT"], &[]),
    ("height", &["BMXHT"], &[]),
    ("bmi", &["BMXBMI"], &[]),
    ("pulse", &["BPXPLS"], &[]),
    ("hba1c", &["LBXGH"], &[]),
    ("total-cholesterol", &["LBXTC"], &[]),
    ("hdl-cholesterol", &["LBDHDD"], &[]),
    ("told-diabetes", &["DIQ010"], &[("0", "no"), ("1", "yes"), ("Borderline", "borderline")]),
    ("takes-insulin", &["DIQ050"], YES_NO),
    ("told-cancer", &["MCQ220"], YES_NO),
    ("heart-attack", &["MCQ160E"], YES_NO),
    ("stroke", &["MCQ160F"], YES_NO),
    ("smoked-100", &["SMQ020"], YES_NO),
    (
        "smokes-now",
        &["SMQ040"],
        &[("Every day", "every-day"), ("Some days", "some-days"), ("Not at all", "not-at-all")],
    ),
    ("general-health", &["HSD010"], HEALTH),
    ("phq-9", &["DPQ010", "DPQ020", "DPQ030", "DPQ040", "DPQ050", "DPQ060", "DPQ070", "DPQ080", "DPQ090"], &[]),
];

const YES_NO: &[(&str, &str)] = &[("0", "no"), ("1", "yes")];

const HEALTH: &[(&str, &str)] =
    &[("Excellent", "excellent"), ("Very good", "very-good"), ("Good", "good"), ("Fair or", "fair"), ("Poor?", "poor")];

#[test]
fn four_hundred_real_people_are_screened_as_counted() {
    let programme = file::parse(&text_of("programmes/living-kidney-us.toml")).programme.expect("it is sound");
    let table = text_of("examples/nhanes-2017-2018-400.csv");
    let mut figures: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows(&table) {
        let person = screened(&programme, &row);
        let eligibility = eligibility(&person, &programme, EXAMINED_ON);
        *figures.entry(eligibility.outcome.to_string()).or_default() += 1;
        for reason in &eligibility.reasons {
            *figures.entry(format!("{}:{}", reason.outcome, reason.rule.id)).or_default() += 1;
        }
    }
    let expected = [
        ("deferred", 102),
        ("deferred:blood-pressure-high", 95),
        ("deferred:bmi-35-and-over", 84),
        ("eligible", 63),
        ("excluded", 93),
        ("excluded:diabetes", 81),
        ("excluded:heart-attack-or-stroke", 24),
        ("incomplete", 50),
        ("incomplete:blood-pressure", 17),
        ("incomplete:bmi", 7),
        ("incomplete:cancer-history", 20),
        ("incomplete:cardiovascular-history", 22),
        ("incomplete:hba1c", 22),
        ("incomplete:phq-9", 31),
        ("needs-assessment", 92),
        ("needs-assessment:bmi-30-to-35", 84),
        ("needs-assessment:cancer-history", 36),
        ("needs-assessment:current-smoker", 70),
        ("needs-assessment:prediabetes", 103),
        ("needs-assessment:psychosocial", 39),
    ];
    assert_eq!(figures, expected.map(|(reason, count)| (reason.to_owned(), count)).into());
}

fn rows(table: &str) -> impl Iterator<Item = HashMap<&str, &str>> {
    let mut lines = table.lines();
    let columns: Vec<_> = lines.next().expect("a header").split(',').collect();
    lines.map(move |line| columns.iter().copied().zip(line.split(',')).collect())
}

/// The person of a row, taken in as an import takes them in.
fn screened(programme: &Programme, row: &HashMap<&str, &str>) -> Person {
    let number: u128 = row["SEQN"].parse().expect("a number");
    let id = PersonId(Uuid::from_u128(number));
    let years = row["RIDAGEYR"].parse().expect("an age");
    let birth = Birth::Aged { years, on: EXAMINED_ON };
    let details = Details { name: None, number: Some(row["SEQN"].to_owned()), sex: Sex::Unknown, birth };
    let command = Command::TakeRow {
        person: id,
        details,
        examination: ExaminationId(Uuid::from_u128(number)),
        content: examination(programme, row),
        day_known: true,
        from: None,
    };
    let events = decide(&Facts::on(EXAMINED_ON), programme, &command).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut person = None;
    for (_, event) in &events {
        let Event::Person(event) = event else { panic!("a row is about a person") };
        Person::apply(&mut person, id, event);
    }
    person.expect("a row makes a person")
}

fn examination(programme: &Programme, row: &HashMap<&str, &str>) -> Examination {
    let mut checks: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (id, columns, answers) in FIELDS {
        let (check, _) = programme.field(&FieldId::from(id)).unwrap_or_else(|| panic!("no field {id}"));
        let values = checks.entry(check.id.clone()).or_default();
        if let Some(value) = value(row, columns, answers) {
            values.insert(FieldId::from(id), value);
        }
    }
    Examination { on: EXAMINED_ON, site: None, checks }
}

fn value(row: &HashMap<&str, &str>, columns: &[&str], answers: &[(&str, &str)]) -> Option<Value> {
    let cell = |column: &&str| Some(row[*column]).filter(|cell| !cell.is_empty());
    let number = |column: &&str| cell(column).map(|cell| cell.parse::<Number>().expect("a number"));
    match columns {
        [column] if answers.is_empty() => number(column).map(Value::Number),
        [column] => cell(column).map(|cell| {
            let answer = answers.iter().find(|(written, _)| *written == cell).expect("an answer of the survey");
            Value::Choice(answer.1.into())
        }),
        _ => Some(Value::List(columns.iter().map(number).collect())),
    }
}
