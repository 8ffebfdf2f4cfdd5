//! The lines of a scenario that are about bonds.

use std::collections::BTreeSet;

use programme::{
    Bond, BondContent, BondId, BondKind, BondStep, Command, Contact, MayBeTold, Person, PersonId, Sight, Whom,
};

use super::{World, not_understood, same};

impl World {
    /// A line about bonds; `None` where it is about something else.
    pub(super) fn bond_line(&mut self, rest: &str) -> Option<Result<(), String>> {
        let mut parts = rest.split(", ");
        let head: Vec<_> = parts.next()?.split(' ').collect();
        let rest: Vec<_> = parts.collect();
        match head[..] {
            [name, "names", whom, "as", kind] => Some(self.names(name, whom, kind, &rest)),
            [name, "says", "anew", "of", whom, "as", kind] => Some(self.says_anew(name, whom, kind, &rest)),
            [name, "ends", "the", "bond", "to", whom] => Some(self.ends_bond(name, whom)),
            [name, "ends", "the", "bond", "of", namer] => {
                Some(self.of_other(name, namer, |namer| BondStep::Leave { namer }))
            }
            [name, "lets", namer, "see", "who", "they", "are"] => {
                Some(self.of_other(name, namer, |namer| BondStep::Answer { namer, may_see: true }))
            }
            [name, "does", "not", "let", namer, "see", "who", "they", "are"] => {
                Some(self.of_other(name, namer, |namer| BondStep::Answer { namer, may_see: false }))
            }
            _ => None,
        }
    }

    /// What a scenario expects of bonds; `None` where the line is about something else.
    pub(super) fn bond_holds(&self, rest: &str) -> Option<Result<(), String>> {
        let seen = |name, other, expected| Some(self.sight(name, other).and_then(|found| same(found, expected)));
        match rest.split(' ').collect::<Vec<_>>()[..] {
            [name, "and", other, "see", "each", "other"] => seen(name, other, Sight::Both),
            [name, "and", other, "see", "nothing", "of", "each", "other"] => seen(name, other, Sight::Nothing),
            [other, "knows", "only", "that", "somebody", "like", name, "would", "be", "seen"] => {
                seen(name, other, Sight::Invited)
            }
            [other, "may", "be", "told", "nothing", "of", name] => Some(self.told_of(name, other, "")),
            [other, "may", "be", "told", told, "of", name] => Some(self.told_of(name, other, told)),
            [name, "would", "give", "to", "nobody"] => Some(self.would_give(name, &[])),
            [name, "would", "give", "to", other] => Some(self.would_give(name, &[other])),
            _ => None,
        }
    }

    fn names(&mut self, name: &str, whom: &str, kind: &str, rest: &[&str]) -> Result<(), String> {
        let content = self.content(whom, kind, rest)?;
        let (person, bond) = (self.known(name)?.id, BondId(self.id()));
        self.carry_out(name, &Command::Bond { person, bond, step: BondStep::Name { content } })
    }

    fn says_anew(&mut self, name: &str, whom: &str, kind: &str, rest: &[&str]) -> Result<(), String> {
        let content = self.content(whom, kind, rest)?;
        let (person, bond) = (self.known(name)?.id, self.bond_between(name, whom)?.id);
        self.carry_out(name, &Command::Bond { person, bond, step: BondStep::Change { content } })
    }

    fn ends_bond(&mut self, name: &str, whom: &str) -> Result<(), String> {
        let (person, bond) = (self.known(name)?.id, self.bond_between(name, whom)?.id);
        self.carry_out(name, &Command::Bond { person, bond, step: BondStep::End })
    }

    fn of_other(&mut self, name: &str, namer: &str, step: impl Fn(PersonId) -> BondStep) -> Result<(), String> {
        let (person, other) = (self.known(name)?.id, self.known(namer)?.id);
        let bond = self.bond_between(namer, name)?.id;
        self.carry_out(name, &Command::Bond { person, bond, step: step(other) })
    }

    /// `as next-of-kin, reached at 020 7946 0000, told well and operation, seen`.
    fn content(&self, whom: &str, kind: &str, rest: &[&str]) -> Result<BondContent, String> {
        let kind = BondKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or_else(not_understood)?;
        let mut contact = Contact { name: whom.to_owned(), post: None, email: None, telephone: None };
        let (mut may_be_told, mut may_see) = (BTreeSet::new(), false);
        for part in rest {
            match part.split_once(' ') {
                None if *part == "seen" => may_see = true,
                Some(("reached", at)) => match at.strip_prefix("at ").ok_or_else(not_understood)? {
                    email if email.contains('@') => contact.email = Some(email.to_owned()),
                    telephone => contact.telephone = Some(telephone.to_owned()),
                },
                Some(("told", all)) => {
                    for what in all.split(" and ") {
                        let known = MayBeTold::ALL.into_iter().find(|known| known.as_str() == what);
                        may_be_told.insert(known.ok_or_else(not_understood)?);
                    }
                }
                _ => return Err(not_understood()),
            }
        }
        let whom = match self.people.get(whom) {
            Some(person) => Whom::Record { person: person.id },
            None => Whom::World { contact },
        };
        Ok(BondContent { kind, whom, may_be_told, may_see })
    }

    /// The last bond of one person to another, ended or not.
    fn bond_between(&self, name: &str, whom: &str) -> Result<&Bond, String> {
        let other = self.people.get(whom).map(|person| person.id);
        let is_to = |bond: &&Bond| match &bond.content.whom {
            Whom::Record { person } => Some(*person) == other,
            Whom::World { contact } => contact.name == whom,
        };
        let bonds = &self.known(name)?.bonds;
        let last = bonds.iter().rev().find(|bond| is_to(bond) && bond.ended.is_none());
        last.or_else(|| bonds.iter().rev().find(is_to)).ok_or_else(|| format!("{name} never named {whom}"))
    }

    fn sight(&self, name: &str, other: &str) -> Result<Sight, String> {
        Ok(self.bond_between(name, other)?.sight(self.people.get(other)))
    }

    fn told_of(&self, name: &str, other: &str, expected: &str) -> Result<(), String> {
        let found = self.bond_between(name, other)?.may_be_told(self.people.get(other));
        same(found.iter().map(|what| what.as_str()).collect::<Vec<_>>().join("+"), expected.to_owned())
    }

    fn would_give(&self, name: &str, expected: &[&str]) -> Result<(), String> {
        let found: Vec<PersonId> = self.known(name)?.recipient_bonds().map(|(_, person)| person).collect();
        let expected: Result<Vec<&Person>, _> = expected.iter().map(|name| self.known(name)).collect();
        same(found, expected?.iter().map(|person| person.id).collect())
    }
}
