//! Days as people write them: `14/3/62`, `14 March 1962`, `March 14, 1962`, `1962-03-14`, `today`.

use jiff::ToSpan;
use jiff::civil::Date;
use programme::plain_date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a day. A year of two digits is the latest that is not after `today`. Where day and month could be either way round,
/// it asks rather than guesses.
pub(super) fn read(text: &str, today: Date) -> Result<Date, String> {
    match text.trim().to_lowercase().as_str() {
        "" => return Err("Write the day, such as 14 March 1962.".to_owned()),
        "today" => return Ok(today),
        "yesterday" => return Ok(today.saturating_sub(1.day())),
        _ => {}
    }
    let unclear = || format!("“{}” could not be read as a day. Write it such as 14 March 1962.", text.trim());
    let parts: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return Err(unclear()) };
    if let Some(month) = month(second) {
        return date(year(third, today), month, number(first)).ok_or_else(unclear);
    }
    if let Some(month) = month(first) {
        return date(year(third, today), month, number(second)).ok_or_else(unclear);
    }
    if first.len() == 4 {
        return date(year(first, today), number(second).unwrap_or(0), number(third)).ok_or_else(unclear);
    }
    let (a, b, year) = (number(first), number(second), year(third, today));
    let day_first = b.and_then(|month| date(year, month, a));
    let month_first = a.and_then(|month| date(year, month, b));
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Err(format!(
            "“{}” can be {} or {}. Write the month as a word.",
            text.trim(),
            plain_date(one),
            plain_date(other)
        )),
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(unclear()),
    }
}

fn date(year: Option<i16>, month: i8, day: Option<i8>) -> Option<Date> {
    Date::new(year?, month, day?).ok()
}

fn month(part: &str) -> Option<i8> {
    let part = part.to_lowercase();
    let is = |name: &&str| part.len() >= 3 && name.starts_with(&part);
    let index = MONTHS.iter().position(|name| is(name) || (part == "sept" && *name == "september"))?;
    i8::try_from(index + 1).ok()
}

fn number(part: &str) -> Option<i8> {
    let digits = part.trim_end_matches(|c: char| c.is_alphabetic());
    let ordinal = &part[digits.len()..];
    (matches!(ordinal, "" | "st" | "nd" | "rd" | "th")).then(|| digits.parse().ok()).flatten()
}

/// A year of four digits, or of two: then the latest that has begun.
fn year(part: &str, today: Date) -> Option<i16> {
    let year: i16 = part.parse().ok()?;
    match part.len() {
        4 => Some(year),
        2 => {
            let this_century = today.year() / 100 * 100 + year;
            Some(if this_century > today.year() { this_century - 100 } else { this_century })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 5, 5);

    #[test]
    fn days_are_read_as_people_write_them() {
        let kathys = date(1962, 3, 14);
        for text in [
            "14/3/62",
            "14.3.1962",
            "14-03-1962",
            "3/14/62",
            "14 March 1962",
            "14 mar 62",
            "14th March 1962",
            "March 14, 1962",
            "1962-03-14",
            "1962/3/14",
            " 14  3  1962 ",
        ] {
            assert_eq!(read(text, TODAY), Ok(kathys), "{text}");
        }
        assert_eq!(read("today", TODAY), Ok(TODAY));
        assert_eq!(read("Yesterday", TODAY), Ok(date(2026, 5, 4)));
        assert_eq!(read("5/5/26", TODAY), Ok(TODAY));
        assert_eq!(read("14/3/27", TODAY), Ok(date(1927, 3, 14)), "a year that has not begun is of the last century");
    }

    #[test]
    fn where_day_and_month_can_change_places_it_asks() {
        let asked = read("3/4/62", TODAY).expect_err("two days are meant");
        assert_eq!(asked, "“3/4/62” can be 3 April 1962 or 4 March 1962. Write the month as a word.");
        assert_eq!(read("4/4/62", TODAY), Ok(date(1962, 4, 4)));
    }

    #[test]
    fn what_is_no_day_is_said_to_be_none() {
        for text in [
            "",
            "soon",
            "31/2/62",
            "14/3",
            "14/3/962",
            "30 February 2020",
            "14 M 1962",
            "14x March 1962",
            "99/99/99",
            "é/é/é",
        ] {
            assert!(read(text, TODAY).is_err(), "{text}");
        }
    }
}
