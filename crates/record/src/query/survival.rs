//! How long people lived after they gave, and how long it was from the first word of a donation until it was given: days, and
//! nobody in particular.

use jiff::civil::Date;
use programme::DonationKindId;
use programme::survival::Life;

use crate::conn::Row;
use crate::error::Error;
use crate::project::day::{self, NEVER};

use super::Reader;

/// What a curve is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// From the day on which somebody gave for the first time until their death, or until they were last known to be alive.
    Survival,
    /// From the first word of a donation until it was given, or until it was stopped, or until today.
    Giving,
}

const DAYS: &str = "SELECT stream, opened_day, over_day, given_day, died_day, seen_day FROM read_journey WHERE kind = $1 \
                    ORDER BY stream, given_day";

/// The days of one donation.
struct Days {
    stream: String,
    opened: Option<Date>,
    over: Option<Date>,
    given: Option<Date>,
    died: Option<Date>,
    seen: Option<Date>,
}

impl Reader {
    /// How long each was watched, in days, and whether it happened, by what is known now. Of somebody who gave twice the first
    /// time counts.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn lives(&mut self, kind: &DonationKindId, course: Course, on: Date) -> Result<Vec<Life>, Error> {
        let mut lives = Vec::new();
        let mut before = String::new();
        self.conn.query_each(DAYS, &[kind.as_str().into()], |row| {
            let days = Days::read(row)?;
            let again = days.stream == before;
            lives.extend(match course {
                Course::Survival if again => None,
                Course::Survival => days.survival(on),
                Course::Giving => days.giving(on),
            });
            before = days.stream;
            Ok(())
        })?;
        Ok(lives)
    }
}

impl Days {
    fn read(row: &Row<'_>) -> Result<Self, Error> {
        let day = |place| row.get_i64(place).map(|day| (day != NEVER).then(|| day::from_number(day)));
        let stream = row.get_text(0)?.to_owned();
        Ok(Self { stream, opened: day(1)?, over: day(2)?, given: day(3)?, died: day(4)?, seen: day(5)? })
    }

    /// A death ends the time; whoever was last known to be alive is not counted as alive any longer than that.
    fn survival(&self, on: Date) -> Option<Life> {
        let died = self.died.filter(|died| *died <= on);
        let seen = self.seen.map_or(on, |seen| seen.min(on));
        Life::between(self.given?, died, died.unwrap_or(seen))
    }

    fn giving(&self, on: Date) -> Option<Life> {
        let until = [self.over, self.died, Some(on)].into_iter().flatten().min()?;
        let given = self.given.filter(|given| *given <= on);
        Life::between(self.opened?, given, given.unwrap_or(until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days() -> Days {
        let nothing = String::new();
        Days {
            stream: nothing,
            opened: Some(date(2020, 1, 1)),
            over: None,
            given: Some(date(2020, 3, 1)),
            died: None,
            seen: Some(date(2021, 3, 1)),
        }
    }

    #[test]
    fn whoever_was_last_seen_is_watched_until_then_and_a_death_ends_it() {
        let today = date(2026, 5, 5);
        assert_eq!(days().survival(today), Some(Life { time: 365, happened: false }));
        let dead = Days { died: Some(date(2022, 3, 1)), ..days() };
        assert_eq!(dead.survival(today), Some(Life { time: 730, happened: true }));
        assert_eq!(dead.survival(date(2022, 2, 1)), Some(Life { time: 365, happened: false }), "it had not happened");
        assert_eq!(Days { given: None, ..days() }.survival(today), None);
        assert_eq!(days().survival(date(2019, 1, 1)), None, "nobody had given yet");
    }

    #[test]
    fn whoever_stopped_is_watched_until_they_did() {
        let today = date(2020, 6, 1);
        assert_eq!(days().giving(today), Some(Life { time: 60, happened: true }));
        let stopped = Days { given: None, over: Some(date(2020, 1, 11)), ..days() };
        assert_eq!(stopped.giving(today), Some(Life { time: 10, happened: false }));
        let waits = Days { given: None, ..days() };
        assert_eq!(waits.giving(today), Some(Life { time: 152, happened: false }));
        assert_eq!(Days { opened: None, ..days() }.giving(today), None, "it was written down once it was done");
    }
}
