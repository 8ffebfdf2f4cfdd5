//! Who waits, who is deferred, and who objected.

use jiff::civil::Date;
use programme::{AppealId, DeferralId, DeferralKindId, PersonId, RuleId};

use crate::conn::{Param, Row};
use crate::error::Error;
use crate::project::day::{self, NEVER};
use crate::project::tables;

use super::Reader;

/// A wait or a deferral that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeferralRow {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub deferral: DeferralId,
    /// The kind; `None`: a wait of their own.
    pub kind: Option<DeferralKindId>,
    /// The first day.
    pub from: Date,
    /// The first day without it; `None` where that is not known.
    pub until: Option<Date>,
    /// The day on which it is looked at again.
    pub review: Option<Date>,
    /// Whether it is for good.
    pub permanent: bool,
}

/// An objection that was not decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealRow {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub appeal: AppealId,
    /// The day on which it was made.
    pub on: Date,
    /// The last day on which deciding it is in time.
    pub until: Date,
}

impl Reader {
    /// The waits and deferrals that hold on a day, those first that are looked at first, then those that began first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn deferrals_on(&mut self, on: Date) -> Result<Vec<DeferralRow>, Error> {
        let sql = "SELECT stream, deferral, kind, term, from_day, until_day, review_day \
             FROM read_deferral WHERE from_day <= $1 AND until_day > $1 \
             ORDER BY review_day, from_day, stream, deferral";
        self.conn.query(sql, &[day::number(on).into()], deferral_row)
    }

    /// The deferrals that were to be looked at again by a day, the longest waiting first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn reviews_due(&mut self, on: Date) -> Result<Vec<DeferralRow>, Error> {
        let sql = "SELECT stream, deferral, kind, term, from_day, until_day, review_day \
             FROM read_deferral WHERE review_day <= $1 AND until_day > $1 \
             ORDER BY review_day, stream, deferral";
        self.conn.query(sql, &[day::number(on).into()], deferral_row)
    }

    /// The objections that nobody has decided yet, those first that have to be decided first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn open_appeals(&mut self) -> Result<Vec<AppealRow>, Error> {
        let sql = "SELECT stream, appeal, made_day, until_day FROM read_appeal WHERE decided_day = $1 \
                   ORDER BY until_day, stream, appeal";
        self.conn.query(sql, &[NEVER.into()], |row| {
            let appeal = row.get_text(1)?;
            let wrong = || Error::Damaged(format!("a read table names the appeal “{appeal}”"));
            Ok(AppealRow {
                person: tables::person_of(row.get_text(0)?)?,
                appeal: appeal.parse().map_err(|_| wrong())?,
                on: day::from_number(row.get_i64(2)?),
                until: day::from_number(row.get_i64(3)?),
            })
        })
    }

    /// The people who are deferred on a day by what rules found, each with the rules and the day since which it is so; those
    /// first of whom it is so longest, at most `limit`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn deferred_by_rules(&mut self, on: Date, limit: u32) -> Result<Vec<(PersonId, Date, Vec<RuleId>)>, Error> {
        let programme = self.programme.clone();
        let sql = "SELECT stream, from_day, reasons FROM read_outcome WHERE from_day <= $1 AND until_day > $1 \
                   AND outcome = 'deferred' ORDER BY from_day, stream LIMIT $2";
        let rows = self.conn.query(sql, &[day::number(on).into(), Param::Integer(limit.into())], |row| {
            let reasons = row.get_text(2)?.split_whitespace().filter_map(|reason| reason.strip_prefix("deferred:"));
            let found = reasons.map(RuleId::from).filter(|rule| programme.finding(rule).is_some());
            Ok((tables::person_of(row.get_text(0)?)?, day::from_number(row.get_i64(1)?), found.collect::<Vec<_>>()))
        })?;
        Ok(rows.into_iter().filter(|(_, _, rules)| !rules.is_empty()).collect())
    }
}

fn deferral_row(row: &Row<'_>) -> Result<DeferralRow, Error> {
    let known = |number: i64| (number != NEVER).then(|| day::from_number(number));
    let deferral = row.get_text(1)?;
    let wrong = || Error::Damaged(format!("a read table names the deferral “{deferral}”"));
    Ok(DeferralRow {
        person: tables::person_of(row.get_text(0)?)?,
        deferral: deferral.parse().map_err(|_| wrong())?,
        kind: row.get_text_or_null(2)?.map(DeferralKindId::from),
        from: day::from_number(row.get_i64(4)?),
        until: known(row.get_i64(5)?),
        review: known(row.get_i64(6)?),
        permanent: row.get_text(3)? == "permanent",
    })
}
