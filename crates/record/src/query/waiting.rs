//! What waits for a person now, beyond checks and alerts: donors who are to have nobody soon, advocates with a tie, training,
//! applications, what is told again, donations with a step to take, granted erasures, reports within hours, follow-up.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use programme::{AccountId, DonationId, NextKind, PersonId, RequestId, Stream, WayKind};

use crate::conn::{KeyQuery, Param, Row};
use crate::error::Error;
use crate::project::day::{self, NEVER};
use crate::project::tables;

use super::{
    FollowUpFilter, MessageRow, MessageState, PersonRow, Reader, ReportDue, TiedAdvocate, TrainingDue, UncoveredRow,
};

/// Whoever will have nobody within so many days is on the list.
const SOON_DAYS: i32 = 14;
/// A donation that is set for within so many days is on the list.
const WEEK_DAYS: i32 = 7;

/// Somebody who is to be told something again: since when, and how many topics.
type ToldAgain = (PersonId, (Date, u64));

/// What waits for a person on a day. Each list is cut at a limit; the totals are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiting {
    /// Donors who have somebody on their side and soon have nobody, the soonest first.
    pub soon: Vec<UncoveredRow>,
    /// How many there are.
    pub soon_total: u64,
    /// Donors whose advocate has a tie, with that advocate.
    pub tied: Vec<(PersonRow, TiedAdvocate)>,
    /// What advocates have to learn, or learn again: by those first of whom it counts least long.
    pub training: Vec<TrainingDue>,
    /// Who applied to be an advocate and was not answered, the oldest first.
    pub applications: Vec<(Date, AccountId)>,
    /// How many there are.
    pub applications_total: u64,
    /// Who is to be told something again, the longest first.
    pub again: Vec<AgainRow>,
    /// How many there are.
    pub again_total: u64,
    /// Donations with a step to take now or within a week, the soonest first.
    pub gives: Vec<GivesRow>,
    /// How many there are.
    pub gives_total: u64,
    /// Whose erasure was granted and not carried out, the longest first.
    pub erasures: Vec<ErasureRow>,
    /// What has to be reported within hours and was not, the most urgent first.
    pub reports: Vec<ReportDue>,
    /// The last message to somebody, where it could not be sent: the oldest first.
    pub unsent: Vec<(PersonRow, MessageRow)>,
    /// How many are to be asked how they are and are not late.
    pub follow_up_due: u64,
    /// How many are late.
    pub follow_up_late: u64,
    /// Of how many of these nobody has heard.
    pub follow_up_lost: u64,
}

/// Somebody who is to be told something again.
#[derive(Clone, Debug, PartialEq)]
pub struct AgainRow {
    /// Who.
    pub person: PersonRow,
    /// Since when.
    pub since: Date,
    /// How many topics.
    pub topics: u64,
}

/// A donation with a step to take.
#[derive(Clone, Debug, PartialEq)]
pub struct GivesRow {
    /// Whose.
    pub person: PersonRow,
    /// Which.
    pub donation: DonationId,
    /// What it waits for, the set day aside.
    pub step: NextKind,
    /// The day that was set for it.
    pub appointed: Option<Date>,
}

/// An erasure that was granted and not carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct ErasureRow {
    /// Whose.
    pub person: PersonRow,
    /// Which request.
    pub request: RequestId,
    /// Since when it is granted.
    pub since: Date,
}

/// For whom it is asked: what is not theirs is not looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingFor {
    /// Whether they see to it that nobody is alone: ties, training, applications.
    pub carers: bool,
    /// Whether they answer what people ask about their records.
    pub requests: bool,
    /// Whether they stay in touch with people who gave.
    pub follow_up: bool,
}

const AGAIN: &str = "SELECT stream, MIN(from_day), COUNT(*) FROM read_told_again WHERE from_day <= $1 \
     GROUP BY stream ORDER BY MIN(from_day), stream LIMIT $2";
