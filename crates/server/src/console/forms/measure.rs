//! Measured values as people write them: `72,4 kg`, `1.80 m`, `5 ft 11 in`, `11 st 4 lb`, `142/88`.

use programme::Number;

/// Units that mean the same thing at another size: how many of the field's unit (the second) one of the first is, as a fraction.
/// An inch is 2.54 cm and a pound 0.45359237 kg by definition.
const SAME: &[(&str, &str, i128, i128)] = &[
    ("m", "cm", 100, 1),
    ("mm", "cm", 1, 10),
    ("in", "cm", 254, 100),
    ("ft", "cm", 3048, 100),
    ("cm", "m", 1, 100),
    ("g", "kg", 1, 1000),
    ("lb", "kg", 45_359_237, 100_000_000),
    ("st", "kg", 14 * 45_359_237, 100_000_000),
];

/// Reads one measured value into the field's unit.
pub(super) fn read(text: &str, unit: &str) -> Result<Number, String> {
    let parts = parts(text);
    let single = parts.len() == 1;
    let mut sum = Number::whole(0);
    for (number, written) in &parts {
        let number: Number = number.replace(',', ".").parse().map_err(|_| unclear(text, unit))?;
        let written = plain_unit(written);
        let same = written == plain_unit(unit) || (written.is_empty() && single);
        sum = sum
            + if same { number } else { converted(number, &written, unit).ok_or_else(|| other_unit(text, unit))? };
    }
    if parts.is_empty() { Err(unclear(text, unit)) } else { Ok(sum) }
}

/// Reads two values of one reading, `142/88`. What was not heard is left out or a dash: `142/-`.
pub(super) fn read_pair(text: &str, unit: &str) -> Result<(Option<Number>, Option<Number>), String> {
    let (first, second) = text.split_once('/').ok_or_else(|| {
        format!("“{}” is one value. Write both, such as 142/88; leave one out that was not heard: 142/–.", text.trim())
    })?;
    // The unit stands behind the second value and goes for both.
    let written = second.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–'));
    if !written.trim().is_empty() && plain_unit(written) != plain_unit(unit) {
        return Err(other_unit(text, unit));
    }
    let half = |half: &str| match half.trim().trim_end_matches(written).trim() {
        "" | "-" | "–" | "?" => Ok(None),
        half => read(half, unit).map(Some),
    };
    Ok((half(first)?, half(second)?))
}

/// A value as it is written into a form and shown as understood.
pub(super) fn written(number: Number, unit: &str) -> String {
    if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") }
}

/// Cuts a text into numbers, each with the unit that stands behind it.
fn parts(text: &str) -> Vec<(String, String)> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut in_number = false;
    for c in text.trim().chars() {
        let begins = is_number(c) || (matches!(c, '-' | '+') && parts.is_empty());
        // A digit inside a unit, as in kg/m2, belongs to the unit.
        let in_unit = !in_number && parts.last().is_some_and(|(_, unit)| unit.ends_with(|c: char| c.is_alphabetic()));
        if begins && !in_unit {
            if !in_number {
                parts.push((String::new(), String::new()));
            }
            in_number = true;
            parts.last_mut().expect("a number was begun").0.push(c);
        } else if let Some((_, unit)) = parts.last_mut() {
            in_number = false;
            unit.push(c);
        } else {
            return Vec::new();
        }
    }
    parts
}

fn plain_unit(unit: &str) -> String {
    let plain: String =
        unit.trim().trim_end_matches('.').to_lowercase().chars().filter(|c| !matches!(c, ' ' | '^')).collect();
    match plain.replace('²', "2").as_str() {
        "kilo" | "kilos" | "kgs" => "kg".to_owned(),
        "percent" => "%".to_owned(),
        "lbs" | "pound" | "pounds" => "lb".to_owned(),
        "stone" | "stones" => "st".to_owned(),
        "'" | "’" | "foot" | "feet" => "ft".to_owned(),
        "\"" | "”" | "''" | "inch" | "inches" => "in".to_owned(),
        "metre" | "metres" | "meter" | "meters" => "m".to_owned(),
        plain => plain.to_owned(),
    }
}

fn converted(number: Number, from: &str, to: &str) -> Option<Number> {
    let to = plain_unit(to);
    let (_, _, times, by) = SAME.iter().find(|(one, other, _, _)| *one == from && *other == to)?;
    let millionths = i128::from(number.as_millionths()) * times / by;
    i64::try_from(millionths).ok().map(Number::millionths)
}

fn unclear(text: &str, unit: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" in {unit}") };
    format!("“{}” could not be read. Write a number{unit}, or leave it empty if it is not known.", text.trim())
}

fn other_unit(text: &str, unit: &str) -> String {
    match unit {
        "" => format!("“{}” has a unit, and this has none. Write the number alone.", text.trim()),
        unit => format!("“{}” is in a unit that is not known here. Write it in {unit}.", text.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn values_are_read_in_the_units_that_people_use() {
        for (text, unit, read_as) in [
            ("72.4", "kg", "72.4"),
            ("72,4 kg", "kg", "72.4"),
            ("70 KG", "kg", "70"),
            ("1.80 m", "cm", "180"),
            ("1,80m", "cm", "180"),
            ("5 ft 11 in", "cm", "180.34"),
            ("5'11\"", "cm", "180.34"),
            ("11 st 4 lb", "kg", "71.667593"),
            ("160 lbs", "kg", "72.574779"),
            ("25.1 kg/m²", "kg/m2", "25.1"),
            ("25.1 kg/m2", "kg/m²", "25.1"),
            ("5.6 %", "%", "5.6"),
            ("5.6percent", "%", "5.6"),
            ("72", "", "72"),
        ] {
            assert_eq!(read(text, unit), Ok(number(read_as)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        for (text, unit) in [
            ("", "kg"),
            ("heavy", "kg"),
            ("72 mmol/mol", "%"),
            ("70 kg", ""),
            ("1 m 80", "cm"),
            ("7..2", "kg"),
            ("kg", "kg"),
        ] {
            assert!(read(text, unit).is_err(), "{text}");
        }
        assert_eq!(
            read("38 mmol/mol", "%"),
            Err("“38 mmol/mol” is in a unit that is not known here. Write it in %.".to_owned())
        );
    }

    #[test]
    fn a_blood_pressure_is_two_values_of_which_one_may_be_unheard() {
        let whole = |n| Some(Number::whole(n));
        for (text, pair) in [
            ("142/88", (whole(142), whole(88))),
            ("142 / 88 mmHg", (whole(142), whole(88))),
            ("142/-", (whole(142), None)),
            ("142/–", (whole(142), None)),
            ("/88", (None, whole(88))),
            ("142/0", (whole(142), whole(0))),
        ] {
            assert_eq!(read_pair(text, "mmHg"), Ok(pair), "{text}");
        }
        for text in ["142", "142/88/70", "high/low", "18.9/11.7 kPa"] {
            assert!(read_pair(text, "mmHg").is_err(), "{text}");
        }
    }
}
