//! Lists for whoever appoints and whoever checks: accounts, and who read what in the whole programme.

use std::collections::BTreeSet;
use std::time::Duration;

use programme::{AccountDetails, AccountId, Birth, Command, Details, PersonId, PostId, Role, Sex};
use uuid::Uuid;

use super::commands::{kidney, opening};
use super::{Ground, on_both};
use crate::conn::{Access, Param};
use crate::{
    AccountsFilter, Clock, Directory, DoorWrite, Opening, PeopleFilter, Reader, Reading, ReadingsFilter, Running,
    Submission, Writer, open,
};

const CLARA: AccountId = AccountId(Uuid::from_u128(101));
const KATHYS: AccountId = AccountId(Uuid::from_u128(102));
const KATHY: PersonId = PersonId(Uuid::from_u128(1));
const RUTH: PersonId = PersonId(Uuid::from_u128(2));

/// A record in which Clara coordinates, and Kathy has an account of her own; the clock is at noon.
fn staffed(ground: &Ground) -> (Writer, Running, Clock) {
    let clock = Clock::fixed("2026-05-05T12:00:00Z".parse().unwrap());
    let (writer, running) = open(Opening { clock: clock.clone(), ..opening(ground) }, &mut |_| {}).unwrap();
    let details = |name: &str| Details {
        name: Some(name.into()),
        number: None,
        sex: Sex::Female,
        birth: Birth::Aged { years: 40, on: today() },
    };
    let account = |account, person, login: &str| {
        let details = AccountDetails { name: login.into(), login: login.into() };
        Command::OpenAccount { account, person, details }
    };
    let post = |account, id, role| {
        let post = PostId(Uuid::from_u128(id));
        Command::Appoint { account, post, role, site: None, on: today() }
    };
    let commands = [
        account(CLARA, None, "clara"),
        post(CLARA, 201, Role::Coordinator),
        Command::Register { person: KATHY, details: details("Kathy"), site: None },
        Command::Register { person: RUTH, details: details("Ruth"), site: None },
        account(KATHYS, Some(KATHY), "kathy"),
        post(KATHYS, 202, Role::Donor),
    ];
    for command in commands {
        writer.submit(Submission::new("the machine", command)).unwrap();
    }
    (writer, running, clock)
}

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 5, 5)
}

fn reader(ground: &Ground) -> Reader {
    Reader::open(&ground.place, kidney()).unwrap()
}

fn accounts_are_listed_by_role_and_page_by_page(ground: &Ground) {
    let (_writer, running, _) = staffed(ground);
    let mut reader = reader(ground);
    let mut ids = |filter, after, limit| {
        let page = reader.accounts_page(filter, after, limit, today()).unwrap();
        (page.accounts.iter().map(|account| account.id).collect::<Vec<_>>(), page.next)
    };
    let everybody = AccountsFilter { role: None, of_people: true };
    assert_eq!(ids(everybody, None, 50), (vec![CLARA, KATHYS], None));
    let (first, next) = ids(everybody, None, 1);
    assert_eq!(first, [CLARA]);
    assert_eq!(ids(everybody, next, 1), (vec![KATHYS], None));
    assert_eq!(ids(AccountsFilter { of_people: false, ..everybody }, None, 50).0, [CLARA], "hers is not shown");
    assert_eq!(ids(AccountsFilter { role: Some(Role::Donor), ..everybody }, None, 50).0, [KATHYS]);
    assert!(ids(AccountsFilter { role: Some(Role::Auditor), ..everybody }, None, 50).0.is_empty());
    assert_eq!(reader.account_of_person(KATHY).unwrap(), Some(KATHYS));
    assert_eq!(reader.account_of_person(RUTH).unwrap(), None);
    let holders = reader.holders_of(Role::Coordinator, today(), 10).unwrap();
    assert_eq!(holders, [(CLARA, "clara".to_owned(), Role::Coordinator)]);
    running.stop();
}

