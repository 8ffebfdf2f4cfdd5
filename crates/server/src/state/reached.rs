//! Whom whoever calls reaches with a right, and what of them they may see. It says so; it reads and writes nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{AccountId, PersonId};
use record::Reader;

use crate::rights::{Right, Scope, Tied};

/// Whom a right takes in, for one caller at one time.
pub(crate) struct Reached {
    pub(super) scope: Scope,
    pub(super) account: Option<AccountId>,
    pub(super) today: Date,
    pub(super) now: Timestamp,
}

/// What one caller may see of people in a list.
pub(crate) struct Sight {
    pub(super) person: Reached,
    pub(super) eligibility: Reached,
    pub(super) availability: Reached,
}

/// What one caller may see of one person in a list, beside who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Where they are, which stage they are in, whether they have left.
    pub(crate) person: bool,
    /// Whether they may give.
    pub(crate) eligibility: bool,
    /// Whether they are available, and not why.
    pub(crate) availability: bool,
}

/// What one caller may do with one person, and through which relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants(pub(crate) BTreeMap<Right, Tied>);
impl Reached {
    /// Through which relation it takes in each of these people, as far as it does.
    pub(crate) fn tied(
        &self,
        reader: &mut Reader,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Tied>, record::Error> {
        let ties = match self.account {
            Some(account) if !people.is_empty() => reader.ties(account, people, self.today, self.now)?,
            _ => BTreeMap::new(),
        };
        let tied = |person: &PersonId| Some((*person, self.scope.tied(*person, ties.get(person))?));
        Ok(people.iter().filter_map(tied).collect())
    }

    /// The people whom it takes in; `None`: everybody.
    pub(crate) fn people(&self, reader: &mut Reader) -> Result<Option<BTreeSet<PersonId>>, record::Error> {
        if self.scope.is_everybody() {
            return Ok(None);
        }
        let mut people: BTreeSet<PersonId> = self.scope.own().into_iter().collect();
        let Some(account) = self.account else { return Ok(Some(people)) };
        for site in self.scope.sites() {
            people.extend(reader.people_at(site, self.today)?);
        }
        for kind in self.scope.care() {
            people.extend(reader.cared_for(account, kind, self.today)?);
        }
        if self.scope.takes_in_emergencies() {
            people.extend(reader.in_emergency(account, self.now)?);
        }
        Ok(Some(people))
    }
}

impl Sight {
    /// What may be seen of each of these people.
    pub(crate) fn of(
        &self,
        reader: &mut Reader,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Seen>, record::Error> {
        let person = self.person.tied(reader, people)?;
        let eligibility = self.eligibility.tied(reader, people)?;
        let availability = self.availability.tied(reader, people)?;
        let seen = |id: &PersonId| Seen {
            person: person.contains_key(id),
            eligibility: eligibility.contains_key(id),
            availability: availability.contains_key(id) || eligibility.contains_key(id),
        };
        Ok(people.iter().map(|id| (*id, seen(id))).collect())
    }
}

impl Grants {
    /// What may be done with them.
    pub(crate) fn rights(&self) -> BTreeSet<Right> {
        self.0.keys().copied().collect()
    }
}

/// The people whom each of these takes in; `None`: everybody.
pub(super) fn common(reaches: &[Reached], reader: &mut Reader) -> Result<Option<BTreeSet<PersonId>>, record::Error> {
    let mut all: Option<BTreeSet<PersonId>> = None;
    for reach in reaches {
        if let Some(these) = reach.people(reader)? {
            all = Some(match all {
                Some(all) => all.intersection(&these).copied().collect(),
                None => these,
            });
        }
    }
    Ok(all)
}
