//! Counting outcomes and reasons on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::PersonId;
use programme::rules::Outcome;
use serde::Serialize;

use crate::error::Error;
use crate::project::{day, tables};

use super::Reader;

/// How many people have each outcome on a day, and how many each reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutcomeCounts {
    /// People in the programme on that day.
    pub people: u64,
    /// People by outcome.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// People by reason, written `outcome:rule-id`. One person may have many.
    pub reasons: BTreeMap<String, u64>,
}

/// A person's outcome and reasons on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonReasons {
    /// Who.
    pub person: PersonId,
    /// The outcome.
    pub outcome: Outcome,
    /// Every reason, written `outcome:rule-id`, those of the outcome first.
    pub reasons: Vec<String>,
}

impl Reader {
    /// Counts outcomes and reasons on a day. The last count is kept until the next event.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn outcomes_on(&mut self, on: Date) -> Result<OutcomeCounts, Error> {
        let position = self.position()?;
        if let Some((_, _, counts)) = self.counted.as_ref().filter(|(at, day, _)| (*at, *day) == (position, on)) {
            return Ok(counts.clone());
        }
        let counts = self.count_outcomes(on)?;
        self.counted = Some((position, on, counts.clone()));
        Ok(counts)
    }

    /// Goes through everybody's outcome. Days are not looked up by their index, which would lead to every row one by one.
    fn count_outcomes(&mut self, on: Date) -> Result<OutcomeCounts, Error> {
        let sql = "SELECT outcome, reasons, COUNT(*) FROM read_outcome WHERE from_day + 0 <= $1 AND until_day + 0 > $1 \
                   AND outcome || '' <> 'away' GROUP BY reasons, outcome";
        let mut counts = OutcomeCounts::default();
        self.conn.query_each(sql, &[day::number(on).into()], |row| {
            let (outcome, count) = (outcome(row.get_text(0)?)?, row.get_i64(2)? as u64);
            counts.people += count;
            *counts.outcomes.entry(outcome).or_default() += count;
            for reason in row.get_text(1)?.split_whitespace() {
                *counts.reasons.entry(reason.to_owned()).or_default() += count;
            }
            Ok(())
        })?;
        Ok(counts)
    }

    /// Everybody's outcome and reasons on a day, those first who came first.
    ///
    /// # Errors
    /// Where the database does not answer, or `each` fails.
    pub fn reasons_on(
        &mut self,
        on: Date,
        mut each: impl FnMut(PersonReasons) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = "SELECT o.stream, o.outcome, o.reasons FROM read_outcome o JOIN read_person p ON p.stream = o.stream \
                   WHERE o.from_day <= $1 AND o.until_day > $1 AND o.outcome <> 'away' ORDER BY p.entered";
        self.conn.query_each(sql, &[day::number(on).into()], |row| {
            each(PersonReasons {
                person: tables::person_of(row.get_text(0)?)?,
                outcome: outcome(row.get_text(1)?)?,
                reasons: row.get_text(2)?.split_whitespace().map(str::to_owned).collect(),
            })
        })
    }
}

pub(super) fn outcome(text: &str) -> Result<Outcome, Error> {
    text.parse().map_err(Error::Damaged)
}
