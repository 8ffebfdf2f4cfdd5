//! Whole numbers in a body. To JSON `3` and `3.0` are one number, and some programs write the second.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// The greatest whole number below which a floating point number leaves none out: 2 to the 53rd.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// A whole number, however it is written.
///
/// # Errors
/// Where it is another kind of value, is no whole number, or does not fit.
pub(crate) fn whole<'de, D: Deserializer<'de>, T: TryFrom<u64>>(from: D) -> Result<T, D::Error> {
    from.deserialize_any(Whole(PhantomData))
}

/// A whole number or `null`. The member may be missing too, where it has a default.
///
/// # Errors
/// As [`whole`].
pub(crate) fn whole_or_null<'de, D: Deserializer<'de>, T: TryFrom<u64>>(from: D) -> Result<Option<T>, D::Error> {
    from.deserialize_option(OrNull(PhantomData))
}

struct Whole<T>(PhantomData<T>);
struct OrNull<T>(PhantomData<T>);

impl<T: TryFrom<u64>> Visitor<'_> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = 8 * size_of::<T>() as u32;
        write!(f, "a whole number from 0 to {}", u64::MAX >> (u64::BITS - bits))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        if number.fract() == 0.0 && (0.0..EXACT_MAX).contains(&number) {
            return self.visit_u64(number as u64);
        }
        Err(E::invalid_value(Unexpected::Float(number), &self))
    }
}

impl<'de, T: TryFrom<u64>> Visitor<'de> for OrNull<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Whole::<T>(PhantomData).expecting(f)?;
        f.write_str(", or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        whole(from).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Option<u8>, String> {
        whole_or_null(&mut serde_json::Deserializer::from_str(json)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for (json, number) in [("3", Some(3)), ("3.0", Some(3)), ("3e0", Some(3)), ("0.0", Some(0)), ("null", None)] {
            assert_eq!(read(json), Ok(number), "{json}");
        }
    }

    #[test]
    fn what_is_none_or_does_not_fit_is_refused_in_words() {
        for json in ["3.5", "-1", "-1.0", "256", "256.0", "1e300", "\"3\"", "true"] {
            let said = read(json).expect_err("it is refused");
            assert!(said.contains("a whole number from 0 to 255"), "{said}");
        }
    }
}
