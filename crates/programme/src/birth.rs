//! When somebody was born, as far as it is known: a date, or "aged N on D". A birth date is never invented.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is known of a birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Birth {
    /// Born on this day.
    On(Date),
    /// So many completed years old on a day.
    Aged {
        /// Completed years of age.
        years: u8,
        /// The day on which that was so.
        on: Date,
    },
}

/// The completed years somebody may have on a day: both ends are possible, and equal where the birth date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// No younger than this.
    pub at_least: i16,
    /// No older than this.
    pub at_most: i16,
}

impl Birth {
    /// The age on a day. Before birth it is negative.
    pub fn age_on(self, day: Date) -> Age {
        match self {
            Self::On(born) => {
                let years = completed_years(born, day);
                Age { at_least: years, at_most: years }
            }
            Self::Aged { years, on } => {
                let years = i16::from(years);
                if day >= on {
                    let since = completed_years(on, day);
                    let birthday_again = on != day && !same_day_of_year(on, day);
                    Age { at_least: years + since, at_most: years + since + i16::from(birthday_again) }
                } else {
                    let before = completed_years(day, on);
                    let birthday_again = !same_day_of_year(on, day);
                    Age { at_least: years - before - i16::from(birthday_again), at_most: years - before }
                }
            }
        }
    }

    /// The age as it was written down, where the birth date is not known.
    pub fn completed_years(self) -> Option<u8> {
        match self {
            Self::On(_) => None,
            Self::Aged { years, .. } => Some(years),
        }
    }

    /// The first day on which the person is certainly `years` old.
    pub fn certainly_aged(self, years: u8) -> Option<Date> {
        let (base, already) = match self {
            Self::On(born) => (born, 0),
            Self::Aged { years, on } => (on, i16::from(years)),
        };
        let wait = i16::from(years) - already;
        let year = base.year().checked_add(wait)?;
        // Who was born on 29 February comes of age on 1 March of a common year.
        Date::new(year, base.month(), base.day()).or_else(|_| Date::new(year, 3, 1)).ok()
    }
}

fn completed_years(from: Date, to: Date) -> i16 {
    let had_birthday = (to.month(), to.day()) >= (from.month(), from.day());
    to.year() - from.year() - i16::from(!had_birthday)
}

fn same_day_of_year(a: Date, b: Date) -> bool {
    (a.month(), a.day()) == (b.month(), b.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn any_date() -> impl Strategy<Value = Date> {
        (0_i64..40_000).prop_map(|days| date(1930, 1, 1).saturating_add(days.days()))
    }

    proptest! {
        /// Against brute force: every birth date that fits "aged N on D" gives an age inside the range, and both ends occur.
        #[test]
        fn the_range_is_what_all_fitting_births_give(on in any_date(), day in any_date(), years in 0_u8..100) {
            let mut born = on.saturating_sub((i32::from(years) + 2).years());
            let (mut least, mut most) = (i16::MAX, i16::MIN);
            while born <= on {
                if completed_years(born, on) == i16::from(years) {
                    let age = completed_years(born, day);
                    (least, most) = (least.min(age), most.max(age));
                }
                born = born.tomorrow().expect("in range");
            }
            let age = Birth::Aged { years, on }.age_on(day);
            prop_assert!(age.at_least <= least && most <= age.at_most, "{age:?} against {least} to {most}");
            // The ends are reached, but for the day after 28 February, when nobody may have a birthday.
            prop_assert!(least - age.at_least <= i16::from(touches_leap_day(on, day)) && age.at_most - most <= i16::from(touches_leap_day(on, day)));
        }

        #[test]
        fn one_is_certainly_of_age_from_that_day_and_not_before(on in any_date(), years in 0_u8..100, aged in 0_u8..60) {
            for birth in [Birth::On(on), Birth::Aged { years: aged, on }] {
                let day = birth.certainly_aged(years).expect("in range");
                prop_assert!(birth.age_on(day).at_least >= i16::from(years));
                prop_assert!(birth.age_on(day.yesterday().expect("in range")).at_least < i16::from(years));
            }
        }
    }

    fn touches_leap_day(a: Date, b: Date) -> bool {
        [a, b].iter().any(|d| matches!((d.month(), d.day()), (2, 28 | 29) | (3, 1)))
    }

    #[test]
    fn nobody_is_eighteen_before_it_is_certain() {
        let birth = Birth::Aged { years: 17, on: date(2018, 6, 1) };
        assert_eq!(birth.age_on(date(2018, 12, 1)), Age { at_least: 17, at_most: 18 });
        assert_eq!(birth.certainly_aged(18), Some(date(2019, 6, 1)));
    }
}
