//! Accounts, what people said and asked, who read what.

use std::collections::BTreeMap;

use jiff::civil::date;
use programme::{
    Account, AccountDetails, AccountEvent, AccountId, Care, CareKind, Concern, ConcernId, ConcernKind, Person,
    PersonEvent, PostId, Private, RequestId, RequestKind, Role, Said,
};
use uuid::Uuid;

use record::{AccountNames, Entry, Life, Reading, RequestRow};

use super::{TODAY, kathy, people, person_id, site_id};
use crate::console::form::Candidate;
use crate::console::{EmergencyRow, Raised, RequestItem, Shown};

pub(in super::super) fn account_id(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_c444_0000_0000_0000 + number))
}

pub(in super::super) fn post_id(number: u128) -> PostId {
    PostId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_d555_0000_0000_0000 + number))
}

pub(in super::super) fn request_id() -> RequestId {
    RequestId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_e666_0000_0000_0001))
}

pub(in super::super) fn concern_id() -> ConcernId {
    ConcernId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_f777_0000_0000_0001))
}

fn account(number: u128, name: &str, person: Option<u128>, posts: &[Role]) -> Account {
    let details = AccountDetails { name: name.to_owned(), login: format!("{}@example.org", number) };
    let mut events = vec![AccountEvent::Opened { person: person.map(person_id), details: Private::Known(details) }];
    events.extend(posts.iter().enumerate().map(|(index, role)| AccountEvent::Appointed {
        post: post_id(number * 10 + index as u128),
        role: *role,
        site: (*role == Role::SiteStaff).then(|| site_id(1)),
        on: date(2024, 3, 1),
    }));
    let mut account = None;
    for event in &events {
        Account::apply(&mut account, account_id(number), event);
    }
    account.expect("it was opened")
}

/// Somebody of each sort: two posts, a donor, one whose account is closed, one who has no post yet.
pub(in super::super) fn accounts() -> Vec<Account> {
    let mut closed = Some(account(4, "Jo <Brandt>", None, &[Role::SiteStaff]));
    let close = AccountEvent::Closed { on: date(2026, 4, 1), reason: Private::Known("moved away".to_owned()) };
    Account::apply(&mut closed, account_id(4), &close);
    vec![
        account(1, "Dr Osei", None, &[Role::Clinician, Role::SiteStaff]),
        account(2, "Kathy H.", Some(1), &[Role::Donor, Role::Companion]),
        account(3, "Ada Lund", None, &[Role::Administrator]),
        closed.expect("it was opened"),
        account(5, "Somebody New", None, &[]),
    ]
}

pub(in super::super) fn candidates() -> Vec<Candidate> {
    vec![
        (account_id(6), "Oscar Reyes".to_owned(), Role::Advocate),
        (account_id(7), "Mina Sato".to_owned(), Role::Advocate),
        (account_id(2), "Kathy H.".to_owned(), Role::Companion),
    ]
}

fn names() -> AccountNames {
    [(account_id(1), "Dr Osei".to_owned()), (account_id(6), "Oscar Reyes".to_owned())].into_iter().collect()
}

/// Kathy, with an advocate, two requests, and somebody who read her in an emergency.
pub(in super::super) fn kathy_cared_for() -> Life {
    let mut life = kathy();
    let care = Care { carer: account_id(6), kind: CareKind::Advocate, on: date(2024, 2, 20) };
    let ask = |number: u128, kind, text: &str| PersonEvent::RequestMade {
        request: RequestId(Uuid::from_u128(request_id().0.as_u128() + number)),
        kind,
        on: date(2026, 4, 2 + number as i8),
        text: Private::Known(text.to_owned()),
    };
    let until = super::lives::moment(5, 18);
    let reason = Private::Known("She was brought in unwell".to_owned());
    let answer = Private::Known("It was put right.".to_owned());
    let answered = PersonEvent::RequestAnswered {
        request: RequestId(Uuid::from_u128(request_id().0.as_u128() + 1)),
        on: date(2026, 4, 9),
        granted: true,
        answer,
    };
    for event in [
        PersonEvent::CarerAssigned { care: Private::Known(care) },
        ask(0, RequestKind::Correction, "I was born on the 15th."),
        ask(1, RequestKind::Correction, "My name has a \"y\" & no <ie>."),
        answered,
        PersonEvent::EmergencyOpened { account: account_id(1), until, reason },
    ] {
        let mut person = Some(life.person);
        Person::apply(&mut person, person_id(1), &event);
        life.person = person.expect("she is there");
        let at = TODAY.at(14, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
        let version = life.entries.len() as u64 + 1;
        life.names = names();
        life.entries.push(Entry { version, at, author: "Mina Okafor".to_owned(), event });
    }
    life
}

pub(in super::super) fn requests() -> Vec<RequestItem> {
    let rows = people().rows;
    let row = |index: usize, kind, on| RequestItem {
        person: rows[index].clone(),
        row: RequestRow { person: rows[index].id, request: request_id(), kind, on },
    };
    vec![row(0, RequestKind::Correction, date(2026, 3, 20)), row(2, RequestKind::Erasure, date(2026, 5, 1))]
}

pub(in super::super) fn concern() -> Concern {
    let said = Said { about: Some(person_id(1)), text: "She was told it is <now> or never.".to_owned() };
    Concern {
        kind: ConcernKind::Pressed,
        on: date(2026, 5, 2),
        said: Some(said),
        answers: vec![(date(2026, 5, 4), Some("We are asking everybody who was there.".to_owned()))],
        closed: None,
    }
}

pub(in super::super) fn concerns() -> BTreeMap<ConcernId, Concern> {
    [(concern_id(), concern())].into()
}

pub(in super::super) fn raised() -> Vec<Raised> {
    vec![Raised {
        account: account_id(6),
        id: concern_id(),
        by: "Oscar Reyes".to_owned(),
        about: Some("Kathy H.".to_owned()),
        concern: concern(),
    }]
}

/// Who read Kathy, as she sees it.
pub(in super::super) fn read_of_kathy() -> Vec<Reading> {
    let reading = |day, hour, reader: &str, part: &str, tie: &str| Reading {
        at: super::lives::moment(day, hour),
        ..Reading::of(person_id(1), reader, part, "console", tie)
    };
    vec![
        reading(5, 15, "Kathy H.", "me", "own"),
        reading(5, 14, "Dr Osei", "timeline", "emergency"),
        reading(4, 10, "Dr Osei", "examination", "clinician"),
        reading(4, 9, "Dr Osei", "timeline", "clinician"),
        reading(4, 8, "Dr Osei", "timeline", "clinician"),
        reading(2, 20, "Oscar Reyes", "timeline", "advocate"),
    ]
}

pub(in super::super) fn shown() -> Vec<Shown> {
    let href = format!("/readings?reader={}", account_id(1));
    let show = |reading| Shown { reading, whose: "Kathy H.".to_owned(), href: href.clone() };
    read_of_kathy().into_iter().map(show).collect()
}

pub(in super::super) fn emergencies() -> Vec<EmergencyRow> {
    vec![EmergencyRow {
        by: "Dr Osei".to_owned(),
        whose: "Kathy H.".to_owned(),
        until: super::lives::moment(5, 18),
        reason: "She was brought in unwell".to_owned(),
    }]
}
