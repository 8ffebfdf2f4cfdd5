//! Who has nobody on their side, who has not spoken with their advocate for long, and who could be somebody's advocate.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::{Account, AccountId, CareKind, CareTime, Facts, PersonId, Role, Stream, suggest};

use crate::conn::{KeyQuery, Param, Row};
use crate::error::Error;
use crate::project::account::{self, account_of};
use crate::project::day::NEVER;
use crate::project::{day, tables};

use super::Reader;

/// More advocates than this no programme has; those beyond are not suggested.
const ADVOCATES_MAX: u32 = 2_000;

/// A donor who has nobody on their side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncovered {
    /// The first day on which they had nobody; where whoever stands by them holds the post no longer, the day on which that
    /// advocate came, and where they are away, the first day of that.
    pub since: Date,
    /// Who.
    pub person: PersonId,
}

/// A conversation that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Of whom.
    pub person: PersonId,
    /// With which advocate.
    pub advocate: AccountId,
    /// When they spoke last.
    pub last: Option<Date>,
    /// From this day on it is due.
    pub due_on: Date,
    /// From this day on it is late.
    pub late_on: Date,
}

/// An advocate: how many they stand by, what they have learnt, when they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advocate {
    /// Their account.
    pub account: Account,
    /// How many people they stand by, today or later.
    pub charges: u64,
}

/// Whether nobody stands by somebody as advocate on a day who holds the post and is there.
macro_rules! nobody_there {
    ($day:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM read_care o JOIN read_account a ON a.account = o.carer AND a.is_open = 1 \
             JOIN read_post q ON q.account = o.carer AND q.role = 'advocate' AND q.from_day <= ",
            $day,
            " AND q.until_day > ",
            $day,
            " WHERE o.stream = c.stream AND o.kind = 'advocate' AND o.from_day <= ",
            $day,
            " AND o.until_day > ",
            $day,
            " AND NOT EXISTS (SELECT 1 FROM read_absence z WHERE z.account = o.carer AND z.from_day <= ",
            $day,
            " AND z.until_day > ",
            $day,
            "))"
        )
    };
}
/// The donors by whom an account stands on a day. Nobody is missing to whoever is no donor yet.
macro_rules! donors_of {
    ($day:literal) => {
        concat!(
            " JOIN read_person n ON n.stream = c.stream AND n.state = 'here' AND n.donor_day <= ",
            $day,
            " WHERE c.kind = 'advocate' AND c.from_day <= ",
            $day,
            " AND c.until_day > ",
            $day
        )
    };
}
// A donor by whom nobody stands, and one by whom only those stand who do not hold the post any more or are away: few have left a
// post, and few are away, so it begins with them.
macro_rules! uncovered {
    ($select:literal, $end:literal) => {
        concat!(
            $select,
            " FROM (SELECT from_day, stream FROM read_uncovered WHERE from_day <= $1 AND until_day > $1 \
             UNION ALL SELECT c.from_day, c.stream FROM read_care c",
            donors_of!("$1"),
            " AND c.carer IN (SELECT p.account FROM read_post p WHERE p.role = 'advocate' AND NOT EXISTS \
             (SELECT 1 FROM read_post q JOIN read_account a ON a.account = q.account AND a.is_open = 1 \
             WHERE q.account = p.account AND q.role = 'advocate' AND q.from_day <= $1 AND q.until_day > $1)) AND ",
            nobody_there!("$1"),
            " UNION ALL SELECT b.from_day, c.stream FROM read_absence b JOIN read_care c ON c.carer = b.account",
            donors_of!("$1"),
            " AND b.from_day <= $1 AND b.until_day > $1 AND ",
            nobody_there!("$1"),
            ") alone",
            $end
        )
    };
}
const UNCOVERED: &str =
    uncovered!("SELECT MIN(from_day), stream", " GROUP BY stream ORDER BY MIN(from_day), stream LIMIT $2");
