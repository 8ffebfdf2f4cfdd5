//! Whatever is changed in the record afterwards, `verify` names it.

use programme::{Event, Stream};

use super::history::{KATHY, TOMMY, at, moved, read, registered, take_checkpoint, write_history};
use super::{Ground, on_both};
use crate::checkpoint::{self, Checkpoint, ExportedCheckpoint, Signer};
use crate::conn::{Access, Conn, Param, Value};
use crate::error::Error;
use crate::log::{self, StoredEvent};
use crate::vault;
use crate::verify::{Fault, Report, verify, verify_open};

on_both! {
    a_true_record_holds
    an_empty_record_holds
    every_changed_byte_of_an_event_is_named
    every_deleted_event_is_named
    a_cut_tail_shows_against_an_exported_checkpoint_only
    swapped_rows_are_named
    a_rewritten_stream_shows_against_the_checkpoints
    a_record_signed_anew_shows_against_an_exported_checkpoint
    a_missing_key_is_named_unless_the_person_was_erased
    a_key_that_nothing_needs_yet_is_missed_all_the_same
    a_key_that_outlives_an_erasure_is_named
    every_changed_byte_of_a_reading_is_named
    deleted_readings_are_named
    every_changed_byte_of_a_checkpoint_is_named
    a_checkpoint_of_another_record_is_refused
    a_checkpoint_never_vouches_for_a_gap
}

/// A record with the small history, on a connection that does not wait for the disk: these tests are many.
fn record(ground: &Ground) -> Conn {
    let mut conn = ground.record();
    write_history(&mut conn);
    match &ground.place {
        crate::conn::Place::Directory(_) => conn.define("PRAGMA synchronous = OFF").unwrap(),
        crate::conn::Place::Database(_) => conn.define("SET synchronous_commit = off").unwrap(),
    }
    conn
}

fn check(conn: &mut Conn, exported: Option<&Checkpoint>) -> Report {
    verify_open(conn, exported.map(ExportedCheckpoint::from).as_ref(), &mut |_| {}).unwrap()
}

fn events(conn: &mut Conn) -> Vec<StoredEvent> {
    let mut events = Vec::new();
    log::scan(conn, 1, |event| {
        events.push(event);
        Ok(())
    })
    .unwrap();
    events
}

fn names(report: &Report, event: &StoredEvent) -> bool {
    let stream = event.stream.to_string();
    report.faults.iter().any(|fault| {
        fault.seq == Some(event.seq) || (fault.stream.as_ref() == Some(&stream) && fault.version == Some(event.version))
    })
}

fn a_true_record_holds(ground: &Ground) {
    drop(record(ground));
    let mut seen = Vec::new();
    let report = verify(&ground.place, None, &mut |progress| seen.push(progress)).unwrap();
    assert!(report.holds(), "{:?}", report.faults);
    assert_eq!((report.events, report.streams, report.readings, report.checkpoints), (9, 5, 5, 2));
    assert_eq!((report.opened, report.erased, report.vouched_seq), (5, 1, 9));
    assert!(report.caveat().unwrap().contains("No exported checkpoint"));
    assert_eq!(seen.last().map(|p| (p.done, p.of)), Some((9, 9)));
}

fn an_empty_record_holds(ground: &Ground) {
    let mut conn = ground.record();
    assert!(take_checkpoint(&mut conn).is_none(), "there is nothing to vouch for");
    assert!(check(&mut conn, None).holds());
}

/// A column of a table: how it is read by the row's number and how it is written.
struct Column {
    name: &'static str,
    read: &'static str,
    write: &'static str,
}

macro_rules! columns {
    ($table:literal, $key:literal: $($column:literal)*) => {
        [$(Column {
            name: $column,
            read: concat!("SELECT ", $column, " FROM ", $table, " WHERE ", $key, " = $1"),
            write: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $key, " = $1"),
        }),*]
    };
}

/// Changes every byte of every column of a row, one at a time, and gives each change to `check` before it is undone.
fn change_each_byte(conn: &mut Conn, columns: &[Column], row: i64, mut check: impl FnMut(&mut Conn, &str)) {
    let mut changes = 0;
    for column in columns {
        let old = conn.query_first(column.read, &[row.into()], |row| row.get(0).map(Value::from)).unwrap().unwrap();
        for (change, value) in changed(column.name, &old) {
            let is_key = column.write.contains(&format!("SET {0} = $2 WHERE {0} =", column.name));
            match conn.execute(column.write, &[row.into(), value.as_param()]) {
                // Another row has that number or version: the database itself does not let it be changed so.
                Err(Error::Conflict(_)) => continue,
                done => assert_eq!(done.unwrap(), 1),
            }
            check(conn, &format!("{} of row {row}, {change}", column.name));
            let now = if is_key { value.as_param() } else { row.into() };
            assert_eq!(conn.execute(column.write, &[now, old.as_param()]).unwrap(), 1);
            changes += 1;
        }
    }
    assert!(changes > 100, "only {changes} changes were made");
}

