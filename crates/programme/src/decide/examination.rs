//! Examinations: written down, put right, taken back.

use std::collections::BTreeMap;

use crate::birth::Birth;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::examination::Examination;
use crate::facts::Facts;
use crate::ids::{ExaminationId, PersonId};
use crate::life::plain_date;
use crate::number::Number;
use crate::person::{Person, RecordedExamination};
use crate::refusal::{self, Refusal};
use crate::rules::{CheckKind, Field, FieldForm, Programme};
use crate::value::{Value, Values};

use super::day::{happened_to, living};
use super::text::said;
use super::{birth_of, present, to_person};

pub(super) fn record(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    examination: ExaminationId,
    content: &Examination,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The examination was not recorded.";
    let person = present(facts, id, WHAT)?;
    if person.examination_ids.contains(&examination) {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("examination"));
    }
    living(person, content.on, WHAT, "on")?;
    let content = Private::Known(acceptable(facts, programme, birth_of(person), content, WHAT)?);
    Ok(to_person(id, PersonEvent::ExaminationRecorded { examination, content }))
}

pub(super) fn amend(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    examination: ExaminationId,
    content: &Examination,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The examination was not changed.";
    let person = present(facts, id, WHAT)?;
    let recorded = of(person, examination, WHAT)?;
    living(person, content.on, WHAT, "on")?;
    let content = acceptable(facts, programme, birth_of(person), content, WHAT)?;
    if recorded.content == content {
        return Ok(Vec::new());
    }
    said(reason, WHAT, "reason")?;
    let (content, reason) = (Private::Known(content), Private::Known(reason.to_owned()));
    Ok(to_person(id, PersonEvent::ExaminationAmended { examination, content, reason }))
}

pub(super) fn entered_in_error(
    facts: &Facts<'_>,
    id: PersonId,
    examination: ExaminationId,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The examination was not taken back.";
    let person = present(facts, id, WHAT)?;
    of(person, examination, WHAT)?;
    said(reason, WHAT, "reason")?;
    let reason = Private::Known(reason.to_owned());
    Ok(to_person(id, PersonEvent::ExaminationEnteredInError { examination, reason }))
}

/// The examination as it is to be stored: rounded to what its fields keep, without codes for "nothing was measured".
///
/// Refused where the person is under age (article 12), where the day is in the future or before birth, and where a value
/// cannot be one of its field.
pub(super) fn acceptable(
    facts: &Facts<'_>,
    programme: &Programme,
    birth: Birth,
    content: &Examination,
    what: &str,
) -> Result<Examination, Refusal> {
    happened_to(facts, birth, content.on, what, "on")?;
    of_donor_age(programme, birth, content, what)?;
    if let Some(site) = content.site {
        facts.site(site).ok_or_else(|| refusal::no_such("site", what).at("site"))?;
    }
    if content.checks.is_empty() {
        let next = "Record at least one check, even one that found nothing out.";
        return Err(refusal::by(refusal::NO_CHECKS, what, "", next).at("checks"));
    }
    let mut checks = BTreeMap::new();
    for (id, values) in &content.checks {
        let check = programme.check(id).ok_or_else(|| {
            let detail = format!("This programme has no check “{id}”.");
            refusal::by(refusal::UNKNOWN_CHECK, what, detail, "Use one of the checks on the rules page.")
                .at(format!("checks.{id}"))
        })?;
        checks.insert(id.clone(), acceptable_values(check, values, what)?);
    }
    Ok(Examination { on: content.on, site: content.site, checks })
}

fn of_donor_age(programme: &Programme, birth: Birth, content: &Examination, what: &str) -> Result<(), Refusal> {
    let minimum = &programme.minimum_donor_age;
    let age = birth.age_on(content.on);
    if age.at_least >= i16::from(minimum.years) {
        return Ok(());
    }
    let detail = format!(
        "They were {} on {}, and the limit is {}.",
        plain_age(age.at_least, age.at_most),
        plain_date(content.on),
        minimum.years
    );
    let next =
        "They can be registered and can receive. They can be examined as a donor once they are of age, if they wish.";
    Err(refusal::by(refusal::MINIMUM_DONOR_AGE, what, detail, next)
        .article(12)
        .source(&minimum.rule.source)
        .at("details.birth"))
}

fn plain_age(at_least: i16, at_most: i16) -> String {
    if at_least == at_most { at_least.to_string() } else { format!("{at_least} or {at_most}") }
}

