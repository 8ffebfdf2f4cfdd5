//! Chance that follows from a seed.

use jiff::ToSpan as _;
use jiff::civil::Date;
use uuid::Uuid;

/// Numbers that follow from a seed: the same ones in every run, whatever the libraries.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of 0, 1 … below a number.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // SplitMix64, which gives good numbers from any seed, one after another as well.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// One of them, where there is one.
    pub(crate) fn any<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| self.of(all))
    }

    /// A new id.
    pub(crate) fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.below(usize::MAX) as u64, self.below(usize::MAX) as u64)
    }

    /// A day from so many before another until so many after it.
    pub(crate) fn day(&mut self, about: Date, before: i64, after: i64) -> Date {
        let days = self.below((before + after + 1) as usize) as i64 - before;
        about.saturating_add(days.days())
    }
}
