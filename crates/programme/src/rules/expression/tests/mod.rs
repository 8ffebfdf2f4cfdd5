//! What rules say of people, what is wrong with rules, and both against brute force.

mod limits;
mod mistakes;
mod oracle;
mod table;

use super::{Expression, FieldNames, Slots, Truth};
use crate::number::Number;
use crate::rules::{CheckKind, Choice, Field, FieldForm};
use crate::value::Value;

/// The fields of the tests, in the order of their slots.
const FIELDS: [&str; 6] = ["systolic", "bmi", "phq", "told", "smokes-now", "mean"];

fn names() -> FieldNames {
    let forms = [
        numbers(3, (1, 300), &[]),
        numbers(1, (10, 100), &[]),
        numbers(3, (0, 3), &["sleep", "food", "hope"]),
        choices(&["yes", "no", "borderline"]),
        choices(&["every-day", "some-days", "not-at-all"]),
        numbers(1, (0, 10), &[]),
    ];
    FieldNames::of(&[check(&FIELDS, forms)])
}

fn check(ids: &[&str], forms: impl IntoIterator<Item = FieldForm>) -> CheckKind {
    let field = |(id, form): (&&str, FieldForm)| Field {
        id: (*id).into(),
        name: (*id).to_owned(),
        plain: String::new(),
        form,
        missing_means: None,
    };
    let fields = ids.iter().zip(forms).map(field).collect();
    CheckKind { id: "check".into(), name: "check".to_owned(), plain: String::new(), fields }
}

fn numbers(count: usize, plausible: (i64, i64), items: &[&str]) -> FieldForm {
    FieldForm::Numbers {
        count,
        unit: String::new(),
        decimals: 1,
        plausible: (Number::whole(plausible.0), Number::whole(plausible.1)),
        missing: Vec::new(),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    }
}

fn choices(ids: &[&str]) -> FieldForm {
    let choices = ids.iter().map(|id| Choice { id: (*id).to_owned(), name: (*id).to_owned() }).collect();
    FieldForm::Choice { choices }
}

/// Values as the tables write them: `systolic 140 - 139.6, bmi 31, told yes`; `-` is unknown.
fn values(written: &str) -> Vec<(usize, Value)> {
    let one = |entry: &str| {
        let mut words = entry.split_whitespace();
        let id = words.next().expect("a field");
        let slot = FIELDS.iter().position(|field| *field == id).expect("a field of the tests");
        let rest: Vec<_> = words.collect();
        let number = |word: &&str| word.parse::<Number>().ok();
        let value = match id {
            "told" | "smokes-now" => Value::Choice(rest[0].into()),
            "bmi" | "mean" => Value::Number(number(&rest[0]).expect("a number")),
            _ => Value::List(rest.iter().map(number).collect()),
        };
        (slot, value)
    };
    written.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(one).collect()
}

fn truth_of(rule: &str, written: &str) -> Truth {
    let expression = Expression::parse(rule, &names()).unwrap_or_else(|error| panic!("{rule}: {error:?}"));
    let values = values(written);
    let mut slots = Slots::new(FIELDS.len());
    values.iter().for_each(|(slot, value)| slots.set(*slot, value));
    expression.evaluate(&slots)
}