const UNCOVERED_COUNT: &str = uncovered!("SELECT COUNT(DISTINCT stream)", "");
const UNCOVERED_OF: KeyQuery =
    KeyQuery { before: uncovered!("SELECT MIN(from_day), stream", " WHERE stream IN"), after: "GROUP BY stream" };
/// From which day on a donor will have nobody: an advocate goes on it, or is away from it on, and nobody else is there.
const UNCOVERED_SOON: &str = concat!(
    "SELECT MIN(from_day), stream FROM (SELECT from_day, stream FROM read_uncovered WHERE from_day > $1 AND from_day < $2 \
     UNION ALL SELECT b.from_day, c.stream FROM read_absence b JOIN read_care c ON c.carer = b.account",
    donors_of!("b.from_day"),
    " AND b.from_day > $1 AND b.from_day < $2 AND ",
    nobody_there!("b.from_day"),
    ") alone GROUP BY stream"
);
const TALKS: &str = "SELECT stream, carer, last_day, due_on, late_on FROM read_talk WHERE due_on <= $1 \
     ORDER BY late_on, stream, carer LIMIT $2";
const TALKS_COUNT: &str = "SELECT COUNT(*) FROM read_talk WHERE due_on <= $1";
const TALKS_OF: KeyQuery = KeyQuery {
    before: "SELECT stream, carer, last_day, due_on, late_on FROM read_talk WHERE due_on <= $1 AND stream IN",
    after: "",
};

