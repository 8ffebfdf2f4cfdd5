//! The only reader of the machine's clock. Everything else is handed the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// A clock: the machine's, or one that a test turns by hand. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Manual { micros: Arc<AtomicI64>, step_micros: i64 },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still until [`Self::advance`] turns it.
    pub fn fixed(at: Timestamp) -> Self {
        Self::stepping(at, Duration::ZERO)
    }

    /// A clock that goes on by `step` each time it is read; the first reading is `at`.
    pub fn stepping(at: Timestamp, step: Duration) -> Self {
        let micros = Arc::new(AtomicI64::new(at.as_microsecond()));
        Self(Kind::Manual { micros, step_micros: micros_of(step) })
    }

    /// The time now, in whole microseconds, which is what the log stores.
    pub fn now(&self) -> Timestamp {
        let micros = match &self.0 {
            Kind::System => system_micros(),
            Kind::Manual { micros, step_micros } => micros.fetch_add(*step_micros, Ordering::Relaxed),
        };
        Timestamp::from_microsecond(micros).expect("a clock shows a time that a timestamp can hold")
    }

    /// Turns a clock that a test holds.
    ///
    /// # Panics
    /// On the machine's clock.
    pub fn advance(&self, by: Duration) {
        match &self.0 {
            Kind::System => panic!("the machine's clock cannot be turned"),
            Kind::Manual { micros, .. } => micros.fetch_add(micros_of(by), Ordering::Relaxed),
        };
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
fn system_micros() -> i64 {
    Timestamp::now().as_microsecond()
}

fn micros_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).expect("a step is far below 292,000 years")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_turned_and_clones_show_the_same() {
        let clock = Clock::fixed("2024-05-01T08:00:00Z".parse().expect("a time"));
        let other = clock.clone();
        assert_eq!(clock.now(), clock.now());
        other.advance(Duration::from_secs(60));
        assert_eq!(clock.now().to_string(), "2024-05-01T08:01:00Z");
    }

    #[test]
    fn a_stepping_clock_goes_on() {
        let clock = Clock::stepping("2024-05-01T08:00:00Z".parse().expect("a time"), Duration::from_millis(1));
        assert_eq!(clock.now().to_string(), "2024-05-01T08:00:00Z");
        assert_eq!(clock.now().to_string(), "2024-05-01T08:00:00.001Z");
    }

    #[test]
    fn the_machine_s_clock_is_later_than_this_test_was_written() {
        assert!(Clock::system().now() > "2024-05-01T08:00:00Z".parse().expect("a time"));
    }
}
