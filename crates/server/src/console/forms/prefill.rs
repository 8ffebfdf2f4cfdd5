//! What a form offers to begin with: an entry as somebody would have typed it.

use programme::rules::{CheckKind, FieldForm, Programme};
use programme::{Details, Examination, Number, Sex, Value, Values, paired_readings};

use super::{Typed, birth};

/// Somebody's details as typed.
pub(crate) fn details(details: &Details) -> Typed {
    let mut typed = Typed::default();
    typed.set("details.name", details.name.as_deref().unwrap_or_default());
    typed.set("details.number", details.number.as_deref().unwrap_or_default());
    let sex = match details.sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    };
    typed.set("details.sex", sex);
    typed.set("details.birth", birth::written(details.birth));
    typed
}

/// An examination as typed.
pub(crate) fn examination(programme: &Programme, examination: &Examination) -> Typed {
    let mut typed = Typed::default();
    typed.set("on", programme::plain_date(examination.on));
    typed.set("site", examination.site.map(|site| site.to_string()).unwrap_or_default());
    for check in &programme.checks {
        let Some(values) = examination.checks.get(&check.id) else { continue };
        if values.is_empty() {
            typed.set(format!("made.{}", check.id), "yes");
        }
        fill(&mut typed, check, values);
    }
    typed
}

fn fill(typed: &mut Typed, check: &CheckKind, values: &Values) {
    let pair = paired_readings(check);
    for field in &check.fields {
        let place = format!("checks.{}.{}", check.id, field.id);
        match pair {
            Some((first, second)) if first.id == field.id => {
                let (ones, others) = (readings(values.get(&first.id)), readings(values.get(&second.id)));
                for index in 0..ones.len().max(others.len()) {
                    let half =
                        |numbers: &[Option<Number>]| numbers.get(index).copied().flatten().map(|n| n.to_string());
                    let (one, other) = (half(&ones), half(&others));
                    if one.is_some() || other.is_some() {
                        let both = format!("{}/{}", one.unwrap_or("–".to_owned()), other.unwrap_or("–".to_owned()));
                        typed.set(format!("{place}.{}", index + 1), both);
                    }
                }
                continue;
            }
            Some((_, second)) if second.id == field.id => continue,
            _ => {}
        }
        match (&field.form, values.get(&field.id)) {
            (FieldForm::Choice { .. }, Some(Value::Choice(chosen))) => typed.set(place, &**chosen),
            (FieldForm::Numbers { count: 1, .. }, Some(Value::Number(number))) => typed.set(place, number.to_string()),
            (FieldForm::Numbers { .. }, value) => {
                for (index, number) in readings(value).iter().enumerate() {
                    let written = number.map(|number| number.to_string()).unwrap_or_default();
                    typed.set(format!("{place}.{}", index + 1), written);
                }
            }
            (FieldForm::Choice { .. }, _) => {}
        }
    }
}

fn readings(value: Option<&Value>) -> Vec<Option<Number>> {
    match value {
        Some(Value::List(numbers)) => numbers.clone(),
        Some(Value::Number(number)) => vec![Some(*number)],
        _ => Vec::new(),
    }
}
