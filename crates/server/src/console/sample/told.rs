//! Somebody who was told things, and who names people.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use programme::{
    Bond, BondContent, BondEvent, BondId, BondKind, Contact, MayBeTold, Person, PersonEvent, Private, Role, Sight,
    TellingEvent, TellingId, TellingWay, Told, Whom,
};
use uuid::Uuid;

use record::{BondsSeen, Entry, Life, Naming};

use super::{TODAY, account_id, kathy_cared_for, person_id};
use crate::console::form::Candidate;

pub(in super::super) fn telling_id(number: u128) -> TellingId {
    TellingId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_a888_0000_0000_0000 + number))
}

pub(in super::super) fn bond_id(number: u128) -> BondId {
    BondId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_a999_0000_0000_0000 + number))
}

pub(in super::super) fn tellers() -> Vec<Candidate> {
    vec![
        (account_id(1), "Dr Osei".to_owned(), Role::Clinician),
        (account_id(6), "Oscar Reyes".to_owned(), Role::Advocate),
    ]
}

/// One topic told and understood, one out of date, one not understood, one in older words, one never told; and one telling
/// that was somebody else's.
pub(in super::super) fn kathy_told() -> Life {
    let mut life = kathy_cared_for();
    let contact = Contact {
        name: "Anna <her sister>".to_owned(),
        post: Some("1 High Street\nNorwich".to_owned()),
        email: None,
        telephone: Some("020 7946 0000".to_owned()),
    };
    let anna = Whom::World { contact };
    let content = |kind, whom, may_see| BondContent { kind, whom, may_be_told: told_well(), may_see };
    let named = |number, content| {
        PersonEvent::Bond(BondEvent::Named {
            bond: bond_id(number),
            named: Private::Known((date(2026, 3, 1), content)),
        })
    };
    let in_record = |number| Whom::Record { person: person_id(number) };
    for event in [
        told(1, "stop", 2, date(2025, 4, 1), true),
        told(2, "benefit", 2, date(2026, 4, 1), false),
        told(3, "samples", 1, date(2026, 4, 1), true),
        told(4, "risk", 2, date(2026, 4, 2), true),
        told(5, "time", 2, date(2026, 4, 3), true),
        PersonEvent::Telling(TellingEvent::EnteredInError {
            telling: telling_id(5),
            reason: Private::Known("It was another Kathy".to_owned()),
        }),
        named(1, content(BondKind::NextOfKin, anna, false)),
        named(2, content(BondKind::Friend, in_record(3), true)),
        named(3, content(BondKind::Recipient, in_record(2), false)),
    ] {
        let mut person = Some(life.person);
        Person::apply(&mut person, person_id(1), &event);
        life.person = person.expect("she is there");
        let at = TODAY.at(15, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
        let version = life.entries.len() as u64 + 1;
        life.entries.push(Entry { version, at, author: "Mina Okafor".to_owned(), event });
    }
    life
}

/// Her friend sees her, and she her friend; somebody else would be seen by her.
pub(in super::super) fn bonds_seen() -> BondsSeen {
    let content = BondContent {
        kind: BondKind::Partner,
        whom: Whom::Record { person: person_id(1) },
        may_be_told: BTreeSet::new(),
        may_see: true,
    };
    let bond = |number| Bond { id: bond_id(number), since: date(2026, 3, 2), content: content.clone(), ended: None };
    let naming = |number, sight, name: Option<&str>| Naming {
        namer: person_id(number),
        bond: bond(number),
        sight,
        name: name.map(str::to_owned),
    };
    BondsSeen {
        sight: [(bond_id(2), Sight::Both), (bond_id(3), Sight::Nothing)].into(),
        names: [(bond_id(2), "Ruth & <Co>".to_owned())].into(),
        namings: vec![
            naming(4, Sight::Both, Some("Tommy D.")),
            naming(5, Sight::Invited, None),
            naming(6, Sight::Nothing, None),
        ],
        shown: vec![person_id(3), person_id(4)],
    }
}

fn told_well() -> BTreeSet<MayBeTold> {
    [MayBeTold::Well, MayBeTold::Death].into()
}

fn told(number: u128, topic: &str, version: u32, on: Date, understood: bool) -> PersonEvent {
    let (by, way, said_back) = (account_id(1), TellingWay::Telephone, "I can \"stop\" & go.".to_owned());
    let told = Told { on, by, way, interpreted: true, said_back, understood };
    let (telling, topic, told) = (telling_id(number), topic.into(), Private::Known(told));
    PersonEvent::Telling(TellingEvent::Recorded { telling, topic, version, told })
}
