//! Who has nobody on their side, who has not spoken with their advocate for long, and who could be somebody's advocate.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::{Account, AccountId, Facts, PersonId, Role, suggest};

use crate::conn::{KeyQuery, Param};
use crate::error::Error;
use crate::project::account::{self, account_of};
use crate::project::{day, tables};

use super::Reader;

/// More advocates than this no programme has; those beyond are not suggested.
const ADVOCATES_MAX: u32 = 2_000;

/// A donor who has nobody on their side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncovered {
    /// The first day on which they had nobody; where whoever stands by them holds the post no longer, the day on which that
    /// advocate came.
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

impl Reader {
    /// Every donor who has nobody on their side on a day, the longest first: nobody stands by them, or nobody who does holds the
    /// post.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn uncovered(&mut self, on: Date) -> Result<Vec<Uncovered>, Error> {
        let sql = "SELECT from_day, stream FROM read_uncovered WHERE from_day <= $1 AND until_day > $1";
        let day = day::number(on);
        let mut found = self.conn.query(sql, &[day.into()], |row| {
            Ok(Uncovered { since: day::from_number(row.get_i64(0)?), person: tables::person_of(row.get_text(1)?)? })
        })?;
        found.extend(self.left_behind(day)?);
        found.sort();
        found.dedup_by_key(|row| row.person);
        Ok(found)
    }

    /// Those who are here and whose advocates, all of them, do not hold the post on a day.
    fn left_behind(&mut self, on: i64) -> Result<Vec<Uncovered>, Error> {
        const OUT_OF_POST: &str = "SELECT DISTINCT p.account FROM read_post p WHERE p.role = 'advocate' AND NOT EXISTS \
             (SELECT 1 FROM read_post q JOIN read_account a ON a.account = q.account AND a.is_open = 1 \
             WHERE q.account = p.account AND q.role = 'advocate' AND q.from_day <= $1 AND q.until_day > $1)";
        const THEIRS: KeyQuery = KeyQuery {
            before: "SELECT c.from_day, c.stream FROM read_care c \
                 JOIN read_person n ON n.stream = c.stream AND n.state = 'here' \
                 WHERE c.kind = 'advocate' AND c.from_day <= $1 AND c.until_day > $1 AND NOT EXISTS \
                 (SELECT 1 FROM read_care o JOIN read_account a ON a.account = o.carer AND a.is_open = 1 \
                 JOIN read_post q ON q.account = o.carer AND q.role = 'advocate' AND q.from_day <= $1 AND q.until_day > $1 \
                 WHERE o.stream = c.stream AND o.kind = 'advocate' AND o.from_day <= $1 AND o.until_day > $1) \
                 AND c.carer IN",
            after: "",
        };
        let gone = self.conn.query(OUT_OF_POST, &[on.into()], |row| Ok(row.get_text(0)?.to_owned()))?;
        let keys: Vec<Param<'_>> = gone.iter().map(Param::from).collect();
        let mut found = Vec::new();
        self.conn.query_keys(&THEIRS, &[on.into()], &keys, |row| {
            let (since, person) = (day::from_number(row.get_i64(0)?), tables::person_of(row.get_text(1)?)?);
            found.push(Uncovered { since, person });
            Ok(())
        })?;
        Ok(found)
    }

    /// The conversations that are due on a day, the latest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn talks_due(&mut self, on: Date) -> Result<Vec<Talk>, Error> {
        let sql = "SELECT stream, carer, last_day, due_on, late_on FROM read_talk WHERE due_on <= $1 \
                   ORDER BY late_on, stream, carer";
        self.conn.query(sql, &[day::number(on).into()], |row| {
            Ok(Talk {
                person: tables::person_of(row.get_text(0)?)?,
                advocate: account_of(row.get_text(1)?)?,
                last: row.get_i64_or_null(2)?.map(day::from_number),
                due_on: day::from_number(row.get_i64(3)?),
                late_on: day::from_number(row.get_i64(4)?),
            })
        })
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
