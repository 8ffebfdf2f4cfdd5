//! Values of a file as what they stand for. What cannot be read is reported at its place, and gives nothing.

use std::fmt::Display;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::DeValue;

use crate::number::Number;
use crate::rules::{Period, nearest};

use super::diagnostic::Diagnostics;
use super::table::{Given, Placed, Table};

/// A text, whatever is in it.
pub(super) fn any_text<'t>(given: Given<'t>, out: &mut Diagnostics) -> Option<Placed<&'t str>> {
    match given.value {
        DeValue::String(text) => Some(Placed { value: text.as_ref(), at: given.at }),
        _ => wrong_type(&given, "a text in quotes", out),
    }
}

/// A text that says something.
pub(super) fn text<'t>(given: Given<'t>, out: &mut Diagnostics) -> Option<Placed<&'t str>> {
    let key = given.key;
    let text = any_text(given, out)?;
    if text.value.trim().is_empty() {
        out.error(text.at, "empty-text", format!("`{key}` says nothing"));
        return None;
    }
    Some(text)
}

/// An id: small letters, digits and hyphens.
pub(super) fn slug<'t>(given: Given<'t>, out: &mut Diagnostics) -> Option<Placed<&'t str>> {
    let key = given.key;
    let text = any_text(given, out)?;
    if is_slug(text.value) {
        return Some(text);
    }
    let suggestion = slug_of(text.value);
    let message = format!("`{key}` is an id: small letters, digits and hyphens, a letter first, at most 64");
    let help = is_slug(&suggestion).then(|| format!("write \"{suggestion}\""));
    out.error(text.at, "not-an-id", message).maybe_help(help);
    None
}

/// `true` or `false`.
pub(super) fn boolean(given: Given<'_>, out: &mut Diagnostics) -> Option<Placed<bool>> {
    match given.value {
        DeValue::Boolean(value) => Some(Placed { value: *value, at: given.at }),
        _ => wrong_type(&given, "true or false", out),
    }
}

/// A whole number between two others, both included.
pub(super) fn whole<T: TryFrom<u64> + Display + PartialOrd>(
    least: T,
    greatest: T,
) -> impl Fn(Given<'_>, &mut Diagnostics) -> Option<Placed<T>> {
    move |given, out| {
        let DeValue::Integer(integer) = given.value else {
            return wrong_type(&given, "a whole number", out);
        };
        let value =
            u64::from_str_radix(integer.as_str(), integer.radix()).ok().and_then(|value| T::try_from(value).ok());
        let value = value.filter(|value| least <= *value && *value <= greatest);
        if value.is_none() {
            let message = format!("`{}` lies between {least} and {greatest}", given.key);
            out.error(given.at.clone(), "out-of-range", message);
        }
        value.map(|value| Placed { value, at: given.at })
    }
}

/// A number, exact to a millionth.
pub(super) fn number(given: Given<'_>, out: &mut Diagnostics) -> Option<Placed<Number>> {
    let parsed = match given.value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse(),
        DeValue::Float(float) => float.as_str().parse(),
        _ => return wrong_type(&given, "a number", out),
    };
    match parsed {
        Ok(value) => Some(Placed { value, at: given.at }),
        Err(_) => {
            out.error(given.at, "out-of-range", format!("`{}` is a number below {}", given.key, Number::MAX));
            None
        }
    }
}

/// A date, written without quotes.
pub(super) fn date(given: Given<'_>, out: &mut Diagnostics) -> Option<Placed<Date>> {
    let date = match given.value {
        DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => at.date,
        _ => None,
    };
    let Some(date) = date else {
        return wrong_type(&given, "a date such as 2022-07-26, without quotes and without a time", out);
    };
    let civil = i16::try_from(date.year).ok().zip(i8::try_from(date.month).ok()).zip(i8::try_from(date.day).ok());
    match civil.and_then(|((year, month), day)| Date::new(year, month, day).ok()) {
        Some(value) => Some(Placed { value, at: given.at }),
        None => {
            out.error(given.at, "no-such-day", format!("{date} is not a day of the calendar"));
            None
        }
    }
}

/// A length of time such as `12 months`.
pub(super) fn period(given: Given<'_>, out: &mut Diagnostics) -> Option<Placed<Period>> {
    let text = any_text(given, out)?;
    match text.value.parse() {
        Ok(value) => Some(Placed { value, at: text.at }),
        Err(message) => {
            let message: String = message;
            out.error(text.at, "not-a-period", message);
            None
        }
    }
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(Given<'_>, &mut Diagnostics) -> Option<Placed<T>> {
    move |given, out| {
        let key = given.key;
        let text = any_text(given, out)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Placed { value: *value, at: text.at });
        }
        let all = || words.iter().map(|(word, _)| *word);
        let list = || format!("it is one of {}", all().collect::<Vec<_>>().join(", "));
        let help = nearest(text.value, all()).map_or_else(list, |near| format!("did you mean \"{near}\"?"));
        out.error(text.at, "unknown-word", format!("`{key}` cannot be “{}”", text.value)).help(help);
        None
    }
}

/// A list, each of it read; what cannot be read is reported and left out.
pub(super) fn list<'t, T>(
    read: impl Fn(Given<'t>, &mut Diagnostics) -> Option<T>,
) -> impl Fn(Given<'t>, &mut Diagnostics) -> Option<Placed<Vec<T>>> {
    move |given, out| {
        let DeValue::Array(array) = given.value else {
            return wrong_type(&given, "a list in square brackets", out);
        };
        let of =
            |value: &'t toml::Spanned<DeValue<'t>>| Given { key: given.key, value: value.get_ref(), at: value.span() };
        let value = array.iter().filter_map(|value| read(of(value), out)).collect();
        Some(Placed { value, at: given.at })
    }
}

/// Tables under `[[key]]`, or a list of tables in braces.
pub(super) fn tables<'t>(given: Given<'t>, out: &mut Diagnostics) -> Option<Vec<Table<'t>>> {
    let kind = match given.key {
        "choices" => "choice",
        key => key,
    };
    if let DeValue::Table(_) = given.value {
        let message = format!("there can be several of `{}`", given.key);
        out.error(given.at, "wrong-type", message).help(format!("write [[{}]], with two brackets", given.key));
        return None;
    }
    list(|given: Given<'t>, out| match given.value {
        DeValue::Table(table) => Some(Table::new(kind, table, given.at)),
        _ => wrong_type(&given, "a table", out),
    })(given, out)
    .map(|tables| tables.value)
}

/// One table under `[key]`.
pub(super) fn table<'t>(given: Given<'t>, out: &mut Diagnostics) -> Option<Table<'t>> {
    match given.value {
        DeValue::Table(table) => Some(Table::new(given.key, table, given.at)),
        _ => wrong_type(&given, "a table", out),
    }
}

fn wrong_type<T>(given: &Given<'_>, expected: &str, out: &mut Diagnostics) -> Option<T> {
    let is = match given.value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    out.error(given.at.clone(), "wrong-type", format!("`{}` is {expected}; this is {is}", given.key));
    None
}

fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What comes nearest to a text among ids.
fn slug_of(text: &str) -> String {
    let hyphened: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    hyphened.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// A place that covers nothing, where there is nothing to point at.
pub(super) const NOWHERE: Range<usize> = 0..0;
