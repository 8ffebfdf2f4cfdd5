//! The forms of an examination: all kinds of check as groups, one folded open at a time.

use programme::rules::{CheckKind, Field, FieldForm};
use programme::{CheckId, ExaminationId, PersonId, paired_readings};

use super::{Asking, FieldView, FormView, GroupView, Kind};
use record::SiteRow;

/// The form that records an examination. `due` are the checks that are due, which stand open.
pub(crate) fn record(
    asking: &Asking<'_>,
    person: PersonId,
    version: u64,
    sites: &[SiteRow],
    due: &[CheckId],
) -> FormView {
    let form = "record";
    let action = format!("/people/{person}/examinations");
    let fields = vec![asking.day(form, "on", "Day of the examination"), super::person::seen_at(asking, form, sites)];
    let mut view = asking.form(form, action, fields, "Record the examination").of_version(version).main();
    view.groups = groups(asking, form, due);
    view
}

/// The form that puts an examination right.
pub(crate) fn amend(
    asking: &Asking<'_>,
    person: PersonId,
    version: u64,
    examination: ExaminationId,
    sites: &[SiteRow],
) -> FormView {
    let form = "amend";
    let action = format!("/people/{person}/examinations/{examination}/amend");
    let fields = vec![asking.day(form, "on", "Day of the examination"), super::person::seen_at(asking, form, sites)];
    let mut view = asking.form(form, action, fields, "Put it right").of_version(version).main();
    view.groups = groups(asking, form, &[]);
    view.last = vec![asking.reason(form, "Why it was wrong")];
    view.lead("Correct what is wrong and leave the rest as it is. The old entry is kept.")
}

/// The form that says that an examination was entered in error.
pub(crate) fn in_error(asking: &Asking<'_>, person: PersonId, version: u64, examination: ExaminationId) -> FormView {
    let form = "error";
    let action = format!("/people/{person}/examinations/{examination}/error");
    let fields = vec![asking.reason(form, "How that came to be")];
    let lead = "For an examination that was of somebody else, or never took place. It stays in the record, and counts for nothing.";
    asking.form(form, action, fields, "Take it back").of_version(version).lead(lead)
}

fn groups(asking: &Asking<'_>, form: &str, due: &[CheckId]) -> Vec<GroupView> {
    let first_due = due.first();
    let group = |check: &CheckKind| {
        let fields = fields(asking, form, check);
        let filled = fields.iter().any(|field| !field.value.is_empty() || !field.wrong.is_empty());
        let is_due = due.contains(&check.id);
        GroupView {
            name: check.name.clone(),
            plain: check.plain.clone(),
            tag: if is_due { "due".to_owned() } else { String::new() },
            open: filled || first_due == Some(&check.id),
            fields,
        }
    };
    asking.desk.programme.checks.iter().map(group).collect()
}

fn fields(asking: &Asking<'_>, form: &str, check: &CheckKind) -> Vec<FieldView> {
    let pair = paired_readings(check);
    let mut fields = Vec::new();
    for field in &check.fields {
        match pair {
            Some((first, second)) if first.id == field.id => {
                fields.extend(pairs(asking, form, &format!("checks.{}", check.id), first, second));
            }
            Some((_, second)) if second.id == field.id => {}
            _ => fields.extend(of_field(asking, form, &format!("checks.{}", check.id), field)),
        }
    }
    let label = "This check was made and found nothing out";
    fields.push(asking.field(form, Kind::Tick, &format!("made.{}", check.id), label));
    fields
}

/// What one field is filled in by, each named by `base` and its id.
pub(super) fn of_field(asking: &Asking<'_>, form: &str, base: &str, field: &Field) -> Vec<FieldView> {
    let place = format!("{base}.{}", field.id);
    match &field.form {
        FieldForm::Choice { choices } => {
            let unknown = (String::new(), "not known".to_owned());
            let known = choices.iter().map(|choice| (choice.id.clone(), choice.name.clone()));
            let options: Vec<_> = known.chain([unknown.clone()]).collect();
            let mut view = asking.one_of(form, Kind::Radio, &place, &field.name, &options).hint(hint(field));
            if view.value.is_empty() {
                view.options.iter_mut().for_each(|option| option.chosen = option.value.is_empty());
            }
            vec![view]
        }
        FieldForm::Numbers { count: 1, unit, .. } => {
            vec![asking.field(form, Kind::Number, &place, &field.name).unit(unit).hint(hint(field))]
        }
        FieldForm::Numbers { count, unit, items, plausible: (least, most), .. } => {
            let answers = if items.is_empty() { String::new() } else { format!("{least} to {most}") };
            let one = |index: usize| {
                let label =
                    items.get(index - 1).cloned().unwrap_or_else(|| format!("{}, {}", field.name, reading(index)));
                let said = if index == 1 && items.is_empty() { hint(field) } else { answers.clone() };
                asking.field(form, Kind::Number, &format!("{place}.{index}"), label).unit(unit).hint(said)
            };
            (1..=*count).map(one).collect()
        }
    }
}

/// What two fields are filled in by that are written together.
pub(super) fn pairs(asking: &Asking<'_>, form: &str, base: &str, first: &Field, second: &Field) -> Vec<FieldView> {
    let FieldForm::Numbers { count, unit, .. } = &first.form else { return Vec::new() };
    let both = format!("{} / {}, such as 142/88.", first.name, second.name.to_lowercase());
    let one = |index: usize| {
        let place = format!("{base}.{}.{index}", first.id);
        let other = format!("{base}.{}.{index}", second.id);
        let hint = if index == 1 { both.clone() } else { String::new() };
        let mut field = asking.field(form, Kind::Text, &place, capital(reading(index))).unit(unit).hint(hint);
        if field.wrong.is_empty() {
            let of_other = asking.wrong.iter().find(|wrong| wrong.field == other);
            field.wrong = of_other.map_or(String::new(), |wrong| wrong.message.clone());
        }
        field
    };
    (1..=*count).map(one).collect()
}

fn hint(field: &Field) -> String {
    if super::super::words::adds_nothing(&field.plain, &field.name) { String::new() } else { field.plain.clone() }
}

fn reading(index: usize) -> &'static str {
    match index {
        1 => "first reading",
        2 => "second reading",
        3 => "third reading",
        _ => "a further reading",
    }
}

fn capital(text: &str) -> String {
    super::super::words::capital(text)
}
