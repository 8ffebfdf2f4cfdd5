//! What is found and what is answered in the story: all of what the programme file asks for, healthy where a script says nothing
//! else. What a later file adds is filled in as well, with the answer that speaks for health.

use std::collections::BTreeMap;

use programme::rules::{CheckKind, Field, FieldForm, Programme};
use programme::{CheckId, Number, Value, Values};

/// The answers that speak for health, wherever a field offers one of them.
const GOOD: [&str; 9] = ["no", "not-found", "none", "well", "very-good", "not-at-all", "normal", "negative", "fit"];

/// What is measured of somebody healthy, by field.
const HEALTHY: [(&str, &str); 12] = [
    ("informed-decision", "yes"),
    ("systolic", "120,118,116"),
    ("diastolic", "76,75,74"),
    ("weight", "70"),
    ("height", "170"),
    ("bmi", "24.2"),
    ("pulse", "66"),
    ("hba1c", "5.2"),
    ("total-cholesterol", "178"),
    ("hdl-cholesterol", "56"),
    ("phq-9", "0,1,0,1,0,0,0,0,0"),
    ("creatinine", "1.1"),
];

/// What a script says of an examination: `all` of what the file asks for but for the markers, `markers`, `bp=128/82`, and
/// `FIELD=VALUE` of any field. The fields of a check that is named in part are those that are named.
pub(super) fn examination(programme: &Programme, words: &[String]) -> Result<BTreeMap<CheckId, Values>, String> {
    let mut checks: BTreeMap<CheckId, Values> = BTreeMap::new();
    for check in &programme.checks {
        let is_marker = check.id.as_str() == "infection-markers";
        let asked = if is_marker { "markers" } else { "all" };
        if words.iter().any(|word| word == asked) {
            let values = check.fields.iter().filter_map(|field| Some((field.id.clone(), good(field)?)));
            checks.insert(check.id.clone(), values.collect());
        }
    }
    for (field, text) in named(words)? {
        let id = field.as_str().into();
        let (check, known) = programme.field(&id).ok_or_else(|| format!("there is no field “{field}”"))?;
        let value = value(known, &text).ok_or_else(|| format!("“{text}” is no value of “{field}”"))?;
        checks.entry(check.id.clone()).or_default().insert(id, value);
    }
    Ok(checks)
}

/// What is checked of those who gave, whenever they are seen: what the file's schedules ask for in the stage in which they are.
/// What a script says of other fields belongs to the form alone.
pub(super) fn after_giving(programme: &Programme, words: &[String]) -> Result<BTreeMap<CheckId, Values>, String> {
    let stage = "followed-for-life".into();
    let scheduled = |check: &&CheckKind| {
        programme.schedules.iter().any(|schedule| schedule.check == check.id && schedule.applies_to(&stage))
    };
    let mut checks: BTreeMap<CheckId, Values> = BTreeMap::new();
    for check in programme.checks.iter().filter(scheduled) {
        let values = check.fields.iter().filter_map(|field| Some((field.id.clone(), good(field)?)));
        checks.insert(check.id.clone(), values.collect());
    }
    for (field, text) in named(words)? {
        let id = field.as_str().into();
        let known = programme.field(&id).and_then(|(check, field)| Some((checks.get_mut(&check.id)?, field)));
        if let Some((values, field)) = known {
            let value = value(field, &text).ok_or_else(|| format!("“{text}” is no value of “{id}”"))?;
            values.insert(id, value);
        }
    }
    Ok(checks)
}

/// What a script says of a form: `all` parts of it, or those that it names, and `FIELD=VALUE`.
pub(super) fn form(programme: &Programme, words: &[String]) -> Result<Values, String> {
    let follow_up = programme.follow_up.as_ref().ok_or("the file asks nobody how they are")?;
    let mut values = Values::new();
    let fields = || follow_up.sections.iter().flat_map(|section| section.fields(programme));
    for section in &follow_up.sections {
        if words.iter().any(|word| word == "all" || word == section.id.as_str()) {
            values.extend(section.fields(programme).filter_map(|field| Some((field.id.clone(), good(field)?))));
        }
    }
    for (field, text) in named(words)? {
        let Some(known) = fields().find(|known| known.id.as_str() == field) else {
            // It was measured as well, and no part of the form asks for it.
            programme.field(&field.as_str().into()).ok_or_else(|| format!("there is no field “{field}”"))?;
            continue;
        };
        let value = value(known, &text).ok_or_else(|| format!("“{text}” is no value of “{field}”"))?;
        values.insert(known.id.clone(), value);
    }
    Ok(values)
}

/// The pairs among the words; `bp=128/82` stands for three readings of each of the two values.
fn named(words: &[String]) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    for (field, text) in words.iter().filter_map(|word| word.split_once('=')) {
        if field != "bp" {
            pairs.push((field.to_owned(), text.to_owned()));
            continue;
        }
        let (upper, lower) = text.split_once('/').ok_or("a blood pressure is written 128/82")?;
        for (field, text) in [("systolic", upper), ("diastolic", lower)] {
            let middle: i64 = text.parse().map_err(|_| "a blood pressure is written 128/82")?;
            pairs.push((field.to_owned(), format!("{},{middle},{}", middle + 2, middle - 2)));
        }
    }
    Ok(pairs)
}

fn good(field: &Field) -> Option<Value> {
    if let Some((_, text)) = HEALTHY.iter().find(|(id, _)| *id == field.id.as_str()) {
        return value(field, text);
    }
    match &field.form {
        FieldForm::Choice { choices } => {
            // Whoever never smoked is not asked how often they do.
            let of_smokers = field.id.as_str() == "smokes-now";
            let good = choices.iter().find(|choice| GOOD.contains(&choice.id.as_str()));
            good.or(choices.first()).filter(|_| !of_smokers).map(|choice| Value::Choice(choice.id.as_str().into()))
        }
        FieldForm::Numbers { decimals, plausible: (least, most), .. } => {
            let middle = Number::mean([*least, *most])?;
            Some(Value::Number(middle.rounded(*decimals)))
        }
    }
}

fn value(field: &Field, text: &str) -> Option<Value> {
    let number = |text: &str| Number::from_f64(text.parse().ok()?);
    match &field.form {
        FieldForm::Choice { .. } => Some(Value::Choice(text.into())),
        FieldForm::Numbers { count: 1, .. } => number(text).map(Value::Number),
        FieldForm::Numbers { .. } => {
            let numbers: Option<Vec<Number>> = text.split(',').map(number).collect();
            Some(Value::List(numbers?.into_iter().map(Some).collect()))
        }
    }
}
