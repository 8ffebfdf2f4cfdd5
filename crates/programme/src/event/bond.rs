//! What happens to a bond. Who is named, as what and how they are reached is sealed as who somebody is.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::bond::{BondAnswer, BondContent, BondEnd};
use crate::ids::BondId;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened to a bond.
#[derive(Clone, Debug, PartialEq)]
pub enum BondEvent {
    /// They named somebody.
    Named {
        /// Which bond.
        bond: BondId,
        /// The day; and whom, as what, and what they may be told.
        named: Private<(Date, BondContent)>,
    },
    /// They said anew what whom they named may be told.
    Changed {
        /// Which bond.
        bond: BondId,
        /// The whole of it.
        content: Private<BondContent>,
    },
    /// It was ended.
    Ended {
        /// Which bond.
        bond: BondId,
        /// When, and by which side.
        end: Private<BondEnd>,
    },
    /// They, who were named by somebody else, said whether that one may see them.
    Answered {
        /// Which bond of that other.
        bond: BondId,
        /// What they said.
        answer: Private<BondAnswer>,
    },
}

impl BondEvent {
    kinds! {
        Self::Named { .. } => "bond-named",
        Self::Changed { .. } => "bond-changed",
        Self::Ended { .. } => "bond-ended",
        Self::Answered { .. } => "bond-answered",
    }

    pub(super) fn encode(&self) -> Encoded {
        let (bond, private) = match self {
            Self::Named { bond, named } => (bond, seal(Category::Identity, named)),
            Self::Changed { bond, content } => (bond, seal(Category::Identity, content)),
            Self::Ended { bond, end } => (bond, seal(Category::Identity, end)),
            Self::Answered { bond, answer } => (bond, seal(Category::Identity, answer)),
        };
        let clear = json_bytes(&json!({ "bond": bond }));
        Encoded { kind: self.kind(), schema: SCHEMA, clear, private }
    }

    /// `None` where the kind is not one of a bond.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        Self::KINDS.contains(&kind).then(|| Self::read(kind, clear, private))
    }

    fn read(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Result<Self, String> {
        let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
        let bond = clear.bond.ok_or("it names no bond")?;
        Ok(match kind {
            "bond-named" => Self::Named { bond, named: open(private)? },
            "bond-changed" => Self::Changed { bond, content: open(private)? },
            "bond-ended" => Self::Ended { bond, end: open(private)? },
            _ => Self::Answered { bond, answer: open(private)? },
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    bond: Option<BondId>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::bond::{BondKind, Contact, Whom};
    use crate::event::{Event, PersonEvent};
    use crate::ids::PersonId;

    fn named(whom: Whom) -> BondEvent {
        let content = BondContent { kind: BondKind::Recipient, whom, may_be_told: [].into(), may_see: false };
        let named = Private::Known((date(2026, 2, 3), content));
        BondEvent::Named { bond: BondId(Uuid::from_u128(7)), named }
    }

    /// What is left of somebody in another's bond when they are erased is an id that names nobody.
    #[test]
    fn of_somebody_in_the_record_a_bond_holds_only_their_id() {
        let encoded = named(Whom::Record { person: PersonId(Uuid::from_u128(8)) }).encode();
        let (category, private) = encoded.private.expect("it has a private part");
        let private = String::from_utf8(private).expect("JSON is text");
        assert_eq!(category, Category::Identity);
        assert_eq!(
            private,
            r#"["2026-02-03",{"kind":"recipient","whom":{"in":"record","person":"00000000-0000-0000-0000-000000000008"},"may-be-told":[],"may-see":false}]"#
        );
    }

    #[test]
    fn who_is_named_does_not_stand_in_clear() {
        let contact = Contact { name: "Anna".to_owned(), post: None, email: Some("a@b".to_owned()), telephone: None };
        let event = named(Whom::World { contact });
        let encoded = event.encode();
        let clear = String::from_utf8(encoded.clear.clone()).expect("JSON is text");
        assert_eq!(clear, r#"{"bond":"00000000-0000-0000-0000-000000000007"}"#);
        let (_, private) = encoded.private.expect("it has a private part");
        let decoded = |private| Event::decode(encoded.kind, encoded.schema, &encoded.clear, Some(private));
        assert_eq!(decoded(Some(&private)), Ok(Event::Person(PersonEvent::Bond(event))));
        let erased = BondEvent::Named { bond: BondId(Uuid::from_u128(7)), named: Private::Erased };
        assert_eq!(decoded(None), Ok(Event::Person(PersonEvent::Bond(erased))));
    }
}