fn readings_are_listed_by_reader_person_part_and_day(ground: &Ground) {
    let (writer, running, clock) = staffed(ground);
    let read = |person, reader: &str, part: &str| {
        writer.read(vec![Reading::of(person, reader, part, "api", "coordinator")]).unwrap();
    };
    read(KATHY, "clara", "record");
    read(RUTH, "clara", "record");
    read(KATHY, "ines", "audit");
    clock.advance(Duration::from_secs(24 * 60 * 60));
    read(KATHY, "clara", "export");
    let mut reader = reader(ground);
    let mut seqs = |filter: ReadingsFilter, before, limit| {
        let page = reader.readings_page(&filter, before, limit).unwrap();
        (page.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), page.next)
    };
    let all = ReadingsFilter::default;
    assert_eq!(seqs(all(), None, 50), (vec![4, 3, 2, 1], None));
    assert_eq!(seqs(all(), None, 3), (vec![4, 3, 2], Some(2)));
    assert_eq!(seqs(all(), Some(2), 3), (vec![1], None));
    assert_eq!(seqs(ReadingsFilter { reader: "clara".into(), ..all() }, None, 50).0, [4, 2, 1]);
    assert_eq!(seqs(ReadingsFilter { person: Some(RUTH), ..all() }, None, 50).0, [2]);
    assert_eq!(seqs(ReadingsFilter { part: "record".into(), ..all() }, None, 50).0, [2, 1]);
    assert_eq!(seqs(ReadingsFilter { day: Some(today()), ..all() }, None, 50).0, [3, 2, 1]);
    assert_eq!(seqs(ReadingsFilter { day: today().tomorrow().ok(), ..all() }, None, 50).0, [4]);
    assert!(seqs(ReadingsFilter { day: today().yesterday().ok(), ..all() }, None, 50).0.is_empty());
    let without = Some(("ines".to_owned(), "audit".to_owned()));
    assert_eq!(seqs(ReadingsFilter { without, ..all() }, None, 50).0, [4, 2, 1]);
    let of_kathy = ReadingsFilter { person: Some(KATHY), reader: "clara".into(), day: Some(today()), ..all() };
    assert_eq!(seqs(of_kathy, None, 50).0, [1]);
    running.stop();
}

fn hits_that_are_nobody_s_end_a_list_and_are_not_in_it(ground: &Ground) {
    let (_writer, running, _) = staffed(ground);
    let mut reader = reader(ground);
    let strangers = (1_000..1_450).map(|number| PersonId(Uuid::from_u128(number)));
    let only: BTreeSet<PersonId> = strangers.chain([KATHY, RUTH]).collect();
    let mut page = |filter: PeopleFilter, cursor: Option<&str>, limit| {
        let page = reader.people(&Directory::default(), &filter, today(), cursor, limit).unwrap();
        (page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), page.total, page.next)
    };
    let all = || PeopleFilter { only: Some(only.clone()), ..PeopleFilter::default() };
    assert_eq!(page(all(), None, 50), (vec![KATHY, RUTH], 452, None));
    assert_eq!(page(all(), None, 1), (vec![KATHY], 452, Some("1".to_owned())));
    assert_eq!(page(all(), Some("1"), 1), (vec![RUTH], 452, Some("2".to_owned())));
    assert_eq!(page(all(), Some("2"), 1), (vec![], 452, None));
    let elsewhere = PeopleFilter { stage: Some("nowhere".into()), ..all() };
    assert_eq!(page(elsewhere, None, 50), (vec![], 452, None), "the total is before the other filters");
    running.stop();
}

fn a_second_factor_that_cannot_be_opened_is_not_none(ground: &Ground) {
    let (writer, running, _) = staffed(ground);
    assert_eq!(reader(ground).credential(CLARA).unwrap().totp, None);
    let totp = DoorWrite::SetTotp { account: CLARA, secret: vec![7; 20], step: 0 };
    assert!(writer.at_door(vec![totp]).unwrap());
    assert!(reader(ground).credential(CLARA).unwrap().totp.is_some());
    running.stop();
    let mut conn = ground.again(Access::Write);
    conn.execute("UPDATE credential SET totp = $1", &[Param::Bytes(&[1; 64])]).unwrap();
    drop(conn);
    let error = reader(ground).credential(CLARA).err().expect("nobody gets in because it is damaged");
    assert!(error.to_string().contains("cannot be opened"), "{error}");
}

on_both! {
    hits_that_are_nobody_s_end_a_list_and_are_not_in_it
    a_second_factor_that_cannot_be_opened_is_not_none
    accounts_are_listed_by_role_and_page_by_page
    readings_are_listed_by_reader_person_part_and_day
}
