//! How many cases a property is tried on.

use proptest::test_runner::Config;

/// `usual` cases; with `CARER_SOAK` set (scripts/soak) twenty times as many.
pub(crate) fn cases(usual: u32) -> Config {
    let times = if std::env::var_os("CARER_SOAK").is_some() { 20 } else { 1 };
    Config { cases: usual * times, ..Config::default() }
}