fn changed(column: &str, old: &Value) -> Vec<(String, Value)> {
    match old {
        Value::Null if column == "category" => vec![("filled".to_owned(), Value::Text("health".to_owned()))],
        Value::Null => vec![("filled".to_owned(), Value::Bytes(vec![1]))],
        Value::Integer(n) => (0..8).map(|i| (format!("byte {i}"), Value::Integer(n ^ (1 << (8 * i))))).collect(),
        Value::Text(text) => (0..text.len())
            .filter(|&i| text.is_char_boundary(i) && text.is_char_boundary(i + 1))
            .map(|i| {
                let other = if &text[i..=i] == "x" { "y" } else { "x" };
                (format!("byte {i}"), Value::Text(format!("{}{other}{}", &text[..i], &text[i + 1..])))
            })
            .chain([("one longer".to_owned(), Value::Text(format!("{text}x")))])
            .chain([(
                "one shorter".to_owned(),
                Value::Text(text.chars().rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect()),
            )])
            .collect(),
        Value::Bytes(bytes) => (0..bytes.len())
            .map(|i| {
                let mut other = bytes.clone();
                other[i] ^= 1;
                (format!("byte {i}"), Value::Bytes(other))
            })
            .chain([("one longer".to_owned(), Value::Bytes([bytes, &[0][..]].concat()))])
            .chain([("one shorter".to_owned(), Value::Bytes(bytes[..bytes.len() - 1].to_vec()))])
            .collect(),
    }
}

fn every_changed_byte_of_an_event_is_named(ground: &Ground) {
    let columns = columns!("event", "seq":
        "seq" "stream" "version" "kind" "schema" "at" "author" "programme" "clear" "category" "sealed" "previous" "hash");
    let mut conn = record(ground);
    // Without checkpoints: the chain alone has to tell, and no signature is checked thousands of times.
    conn.execute("DELETE FROM checkpoint", &[]).unwrap();
    let all = events(&mut conn);
    // The programme's first event, a person's first and last, and an erasure, which is the end of the log.
    for seq in [1, 3, 8, 9] {
        let event = &all[seq as usize - 1];
        change_each_byte(&mut conn, &columns, seq, |conn, what| {
            let report = check(conn, None);
            assert!(names(&report, event), "{what}: {:?}", report.faults);
        });
    }
    assert!(check(&mut conn, None).holds(), "everything was put back");
    for sql in ["UPDATE event SET sealed = NULL WHERE seq = 3", "UPDATE event SET category = NULL WHERE seq = 4"] {
        conn.execute(sql, &[]).unwrap();
    }
    let report = check(&mut conn, None);
    assert!(names(&report, &all[2]) && names(&report, &all[3]), "{:?}", report.faults);
}

fn every_deleted_event_is_named(ground: &Ground) {
    let mut conn = record(ground);
    let all = events(&mut conn);
    for event in &all {
        conn.execute("DELETE FROM event WHERE seq = $1", &[event.seq.into()]).unwrap();
        let report = check(&mut conn, None);
        if event.seq == 9 {
            assert!(
                report.faults.iter().any(|f| f.what.contains("the log ends at 8: the end was cut")),
                "{:?}",
                report.faults
            );
        } else {
            assert!(names(&report, event), "{}: {:?}", event.seq, report.faults);
        }
        log::append(&mut conn, std::slice::from_ref(event)).unwrap();
        assert!(check(&mut conn, None).holds());
    }
    conn.execute("DELETE FROM event WHERE seq BETWEEN 3 AND 6", &[]).unwrap();
    let report = check(&mut conn, None);
    assert!(report.faults.contains(&Fault {
        stream: None,
        version: None,
        seq: Some(3),
        reading: None,
        checkpoint: None,
        what: "it and the next 3 are missing".to_owned()
    }));
}

fn a_cut_tail_shows_against_an_exported_checkpoint_only(ground: &Ground) {
    let mut conn = ground.record();
    let mut writer = super::history::Writer::new();
    let kathy = |event| (Stream::Person(KATHY), Event::Person(event));
    writer.write(&mut conn, &[kathy(registered("Kathy H."))]);
    take_checkpoint(&mut conn).unwrap();
    writer.write(&mut conn, &[kathy(moved()), kathy(moved())]);
    read(&mut conn, &[(KATHY, "Madame")]);
    let exported = take_checkpoint(&mut conn).unwrap();
    let uncut = check(&mut conn, Some(&exported));
    assert!(uncut.holds() && uncut.caveat().is_none(), "{:?}", uncut.faults);
    for sql in ["DELETE FROM event WHERE seq = 3", "DELETE FROM checkpoint WHERE number = 2", "DELETE FROM reading"] {
        conn.execute(sql, &[]).unwrap();
    }
    let report = check(&mut conn, None);
    assert!(report.holds() && report.caveat().is_some(), "without the export it cannot be seen, and that is said");
    let report = check(&mut conn, Some(&exported));
    let faults: Vec<String> = report.faults.iter().map(Fault::to_string).collect();
    assert!(faults.iter().any(|f| f.contains("the log ends at 2: the end was cut")), "{faults:?}");
    assert!(faults.iter().any(|f| f.contains("reading 1 is missing")), "{faults:?}");
}