const AGAIN_OF: KeyQuery = KeyQuery {
    before: "SELECT stream, MIN(from_day), COUNT(*) FROM read_told_again WHERE from_day <= $1 AND stream IN",
    after: "GROUP BY stream",
};
const AGAIN_COUNT: &str = "SELECT COUNT(DISTINCT stream) FROM read_told_again WHERE from_day <= $1";
// A donor who still thinks is left in peace: a donation is on the list when the time to think is over, when a day is near or past,
// and when it is under way.
macro_rules! gives {
    ($select:literal, $end:literal) => {
        concat!(
            $select,
            " FROM read_donation WHERE (appointed_day <= $2 OR step IN ('schedule', 'finish', 'discharge') \
             OR (step = 'consent' AND reflected_day <= $1))",
            $end
        )
    };
}
const GIVES: &str = gives!(
    "SELECT stream, donation, step, appointed_day",
    " ORDER BY appointed_day, reflected_day, stream, donation LIMIT $3"
);
const GIVES_COUNT: &str = gives!("SELECT COUNT(*)", "");
const ERASURES: &str = "SELECT stream, request, answered_day FROM read_request WHERE asks = 'erasure' AND granted = 1 \
     ORDER BY answered_day, stream, request";

impl Reader {
    /// What waits for a person on a day, for whoever asks, at most `limit` of each sort. `among`: of these people.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn waiting(
        &mut self,
        asks: WaitingFor,
        among: Option<&BTreeSet<PersonId>>,
        today: Date,
        limit: u32,
    ) -> Result<Waiting, Error> {
        let soon = today.saturating_add(SOON_DAYS.days());
        let (soon, soon_total) = self.uncovered_soon(among, today, soon, limit)?;
        let soon = soon.into_iter().map(|row| (row.person, row.since)).collect();
        let (again, again_total) = self.told_again(among, today, limit)?;
        let (gives, gives_total) = self.gives(among, today, limit)?;
        let mut waiting = Waiting {
            soon: self.joined(soon, today, |person, since| UncoveredRow { person, since })?,
            soon_total,
            again: self.joined(again, today, |person, (since, topics)| AgainRow { person, since, topics })?,
            again_total,
            gives: self.joined(gives, today, |person, (donation, step, appointed)| GivesRow {
                person,
                donation,
                step,
                appointed,
            })?,
            gives_total,
            ..Waiting::default()
        };
        if asks.carers {
            let tied = self.tied_advocates(among, today, limit)?;
            let tied = tied.into_iter().map(|row| (row.person, row)).collect();
            waiting.tied = self.joined(tied, today, |person, row| (person, row))?;
            waiting.training = self.training_due(today)?;
            (waiting.applications, waiting.applications_total) = self.open_applications(limit)?;
        }
        if asks.requests {
            waiting.erasures = self.erasures(among, today)?;
        }
        if asks.follow_up {
            self.staying_in_touch(among, today, &mut waiting)?;
        }
        Ok(waiting)
    }

    fn told_again(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        today: Date,
        limit: u32,
    ) -> Result<(Vec<ToldAgain>, u64), Error> {
        let on = day::number(today);
        let Some(among) = among else {
            let rows = self.conn.query(AGAIN, &[on.into(), Param::Integer(limit.into())], again_row)?;
            return Ok((rows, self.count(AGAIN_COUNT, &[on.into()])?));
        };
        let streams: Vec<String> = among.iter().map(|person| Stream::Person(*person).to_string()).collect();
        let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let mut rows = Vec::new();
        self.conn.query_keys(&AGAIN_OF, &[on.into()], &keys, |row| {
            rows.push(again_row(row)?);
            Ok(())
        })?;
        rows.sort_by_key(|(person, (since, _))| (*since, *person));
        let total = rows.len() as u64;
        rows.truncate(limit as usize);
        Ok((rows, total))
    }

    fn gives(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        today: Date,
        limit: u32,
    ) -> Result<(Vec<(PersonId, Gives)>, u64), Error> {
        let days = [day::number(today), day::number(today.saturating_add(WEEK_DAYS.days()))];
        // Donations that go on are few, so those of some people are picked out of all.
        let most = among.map_or(i64::from(limit), |_| i64::from(u32::MAX));
        let mut rows = self.conn.query(GIVES, &[days[0].into(), days[1].into(), most.into()], gives_row)?;
        let Some(among) = among else {
            return Ok((rows, self.count(GIVES_COUNT, &[days[0].into(), days[1].into()])?));
        };
        rows.retain(|(person, _)| among.contains(person));
        let total = rows.len() as u64;
        rows.truncate(limit as usize);
        Ok((rows, total))
    }

    /// Whose erasure was granted and not carried out, and since when, the longest first: without who they are.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn granted_erasures(&mut self) -> Result<Vec<(PersonId, Date)>, Error> {
        self.conn
            .query(ERASURES, &[], |row| Ok((tables::person_of(row.get_text(0)?)?, day::from_number(row.get_i64(2)?))))
    }

    fn erasures(&mut self, among: Option<&BTreeSet<PersonId>>, today: Date) -> Result<Vec<ErasureRow>, Error> {
        let mut rows = self.conn.query(ERASURES, &[], |row| {
            let request = row.get_text(1)?;
            let wrong = || Error::Damaged(format!("a read table names the request “{request}”"));
            let request: RequestId = request.parse().map_err(|_| wrong())?;
            Ok((tables::person_of(row.get_text(0)?)?, (request, day::from_number(row.get_i64(2)?))))
        })?;
        rows.retain(|(person, _)| among.is_none_or(|among| among.contains(person)));
        self.joined(rows, today, |person, (request, since)| ErasureRow { person, request, since })
    }

    fn staying_in_touch(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        today: Date,
        waiting: &mut Waiting,
    ) -> Result<(), Error> {
        let mut reports = self.reports_due(today, u32::MAX)?;
        reports.retain(|report| among.is_none_or(|among| among.contains(&report.person.id)));
        waiting.reports = reports;
        let failed = self.messages(&WayKind::ALL)?.into_iter().filter(|row| row.state == MessageState::Failed);
        let failed = failed.filter(|row| among.is_none_or(|among| among.contains(&row.person)));
        let failed = failed.map(|row| (row.person, row)).collect();
        waiting.unsent = self.joined(failed, today, |person, row| (person, row))?;
        let mut count = |filter| match among {
            None => self.follow_up_total(filter, today),
            Some(among) => {
                let rows = self.follow_up_due(filter, today, u32::MAX)?;
                Ok(rows.iter().filter(|row| among.contains(&row.person)).count() as u64)
            }
        };
        waiting.follow_up_due = count(FollowUpFilter::Due)?;
        waiting.follow_up_late = count(FollowUpFilter::Late)?;
        waiting.follow_up_lost = count(FollowUpFilter::Lost)?;
        Ok(())
    }
}

type Gives = (DonationId, NextKind, Option<Date>);

fn again_row(row: &Row<'_>) -> Result<(PersonId, (Date, u64)), Error> {
    Ok((tables::person_of(row.get_text(0)?)?, (day::from_number(row.get_i64(1)?), row.get_i64(2)? as u64)))
}

fn gives_row(row: &Row<'_>) -> Result<(PersonId, Gives), Error> {
    let (donation, step) = (row.get_text(1)?, row.get_text(2)?);
    let wrong = || Error::Damaged(format!("a read table names the donation “{donation}” at “{step}”"));
    let known = NextKind::ALL.into_iter().find(|kind| kind.as_str() == step).ok_or_else(wrong)?;
    let appointed = Some(row.get_i64(3)?).filter(|on| *on != NEVER).map(day::from_number);
    Ok((tables::person_of(row.get_text(0)?)?, (donation.parse().map_err(|_| wrong())?, known, appointed)))
}
