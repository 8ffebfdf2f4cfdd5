//! Reading rules inside strings: a mistake is shown at its own place in the file, not at the string's.

use std::ops::Range;

use crate::number::Number;
use crate::rules::{CheckKind, Expression, Field, FieldForm, FieldNames, Measure};

use super::Reader;
use super::table::Placed;

/// The fields that the rules of a file may name.
pub(super) struct Fields<'c> {
    names: FieldNames,
    fields: Vec<&'c Field>,
}

impl<'c> Fields<'c> {
    pub(super) fn of(checks: &'c [CheckKind]) -> Self {
        Self { names: FieldNames::of(checks), fields: checks.iter().flat_map(|check| &check.fields).collect() }
    }
}

/// A rule in a string. Nothing is said about a rule that speaks of a field that could not be read itself.
pub(super) fn read_expression<'t>(
    text: Option<Placed<&'t str>>,
    fields: &Fields<'_>,
    reader: &mut Reader<'t>,
) -> Option<Expression> {
    let Placed { value, at } = text?;
    if reader.unclear_fields.iter().any(|id| value.contains(id)) {
        return None;
    }
    match Expression::parse(value, &fields.names) {
        Ok(expression) => {
            check_limits(&expression, fields, &at, reader);
            Some(expression)
        }
        Err(error) => {
            let raw = reader.text.get(at.clone()).unwrap_or("");
            let place = place_inside(raw, value, &error.at);
            let place = place.map_or_else(|| at.clone(), |place| at.start + place.start..at.start + place.end);
            reader.out.error(place, "expression", error.message).maybe_help(error.help);
            None
        }
    }
}

/// A limit that no plausible value can be on the other side of is a slip, such as 140 of a field in per cent.
fn check_limits(expression: &Expression, fields: &Fields<'_>, at: &Range<usize>, reader: &mut Reader<'_>) {
    for slot in expression.fields() {
        let Some(Field { id, form: FieldForm::Numbers { count, plausible, .. }, .. }) = fields.fields.get(slot) else {
            continue;
        };
        for limit in expression.limits_on(slot) {
            let times = if limit.measure == Measure::Sum { *count as i64 } else { 1 };
            let of = |end: Number| Number::millionths(end.as_millionths().saturating_mul(times));
            let (least, greatest) = (of(plausible.0), of(plausible.1));
            if limit.at < least || greatest < limit.at {
                let message = format!("{} lies outside what is plausible for “{id}”, {least} to {greatest}", limit.at);
                let help = "the comparison comes out the same for everybody";
                reader.out.warning(at.clone(), "limit-out-of-range", message).help(help);
            }
        }
    }
}

/// Where a range of a string's content lies in the string as it is written, quotes and escapes included.
fn place_inside(raw: &str, content: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| raw.starts_with(quotes))?;
    let escapes = quotes.starts_with('"');
    let mut written = quotes.len();
    if quotes.len() == 3 {
        written += line_end(&raw[written..]);
    }
    let mut places = Vec::with_capacity(content.len() + 1);
    for wanted in content.chars() {
        let mut rest = &raw[written..];
        if escapes {
            let skipped = continued_lines(rest);
            written += skipped;
            rest = &raw[written..];
        }
        places.resize(places.len() + wanted.len_utf8(), written);
        written += match rest.strip_prefix('\\').filter(|_| escapes) {
            Some(escape) => 1 + escape_length(escape),
            None if wanted == '\n' => line_end(rest),
            None => rest.chars().next().filter(|is| *is == wanted)?.len_utf8(),
        };
        raw.get(written..)?;
    }
    places.push(written);
    Some(*places.get(at.start)?..*places.get(at.end)?)
}

/// The length of a line end at the beginning of a text.
fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with('\n')) }
}

/// The length of backslashes at line ends and the white space that they swallow.
fn continued_lines(text: &str) -> usize {
    let mut skipped = 0;
    while let Some(after) = text[skipped..].strip_prefix('\\') {
        let line = after.trim_start_matches([' ', '\t']);
        if line_end(line) == 0 {
            break;
        }
        skipped = text.len() - line.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }
    skipped
}

/// The length of an escape without its backslash.
fn escape_length(escape: &str) -> usize {
    match escape.as_bytes().first() {
        Some(b'x') => 3,
        Some(b'u') => 5,
        Some(b'U') => 9,
        _ => escape.chars().next().map_or(0, char::len_utf8),
    }
}

#[cfg(test)]
mod tests {
    use super::place_inside;
    use proptest::prelude::*;
    use toml::de::DeValue;

    /// The text of the place where `here` stands in a string's content.
    fn placed(raw: &str, here: &str) -> String {
        let value = DeValue::parse(raw).expect("a string");
        let content = value.get_ref().as_str().expect("a string").to_owned();
        let start = content.find(here).expect("it is there");
        let place = place_inside(raw, &content, &(start..start + here.len())).expect("a place");
        format!("{}@{}", &raw[place.clone()], place.start)
    }

    #[test]
    fn a_place_in_a_rule_is_a_place_in_the_file() {
        for (raw, here, place) in [
            (r#""bmi >= 35""#, "35", "35@8"),
            ("'told = \"yes\"'", "\"yes\"", "\"yes\"@8"),
            (r#""told = \"yes\" or bmi""#, "bmi", "bmi@19"),
            (r#""told = \"yes\" or bmi""#, "\"yes\"", r#"\"yes\"@8"#),
            ("'''\nbmi >= 35\n or mean'''", "mean", "mean@18"),
            ("\"\"\"\r\nbmi\r\n or mean\"\"\"", "mean", "mean@14"),
            ("\"\"\"\\\n   bmi or \\\n\n   mean\"\"\"", "mean", "mean@21"),
            (r#""\u00e9 \U0001F600 \t bmi""#, "bmi", "bmi@22"),
            ("'é bmi'", "bmi", "bmi@4"),
        ] {
            assert_eq!(placed(raw, here), place, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn no_string_breaks_it(raw in "(\"\"\"|'''|\"|')?[\\\\ubx09é\n\r \"']{0,12}", content in "[ab\n\"é]{0,8}", start in 0_usize..9, length in 0_usize..4) {
            if let Some(place) = place_inside(&raw, &content, &(start..start + length)) {
                prop_assert!(place.start <= place.end && raw.get(place).is_some());
            }
        }
    }
}
