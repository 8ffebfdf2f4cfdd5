//! Rows that are counted from 1 without a gap, as they are met in order.

use crate::error::Error;

/// The places met so far.
pub(super) struct Places {
    next: i64,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { next: 1 }
    }

    /// Meets the next row; gives the place that is wrong and why, where one is. A damaged row can claim any place.
    pub(super) fn meet(&mut self, place: i64) -> Option<(i64, String)> {
        let expected = self.next;
        self.next = place.saturating_add(1).max(expected);
        if place < expected {
            return Some((place, "it is not a place that a row can have".to_owned()));
        }
        match place - expected {
            0 => None,
            1 => Some((expected, "it is missing".to_owned())),
            missing => Some((expected, format!("it and the next {} are missing", missing - 1))),
        }
    }
}

/// Where the page after one begins that was asked for from `from` and ended at `last`; `None` after the last place
/// there is.
///
/// # Errors
/// [`Error::Damaged`] where the database gave what was not asked for: going on would never end.
pub(super) fn after(from: i64, last: i64, what: &str) -> Result<Option<i64>, Error> {
    if last < from {
        return Err(Error::Damaged(format!("{what} {last} is stored after {what} {from}")));
    }
    Ok(last.checked_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_to_an_end_whatever_is_stored() {
        assert_eq!(after(1, 5, "event").unwrap(), Some(6));
        assert_eq!(after(1, i64::MAX, "event").unwrap(), None);
        assert!(after(6, 5, "event").is_err());
    }

    #[test]
    fn gaps_and_impossible_places_are_named() {
        let mut places = Places::new();
        let met: Vec<_> = [i64::MIN, 0, 1, 2, 4, 9, i64::MAX].map(|place| places.meet(place)).into();
        let wrong = |place, why: &str| Some((place, why.to_owned()));
        assert_eq!(met[..2], [i64::MIN, 0].map(|p| wrong(p, "it is not a place that a row can have")));
        assert_eq!(met[2..4], [None, None]);
        assert_eq!(met[4], wrong(3, "it is missing"));
        assert_eq!(met[5], wrong(5, "it and the next 3 are missing"));
        assert_eq!(met[6].as_ref().map(|(place, _)| *place), Some(10));
    }
}
