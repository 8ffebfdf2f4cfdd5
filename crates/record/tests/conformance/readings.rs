//! Who read what is kept in one chain, and a person's own part of it can be read page by page.

use super::history::{KATHY, RUTH, TOMMY, at, read, write_history};
use super::{Ground, on_both};
use crate::conn::Access;
use crate::error::Error;
use crate::reading::{self, Reading, ReadingTail};

on_both! {
    a_person_s_readings_come_newest_first_in_pages
    a_tail_that_is_not_the_end_is_a_conflict
    an_empty_append_changes_nothing
}

fn a_person_s_readings_come_newest_first_in_pages(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let many: Vec<_> = (0..120).map(|i| if i % 2 == 0 { (KATHY, "nurse") } else { (TOMMY, "nurse") }).collect();
    read(&mut conn, &many);
    let first = reading::of_person(&mut conn, KATHY, None, 50).unwrap();
    let second = reading::of_person(&mut conn, KATHY, Some(first[49].seq), 50).unwrap();
    assert_eq!((first.len(), second.len()), (50, 13), "sixty new ones and three of before");
    assert!(first.iter().chain(&second).is_sorted_by(|a, b| a.seq > b.seq));
    assert!(first.iter().chain(&second).all(|r| r.reading.person == KATHY && r.hash == r.computed_hash()));
    assert_eq!(second[12].reading.reader, "Miss Emily");
    assert_eq!(reading::of_person(&mut conn, RUTH, None, 50).unwrap(), []);
    assert_eq!(reading::tail(&mut conn).unwrap().seq, 125);
}

fn a_tail_that_is_not_the_end_is_a_conflict(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let tail = reading::tail(&mut conn).unwrap();
    let reading = Reading {
        at: at().as_microsecond(),
        reader: "nurse".to_owned(),
        person: KATHY,
        part: "works".to_owned(),
        via: "api".to_owned(),
        tie: "clinician".to_owned(),
    };
    let old = ReadingTail { seq: tail.seq - 1, ..tail };
    let done = conn.transaction(Access::Write, |conn| reading::append(conn, std::slice::from_ref(&reading), old));
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    let end = conn.transaction(Access::Write, |conn| reading::append(conn, &[reading], tail)).unwrap();
    assert_eq!(end, reading::tail(&mut conn).unwrap());
}

fn an_empty_append_changes_nothing(ground: &Ground) {
    let mut conn = ground.record();
    let tail = reading::tail(&mut conn).unwrap();
    assert_eq!(tail.seq, 0);
    assert_eq!(reading::append(&mut conn, &[], tail).unwrap(), tail);
}
