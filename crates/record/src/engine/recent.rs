//! Which readings were written lately, so that a page that comes up to date by itself does not write the same again.
//!
//! A page asks for itself anew whenever anything is written, and with each letter of a name that is searched for. Within an
//! hour, the same reader, the same part of the same person's record, nothing new in it: that is one reading, and it is on the
//! record already. Only the writer knows all of that, so it is kept with the writer and dies with it. Whoever is not in here
//! is written down: forgetting costs a line, never a reading.

use std::collections::HashMap;

use jiff::civil::Date;
use programme::{PersonId, Stream};

use crate::reading::Reading;

/// The way by which pages are read. A program that asks twice has asked twice.
const PAGES: &str = "console";
/// How long the same reading is the same, in microseconds.
const HOUR: i64 = 3_600 * 1_000_000;
/// How many people are remembered at most.
const PEOPLE_MAX: usize = 100_000;

/// The readings of pages that were written within the hour, and since anything was written about the person.
#[derive(Debug, Default)]
pub(super) struct Recent {
    of: HashMap<PersonId, Vec<Seen>>,
    /// The civil date: on another one, other outcomes hold.
    day: Option<Date>,
}

#[derive(Debug)]
struct Seen {
    reader: String,
    part: String,
    tie: String,
    at: i64,
}

impl Recent {
    /// Those of these readings that have to be written, as of now.
    pub(super) fn unwritten(&mut self, readings: &[&Reading], now: i64, today: Date) -> Vec<Reading> {
        if self.day != Some(today) {
            self.of.clear();
            self.day = Some(today);
        }
        let new = readings.iter().filter(|reading| !self.has(reading, now));
        new.map(|reading| Reading { at: now, ..(*reading).clone() }).collect()
    }

    /// Takes in what was committed: readings, and which streams got something new. What was read beside a command was read
    /// before it.
    pub(super) fn committed<'a>(&mut self, written: &[Reading], touched: impl IntoIterator<Item = &'a Stream>) {
        if self.of.len() > PEOPLE_MAX {
            self.of.clear();
        }
        for reading in written.iter().filter(|reading| reading.via == PAGES) {
            let seen = self.of.entry(reading.person).or_default();
            seen.retain(|seen| !seen.is(reading));
            let Reading { reader, part, tie, at, .. } = reading.clone();
            seen.push(Seen { reader, part, tie, at });
        }
        for stream in touched {
            if let Stream::Person(person) = stream {
                self.of.remove(person);
            }
        }
    }

    fn has(&self, reading: &Reading, now: i64) -> bool {
        let is_recent = |seen: &Seen| seen.is(reading) && (0..HOUR).contains(&(now - seen.at));
        reading.via == PAGES && self.of.get(&reading.person).is_some_and(|all| all.iter().any(is_recent))
    }
}

impl Seen {
    fn is(&self, reading: &Reading) -> bool {
        self.reader == reading.reader && self.part == reading.part && self.tie == reading.tie
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const KATHY: PersonId = PersonId(Uuid::from_u128(1));
    const RUTH: PersonId = PersonId(Uuid::from_u128(2));
    const TODAY: Date = date(2026, 5, 5);

    /// How many of these are written, and takes them in.
    fn write(recent: &mut Recent, readings: &[Reading], now: i64, today: Date) -> usize {
        let written = recent.unwritten(&readings.iter().collect::<Vec<_>>(), now, today);
        recent.committed(&written, []);
        written.len()
    }

    fn shown(people: &[PersonId]) -> Vec<Reading> {
        people.iter().map(|person| Reading::of(*person, "Mina", "list", PAGES, "clinician")).collect()
    }

    #[test]
    fn the_same_within_the_hour_is_one_reading_and_who_is_newly_shown_is_written() {
        let mut recent = Recent::default();
        assert_eq!(write(&mut recent, &shown(&[KATHY]), 0, TODAY), 1);
        assert_eq!(write(&mut recent, &shown(&[KATHY, RUTH]), HOUR - 1, TODAY), 1);
        assert_eq!(write(&mut recent, &shown(&[KATHY, RUTH]), HOUR, TODAY), 1, "Kathy's is an hour ago");
        assert_eq!(write(&mut recent, &shown(&[KATHY, RUTH]), HOUR + 1, date(2026, 5, 6)), 2, "it is another day");
        assert_eq!(write(&mut recent, &shown(&[KATHY, RUTH]), HOUR - 1, date(2026, 5, 6)), 2, "a clock was put back");
    }

    #[test]
    fn another_reader_another_part_and_another_way_are_other_readings() {
        let mut recent = Recent::default();
        write(&mut recent, &shown(&[KATHY]), 0, TODAY);
        let others = [
            Reading::of(KATHY, "Tomas", "list", PAGES, "clinician"),
            Reading::of(KATHY, "Mina", "today", PAGES, "clinician"),
            Reading::of(KATHY, "Mina", "list", "api", "clinician"),
        ];
        assert_eq!(write(&mut recent, &others, 1, TODAY), 3);
        assert_eq!(write(&mut recent, &others, 2, TODAY), 1, "a program that asks twice has asked twice");
    }

    #[test]
    fn whatever_is_new_about_somebody_makes_the_next_reading_another() {
        let mut recent = Recent::default();
        write(&mut recent, &shown(&[KATHY, RUTH]), 0, TODAY);
        recent.committed(&[], [&Stream::Person(KATHY), &Stream::Programme]);
        assert_eq!(write(&mut recent, &shown(&[KATHY, RUTH]), 1, TODAY), 1);
        let read_beside = shown(&[KATHY]);
        recent.committed(&read_beside, [&Stream::Person(KATHY)]);
        assert_eq!(write(&mut recent, &shown(&[KATHY]), 2, TODAY), 1, "it was read before that was written");
    }
}
