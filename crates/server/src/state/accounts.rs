//! Accounts, as far as whoever calls may know of them: the same for the pages and for the interface.
//!
//! Whoever may not see who is in the programme, as an administrator may not, sees no account that only gives a person their
//! own record, and of no other that its holder has one.

use std::collections::BTreeSet;

use programme::{Account, AccountId, PersonId, Role};
use record::{AccountsFilter, AccountsPage, Credential};

use super::{About, State, Via};
use crate::problem::Problem;
use crate::rights::Right;

impl State {
    /// A page of the accounts that hold a role today, or of all; whoever in the programme comes up in it has a reading.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(crate) async fn accounts(
        &self,
        via: Via,
        role: Option<Role>,
        after: Option<i64>,
        limit: u32,
    ) -> Result<AccountsPage, Problem> {
        let (today, reach, of_people) = (self.today(), self.reach(Right::ReadPerson), self.sees_everybody());
        let filter = AccountsFilter { role: role.filter(|role| of_people || !role.is_of_a_person()), of_people };
        let found = self.read_about_by(Right::ReadPerson, "account", via, move |reader| {
            let mut page = reader.accounts_page(filter, after, limit, today)?;
            let people: Vec<PersonId> = page.accounts.iter().filter_map(|account| account.person).collect();
            let tied: BTreeSet<PersonId> = reach.tied(reader, &people)?.into_keys().collect();
            page.accounts = page.accounts.into_iter().filter_map(|account| as_seen(account, &tied)).collect();
            let shown: Vec<PersonId> = page.accounts.iter().filter_map(|account| account.person).collect();
            Ok(About::all(shown, page))
        });
        found.await
    }

    /// One account, and how its holder can sign in.
    ///
    /// # Errors
    /// Where there is none of this id that whoever calls may see.
    pub(crate) async fn account_seen(&self, via: Via, id: AccountId) -> Result<(Account, Credential), Problem> {
        let reach = self.reach(Right::ReadPerson);
        let found = self.read_about_by(Right::ReadPerson, "account", via, move |reader| {
            let Some(life) = reader.account(id)? else { return Ok(About::nobody(None)) };
            let people: Vec<PersonId> = life.account.person.into_iter().collect();
            let tied = reach.tied(reader, &people)?.into_keys().collect();
            let Some(account) = as_seen(life.account, &tied) else { return Ok(About::nobody(None)) };
            let shown: Vec<PersonId> = account.person.into_iter().collect();
            Ok(About::all(shown, Some((account, reader.credential(id)?))))
        });
        let nothing = || Problem::no_such("There is no account of this id that you may see.").of("account");
        found.await?.ok_or_else(nothing)
    }

    /// Whether whoever calls may see who is in the programme.
    pub(crate) fn sees_everybody(&self) -> bool {
        self.caller().scope(Right::ReadPerson).is_everybody()
    }
}

/// An account as whoever may see these people sees it: without that its holder is in the programme where that is not theirs
/// to know, and not at all where it is for nothing else.
fn as_seen(mut account: Account, seen: &BTreeSet<PersonId>) -> Option<Account> {
    if account.person.is_some_and(|person| !seen.contains(&person)) {
        account.person = None;
        account.posts.retain(|post| !post.role.is_of_a_person());
        if account.posts.is_empty() {
            return None;
        }
    }
    Some(account)
}
