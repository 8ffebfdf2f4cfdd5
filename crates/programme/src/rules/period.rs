//! A length of time in civil terms, such as "12 months".

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// A positive length of time in whole days, weeks, months or years; added to civil dates, never to instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    count: u16,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// The day that lies this long after `day`: the same day of the month, or its last day where there is none.
    pub fn after(self, day: Date) -> Date {
        day.saturating_add(self.span())
    }

    /// The day that lies this long before `day`: the same day of the month, or its last day where there is none.
    pub fn before(self, day: Date) -> Date {
        day.saturating_sub(self.span())
    }

    fn span(self) -> Span {
        let count = i32::from(self.count);
        match self.unit {
            Unit::Day => count.days(),
            Unit::Week => count.weeks(),
            Unit::Month => count.months(),
            Unit::Year => count.years(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("“{text}” is not a length of time: write one such as “12 months”, “28 days” or “1 year”");
        let (count, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let count = count.parse().ok().filter(|count| (1..=9_999).contains(count)).ok_or_else(wrong)?;
        let unit = match unit.trim_end_matches('s') {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return Err(wrong()),
        };
        Ok(Self { count, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        let month: Period = "1 month".parse().expect("a period");
        assert_eq!(month.after(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!("12 months".parse::<Period>().expect("a period").after(date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!("28 days".parse::<Period>().expect("a period").to_string(), "28 days");
    }

    #[test]
    fn nought_and_nonsense_are_refused() {
        for text in ["0 days", "-1 day", "12", "months", "12 moons", "1.5 years", "100000 days"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
