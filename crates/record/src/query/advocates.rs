//! The advocates' board: who applied, who covers for whom, who could follow an advocate, who stands by whom as a companion, and whose
//! advocate has come to have a tie.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use programme::{
    Account, AccountId, CareKind, Facts, NoAdvocate, Person, PersonId, TiedBy, TrainingId, independent_advocate_on,
    recipients_of, suggest,
};

use crate::conn::{KeyQuery, Param};
use crate::error::Error;
use crate::project::account::{self, account_of};
use crate::project::day::NEVER;
use crate::project::{day, tables};

use super::Reader;

/// Somebody by whom an advocate stands, and who could follow.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Who.
    pub person: Person,
    /// Who could be their advocate from today on, the best first.
    pub successors: Vec<Successor>,
}

/// Somebody who could follow an advocate with one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Their account.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// How many people they stand by, those counted who are proposed to them before this one.
    pub charges: u64,
    /// The last day on which they were this person's advocate before, where they were.
    pub was_until: Option<Date>,
}

/// Training of an advocate that is missing, ends soon, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingDue {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub topic: TrainingId,
    /// The first day on which it counts no longer; `None`: it was never done.
    pub until: Option<Date>,
}

/// A donor whose advocate has a tie to somebody who could receive from them. Who that is, it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TiedAdvocate {
    /// The donor.
    pub person: PersonId,
    /// Their advocate.
    pub advocate: AccountId,
    /// What the tie is.
    pub by: TiedBy,
}

/// Somebody who stands by another as a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Companionship {
    /// By whom.
    pub person: PersonId,
    /// Who.
    pub companion: AccountId,
    /// Since when.
    pub since: Date,
}