fn swapped_rows_are_named(ground: &Ground) {
    let mut conn = record(ground);
    let all = events(&mut conn);
    let swap = |conn: &mut Conn, a: i64, b: i64| {
        for (from, to) in [(a, -1), (b, a), (-1, b)] {
            conn.execute("UPDATE event SET seq = $2 WHERE seq = $1", &[from.into(), to.into()]).unwrap();
        }
    };
    for (a, b) in [(3, 4), (7, 8), (1, 9)] {
        swap(&mut conn, a, b);
        let report = check(&mut conn, None);
        assert!([a, b].iter().all(|seq| names(&report, &all[*seq as usize - 1])), "{:?}", report.faults);
        swap(&mut conn, a, b);
    }
    assert!(check(&mut conn, None).holds());
    // Two people's sealed details, each in the other's event.
    for (seq, from) in [(3, 4), (4, 3)] {
        let sealed = &all[from - 1].sealed.as_ref().unwrap().1;
        conn.execute("UPDATE event SET sealed = $2 WHERE seq = $1", &[(seq as i64).into(), sealed.into()]).unwrap();
    }
    let report = check(&mut conn, None);
    for seq in [3, 4] {
        let faults: Vec<&Fault> = report.faults.iter().filter(|f| f.seq == Some(seq)).collect();
        assert!(faults.iter().any(|f| f.what.contains("does not open")), "{faults:?}");
    }
}

/// Rewrites one event and every hash after it in its stream, as somebody would who knows how the log is made.
fn rewrite(conn: &mut Conn, seq: i64) {
    let mut all = events(conn);
    let stream = all[seq as usize - 1].stream;
    let mut previous = None;
    for event in all.iter_mut().filter(|e| e.stream == stream && e.seq >= seq) {
        if event.seq == seq {
            event.author = "Miss Nobody".into();
        }
        event.previous = previous.unwrap_or(event.previous);
        event.hash = event.computed_hash();
        previous = Some(event.hash);
        let sql = "UPDATE event SET author = $2, previous = $3, hash = $4 WHERE seq = $1";
        let values = [event.seq.into(), Param::Text(&event.author), (&event.previous).into(), (&event.hash).into()];
        conn.execute(sql, &values).unwrap();
    }
}

fn a_rewritten_stream_shows_against_the_checkpoints(ground: &Ground) {
    let mut conn = record(ground);
    rewrite(&mut conn, 7);
    let faults: Vec<String> = check(&mut conn, None).faults.iter().map(Fault::to_string).collect();
    assert_eq!(faults, ["checkpoint 2: the events from 7 to 9 are not those that it vouches for"]);
}

fn a_record_signed_anew_shows_against_an_exported_checkpoint(ground: &Ground) {
    let mut conn = record(ground);
    let exported = checkpoint::last(&mut conn).unwrap().unwrap();
    rewrite(&mut conn, 7);
    conn.execute("DELETE FROM checkpoint WHERE number = 2", &[]).unwrap();
    take_checkpoint(&mut conn).unwrap();
    assert!(check(&mut conn, None).holds(), "whoever holds the record can sign it anew");
    let faults: Vec<String> = check(&mut conn, Some(&exported)).faults.iter().map(Fault::to_string).collect();
    assert!(faults.contains(&"checkpoint 2: it is not the one that was exported".to_owned()), "{faults:?}");
    assert!(faults.iter().any(|f| f.contains("the events from 7 to 9 are not those")), "{faults:?}");
}

fn a_missing_key_is_named_unless_the_person_was_erased(ground: &Ground) {
    let mut conn = record(ground);
    conn.execute("DELETE FROM stream_key WHERE stream = $1", &[(&Stream::Person(TOMMY).to_string()).into()]).unwrap();
    let report = check(&mut conn, None);
    assert_eq!(report.faults.len(), 3, "{:?}", report.faults);
    assert_eq!((report.faults[0].seq, report.faults[0].version), (Some(4), Some(1)));
    assert!(report.faults[0].what.contains("nobody was erased"));
}

