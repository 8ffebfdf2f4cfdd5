//! Bytes changed in the database's file itself, behind SQLite's back.

use std::fs;
use std::os::unix::fs::FileExt;

use programme::{Event, ExaminationId, PersonEvent, Private, Stream};

use super::Ground;
use super::history::{KATHY, TOMMY, take_checkpoint, write_history};
use crate::conn::{Access, Conn};
use crate::dump::{Table, canonical_dump};
use crate::error::Error;
use crate::truth::TRUTH;
use crate::verify::verify_open;

/// The tables that verification vouches for.
fn vouched() -> Vec<Table> {
    let tables = TRUTH.iter().map(|truth| truth.table);
    tables.filter(|table| ["event", "stream_key", "checkpoint", "reading"].contains(&table.name)).collect()
}

/// Either the change shows, or it changed nothing that is vouched for.
#[test]
fn a_changed_byte_of_the_file_shows_or_means_nothing() {
    let ground = Ground::sqlite();
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    // A key that nothing is sealed under is as good as another, so a changed one would mean nothing.
    let taken_back = |person| {
        let (examination, reason) = (ExaminationId(uuid::Uuid::nil()), Private::Known("not hers".to_owned()));
        let event = PersonEvent::ExaminationEnteredInError { examination, reason };
        (Stream::Person(person), Event::Person(event))
    };
    writer.write(&mut conn, &[taken_back(KATHY), taken_back(TOMMY)]);
    take_checkpoint(&mut conn).unwrap();
    let dump = canonical_dump(&mut conn, &vouched()).unwrap();
    drop(conn);
    let original = fs::read(ground.place.file().unwrap()).unwrap();
    let path = ground.file("copy.db");
    fs::write(&path, &original).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let (mut shown, mut harmless) = (0, 0);
    // Bytes that are not zero, in steps that come to every column, and every page's beginning; in the soak every one.
    let step = if std::env::var_os("CARER_SOAK").is_some() { 1 } else { 11 };
    let bytes = (0..original.len()).filter(|i| original[*i] != 0);
    for at in bytes.enumerate().filter(|(n, at)| n % step == 0 || at % 4096 < 12).map(|(_, at)| at) {
        file.write_all_at(&[original[at] ^ 0x21], at as u64).unwrap();
        match look(&path) {
            Ok(found) if found == dump => harmless += 1,
            Ok(found) => panic!("byte {at}: nothing was said, and {found} is not {dump}"),
            Err(_) => shown += 1,
        }
        file.write_all_at(&[original[at]], at as u64).unwrap();
    }
    assert_eq!(look(&path).unwrap(), dump, "everything was put back");
    assert!(shown > 300 && harmless > 0, "{shown} shown, {harmless} harmless");
}

fn look(path: &std::path::Path) -> Result<String, Error> {
    let mut conn = Conn::open_file(path, Access::Read)?;
    let report = verify_open(&mut conn, None, &mut |_| {})?;
    match report.faults.first() {
        Some(fault) => Err(Error::Damaged(fault.to_string())),
        None => canonical_dump(&mut conn, &vouched()),
    }
}
