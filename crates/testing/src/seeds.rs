//! How often a test of chance is repeated, and with which seeds.

use std::env;
use std::ops::Range;

/// The seeds of a test that leaves something to chance: `short` of them, always the same, in every run; with
/// `CARER_SOAK` set (scripts/soak) `long` of them, beginning at `CARER_SOAK_SEED`.
///
/// A failure must name its seed, so that it can be run again.
///
/// # Panics
/// If `CARER_SOAK_SEED` is not a number.
pub fn seeds(short: u64, long: u64) -> Range<u64> {
    if env::var_os("CARER_SOAK").is_none() {
        return 0..short;
    }
    let first = env::var("CARER_SOAK_SEED").unwrap_or_default();
    let first: u64 = if first.is_empty() { 0 } else { first.parse().expect("CARER_SOAK_SEED is a number") };
    first..first + long
}
