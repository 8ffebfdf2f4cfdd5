//! Everything that a decision reads.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::account::Account;
use crate::ids::{AccountId, ExaminationId, ImportId, PersonId, SiteId};
use crate::import::Import;
use crate::person::Person;
use crate::site::Site;

/// Everything that a decision reads; what [`crate::Command::needs`] asked for, as it was when the decision is made.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The civil date in the programme's time zone.
    pub today: Date,
    /// The time now.
    pub now: Timestamp,
    /// Who asks, where it is somebody with an account, and not the machine that the programme runs on.
    pub author: Option<AccountId>,
    /// Those of the accounts asked for that exist; the author's is always asked for.
    pub accounts: Vec<&'a Account>,
    /// Who has the login asked for.
    pub login_held_by: Option<AccountId>,
    /// How many open accounts belong to an administrator whose post has no end.
    pub administrators: u32,
    /// The accounts that give or gave the record of the person asked for, those that are erased left out.
    pub accounts_of_person: Vec<AccountId>,
    /// Those of the people asked for who exist.
    pub people: Vec<&'a Person>,
    /// Who could receive from each of the people asked for, as far as their own record does not say it: by an exchange.
    pub recipients: BTreeMap<PersonId, BTreeSet<PersonId>>,
    /// Who wrote down or put right an examination of each of the people asked for.
    pub examiners: BTreeMap<PersonId, BTreeSet<AccountId>>,
    /// Whom each of the accounts asked for stands by as advocate, from today on: those who are here, first by id.
    pub charges: BTreeMap<AccountId, BTreeSet<PersonId>>,
    /// Those of the sites asked for that exist.
    pub sites: Vec<&'a Site>,
    /// The import asked for, if it exists.
    pub import: Option<(ImportId, &'a Import)>,
    /// Who has the number asked for.
    pub number_held_by: Option<&'a Person>,
    /// The most people that are at the site asked for on the day asked for or on any later one.
    pub occupied: u32,
    /// Who recorded, and who put right, the examinations of the person asked for: one for each time.
    pub examined_by: Vec<(ExaminationId, AccountId)>,
    /// The hash of the programme file in force, where one is.
    pub programme_in_force: Option<[u8; 32]>,
}

impl<'a> Facts<'a> {
    /// Nothing is known but the day.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            now: Timestamp::UNIX_EPOCH,
            author: None,
            accounts: Vec::new(),
            login_held_by: None,
            administrators: 0,
            accounts_of_person: Vec::new(),
            people: Vec::new(),
            recipients: BTreeMap::new(),
            examiners: BTreeMap::new(),
            charges: BTreeMap::new(),
            sites: Vec::new(),
            import: None,
            number_held_by: None,
            occupied: 0,
            examined_by: Vec::new(),
            programme_in_force: None,
        }
    }

    /// The person with this id.
    pub fn person(&self, id: PersonId) -> Option<&'a Person> {
        self.people.iter().copied().find(|person| person.id == id)
    }

    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Option<&'a Account> {
        self.accounts.iter().copied().find(|account| account.id == id)
    }

    /// The account of whoever asks.
    pub fn author(&self) -> Option<&'a Account> {
        self.author.and_then(|id| self.account(id))
    }

    /// The site with this id.
    pub fn site(&self, id: SiteId) -> Option<&'a Site> {
        self.sites.iter().copied().find(|site| site.id == id)
    }
}
