//! Measured numbers, exact to a millionth: no float is ever compared with a rule's limit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A measured number in millionths of its unit. Parses and prints as an ordinary decimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(i64);

/// Why a text is not a [`Number`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a number")]
pub struct NumberError(String);

impl Number {
    /// Millionths in one.
    pub const SCALE: i64 = 1_000_000;
    /// The largest magnitude that is accepted, in whole units.
    pub const MAX: i64 = 1_000_000_000;

    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self(value * Self::SCALE)
    }

    /// A number given in millionths.
    pub const fn millionths(value: i64) -> Self {
        Self(value)
    }

    /// This number in millionths.
    pub const fn as_millionths(self) -> i64 {
        self.0
    }

    /// This number as a float, for drawing only.
    pub fn approximate(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }

    /// The nearest number with this many decimal places (halves away from zero); 6 and more changes nothing.
    pub fn rounded(self, decimals: u8) -> Self {
        let step = 10_i64.pow(6_u32.saturating_sub(decimals.into()));
        let half = step / 2 * self.0.signum();
        Self((self.0 + half) / step * step)
    }

    /// The nearest number to a float; `None` where the float is not finite or too large.
    pub fn from_f64(value: f64) -> Option<Self> {
        (value.is_finite() && value.abs() <= Self::MAX as f64)
            .then(|| Self((value * Self::SCALE as f64).round() as i64))
    }

    /// The mean, rounded down to a millionth so that `mean >= limit` and `mean < limit` are exact. `None` of nothing.
    pub fn mean(numbers: impl IntoIterator<Item = Self>) -> Option<Self> {
        let (sum, count) =
            numbers.into_iter().fold((0_i128, 0_i128), |(sum, count), n| (sum + i128::from(n.0), count + 1));
        (count > 0).then(|| Self(sum.div_euclid(count) as i64))
    }
}

impl std::ops::Add for Number {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / Self::SCALE as u64, self.0.unsigned_abs() % Self::SCALE as u64);
        let digits = format!("{part:06}");
        let text = match digits.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            part => format!("{sign}{whole}.{part}"),
        };
        f.pad(&text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Number {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let plain = text.trim();
        let starts_well = plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        let value = plain.parse::<f64>().ok().filter(|_| starts_well);
        value.and_then(Self::from_f64).ok_or_else(|| NumberError(text.to_owned()))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % Self::SCALE == 0 {
            serializer.serialize_i64(self.0 / Self::SCALE)
        } else {
            serializer.serialize_f64(self.approximate())
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::from_f64(value).ok_or_else(|| serde::de::Error::custom(NumberError(value.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prints_parses_and_serialises_to_itself(millionths in -Number::MAX * Number::SCALE..Number::MAX * Number::SCALE) {
            // A double holds 15 digits: what is measured has fewer.
            let number = Number::millionths(millionths / 1000 * 1000);
            prop_assert_eq!(number.to_string().parse::<Number>(), Ok(number));
            let json = serde_json::to_string(&number).expect("a number serialises");
            prop_assert_eq!(serde_json::from_str::<Number>(&json).expect("and parses"), number);
        }

        #[test]
        fn a_mean_reaches_a_limit_exactly_when_the_sum_does(readings in proptest::collection::vec(0_i64..400_000, 1..8), limit in 0_i64..400) {
            let mean = Number::mean(readings.iter().map(|r| Number::millionths(r * 1000))).expect("not empty");
            let sum: i64 = readings.iter().map(|r| r * 1000).sum();
            prop_assert_eq!(mean >= Number::whole(limit), sum >= limit * Number::SCALE * readings.len() as i64);
        }
    }

    #[test]
    fn what_a_survey_writes_for_nought_is_nought_at_the_precision_of_the_field() {
        let nought: Number = "5.397605346934028e-79".parse().expect("a number");
        assert_eq!(nought.rounded(0), Number::whole(0));
        assert_eq!("139.6".parse::<Number>().expect("a number").rounded(0), Number::whole(140));
        assert_eq!("-0.5".parse::<Number>().expect("a number").rounded(0), Number::whole(-1));
    }

    #[test]
    fn words_are_not_numbers() {
        for text in ["", "NaN", "inf", "infinity", "twelve", "1,5", "12 kg", "1e300"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
