//! What is known of a birth, and how old somebody certainly is.

use jiff::civil::Date;
use serde::Deserialize;

/// A date of birth, or “aged N on D”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Birth {
    On(Date),
    Aged { years: u8, on: Date },
}

impl Birth {
    /// The completed years that somebody certainly has on a day. Of whom only an age is known, the birthday may have been on the
    /// very day on which it was written down, so they are as young as that.
    pub(crate) fn certainly_on(self, day: Date) -> i16 {
        let (year, month, day_of_month) = match self {
            Self::On(born) => (born.year(), born.month(), born.day()),
            Self::Aged { years, on } => (on.year() - i16::from(years), on.month(), on.day()),
        };
        let had_birthday = (day.month(), day.day()) >= (month, day_of_month);
        day.year() - year - i16::from(!had_birthday)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nobody_is_of_age_before_it_is_certain() {
        let born = Birth::On(date(2000, 2, 29));
        assert_eq!(born.certainly_on(date(2018, 2, 28)), 17);
        assert_eq!(born.certainly_on(date(2018, 3, 1)), 18);
        let aged = Birth::Aged { years: 17, on: date(2018, 6, 1) };
        assert_eq!(aged.certainly_on(date(2018, 12, 1)), 17);
        assert_eq!(aged.certainly_on(date(2019, 6, 1)), 18);
        assert_eq!(aged.certainly_on(date(2018, 5, 31)), 16);
    }
}
