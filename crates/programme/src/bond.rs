//! A bond: somebody whom a person names, what they may be told, and whether the two may see each other.
//!
//! A bond is the namer's: it is in their record, and ends when either side says so. Of somebody who is in the record it
//! holds nothing but their id; whether they wish to be seen is in their own record. So an erasure leaves nothing of them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{BondEvent, Private};
use crate::ids::{BondId, PersonId};
use crate::person::Person;

/// What is done with a bond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum BondStep {
    /// Name somebody.
    Name {
        /// Whom, as what, and what they may be told.
        content: BondContent,
    },
    /// Say anew what they may be told, how they are reached, and whether they may see the namer.
    Change {
        /// The whole of it.
        content: BondContent,
    },
    /// The namer ends it.
    End,
    /// Whoever was named says whether the namer may see them. The command is about whoever was named.
    Answer {
        /// Who named them.
        namer: PersonId,
        /// Whether that one may see them.
        may_see: bool,
    },
    /// Whoever was named ends it. The command is about whoever was named.
    Leave {
        /// Who named them.
        namer: PersonId,
    },
}

/// Whom somebody names, as what, and what of them goes to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BondContent {
    /// As what.
    pub kind: BondKind,
    /// Whom.
    pub whom: Whom,
    /// What they may be told; empty: nothing.
    #[serde(default)]
    pub may_be_told: BTreeSet<MayBeTold>,
    /// Whether whom they name may see them. Nothing is seen before both wish it.
    #[serde(default)]
    pub may_see: bool,
}

/// As what somebody is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BondKind {
    /// Next of kin.
    NextOfKin,
    /// Partner.
    Partner,
    /// Friend.
    Friend,
    /// Whom to reach when something happens.
    EmergencyContact,
    /// To whom they would give.
    Recipient,
    /// Somebody who is to be told nothing and to have no part. Only the namer's: the other is never shown it.
    NotThisPerson,
}

/// Whom somebody names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Whom {
    /// Somebody in the record. Nothing else of them stands here.
    Record {
        /// Who.
        person: PersonId,
    },
    /// Somebody who is not in the record.
    World {
        /// Who, and how they are reached.
        contact: Contact,
    },
}

/// Somebody outside the record, and how they are reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contact {
    /// What they are called.
    pub name: String,
    /// Their address for letters, of several lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Their email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
}

/// Something that somebody may be told of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MayBeTold {
    /// Whether they are well.
    Well,
    /// Where they are.
    Whereabouts,
    /// When the operation is, and that it is over.
    Operation,
    /// What the checks found.
    Health,
    /// That they cannot be reached, with the question where they are.
    Unreachable,
    /// That they have died.
    Death,
}

/// Which side of a bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BondSide {
    /// Who named.
    Namer,
    /// Who was named.
    Named,
}

/// The end of a bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BondEnd {
    /// The first day without it.
    pub on: Date,
    /// Who ended it.
    pub by: BondSide,
}

/// What somebody who was named in a bond says of being seen. It is in their own record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BondAnswer {
    /// Who named them.
    pub namer: PersonId,
    /// Whether that one may see them.
    pub may_see: bool,
    /// The day.
    pub on: Date,
}

/// One bond, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bond {
    /// Its id.
    pub id: BondId,
    /// The day on which it was named.
    pub since: Date,
    /// Whom, as what, and what they may be told.
    pub content: BondContent,
    /// Its end.
    pub ended: Option<BondEnd>,
}

/// How much of the other the two sides of a bond may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing, and not that there is a bond.
    Nothing,
    /// Whoever was named may know that somebody would let them see who they are, and not who.
    Invited,
    /// Both wish it: each sees who the other is.
    Both,
}

impl BondKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::NextOfKin, Self::Partner, Self::Friend, Self::EmergencyContact, Self::Recipient, Self::NotThisPerson];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NextOfKin => "next-of-kin",
            Self::Partner => "partner",
            Self::Friend => "friend",
            Self::EmergencyContact => "emergency-contact",
            Self::Recipient => "recipient",
            Self::NotThisPerson => "not-this-person",
        }
    }

    /// In plain words, after “named as”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::NextOfKin => "next of kin",
            Self::Partner => "partner",
            Self::Friend => "friend",
            Self::EmergencyContact => "the one to reach in an emergency",
            Self::Recipient => "the one to whom they would give",
            Self::NotThisPerson => "somebody who is to be told nothing",
        }
    }
}

