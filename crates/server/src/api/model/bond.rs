//! Bonds: whom a person named, who named them, and who sees whom.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::{Bond, BondContent, BondId, PersonId, Sight, Whom};
use record::{BondsSeen, Life, Naming};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Problem;

/// Whom a person named, and who named them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Bonds {
    /// Whom they named, oldest first, those that have ended included.
    bonds: Vec<OwnBond>,
    /// Who named them and would be seen by them: of others they are told nothing.
    named_by: Vec<NamedBy>,
}

/// Somebody whom a person named.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct OwnBond {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: BondId,
    /// As what.
    kind: BondKind,
    /// Whom, where they are in the record; `null` otherwise.
    #[schema(value_type = Option<uuid::Uuid>)]
    person: Option<PersonId>,
    /// What somebody in the record is called; `null` before both wish to be seen.
    name: Option<String>,
    /// Whom, where they are not in the record; `null` otherwise.
    contact: Option<ContactBody>,
    /// What they may be told.
    may_be_told: Vec<MayBeTold>,
    /// Whether they may see who named them, once both wish it.
    may_see: bool,
    /// Whether both wish to be seen.
    both_wish: bool,
    /// The day on which they were named.
    since: Date,
    /// The first day without it; `null` while it stands.
    ended: Option<Date>,
    /// Which side ended it; `null` while it stands.
    ended_by: Option<Side>,
}

/// Somebody who named a person and would be seen by them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct NamedBy {
    /// The bond's id.
    #[schema(value_type = uuid::Uuid)]
    id: BondId,
    /// As what they were named; `null` before both wish to be seen.
    kind: Option<BondKind>,
    /// What whoever named them is called; `null` before both wish to be seen.
    name: Option<String>,
}

/// Whom somebody names, as what, and what they may be told. Either `person` or `contact` says whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BondBody {
    /// As what.
    kind: BondKind,
    /// Whom, where they are in the record.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    person: Option<PersonId>,
    /// Whom, where they are not in the record.
    #[serde(default)]
    contact: Option<ContactBody>,
    /// What they may be told; left out: nothing.
    #[serde(default)]
    may_be_told: Vec<MayBeTold>,
    /// Whether they may see who named them, once both wish it.
    #[serde(default)]
    may_see: bool,
}

/// Somebody outside the record, and how they are reached.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ContactBody {
    /// What they are called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Their address for letters.
    #[serde(default)]
    post: Option<String>,
    /// Their email address.
    #[serde(default)]
    email: Option<String>,
    /// Their telephone number.
    #[serde(default)]
    telephone: Option<String>,
}

/// Whether whoever named somebody may see them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BondAnswerBody {
    /// Whether they may.
    pub(crate) may_see: bool,
}

/// As what somebody is named.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum BondKind {
    /// Next of kin.
    NextOfKin,
    /// Partner.
    Partner,
    /// Friend.
    Friend,
    /// Whom to reach in an emergency.
    EmergencyContact,
    /// To whom they would give.
    Recipient,
    /// Somebody who is to be told nothing, and is never shown it.
    NotThisPerson,
}

/// Something that somebody may be told of a person.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum MayBeTold {
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

/// A side of a bond.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Side {
    /// Who named.
    Namer,
    /// Who was named.
    Named,
}

impl Bonds {
    /// A person's bonds, as far as each side may see the other.
    pub(crate) fn of(life: &Life, seen: &BondsSeen) -> Self {
        let bonds = life.person.bonds.iter().map(|bond| OwnBond::of(bond, seen));
        let shown = seen.namings.iter().filter(|naming| naming.sight != Sight::Nothing);
        Self { bonds: bonds.collect(), named_by: shown.map(NamedBy::of).collect() }
    }
}

impl OwnBond {
    fn of(bond: &Bond, seen: &BondsSeen) -> Self {
        let content = &bond.content;
        let contact = match &content.whom {
            Whom::Record { .. } => None,
            Whom::World { contact } => Some(contact.clone().into()),
        };
        Self {
            id: bond.id,
            kind: content.kind.into(),
            person: content.whom.person(),
            name: seen.names.get(&bond.id).cloned(),
            contact,
            may_be_told: content.may_be_told.iter().copied().map(Into::into).collect(),
            may_see: content.may_see,
            both_wish: seen.sight.get(&bond.id) == Some(&Sight::Both),
            since: bond.since,
            ended: bond.ended.map(|end| end.on),
            ended_by: bond.ended.map(|end| match end.by {
                programme::BondSide::Namer => Side::Namer,
                programme::BondSide::Named => Side::Named,
            }),
        }
    }
}

impl NamedBy {
    fn of(naming: &Naming) -> Self {
        let kind = (naming.sight == Sight::Both).then(|| naming.bond.content.kind.into());
        Self { id: naming.bond.id, kind, name: naming.name.clone() }
    }
}

impl TryFrom<BondBody> for BondContent {
    type Error = Problem;
    fn try_from(body: BondBody) -> Result<Self, Problem> {
        let whom = match (body.person, body.contact) {
            (Some(person), None) => Whom::Record { person },
            (None, Some(contact)) => Whom::World { contact: contact.into() },
            _ => return Err(Problem::unreadable("person", "Either `person` or `contact` says whom, and not both.")),
        };
        let may_be_told: BTreeSet<_> = body.may_be_told.into_iter().map(Into::into).collect();
        Ok(Self { kind: body.kind.into(), whom, may_be_told, may_see: body.may_see })
    }
}

impl From<ContactBody> for programme::Contact {
    fn from(body: ContactBody) -> Self {
        Self { name: body.name, post: body.post, email: body.email, telephone: body.telephone }
    }
}

impl From<programme::Contact> for ContactBody {
    fn from(contact: programme::Contact) -> Self {
        let programme::Contact { name, post, email, telephone } = contact;
        Self { name, post, email, telephone }
    }
}

macro_rules! same_words {
    ($ours:ident = $theirs:path { $($name:ident)* }) => {
        impl From<$ours> for $theirs {
            fn from(ours: $ours) -> Self {
                match ours { $($ours::$name => Self::$name),* }
            }
        }
        impl From<$theirs> for $ours {
            fn from(theirs: $theirs) -> Self {
                match theirs { $(<$theirs>::$name => Self::$name),* }
            }
        }
    };
}

same_words! { BondKind = programme::BondKind { NextOfKin Partner Friend EmergencyContact Recipient NotThisPerson } }
same_words! { MayBeTold = programme::MayBeTold { Well Whereabouts Operation Health Unreachable Death } }