fn acceptable_values(check: &CheckKind, values: &Values, what: &str) -> Result<Values, Refusal> {
    let mut accepted = Values::new();
    for (id, value) in values {
        let place = || format!("checks.{}.{id}", check.id);
        let field = check.fields.iter().find(|field| field.id == *id).ok_or_else(|| {
            let detail = format!("“{}” has no field “{id}”.", check.name);
            refusal::by(refusal::UNKNOWN_FIELD, what, detail, "Use one of the fields on the rules page.").at(place())
        })?;
        let value = acceptable_value(field, value, what).map_err(|(refusal, index)| match index {
            Some(index) => refusal.at(format!("{}.{}", place(), index + 1)),
            None => refusal.at(place()),
        })?;
        accepted.extend(value.map(|value| (id.clone(), value)));
    }
    Ok(accepted)
}

/// The value of a field that is asked for elsewhere, as it is to be stored; `None` where it says that nothing was found out.
pub(super) fn checked(field: &Field, value: &Value, what: &str, place: &str) -> Result<Option<Value>, Refusal> {
    acceptable_value(field, value, what).map_err(|(refusal, index)| match index {
        Some(index) => refusal.at(format!("{place}.{}", index + 1)),
        None => refusal.at(place),
    })
}

type AtIndex = (Refusal, Option<usize>);

/// The value as it is to be stored; `None` where it says that nothing was found out.
fn acceptable_value(field: &Field, value: &Value, what: &str) -> Result<Option<Value>, AtIndex> {
    match (&field.form, value) {
        (FieldForm::Choice { choices }, Value::Choice(chosen)) => {
            if choices.iter().any(|choice| choice.id == **chosen) {
                return Ok(Some(value.clone()));
            }
            let detail = form_in_words(field, &field.form);
            Err((refusal::by(refusal::WRONG_FORM, what, detail, "Choose one of these."), None))
        }
        (FieldForm::Numbers { count: 1, .. }, Value::Number(number)) => {
            Ok(acceptable_number(field, *number, what).map_err(|refusal| (refusal, None))?.map(Value::Number))
        }
        (FieldForm::Numbers { count, .. }, Value::Number(number)) if *count > 1 => {
            acceptable_value(field, &Value::List(vec![Some(*number)]), what)
        }
        (FieldForm::Numbers { count, .. }, Value::List(numbers)) if *count > 1 && numbers.len() <= *count => {
            let mut accepted = Vec::with_capacity(numbers.len());
            for (index, number) in numbers.iter().enumerate() {
                let number = number.map_or(Ok(None), |number| acceptable_number(field, number, what));
                accepted.push(number.map_err(|refusal| (refusal, Some(index)))?);
            }
            Ok(accepted.iter().any(Option::is_some).then_some(Value::List(accepted)))
        }
        (form, _) => {
            Err((refusal::by(refusal::WRONG_FORM, what, form_in_words(field, form), "Correct the value."), None))
        }
    }
}

fn acceptable_number(field: &Field, number: Number, what: &str) -> Result<Option<Number>, Refusal> {
    let FieldForm::Numbers { unit, decimals, plausible: (least, most), missing, .. } = &field.form else {
        unreachable!("the caller has a field of numbers");
    };
    let number = number.rounded(*decimals);
    if missing.contains(&number) {
        return Ok(None);
    }
    if number < *least || *most < number {
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let detail = format!("“{}” is at least {least} and at most {most}{unit}.", field.name);
        return Err(refusal::by(
            refusal::PLAUSIBLE,
            what,
            detail,
            "Look at the reading again and correct it, or leave it out.",
        ));
    }
    Ok(Some(number))
}

fn form_in_words(field: &Field, form: &FieldForm) -> String {
    match form {
        FieldForm::Numbers { count: 1, .. } => format!("“{}” is one number.", field.name),
        FieldForm::Numbers { count, .. } => format!("“{}” is up to {count} numbers.", field.name),
        FieldForm::Choice { choices } => {
            let names: Vec<_> = choices.iter().map(|choice| format!("“{}”", choice.name)).collect();
            let (last, rest) = names.split_last().expect("a field of choices has two or more");
            format!("“{}” is answered with {} or {last}.", field.name, rest.join(", "))
        }
    }
}

fn of<'a>(person: &'a Person, examination: ExaminationId, what: &str) -> Result<&'a RecordedExamination, Refusal> {
    person.examinations.get(&examination).ok_or_else(|| {
        if person.examination_ids.contains(&examination) {
            let next = "If the examination did happen, record it again.";
            refusal::by(refusal::ALREADY_IN_ERROR, what, "", next).at("examination")
        } else {
            refusal::no_such("examination", what).at("examination")
        }
    })
}
