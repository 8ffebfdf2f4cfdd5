//! The log gives back what it was given, in order, and refuses a second writer.

use programme::{Event, PersonEvent, Private, Stream};

use super::history::{KATHY, RUTH, TOMMY, entered, registered, write_history};
use super::{Ground, on_both};
use crate::conn::{Access, Conn};
use crate::dump::canonical_dump;
use crate::error::Error;
use crate::log::{self, StoredEvent};
use crate::opened::{OpenedEvent, each_event};
use crate::truth;
use crate::vault::Keys;
use crate::verify::Progress;

on_both! {
    events_come_back_by_stream_and_in_order
    a_second_event_with_the_same_version_is_a_conflict
    private_parts_open_until_the_key_is_destroyed
    a_destroyed_key_is_never_made_again
    both_databases_dump_the_same
    every_event_is_handed_over_opened_and_in_order
    what_is_not_as_it_was_written_is_not_handed_over
}

fn all(conn: &mut Conn) -> Vec<StoredEvent> {
    let mut events = Vec::new();
    log::scan(conn, 1, |event| {
        events.push(event);
        Ok(())
    })
    .unwrap();
    events
}

fn events_come_back_by_stream_and_in_order(ground: &Ground) {
    let mut conn = ground.record();
    assert_eq!(log::last_seq(&mut conn).unwrap(), 0);
    write_history(&mut conn);
    let events = all(&mut conn);
    assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(log::last_seq(&mut conn).unwrap(), 9);
    for streams in
        [vec![], vec![Stream::Person(TOMMY)], vec![Stream::Person(TOMMY), Stream::Programme, Stream::Person(TOMMY)]]
    {
        let loaded = log::load(&mut conn, &streams).unwrap();
        let mut expected: Vec<_> = events.iter().filter(|e| streams.contains(&e.stream)).cloned().collect();
        expected.sort_by_key(|e| (e.stream, e.version));
        assert_eq!(loaded, expected);
    }
    assert!(events.iter().all(|e| e.hash == e.computed_hash()));
}

fn a_second_event_with_the_same_version_is_a_conflict(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let last = all(&mut conn).pop().unwrap();
    for event in
        [StoredEvent { seq: last.seq + 1, ..last.clone() }, StoredEvent { version: last.version + 1, ..last.clone() }]
    {
        let done = conn.transaction(Access::Write, |conn| log::append(conn, &[event.hashed()]));
        assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    }
    assert_eq!(log::last_seq(&mut conn).unwrap(), last.seq);
}

fn private_parts_open_until_the_key_is_destroyed(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let mut keys = Keys::default();
    keys.load(&mut conn, &[Stream::Person(KATHY), Stream::Person(RUTH)]).unwrap();
    let read = |conn: &mut Conn, person| {
        let event = log::load(conn, &[Stream::Person(person)]).unwrap().remove(0);
        event.event(keys.open(&event).unwrap().as_deref()).unwrap()
    };
    assert_eq!(read(&mut conn, KATHY), Event::Person(registered("Kathy H.")));
    let erased = PersonEvent::Registered { stage: "student".into(), on: entered(), details: Private::Erased };
    assert_eq!(read(&mut conn, RUTH), Event::Person(erased));
    keys.forget(Stream::Person(KATHY));
    let event = log::load(&mut conn, &[Stream::Person(KATHY)]).unwrap().remove(0);
    assert_eq!(keys.open(&event).unwrap(), None, "a forgotten key is not at hand");
    keys.load(&mut conn, &[Stream::Person(KATHY)]).unwrap();
    assert!(keys.open(&event).unwrap().is_some(), "and can be loaded again");
}

fn a_destroyed_key_is_never_made_again(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let key = crate::vault::Key::new(&mut crate::entropy::Entropy::seeded(1));
    let done = crate::vault::store(&mut conn, &[(Stream::Person(RUTH), programme::Category::Identity, &key)]);
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
}

fn both_databases_dump_the_same(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let mut other = ground.on_the_other().open_or_create(&mut crate::entropy::Entropy::seeded(1)).unwrap();
    write_history(&mut other);
    let dump = canonical_dump(&mut conn, &truth::tables()).unwrap();
    assert_eq!(dump, canonical_dump(&mut other, &truth::tables()).unwrap());
    assert!(dump.starts_with("event 9 ") && dump.lines().count() == truth::tables().len(), "{dump}");
    other.execute("UPDATE reading SET via = 'api' WHERE seq = 1", &[]).unwrap();
    assert_ne!(dump, canonical_dump(&mut other, &truth::tables()).unwrap());
}

fn every_event_is_handed_over_opened_and_in_order(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let stored = all(&mut conn);
    drop(conn);
    let (mut opened, mut seen) = (Vec::new(), Vec::new());
    each_event(&ground.place, &mut |event| opened.push(event), &mut |progress| seen.push(progress)).unwrap();
    assert_eq!(opened.iter().map(|one| one.event.clone()).collect::<Vec<_>>(), stored);
    assert_eq!(seen, [Progress { done: 9, of: 9 }]);
    let is_erased = |one: &OpenedEvent| one.event.stream == Stream::Person(RUTH);
    for one in &opened {
        assert_eq!(one.private.is_some(), one.event.sealed.is_some() && !is_erased(one), "{:?}", one.event);
    }
    let registered = opened.iter().find(|one| one.event.stream == Stream::Person(TOMMY)).unwrap();
    assert!(String::from_utf8(registered.private.clone().unwrap()).unwrap().contains("Tommy D."));
}

fn what_is_not_as_it_was_written_is_not_handed_over(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    // The sealed part of another event of the same person: its key is there, and it does not open as this one's.
    let sql = "UPDATE event SET sealed = (SELECT e.sealed FROM event e WHERE e.seq = 3) WHERE seq = 6";
    conn.transaction(Access::Write, |conn| conn.execute(sql, &[])).unwrap();
    drop(conn);
    let done = each_event(&ground.place, &mut |_| {}, &mut |_| {});
    assert!(matches!(done, Err(Error::Corrupt { .. })), "{done:?}");
}
