//! A length of time as the programme file writes it: `12 months`.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// Whole days, weeks, months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    days: i32,
    months: i32,
}

impl Period {
    /// `None` where the text is no length of time.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.trim().split_once(' ')?;
        let count: i32 = count.parse().ok().filter(|count| (0..=9_999).contains(count))?;
        let (days, months) = match unit.trim() {
            "day" | "days" => (count, 0),
            "week" | "weeks" => (count * 7, 0),
            "month" | "months" => (0, count),
            "year" | "years" => (0, count * 12),
            _ => return None,
        };
        Some(Self { days, months })
    }

    /// The day so long after another: of months the same day, or the last of the month where it has none.
    pub(crate) fn after(self, day: Date) -> Date {
        day.saturating_add(self.months.months().days(self.days))
    }

    /// Whether it is no time at all.
    pub(crate) const fn is_nothing(self) -> bool {
        self.days == 0 && self.months == 0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn lengths_of_time_are_civil() {
        let after = |text: &str, day| Period::parse(text).map(|period| period.after(day));
        assert_eq!(after("1 month", date(2026, 1, 31)), Some(date(2026, 2, 28)));
        assert_eq!(after("1 year", date(2024, 2, 29)), Some(date(2025, 2, 28)));
        assert_eq!(after("2 weeks", date(2026, 2, 20)), Some(date(2026, 3, 6)));
        assert_eq!(after("a while", date(2026, 2, 20)), None);
        assert!(Period::parse("0 days").is_some_and(Period::is_nothing));
    }
}