impl MayBeTold {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Well, Self::Whereabouts, Self::Operation, Self::Health, Self::Unreachable, Self::Death];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Whereabouts => "whereabouts",
            Self::Operation => "operation",
            Self::Health => "health",
            Self::Unreachable => "unreachable",
            Self::Death => "death",
        }
    }

    /// In plain words, after “may be told”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Well => "whether they are well",
            Self::Whereabouts => "where they are",
            Self::Operation => "when the operation is, and that it is over",
            Self::Health => "what the checks found",
            Self::Unreachable => "that we cannot reach them, and may be asked where they are",
            Self::Death => "if they die",
        }
    }
}

impl Whom {
    /// The one who is named, where they are in the record.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Record { person } => Some(*person),
            Self::World { .. } => None,
        }
    }
}

impl Contact {
    /// Whether there is any way to reach them.
    pub const fn can_be_reached(&self) -> bool {
        self.post.is_some() || self.email.is_some() || self.telephone.is_some()
    }
}

impl Bond {
    /// Whether it stands on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.since <= day && self.ended.is_none_or(|end| day < end.on)
    }

    /// How much the two sides may see of each other. `named` is whoever was named, as they are now; `None` where they are
    /// not in the record.
    pub fn sight(&self, named: Option<&Person>) -> Sight {
        let is_shown = self.ended.is_none() && self.content.kind != BondKind::NotThisPerson;
        let Some(named) = named.filter(|named| self.content.whom.person() == Some(named.id) && !named.erased) else {
            return Sight::Nothing;
        };
        let wishes = named.bond_answers.get(&self.id).is_some_and(|answer| answer.may_see);
        match (is_shown && self.content.may_see, wishes) {
            (false, _) => Sight::Nothing,
            (true, false) => Sight::Invited,
            (true, true) => Sight::Both,
        }
    }

    /// What whoever was named may be told. A recipient in the record is told nothing before both wish to be seen.
    pub fn may_be_told(&self, named: Option<&Person>) -> BTreeSet<MayBeTold> {
        let waits = self.content.kind == BondKind::Recipient && self.content.whom.person().is_some();
        if self.ended.is_some() || (waits && self.sight(named) != Sight::Both) {
            return BTreeSet::new();
        }
        self.content.may_be_told.clone()
    }

    /// Takes in an event.
    pub(crate) fn apply(person: &mut Person, event: &BondEvent) {
        match event {
            BondEvent::Named { bond, named: Private::Known((since, content)) } => {
                let (since, content) = (*since, content.clone());
                person.bonds.push(Self { id: *bond, since, content, ended: None });
            }
            BondEvent::Changed { bond, content: Private::Known(content) } => {
                let known = person.bonds.iter_mut().filter(|known| known.id == *bond);
                known.for_each(|known| known.content = content.clone());
            }
            BondEvent::Ended { bond, end: Private::Known(end) } => {
                let known = person.bonds.iter_mut().filter(|known| known.id == *bond);
                known.for_each(|known| known.ended = Some(*end));
            }
            BondEvent::Answered { bond, answer: Private::Known(answer) } => {
                person.bond_answers.insert(*bond, *answer);
            }
            BondEvent::Named { named: Private::Erased, .. }
            | BondEvent::Changed { content: Private::Erased, .. }
            | BondEvent::Ended { end: Private::Erased, .. }
            | BondEvent::Answered { answer: Private::Erased, .. } => {}
        }
    }
}

impl Person {
    /// Those in the record to whom they would give, in the order in which they were named.
    pub fn recipient_bonds(&self) -> impl Iterator<Item = (&Bond, PersonId)> {
        let standing =
            self.bonds.iter().filter(|bond| bond.ended.is_none() && bond.content.kind == BondKind::Recipient);
        standing.filter_map(|bond| Some((bond, bond.content.whom.person()?)))
    }

    /// The bond with this id, ended or not.
    pub fn bond(&self, id: BondId) -> Option<&Bond> {
        self.bonds.iter().find(|bond| bond.id == id)
    }
}
