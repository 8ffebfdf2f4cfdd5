//! Examinations: the checks that were made and what they found.

use std::collections::BTreeMap;

use programme::rules::{CheckKind, Field, FieldForm, Programme};
use programme::{Command, Examination, ExaminationId, PersonId, Value, Values, paired_readings};

use jiff::civil::Date;

use super::{FormReader, FormResult, Typed, measure};

/// An examination to be recorded.
///
/// # Errors
/// Every field that could not be read.
pub fn record_examination(
    typed: &Typed,
    programme: &Programme,
    today: Date,
    person: PersonId,
    examination: ExaminationId,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let command =
        content(&mut reader, programme).map(|content| Command::RecordExamination { person, examination, content });
    reader.finish(command)
}

/// An examination as it should have been.
///
/// # Errors
/// Every field that could not be read.
pub fn amend_examination(
    typed: &Typed,
    programme: &Programme,
    today: Date,
    person: PersonId,
    examination: ExaminationId,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let reason = typed.text("reason").to_owned();
    let command = content(&mut reader, programme).map(|content| Command::AmendExamination {
        person,
        examination,
        content,
        reason,
    });
    reader.finish(command)
}

/// An examination that was entered in error.
///
/// # Errors
/// None: whether it may be is the engine's to say.
pub fn examination_in_error(typed: &Typed, person: PersonId, examination: ExaminationId) -> FormResult<Command> {
    let reason = typed.text("reason").to_owned();
    let reader = FormReader::new(typed, Date::default());
    reader.finish(Some(Command::MarkExaminationEnteredInError { person, examination, reason }))
}

fn content(reader: &mut FormReader<'_>, programme: &Programme) -> Option<Examination> {
    let on = reader.day("on");
    let site = reader.chosen_id("site");
    let mut checks = BTreeMap::new();
    for check in &programme.checks {
        let values = values(reader, check);
        let made = !reader.typed.text(&format!("made.{}", check.id)).is_empty();
        if made || !values.is_empty() {
            checks.insert(check.id.clone(), values);
        }
    }
    Some(Examination { on: on?, site, checks })
}

fn values(reader: &mut FormReader<'_>, check: &CheckKind) -> Values {
    let pair = paired_readings(check);
    let mut values = Values::new();
    for field in &check.fields {
        match pair {
            Some((first, second)) if first.id == field.id => {
                pairs(reader, &format!("checks.{}", check.id), first, second, &mut values);
            }
            Some((_, second)) if second.id == field.id => {}
            _ => {
                let found = value(reader, &format!("checks.{}", check.id), field);
                values.extend(found.map(|value| (field.id.clone(), value)));
            }
        }
    }
    values
}

/// The value of one field, which stands under `base` with its id behind it.
pub(super) fn value(reader: &mut FormReader<'_>, base: &str, field: &Field) -> Option<Value> {
    let place = format!("{base}.{}", field.id);
    match &field.form {
        FieldForm::Choice { .. } => reader.typed.optional(&place).map(|chosen| Value::Choice(chosen.into())),
        FieldForm::Numbers { count: 1, unit, .. } => number(reader, &place, unit).map(Value::Number),
        FieldForm::Numbers { count, unit, .. } => {
            let numbers: Vec<_> = (1..=*count).map(|i| number(reader, &format!("{place}.{i}"), unit)).collect();
            numbers.iter().any(Option::is_some).then_some(Value::List(numbers))
        }
    }
}

/// Readings of two fields that are written together, under the name of the first.
pub(super) fn pairs(reader: &mut FormReader<'_>, base: &str, first: &Field, second: &Field, values: &mut Values) {
    let FieldForm::Numbers { count, unit, .. } = &first.form else { return };
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for index in 1..=*count {
        let place = format!("{base}.{}.{index}", first.id);
        let text = reader.typed.text(&place);
        let (one, other) = match text {
            "" => (None, None),
            text => measure::read_pair(text, unit).unwrap_or_else(|message| {
                reader.wrong(&place, message);
                (None, None)
            }),
        };
        ones.push(one);
        others.push(other);
    }
    for (field, numbers) in [(first, ones), (second, others)] {
        if numbers.iter().any(Option::is_some) {
            values.insert(field.id.clone(), Value::List(numbers));
        }
    }
}

fn number(reader: &mut FormReader<'_>, place: &str, unit: &str) -> Option<programme::Number> {
    let text = reader.typed.text(place);
    if text.is_empty() {
        return None;
    }
    match measure::read(text, unit) {
        Ok(number) => {
            if text != number.to_string() {
                reader.understand(text, measure::written(number, unit));
            }
            Some(number)
        }
        Err(message) => {
            reader.wrong(place, message);
            None
        }
    }
}
