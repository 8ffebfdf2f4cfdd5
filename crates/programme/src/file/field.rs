//! Reading the fields of checks.

use crate::number::Number;
use crate::rules::{Choice, Field, FieldForm, RESERVED};

use super::Reader;
use super::ids::Noun;
use super::plain::{read_name, read_plain};
use super::read;
use super::table::{Placed, Table};

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Readings,
    Items,
    Choice,
}

const KINDS: &[(&str, Kind)] =
    &[("number", Kind::Number), ("readings", Kind::Readings), ("items", Kind::Items), ("choice", Kind::Choice)];

/// Readings and items of one field at most.
const COUNT_MAX: usize = 100;

/// A field. One whose form cannot be read is noted down, so that rules about it are not reported as well.
pub(super) fn read_field<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Field> {
    let id = reader.read_id(Noun::Field, &mut table);
    if let Some(id) = id.as_ref().filter(|id| RESERVED.contains(&id.value)) {
        let message = format!("“{}” is a word of the rules and cannot be a field", id.value);
        reader.out.error(id.at.clone(), "reserved-word", message);
    }
    let name = read_name(&mut table, reader);
    let plain = read_plain(&mut table, name, reader);
    let missing_means = table.optional("missing-means", &mut reader.out, read::text);
    let form = read_form(&mut table, reader);
    if let Some(FieldForm::Numbers { missing, .. }) = &form
        && !missing.is_empty()
        && missing_means.is_none()
    {
        let message = format!("{} has codes for “nothing measured” and no `missing-means`", table.what);
        reader.out.error(table.header.clone(), "missing-key", message);
    }
    table.finish(&mut reader.out);
    let id = id?;
    if form.is_none() {
        reader.unclear_fields.push(id.value);
    }
    let missing_means = missing_means.map(|text| text.value.to_owned());
    Some(Field { id: id.value.into(), name: name.to_owned(), plain, form: form?, missing_means })
}

fn read_form<'t>(table: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<FieldForm> {
    let kind = table.required("kind", &mut reader.out, read::one_of(KINDS));
    let Some(kind) = kind else {
        table.let_stand(&["unit", "decimals", "plausible", "missing", "count", "items", "choices"]);
        return None;
    };
    match kind.value {
        Kind::Choice => read_choices(table, reader).map(|choices| FieldForm::Choice { choices }),
        Kind::Number => read_numbers(table, reader, Some((1, Vec::new()))),
        Kind::Readings => {
            let count = table.required("count", &mut reader.out, read::whole(2_u8, COUNT_MAX as u8));
            read_numbers(table, reader, count.map(|count| (usize::from(count.value), Vec::new())))
        }
        Kind::Items => {
            let items = table.required("items", &mut reader.out, read::list(read::text));
            let items = items.filter(|items| {
                let fits = (2..=COUNT_MAX).contains(&items.value.len());
                if !fits {
                    let message = format!("there are 2 to {COUNT_MAX} items; this has {}", items.value.len());
                    reader.out.error(items.at.clone(), "out-of-range", message);
                }
                fits
            });
            let names = |items: Placed<Vec<Placed<&str>>>| -> Vec<String> {
                items.value.iter().map(|item| item.value.to_owned()).collect()
            };
            read_numbers(table, reader, items.map(names).map(|items| (items.len(), items)))
        }
    }
}

fn read_numbers<'t>(
    table: &mut Table<'t>,
    reader: &mut Reader<'t>,
    count_and_items: Option<(usize, Vec<String>)>,
) -> Option<FieldForm> {
    let out = &mut reader.out;
    let unit = table.optional("unit", out, read::any_text).map_or("", |unit| unit.value);
    let decimals = table.optional("decimals", out, read::whole(0_u8, 6)).map_or(0, |decimals| decimals.value);
    let plausible = table.required("plausible", out, read::list(read::number));
    let missing = table.optional("missing", out, read::list(read::number)).map_or_else(Vec::new, |list| list.value);
    let plausible = plausible.and_then(|range| in_order(range, reader));
    if let Some(plausible) = plausible {
        missing.iter().for_each(|code| check_code(code, decimals, plausible, reader));
    }
    let (count, items) = count_and_items?;
    let missing = missing.into_iter().map(|code| code.value).collect();
    Some(FieldForm::Numbers { count, unit: unit.to_owned(), decimals, plausible: plausible?, missing, items })
}

fn in_order(range: Placed<Vec<Placed<Number>>>, reader: &mut Reader<'_>) -> Option<(Number, Number)> {
    match range.value.as_slice() {
        [least, greatest] if least.value < greatest.value => Some((least.value, greatest.value)),
        _ => {
            let message = "`plausible` is the least and the greatest value that can be true of a living person";
            reader.out.error(range.at, "plausible-range", message).help("write it as in [10, 300]");
            None
        }
    }
}

/// A code for "nothing was measured" has to be one that a reading can be, and not one that can be true.
fn check_code(code: &Placed<Number>, decimals: u8, plausible: (Number, Number), reader: &mut Reader<'_>) {
    let Placed { value, at } = code;
    if value.rounded(decimals) != *value {
        let message = format!("{value} is never met: readings are rounded to {decimals} decimal places");
        reader.out.error(at.clone(), "missing-code", message);
    } else if (plausible.0..=plausible.1).contains(value) {
        let message = format!("{value} means that nothing was measured, and is plausible as a reading as well");
        let help = "leave it out of `plausible`, or a true reading of it is lost";
        reader.out.warning(at.clone(), "missing-code", message).help(help);
    }
}

fn read_choices<'t>(table: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<Vec<Choice>> {
    let tables = table.required("choices", &mut reader.out, read::tables)?;
    let mut choices: Vec<Choice> = Vec::new();
    let written = tables.len();
    for mut choice in tables {
        let id = choice.required("id", &mut reader.out, read::slug);
        id.iter().for_each(|id| choice.called(id.value));
        let name = read_name(&mut choice, reader);
        choice.finish(&mut reader.out);
        let Some(id) = id else { continue };
        if choices.iter().any(|choice| choice.id == id.value) {
            reader.out.error(id.at, "duplicate-id", format!("this field has two answers “{}”", id.value));
            continue;
        }
        choices.push(Choice { id: id.value.to_owned(), name: name.to_owned() });
    }
    if written < 2 {
        let message = format!("{} has fewer than two answers", table.what);
        reader.out.error(table.header.clone(), "too-few-choices", message);
    }
    (written == choices.len()).then_some(choices)
}
