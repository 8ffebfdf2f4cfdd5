//! How many cases a property is tried on.

use proptest::test_runner::Config;

/// `usual` cases, or as many as `PROPTEST_CASES` asks for (scripts/soak).
pub(crate) fn cases(usual: u32) -> Config {
    let config = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { usual };
    Config { cases, ..config }
}
