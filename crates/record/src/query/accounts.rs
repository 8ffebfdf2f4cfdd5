//! Accounts in lists: for whoever opens and closes them, and appoints.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::{Account, AccountId, PersonId, Role, Stream};

use crate::conn::Param;
use crate::error::Error;
use crate::project::account::{self, account_of};
use crate::project::day;

use super::Reader;

/// Which accounts are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountsFilter {
    /// Those that hold this role today.
    pub role: Option<Role>,
    /// Also those by which people of the programme see nothing but their own record, and whom they stand by.
    pub of_people: bool,
}

/// A page of accounts, those first that were opened first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountsPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// Where the next page begins; `None` where there is nothing more.
    pub next: Option<i64>,
}

impl Reader {
    /// A page of accounts; `after` is the `next` of the page before.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn accounts_page(
        &mut self,
        filter: AccountsFilter,
        after: Option<i64>,
        limit: u32,
        today: Date,
    ) -> Result<AccountsPage, Error> {
        let sql = "SELECT a.account, a.opened_order FROM read_account a WHERE a.opened_order > $1 \
             AND ($2 = '' OR EXISTS (SELECT 1 FROM read_post p WHERE p.account = a.account AND p.role = $2 \
             AND p.from_day <= $3 AND p.until_day > $3)) \
             AND ($4 = 'yes' OR a.person IS NULL OR EXISTS (SELECT 1 FROM read_post p WHERE p.account = a.account \
             AND p.role <> 'donor' AND p.role <> 'recipient' AND p.role <> 'companion')) \
             ORDER BY a.opened_order LIMIT $5";
        let role = filter.role.map_or("", Role::as_str);
        let of_people = if filter.of_people { "yes" } else { "" };
        let after = after.unwrap_or(i64::MIN).into();
        let params = [
            after,
            Param::Text(role),
            day::number(today).into(),
            Param::Text(of_people),
            (i64::from(limit) + 1).into(),
        ];
        let mut found = self.conn.query(sql, &params, |row| Ok((account_of(row.get_text(0)?)?, row.get_i64(1)?)))?;
        let is_more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| is_more).map(|(_, order)| *order);
        let mut accounts = Vec::with_capacity(found.len());
        for (id, _) in found {
            accounts.extend(self.account(id)?.map(|life| life.account));
        }
        Ok(AccountsPage { accounts, next })
    }

    /// The open account that gives somebody's own record.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account_of_person(&mut self, person: PersonId) -> Result<Option<AccountId>, Error> {
        let person = Stream::Person(person).to_string();
        self.conn.query_first(account::OF_PERSON, &[Param::Text(&person)], |row| account_of(row.get_text(0)?))
    }

    /// Who holds one of these roles today, at most `limit` of them: account, what its holder is called, and the role.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn holders_of(&mut self, role: Role, today: Date, limit: u32) -> Result<Vec<(AccountId, String, Role)>, Error> {
        let ids: BTreeSet<AccountId> = self.open_accounts_of(role, today, limit)?.into_iter().collect();
        let names = self.account_names(&ids)?;
        Ok(ids.into_iter().filter_map(|id| Some((id, names.of(id)?.to_owned(), role))).collect())
    }

    /// The open accounts of those who hold a role on a day, at most `limit` of them, in the order of their ids.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub(super) fn open_accounts_of(&mut self, role: Role, on: Date, limit: u32) -> Result<Vec<AccountId>, Error> {
        let on = day::number(on);
        let params = [role.as_str().into(), on.into(), on.into(), i64::from(limit).into()];
        self.conn.query(account::OF_ROLE, &params, |row| account_of(row.get_text(0)?))
    }
}