impl Reader {
    /// The people by whom an advocate stands, today or later, each with who could follow. One after the other is proposed as if
    /// those before had been taken up, so that nobody is proposed for all of them.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn charges_of(&mut self, advocate: AccountId, today: Date) -> Result<Vec<Charge>, Error> {
        let advocates = self.advocates(today)?;
        let accounts: Vec<&Account> = advocates.iter().map(|advocate| &advocate.account).collect();
        let mut ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        ids.push(advocate);
        let mut charges = account::charges(&mut self.conn, &ids, day::number(today))?;
        let people = charges.get(&advocate).cloned().unwrap_or_default();
        let programme = Arc::clone(&self.programme);
        let mut found = Vec::new();
        for person in people {
            let Some(person) = self.life(person)?.map(|life| life.person) else { continue };
            let order = self
                .with_facts(&person, &accounts, &charges, today, |facts| suggest(&person, facts, &programme, today))?;
            let successor = |id: &AccountId| {
                let account = accounts.iter().find(|account| account.id == *id)?;
                let was = person.carers.iter().filter(|time| time.carer == *id && time.kind == CareKind::Advocate);
                Some(Successor {
                    account: *id,
                    name: account.details.as_ref()?.name.clone(),
                    charges: charges.get(id).map_or(0, BTreeSet::len) as u64,
                    was_until: was.filter_map(|time| time.until).max(),
                })
            };
            let successors: Vec<Successor> = order.iter().filter_map(successor).collect();
            if let Some(first) = successors.first() {
                charges.entry(first.account).or_default().insert(person.id);
            }
            found.push(Charge { person, successors });
        }
        Ok(found)
    }

    /// The donors of whom an advocate has a tie, declared and not ended, to somebody who could receive from them, at most `limit`.
    /// Only the donors of those advocates are looked at who have declared a tie. `among`: of these people.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn tied_advocates(
        &mut self,
        among: Option<&BTreeSet<PersonId>>,
        today: Date,
        limit: u32,
    ) -> Result<Vec<TiedAdvocate>, Error> {
        // Whoever has named nobody in the record and thinks of no donation can be given nothing by anybody.
        const DONORS: &str = "SELECT DISTINCT c.stream, c.carer FROM read_care c \
             JOIN read_person n ON n.stream = c.stream AND n.state = 'here' \
             WHERE c.kind = 'advocate' AND c.from_day <= $1 AND c.until_day > $1 \
             AND c.carer IN (SELECT account FROM read_tie WHERE until_day > $1) \
             AND (EXISTS (SELECT 1 FROM read_donation d WHERE d.stream = c.stream) \
             OR EXISTS (SELECT 1 FROM read_bond b WHERE b.stream = c.stream)) ORDER BY c.stream, c.carer";
        let pairs = self.conn.query(DONORS, &[day::number(today).into()], |row| {
            Ok((tables::person_of(row.get_text(0)?)?, account_of(row.get_text(1)?)?))
        })?;
        let mut accounts: BTreeMap<AccountId, Account> = BTreeMap::new();
        let mut found = Vec::new();
        for (person, advocate) in pairs {
            if found.len() >= limit as usize || among.is_some_and(|among| !among.contains(&person)) {
                continue;
            }
            let Some(person) = self.life(person)?.map(|life| life.person) else { continue };
            for carer in person.carers_on(today).map(|time| time.carer) {
                if !accounts.contains_key(&carer) {
                    accounts.extend(self.account(carer)?.map(|life| (carer, life.account)));
                }
            }
            let known: Vec<&Account> = accounts.values().collect();
            let why = self.with_facts(&person, &known, &BTreeMap::new(), today, |facts| {
                independent_advocate_on(&person, facts, today)
            })?;
            if let Err(NoAdvocate::Tied(tied, by)) = why
                && tied == advocate
            {
                found.push(TiedAdvocate { person: person.id, advocate, by });
            }
        }
        Ok(found)
    }

    /// Asks something of the facts about a person and these accounts that say who is independent. Nothing of whoever could receive
    /// is handed out but the answer.
    fn with_facts<T>(
        &mut self,
        person: &Person,
        accounts: &[&Account],
        charges: &BTreeMap<AccountId, BTreeSet<PersonId>>,
        today: Date,
        ask: impl FnOnce(&Facts<'_>) -> T,
    ) -> Result<T, Error> {
        let mut facts = Facts::on(today);
        facts.accounts = accounts.to_vec();
        facts.charges = charges.clone();
        let recipients: Vec<PersonId> = recipients_of(person, &facts).into_iter().collect();
        facts.examiners = account::examiners(&mut self.conn, &recipients)?;
        let mut lives = Vec::new();
        for recipient in recipients {
            lives.extend(self.life(recipient)?.map(|life| life.person));
        }
        facts.people = lives.iter().chain([person]).collect();
        Ok(ask(&facts))
    }

    /// The open accounts whose holders applied to be an advocate and were not answered, those first who applied first, with the
    /// day; at most `limit`, and how many there are.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn open_applications(&mut self, limit: u32) -> Result<(Vec<(Date, AccountId)>, u64), Error> {
        let sql = "SELECT MIN(p.applied_day), p.account FROM read_application p \
                   JOIN read_account a ON a.account = p.account AND a.is_open = 1 WHERE p.answered_day = $1 \
                   GROUP BY p.account ORDER BY MIN(p.applied_day), p.account LIMIT $2";
        let rows = self.conn.query(sql, &[NEVER.into(), Param::Integer(limit.into())], |row| {
            Ok((day::from_number(row.get_i64(0)?), account_of(row.get_text(1)?)?))
        })?;
        let sql = "SELECT COUNT(DISTINCT p.account) FROM read_application p \
                   JOIN read_account a ON a.account = p.account AND a.is_open = 1 WHERE p.answered_day = $1";
        Ok((rows, self.count(sql, &[NEVER.into()])?))
    }

    /// What the advocates of a day have to learn, or learn again, by then: those first of whom it counts least long.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn training_due(&mut self, today: Date) -> Result<Vec<TrainingDue>, Error> {
        const HELD: &str = "SELECT DISTINCT p.account FROM read_post p \
             JOIN read_account a ON a.account = p.account AND a.is_open = 1 \
             WHERE p.role = 'advocate' AND p.from_day <= $1 AND p.until_day > $1 ORDER BY p.account";
        const TRAINED: KeyQuery =
            KeyQuery { before: "SELECT account, topic, until_day FROM read_trained WHERE account IN", after: "" };
        let programme = Arc::clone(&self.programme);
        let held = self.conn.query(HELD, &[day::number(today).into()], |row| Ok(row.get_text(0)?.to_owned()))?;
        let mut known: BTreeMap<(String, String), i64> = BTreeMap::new();
        let keys: Vec<Param<'_>> = held.iter().map(Param::from).collect();
        self.conn.query_keys(&TRAINED, &[], &keys, |row| {
            known.insert((row.get_text(0)?.to_owned(), row.get_text(1)?.to_owned()), row.get_i64(2)?);
            Ok(())
        })?;
        let mut due = Vec::new();
        let asked = programme.carers.training.iter().filter(|training| training.rule.in_force_from <= today);
        for training in asked {
            for account in &held {
                let until = known.get(&(account.clone(), training.id.to_string())).copied();
                let until = match until {
                    None => None,
                    Some(NEVER) => continue,
                    Some(until) => Some(day::from_number(until)),
                };
                let from = until.map(|until| training.again.map_or(until, |again| again.before(until)));
                if from.is_none_or(|from| from <= today) {
                    due.push(TrainingDue { account: account_of(account)?, topic: training.id.clone(), until });
                }
            }
        }
        due.sort_by(|a, b| (a.until, a.account, &a.topic).cmp(&(b.until, b.account, &b.topic)));
        Ok(due)
    }

    /// Who stands by whom as a companion on a day, the newest first, at most `limit`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn companionships(&mut self, today: Date, limit: u32) -> Result<Vec<Companionship>, Error> {
        let sql = "SELECT c.stream, c.carer, c.from_day FROM read_care c \
                   JOIN read_person n ON n.stream = c.stream AND n.state = 'here' \
                   WHERE c.kind = 'companion' AND c.from_day <= $1 AND c.until_day > $1 \
                   ORDER BY c.from_day DESC, c.stream, c.carer LIMIT $2";
        self.conn.query(sql, &[day::number(today).into(), Param::Integer(limit.into())], |row| {
            let (person, companion) = (tables::person_of(row.get_text(0)?)?, account_of(row.get_text(1)?)?);
            Ok(Companionship { person, companion, since: day::from_number(row.get_i64(2)?) })
        })
    }

    /// The people by whom an account stands as advocate, today or later: those who are here.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn stood_by(&mut self, advocate: AccountId, today: Date) -> Result<Vec<PersonId>, Error> {
        let found = account::charges(&mut self.conn, &[advocate], day::number(today))?;
        Ok(found.into_values().flatten().collect())
    }
}
