//! Who read what, in the whole programme: for whoever checks that.
//!
//! Readings are in the order of their numbers, without a gap, so a day is found by halving and a page by its number. Where a
//! reader or a part is asked for, which no index knows, a page looks at so many readings and no more, and says where to go on.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use programme::{AccountId, PersonEvent, PersonId, Private};

use crate::conn::Param;
use crate::error::Error;
use crate::project::account::account_of;
use crate::project::tables;
use crate::reading::{self, StoredReading};

use super::Reader;

/// How many readings one page looks through at most.
const LOOKED_AT_MAX: i64 = 100_000;
/// By how much a clock that was put right may have gone back.
const CLOCK_BACK: SignedDuration = SignedDuration::from_hours(1);

/// Which readings are asked for. What is empty or `None` is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingsFilter {
    /// Who read, as the readings name them.
    pub reader: String,
    /// Whose record.
    pub person: Option<PersonId>,
    /// Which part of it.
    pub part: String,
    /// The civil day in the programme's time zone.
    pub day: Option<Date>,
    /// Without what this reader read of the part beside it.
    pub without: Option<(String, String)>,
}

/// A page of readings, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingsPage {
    /// The readings.
    pub rows: Vec<StoredReading>,
    /// The number before which the next page begins; `None` where there is nothing more.
    pub next: Option<i64>,
}

/// That somebody took the right to read somebody in an emergency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencyTaken {
    /// Whose record.
    pub person: PersonId,
    /// Who took it.
    pub account: AccountId,
    /// Until when, in microseconds since 1970 (UTC).
    pub until: i64,
    /// Why; `None` where it is erased.
    pub reason: Option<String>,
}

impl Reader {
    /// Who took the right to read whom in an emergency, where it lasted, or lasts, beyond an instant; the newest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn emergencies_after(&mut self, after: Timestamp, limit: u32) -> Result<Vec<EmergencyTaken>, Error> {
        let sql = "SELECT DISTINCT stream, account, until_at FROM read_emergency WHERE until_at > $1 \
             ORDER BY until_at DESC, stream, account LIMIT $2";
        let found = self.conn.query(sql, &[after.as_microsecond().into(), i64::from(limit).into()], |row| {
            Ok((tables::person_of(row.get_text(0)?)?, account_of(row.get_text(1)?)?, row.get_i64(2)?))
        })?;
        let mut all = Vec::with_capacity(found.len());
        for (person, account, until) in found {
            let is_it = |event: &PersonEvent| match event {
                PersonEvent::EmergencyOpened { account: who, until: end, reason: Private::Known(reason) }
                    if (*who, *end) == (account, until) =>
                {
                    Some(reason.clone())
                }
                _ => None,
            };
            let life = self.life(person)?;
            let reason = life.and_then(|life| life.entries.iter().find_map(|entry| is_it(&entry.event)));
            all.push(EmergencyTaken { person, account, until, reason });
        }
        Ok(all)
    }

    /// Readings of the whole programme, newest first, older than the number `before` where that is given.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn readings_page(
        &mut self,
        filter: &ReadingsFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<ReadingsPage, Error> {
        let (first, end) = self.readings_of_day(filter.day)?;
        let end = before.map_or(end, |before| before.min(end));
        // Whose record it is, an index knows.
        let from = if filter.person.is_some() { first } else { first.max(end.saturating_sub(LOOKED_AT_MAX)) };
        let mut rows = self.readings_between(filter, from, end, i64::from(limit) + 1)?;
        if let Some(day) = filter.day {
            let zone = self.zone();
            rows.retain(|row| crate::project::day::civil(row.reading.at, &zone) == day);
        }
        let is_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| is_more).map(|row| row.seq);
        Ok(ReadingsPage { rows, next: last.or((from > first).then_some(from)) })
    }

    fn readings_between(
        &mut self,
        filter: &ReadingsFilter,
        from: i64,
        end: i64,
        limit: i64,
    ) -> Result<Vec<StoredReading>, Error> {
        const ALL: &str = "SELECT seq, at, reader, person, part, via, tie, previous, hash FROM reading \
             WHERE seq >= $1 AND seq < $2 AND ($3 = '' OR reader = $3) AND ($4 = '' OR part = $4) \
             AND ($5 = '' OR reader <> $5 OR part <> $6) ORDER BY seq DESC LIMIT $7";
        const OF_PERSON: &str = "SELECT seq, at, reader, person, part, via, tie, previous, hash FROM reading \
             WHERE seq >= $1 AND seq < $2 AND ($3 = '' OR reader = $3) AND ($4 = '' OR part = $4) \
             AND ($5 = '' OR reader <> $5 OR part <> $6) AND person = $8 ORDER BY seq DESC LIMIT $7";
        let (whose, of) = filter.without.clone().unwrap_or_default();
        let person = filter.person.map(|person| person.to_string());
        let asked = [&filter.reader, &filter.part, &whose, &of];
        let mut params: Vec<Param<'_>> = vec![from.into(), end.into()];
        params.extend(asked.into_iter().map(Param::from));
        params.push(limit.into());
        params.extend(person.as_ref().map(Param::from));
        self.conn.query(if person.is_some() { OF_PERSON } else { ALL }, &params, reading::stored)
    }

    /// The number of a day's first reading, and the one after its last; of all where no day is asked for.
    fn readings_of_day(&mut self, day: Option<Date>) -> Result<(i64, i64), Error> {
        let end = reading::tail(&mut self.conn)?.seq + 1;
        let Some(day) = day else { return Ok((1, end)) };
        let zone = self.zone();
        let start_of = |day: Date| day.to_zoned(zone.clone()).map(|start| start.timestamp());
        let bounds = start_of(day).and_then(|from| Ok((from, start_of(day.checked_add(1.day())?)?)));
        // A day at the end of all calendars: nobody has read anything then.
        let Ok((from, until)) = bounds else { return Ok((end, end)) };
        let widened = (from.checked_sub(CLOCK_BACK), until.checked_add(CLOCK_BACK));
        let (from, until) = (widened.0.unwrap_or(from), widened.1.unwrap_or(until));
        Ok((self.first_reading_at(from.as_microsecond(), end)?, self.first_reading_at(until.as_microsecond(), end)?))
    }

    /// The number of the first reading at an instant or later, by halving; `end` where there is none.
    fn first_reading_at(&mut self, at: i64, end: i64) -> Result<i64, Error> {
        let (mut low, mut high) = (1, end);
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self
                .conn
                .query_first("SELECT at FROM reading WHERE seq = $1", &[middle.into()], |row| row.get_i64(0))?;
            if found.is_some_and(|found| found < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.programme.time_zone).unwrap_or(TimeZone::UTC)
    }
}
