//! Bonds as whoever was named sees them, and what either side is called once both wish to be seen.

use std::collections::BTreeMap;

use programme::{Bond, BondId, PersonId, Sight, Stream};

use crate::conn::Param;
use crate::error::Error;
use crate::project::tables;

use super::Reader;

/// A bond of somebody else in which a person is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Who named them.
    pub namer: PersonId,
    /// The bond as the namer has it.
    pub bond: Bond,
    /// How much the two may see of each other.
    pub sight: Sight,
    /// What the namer is called; only where both wish to be seen.
    pub name: Option<String>,
}

/// What both sides of a person's bonds may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BondsSeen {
    /// How much is seen in each of their own bonds to somebody in the record.
    pub sight: BTreeMap<BondId, Sight>,
    /// What whoever they named is called; only where both wish to be seen.
    pub names: BTreeMap<BondId, String>,
    /// The bonds of others in which they are named, as far as they stand.
    pub namings: Vec<Naming>,
    /// Everybody else whose name is in this: each was read.
    pub shown: Vec<PersonId>,
}

impl Reader {
    /// What somebody and whoever they named, or are named by, may see of each other.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn bonds_seen(&mut self, person: PersonId) -> Result<BondsSeen, Error> {
        let mut seen = BondsSeen::default();
        let Some(own) = self.life(person)? else { return Ok(seen) };
        for bond in own.person.bonds.iter().filter(|bond| bond.ended.is_none()) {
            let Some(other) = bond.content.whom.person() else { continue };
            let other = self.life(other)?.map(|life| life.person);
            let sight = bond.sight(other.as_ref());
            seen.sight.insert(bond.id, sight);
            if let (Sight::Both, Some(other)) = (sight, other) {
                seen.shown.push(other.id);
                seen.names.extend(other.details.and_then(|details| details.name).map(|name| (bond.id, name)));
            }
        }
        for (namer, id) in self.named_in(person)? {
            let Some(life) = self.life(namer)? else { continue };
            let Some(bond) = life.person.bond(id).cloned() else { continue };
            let sight = bond.sight(Some(&own.person));
            let name = life.person.details.and_then(|details| details.name).filter(|_| sight == Sight::Both);
            seen.shown.extend(Some(namer).filter(|_| sight == Sight::Both));
            seen.namings.push(Naming { namer, bond, sight, name });
        }
        seen.shown.sort_unstable();
        seen.shown.dedup();
        Ok(seen)
    }

    /// Whose bond it is in which somebody is named; `None` where they are named in no such bond.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn namer_of(&mut self, bond: BondId, named: PersonId) -> Result<Option<PersonId>, Error> {
        let all = self.named_in(named)?;
        Ok(all.into_iter().find(|(_, known)| *known == bond).map(|(namer, _)| namer))
    }

    /// The bonds in which somebody is named, each with its namer.
    fn named_in(&mut self, person: PersonId) -> Result<Vec<(PersonId, BondId)>, Error> {
        let sql = "SELECT stream, bond FROM read_bond WHERE named = $1 ORDER BY bond, stream";
        let person = Stream::Person(person).to_string();
        self.conn.query(sql, &[Param::Text(&person)], |row| {
            let bond = row.get_text(1)?;
            let wrong = |_| Error::Damaged(format!("a read table names the bond “{bond}”"));
            Ok((tables::person_of(row.get_text(0)?)?, bond.parse().map_err(wrong)?))
        })
    }
}
