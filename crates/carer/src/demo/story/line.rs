//! Reading the story's scripts: who is in it, and what happens to them on which day. Days are said as they lie before or after
//! the day on which the demonstration is made, so that it looks alike whenever that is.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use programme::Sex;

use crate::failure::Failure;

/// Somebody of the story.
#[derive(Debug)]
pub(super) struct Cast {
    /// What the scripts call them, and what they sign in as where they have a page of their own.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) sex: Sex,
    pub(super) born: Date,
    /// What they may do on a page of their own: `donor`, `recipient`, or nothing.
    pub(super) role: String,
    /// Whether their advocate has not spoken with them for long.
    pub(super) quiet: bool,
}

/// One thing that somebody writes down.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The file and the line, for whoever changes the script.
    pub(super) place: String,
    /// Whom it is about; `None` of the house.
    pub(super) who: Option<usize>,
    /// The day on which it is written down.
    pub(super) day: Date,
    /// The day on which it happened.
    pub(super) on: Date,
    pub(super) verb: String,
    pub(super) words: Vec<String>,
    /// What is said, in words.
    pub(super) text: String,
    /// Who writes it down, where it is not whoever mostly does.
    pub(super) by: Option<String>,
}

/// Reads a script. `= key | Name | female | 1961-05-20 | donor` begins somebody, `= house` the house; then each line is a day, a
/// verb and its words, and after a colon what is said. `on DAY` says that it happened on another day, `by LOGIN` who writes it.
pub(super) fn read(
    file: &str,
    text: &str,
    today: Date,
    cast: &mut Vec<Cast>,
    lines: &mut Vec<Line>,
) -> Result<(), Failure> {
    let mut who = None;
    for (number, raw) in text.lines().enumerate() {
        let place = format!("{file}:{}", number + 1);
        let wrong = || Failure::unreadable(format!("{place}: “{raw}” is not understood"));
        let line = raw.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix("= ") {
            who = (header != "house").then_some(cast.len());
            if who.is_some() {
                cast.push(somebody(header).ok_or_else(wrong)?);
            }
            continue;
        }
        let (head, said) = line.split_once(" : ").unwrap_or((line, ""));
        let mut words: Vec<String> = head.split_whitespace().map(str::to_owned).collect();
        let by = taken(&mut words, "by");
        let on = taken(&mut words, "on");
        if words.len() < 2 {
            return Err(wrong());
        }
        let day = day_of(&words.remove(0), today).ok_or_else(wrong)?;
        let on = on.map_or(Some(day), |on| day_of(&on, today)).ok_or_else(wrong)?;
        let verb = words.remove(0);
        lines.push(Line { place, who, day, on, verb, words, text: said.to_owned(), by });
    }
    Ok(())
}

/// A day as it lies from another: `-20y2m`, `-3w+4d`, `+6d`, `0d`.
pub(super) fn day_of(text: &str, from: Date) -> Option<Date> {
    let (earlier, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = text.trim_start_matches('+').splitn(2, '+');
    let first = span(parts.next()?)?;
    let day = from.checked_add(if earlier { -first } else { first }).ok()?;
    parts.next().map_or(Some(day), |more| day.checked_add(span(more)?).ok())
}

fn somebody(header: &str) -> Option<Cast> {
    let parts: Vec<&str> = header.split(" | ").map(str::trim).collect();
    let [key, name, sex, born, rest @ ..] = parts.as_slice() else { return None };
    let sex = match *sex {
        "female" => Sex::Female,
        "male" => Sex::Male,
        _ => return None,
    };
    let role = rest.first().copied().filter(|role| *role != "quiet").unwrap_or_default().to_owned();
    let quiet = rest.contains(&"quiet");
    Some(Cast { key: (*key).to_owned(), name: (*name).to_owned(), sex, born: born.parse().ok()?, role, quiet })
}

/// Takes a word and the one after it out of a line, and gives the second.
fn taken(words: &mut Vec<String>, word: &str) -> Option<String> {
    let at = words.iter().position(|known| known == word).filter(|at| at + 1 < words.len())?;
    words.remove(at);
    Some(words.remove(at))
}

fn span(text: &str) -> Option<Span> {
    let mut number = 0_i32;
    let mut span = Span::new();
    for sign in text.chars() {
        match sign {
            '0'..='9' => number = number.checked_mul(10)?.checked_add(i32::try_from(sign.to_digit(10)?).ok()?)?,
            'y' | 'm' | 'w' | 'd' => {
                let more = match sign {
                    'y' => number.years(),
                    'm' => number.months(),
                    'w' => number.weeks(),
                    _ => number.days(),
                };
                span = joined(span, more)?;
                number = 0;
            }
            _ => return None,
        }
    }
    Some(span)
}

/// Both spans, unit by unit: years stay years, since their length depends on the day from which they are counted.
fn joined(one: Span, other: Span) -> Option<Span> {
    let years = Span::new().try_years(one.get_years() + other.get_years()).ok()?;
    let months = years.try_months(one.get_months() + other.get_months()).ok()?;
    let weeks = months.try_weeks(one.get_weeks() + other.get_weeks()).ok()?;
    weeks.try_days(one.get_days() + other.get_days()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_said_from_another_day() {
        let today = date(2026, 11, 21);
        let said = [
            ("0d", date(2026, 11, 21)),
            ("-20y2m", date(2006, 9, 21)),
            ("-3w+4d", date(2026, 11, 4)),
            ("+6d", date(2026, 11, 27)),
        ];
        for (text, day) in said {
            assert_eq!(day_of(text, today), Some(day), "{text}");
        }
        assert_eq!(day_of("soon", today), None);
    }
}