impl Reader {
    /// The donors who have nobody on their side on a day, the longest first, at most `limit`, and how many there are: nobody stands
    /// by them, or nobody who does holds the post. `among`: of these people.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn uncovered(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        on: Date,
        limit: u32,
    ) -> Result<(Vec<Uncovered>, u64), Error> {
        let day = day::number(on);
        match among {
            None => {
                let rows = self.conn.query(UNCOVERED, &[day.into(), Param::Integer(limit.into())], uncovered_row)?;
                Ok((rows, self.count(UNCOVERED_COUNT, &[day.into()])?))
            }
            Some(among) => {
                let mut rows = self.of_people(&UNCOVERED_OF, day, among, uncovered_row)?;
                rows.sort();
                Ok(cut(rows, limit))
            }
        }
    }

    /// The donors who have somebody on their side on a day and will have nobody before another, the soonest first, at most `limit`,
    /// and how many there are.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn uncovered_soon(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        on: Date,
        before: Date,
        limit: u32,
    ) -> Result<(Vec<Uncovered>, u64), Error> {
        let mut rows =
            self.conn.query(UNCOVERED_SOON, &[day::number(on).into(), day::number(before).into()], uncovered_row)?;
        rows.retain(|row| among.is_none_or(|among| among.contains(&row.person)));
        rows.sort();
        Ok(cut(rows, limit))
    }

    /// The conversations that are due on a day, the latest first, at most `limit`, and how many there are. `among`: of these people.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn talks_due(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        on: Date,
        limit: u32,
    ) -> Result<(Vec<Talk>, u64), Error> {
        let day = day::number(on);
        match among {
            None => {
                let rows = self.conn.query(TALKS, &[day.into(), Param::Integer(limit.into())], talk_row)?;
                Ok((rows, self.count(TALKS_COUNT, &[day.into()])?))
            }
            Some(among) => {
                let mut rows = self.of_people(&TALKS_OF, day, among, talk_row)?;
                rows.sort_by_key(|talk| (talk.late_on, talk.person, talk.advocate));
                Ok(cut(rows, limit))
            }
        }
    }

    /// Who stands by each of these people as far as any of these accounts does: the times, and nothing else of anybody. It says
    /// whether an advocate is independent of them.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn stands_by(
        &mut self,
        people: &BTreeSet<PersonId>,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<BTreeMap<PersonId, Vec<CareTime>>, Error> {
        const QUERY: KeyQuery = KeyQuery {
            before: "SELECT stream, carer, kind, from_day, until_day FROM read_care WHERE stream IN",
            after: "ORDER BY stream, carer, kind, from_day",
        };
        let streams: Vec<String> = people.iter().map(|person| Stream::Person(*person).to_string()).collect();
        let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let mut found: BTreeMap<PersonId, Vec<CareTime>> = BTreeMap::new();
        self.conn.query_keys(&QUERY, &[], &keys, |row| {
            let (person, carer) = (tables::person_of(row.get_text(0)?)?, account_of(row.get_text(1)?)?);
            let kind = row.get_text(2)?;
            let kind = CareKind::ALL.into_iter().find(|known| known.as_str() == kind);
            let kind = kind.ok_or_else(|| Error::Damaged("a read table names no kind of care".to_owned()))?;
            let until = Some(row.get_i64(4)?).filter(|until| *until != NEVER).map(day::from_number);
            let from = day::from_number(row.get_i64(3)?);
            if accounts.contains(&carer) {
                found.entry(person).or_default().push(CareTime { carer, kind, from, until, covers: None });
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn of_people<T>(
        &mut self,
        query: &KeyQuery,
        day: i64,
        people: &BTreeSet<PersonId>,
        read: fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let streams: Vec<String> = people.iter().map(|person| Stream::Person(*person).to_string()).collect();
        let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let mut rows = Vec::new();
        self.conn.query_keys(query, &[day.into()], &keys, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The advocates of a day, in the order of their accounts.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn advocates(&mut self, today: Date) -> Result<Vec<Advocate>, Error> {
        let ids = self.open_accounts_of(Role::Advocate, today, ADVOCATES_MAX)?;
        let charges = account::charges(&mut self.conn, &ids, day::number(today))?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let charges = charges.get(&id).map_or(0, BTreeSet::len) as u64;
            found.extend(self.account(id)?.map(|life| Advocate { account: life.account, charges }));
        }
        Ok(found)
    }

    /// Who could be somebody's advocate from a day on, the best first, with how many they stand by already; `None` where there is
    /// nobody of this id.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn suggested_advocates(&mut self, person: PersonId, today: Date) -> Result<Option<Vec<Advocate>>, Error> {
        let Some(life) = self.life(person)? else { return Ok(None) };
        let advocates = self.advocates(today)?;
        let mut facts = Facts::on(today);
        facts.accounts = advocates.iter().map(|advocate| &advocate.account).collect();
        let ids: Vec<AccountId> = facts.accounts.iter().map(|account| account.id).collect();
        facts.charges = account::charges(&mut self.conn, &ids, day::number(today))?;
        let recipients: Vec<PersonId> = programme::recipients_of(&life.person, &facts).into_iter().collect();
        facts.examiners = account::examiners(&mut self.conn, &recipients)?;
        let mut lives = BTreeMap::new();
        for recipient in recipients {
            lives.extend(self.life(recipient)?.map(|life| (recipient, life.person)));
        }
        facts.people = lives.values().chain([&life.person]).collect();
        let programme = std::sync::Arc::clone(&self.programme);
        let order = suggest(&life.person, &facts, &programme, today);
        let of = |id: &AccountId| advocates.iter().find(|advocate| advocate.account.id == *id).cloned();
        Ok(Some(order.iter().filter_map(of).collect()))
    }
}

fn uncovered_row(row: &Row<'_>) -> Result<Uncovered, Error> {
    Ok(Uncovered { since: day::from_number(row.get_i64(0)?), person: tables::person_of(row.get_text(1)?)? })
}

fn talk_row(row: &Row<'_>) -> Result<Talk, Error> {
    Ok(Talk {
        person: tables::person_of(row.get_text(0)?)?,
        advocate: account_of(row.get_text(1)?)?,
        last: row.get_i64_or_null(2)?.map(day::from_number),
        due_on: day::from_number(row.get_i64(3)?),
        late_on: day::from_number(row.get_i64(4)?),
    })
}

/// At most so many, and how many there are.
fn cut<T>(mut rows: Vec<T>, limit: u32) -> (Vec<T>, u64) {
    let total = rows.len() as u64;
    rows.truncate(limit as usize);
    (rows, total)
}
