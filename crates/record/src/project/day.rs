//! Civil days as whole numbers: columns that are ordered are numbers on both databases.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A period that has no end yet ends on this day.
pub(crate) const NEVER: i64 = i64::MAX;

const EPOCH: Date = date(1970, 1, 1);

/// The number of a day: days since 1970-01-01.
pub(crate) fn number(day: Date) -> i64 {
    let since = EPOCH.until(day).expect("both are dates of the same calendar");
    i64::from(since.get_days())
}

/// The day with a number.
pub(crate) fn from_number(number: i64) -> Date {
    let days = i32::try_from(number).expect("a stored day is one that a date had");
    EPOCH.saturating_add(days.days())
}

/// The civil day on which an instant lies, given in microseconds as the log stores it.
pub(crate) fn civil(at: i64, time_zone: &TimeZone) -> Date {
    let at = Timestamp::from_microsecond(at).expect("a stored instant is one that a clock showed");
    at.to_zoned(time_zone.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_back() {
        for day in [date(-9999, 1, 1), date(1969, 12, 31), EPOCH, date(2000, 2, 29), date(9999, 12, 31)] {
            assert_eq!(from_number(number(day)), day);
        }
    }
}