/// Nothing is sealed under it yet, so no event shows it: the first examination would be the first to fail.
fn a_key_that_nothing_needs_yet_is_missed_all_the_same(ground: &Ground) {
    let mut conn = record(ground);
    let missing = |conn: &mut Conn| -> Vec<String> { check(conn, None).faults.iter().map(Fault::to_string).collect() };
    conn.execute(
        "DELETE FROM stream_key WHERE stream = $1 AND category = 'health'",
        &[(&Stream::Person(TOMMY).to_string()).into()],
    )
    .unwrap();
    let said = format!("person/{TOMMY}: their health key is missing, and they were not erased");
    assert_eq!(missing(&mut conn), std::slice::from_ref(&said));
    let zeros = "UPDATE stream_key SET key = $2 WHERE stream = $1 AND category = 'health'";
    conn.execute(zeros, &[(&Stream::Person(super::history::KATHY).to_string()).into(), (&[0; 32]).into()]).unwrap();
    assert_eq!(missing(&mut conn), [said.replace(&TOMMY.to_string(), &super::history::KATHY.to_string()), said]);
}

fn a_key_that_outlives_an_erasure_is_named(ground: &Ground) {
    let mut conn = record(ground);
    let key = vault::secret(&mut conn, "lookup-key").unwrap();
    let sql = "UPDATE stream_key SET key = $2 WHERE stream = $1";
    conn.execute(sql, &[(&Stream::Person(super::history::RUTH).to_string()).into(), (&key).into()]).unwrap();
    let report = check(&mut conn, None);
    assert!(report.faults.iter().any(|f| f.seq == Some(9) && f.what.contains("still there")), "{:?}", report.faults);
}

fn every_changed_byte_of_a_reading_is_named(ground: &Ground) {
    let columns = columns!("reading", "seq": "seq" "at" "reader" "person" "part" "via" "tie" "previous" "hash");
    let mut conn = record(ground);
    for seq in [1, 2, 5] {
        change_each_byte(&mut conn, &columns, seq, |conn, what| {
            let report = check(conn, None);
            let named = |f: &Fault| f.reading == Some(seq) || f.what == format!("reading {seq} is missing");
            assert!(report.faults.iter().any(named), "{what}: {:?}", report.faults);
        });
    }
    assert!(check(&mut conn, None).holds(), "everything was put back");
}

fn deleted_readings_are_named(ground: &Ground) {
    let mut conn = record(ground);
    conn.execute("DELETE FROM reading WHERE seq = 2", &[]).unwrap();
    let report = check(&mut conn, None);
    assert!(report.faults.iter().any(|f| f.reading == Some(2)), "{:?}", report.faults);
    conn.execute("DELETE FROM reading WHERE seq > 3", &[]).unwrap();
    let report = check(&mut conn, None);
    assert!(report.faults.iter().any(|f| f.to_string() == "checkpoint 2: reading 5 is missing"), "{:?}", report.faults);
}

fn every_changed_byte_of_a_checkpoint_is_named(ground: &Ground) {
    let columns = columns!("checkpoint", "number":
        "number" "seq" "reading_seq" "at" "rolling" "reading_hash" "previous" "public_key" "signature");
    let mut conn = record(ground);
    for number in [1, 2] {
        change_each_byte(&mut conn, &columns, number, |conn, what| {
            let report = check(conn, None);
            assert!(report.faults.iter().any(|f| f.checkpoint.is_some()), "{what}: {:?}", report.faults);
        });
    }
    conn.execute("DELETE FROM checkpoint WHERE number = 1", &[]).unwrap();
    let report = check(&mut conn, None);
    assert!(report.faults.iter().any(|f| f.checkpoint == Some(1)), "{:?}", report.faults);
}

fn a_checkpoint_of_another_record_is_refused(ground: &Ground) {
    let mut conn = record(ground);
    let mut other = ground.another().open_or_create(&mut crate::entropy::Entropy::seeded(2)).unwrap();
    write_history(&mut other);
    let foreign = checkpoint::last(&mut other).unwrap().unwrap();
    let report = check(&mut conn, Some(&foreign));
    assert!(report.faults.iter().any(|f| f.what.contains("not the one that was exported")), "{:?}", report.faults);
}

fn a_checkpoint_never_vouches_for_a_gap(ground: &Ground) {
    let mut conn = record(ground);
    conn.execute("UPDATE event SET seq = 11 WHERE seq = 9", &[]).unwrap();
    conn.execute("DELETE FROM checkpoint WHERE number = 2", &[]).unwrap();
    let signer = Signer::load(&mut conn).unwrap();
    let done = conn.transaction(Access::Write, |conn| checkpoint::take(conn, at(), &signer));
    assert!(matches!(done, Err(Error::Damaged(_))), "{done:?}");
}
