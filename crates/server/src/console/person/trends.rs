//! Trends: every measured field as a small line chart with the limits of the rules that speak of it.

use jiff::civil::Date;
use programme::rules::{CheckKind, Field, FieldForm, Measure, Programme};
use programme::{FieldId, Number, Person, Value, known_numbers, mean, paired_readings};

use crate::console::chart::{Limit, Line, LineChart};
use crate::console::words::{self, plain_date};

/// One trend on a page.
#[derive(Debug)]
pub(crate) struct TrendView {
    pub(crate) title: String,
    pub(crate) svg: String,
    pub(crate) outside: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<String>)>,
    /// Whether there is something to see: it moves, or a rule speaks of it.
    pub(crate) tells: bool,
}

/// Every measured field of which at least one value is known, in the order of the programme file.
pub(crate) fn trends(person: &Person, programme: &Programme) -> Vec<TrendView> {
    programme.checks.iter().flat_map(|check| of_check(person, programme, check)).collect()
}

fn of_check(person: &Person, programme: &Programme, check: &CheckKind) -> Vec<TrendView> {
    let pair = paired_readings(check);
    let mut views = Vec::new();
    for field in &check.fields {
        let together: Vec<&Field> = match pair {
            Some((first, second)) if first.id == field.id => vec![first, second],
            Some((_, second)) if second.id == field.id => continue,
            _ => vec![field],
        };
        let FieldForm::Numbers { unit, items, plausible, count, .. } = &field.form else { continue };
        let name = if together.len() > 1 { &check.name } else { &field.name };
        let chart = LineChart {
            id: format!("trend-{}", field.id),
            title: title(name, unit, !items.is_empty()),
            lines: together.iter().map(|field| line(person, check, field, together.len() > 1)).collect(),
            limits: together.iter().flat_map(|field| limits(programme, &field.id, drawn(&field.form))).collect(),
            always: if items.is_empty() { Vec::new() } else { whole_range(*plausible, *count) },
        };
        views.extend(view(&chart, &together));
    }
    views
}

fn view(chart: &LineChart, fields: &[&Field]) -> Option<TrendView> {
    let svg = chart.svg()?;
    let moves = |line: &Line| {
        let known = line.points.iter().filter_map(|(_, value)| *value);
        known.clone().min() != known.max()
    };
    let written = |value: Option<Number>| value.map_or("not known".to_owned(), |value| value.to_string());
    let days = chart.lines[0].points.iter().enumerate();
    let row = |(index, (day, _)): (usize, &(Date, Option<Number>))| {
        (plain_date(*day), chart.lines.iter().map(|line| written(line.points[index].1)).collect())
    };
    Some(TrendView {
        title: chart.title.clone(),
        svg,
        outside: chart.limits_outside(),
        columns: fields.iter().map(|field| field.name.clone()).collect(),
        rows: days.map(row).collect(),
        tells: !chart.limits.is_empty() || chart.lines.iter().any(moves),
    })
}

/// The values of one field over all examinations at which its check was made.
fn line(person: &Person, check: &CheckKind, field: &Field, named: bool) -> Line {
    let examinations = person.examinations_by_day();
    let made = examinations.iter().filter_map(|(_, recorded)| {
        let values = recorded.content.checks.get(&check.id)?;
        Some((recorded.content.on, values.get(&field.id).and_then(|value| worth(field, value))))
    });
    let name = if named { own_part(&field.name, &check.name) } else { String::new() };
    Line { name, points: made.collect() }
}

/// What the name of a field adds to that of its check: `systolic` of “Systolic blood pressure”.
fn own_part(field: &str, check: &str) -> String {
    let (field, check) = (field.to_lowercase(), check.to_lowercase());
    match field.strip_suffix(&check).or_else(|| field.strip_prefix(&check)).map(str::trim) {
        Some(own) if !own.is_empty() => own.to_owned(),
        _ => field,
    }
}

/// What is drawn of a value: the mean of readings, the sum of a questionnaire's answers.
fn worth(field: &Field, value: &Value) -> Option<Number> {
    let FieldForm::Numbers { items, decimals, .. } = &field.form else { return None };
    let known = known_numbers(value);
    if items.is_empty() {
        mean(&known, *decimals)
    } else {
        (!known.is_empty()).then(|| known.iter().fold(Number::whole(0), |sum, number| sum + *number))
    }
}

fn title(name: &str, unit: &str, is_sum: bool) -> String {
    match (unit, is_sum) {
        ("", true) => format!("{name}, sum of the answers"),
        ("", false) => name.to_owned(),
        (unit, _) => format!("{name}, {unit}"),
    }
}

/// The least and the greatest sum that a questionnaire can have.
fn whole_range((least, greatest): (Number, Number), count: usize) -> Vec<Number> {
    let times = |number: Number| (0..count).fold(Number::whole(0), |sum, _| sum + number);
    vec![times(least), times(greatest)]
}

/// The limits that findings set on a field, as it is drawn; each limit once.
fn limits(programme: &Programme, field: &FieldId, drawn: Measure) -> Vec<Limit> {
    let Some(slot) = programme.fields().position(|(_, known)| known.id == *field) else { return Vec::new() };
    let mut limits: Vec<Limit> = Vec::new();
    for finding in &programme.findings {
        for limit in finding.when.limits_on(slot).into_iter().filter(|limit| limit.measure == drawn) {
            if !limits.iter().any(|known| known.at == limit.at) {
                limits.push(Limit { at: limit.at, name: words::outcome(finding.outcome).to_owned() });
            }
        }
    }
    limits
}

/// What of a field is drawn, and so what a rule has to compare for its limit to stand in the drawing.
fn drawn(form: &FieldForm) -> Measure {
    match form {
        FieldForm::Numbers { items, .. } if !items.is_empty() => Measure::Sum,
        FieldForm::Numbers { count, .. } if *count > 1 => Measure::Mean,
        _ => Measure::Value,
    }
}
