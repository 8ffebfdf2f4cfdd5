//! Backups of a record in use, restored on either database, with nobody brought back who was erased since.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use programme::{Event, Stream};

use super::history::{KATHY, TOMMY, Writer, at, moved, take_checkpoint, write_history};
use super::{Ground, on_both};
use crate::backup::{backup, part_of};
use crate::conn::{Access, Conn, Place};
use crate::dump::canonical_dump;
use crate::erasure::{self, Ledger};
use crate::error::Error;
use crate::lease::{self, Claim};
use crate::migrations::{self, Migration};
use crate::relay::Secret;
use crate::restore::{Restored, Restoring, restore};
use crate::upgrade::{Upgraded, upgrade, upgrade_to};
use crate::vault::Keys;
use crate::verify::verify;
use crate::{log, truth};

on_both! {
    a_record_goes_to_the_other_database_and_back
    a_backup_is_made_while_others_write
    a_backup_never_takes_the_place_of_a_file
    a_damaged_record_is_backed_up_and_said_to_be_damaged
    a_damaged_backup_is_not_restored
    without_a_ledger_nothing_is_restored
    the_ledger_of_another_record_is_refused
    who_was_erased_since_stays_erased_by_the_ledger
    who_was_erased_since_stays_erased_by_the_record_that_is_replaced
    a_record_is_replaced_only_when_that_is_asked_for
    a_record_in_use_is_not_replaced
    another_record_is_not_replaced
    what_is_no_backup_is_refused
    an_upgrade_backs_up_first_and_newer_data_is_refused
    an_upgrade_takes_the_lease_away
}

fn dump(place: &Place) -> String {
    canonical_dump(&mut place.open(Access::Read).unwrap(), &truth::tables()).unwrap()
}

/// A ledger that says that nobody was erased.
fn nobody(ground: &Ground) -> std::path::PathBuf {
    let path = ground.file("nobody.jsonl");
    fs::write(&path, "").unwrap();
    path
}

fn restore_with(ground: &Ground, from: &Path, to: &Place) -> Result<Restored, Error> {
    let ledger = nobody(ground);
    restore(from, to, Restoring { erasures: Some(&ledger), ledger: None, replace: false }, at(), &mut |_| {})
}

fn back_up(place: &Place, to: &Path) {
    let report = backup(place, to, &mut |_| {}).unwrap();
    assert!(report.holds(), "{:?}", report.faults);
}

fn a_record_goes_to_the_other_database_and_back(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let id = migrations::record_id(&mut conn).unwrap();
    let (there, back) = (ground.on_the_other(), ground.another());
    back_up(&ground.place, &ground.file("one"));
    restore_with(ground, &ground.file("one"), &there).unwrap();
    back_up(&there, &ground.file("two"));
    restore_with(ground, &ground.file("two"), &back).unwrap();
    for place in [&there, &back] {
        assert_eq!(dump(place), dump(&ground.place));
        assert_eq!(migrations::record_id(&mut place.open(Access::Write).unwrap()).unwrap(), id);
        assert!(verify(place, None, &mut |_| {}).unwrap().holds());
    }
    assert!(!part_of(&ground.file("one")).exists());
}

fn a_backup_is_made_while_others_write(ground: &Ground) {
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = &stop;
        let writing = scope.spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                writer.write(&mut conn, &[(Stream::Person(KATHY), Event::Person(moved()))]);
                take_checkpoint(&mut conn).unwrap();
            }
            log::last_seq(&mut conn).unwrap()
        });
        for i in 0..3 {
            back_up(&ground.place, &ground.file(&format!("backup-{i}")));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(writing.join().unwrap() > 9, "nothing was written meanwhile");
    });
}

fn a_backup_never_takes_the_place_of_a_file(ground: &Ground) {
    drop(ground.record());
    fs::write(ground.file("precious"), "precious").unwrap();
    let done = backup(&ground.place, &ground.file("precious"), &mut |_| {});
    assert!(matches!(done, Err(Error::Refused(_))), "{done:?}");
    assert_eq!(fs::read_to_string(ground.file("precious")).unwrap(), "precious");
}

fn a_damaged_record_is_backed_up_and_said_to_be_damaged(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    conn.execute("UPDATE event SET author = 'nobody' WHERE seq = 4", &[]).unwrap();
    let report = backup(&ground.place, &ground.file("backup"), &mut |_| {}).unwrap();
    assert_eq!(report.faults[0].seq, Some(4));
    assert!(ground.file("backup").exists());
}

fn a_damaged_backup_is_not_restored(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let file = ground.file("backup");
    back_up(&ground.place, &file);
    let to = ground.another();
    let mut damaged = Conn::open_file(&file, Access::Write).unwrap();
    damaged.execute("UPDATE event SET author = 'nobody' WHERE seq = 4", &[]).unwrap();
    drop(damaged);
    let done = restore_with(ground, &file, &to);
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("number 4")), "{done:?}");
    assert!(matches!(to.open(Access::Read), Err(Error::Absent(_))));
}

fn without_a_ledger_nothing_is_restored(ground: &Ground) {
    write_history(&mut ground.record());
    back_up(&ground.place, &ground.file("backup"));
    let to = ground.another();
    let done = restore(&ground.file("backup"), &to, Restoring::default(), at(), &mut |_| {});
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("erasures.jsonl")), "{done:?}");
    assert!(matches!(to.open(Access::Read), Err(Error::Absent(_))));
}

fn the_ledger_of_another_record_is_refused(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    back_up(&ground.place, &ground.file("backup"));
    let mut others = erasure::erased_in(&mut conn).unwrap();
    others[0].record = "another".to_owned();
    let ledger = Ledger::at(&ground.file("others.jsonl"));
    ledger.append(&others).unwrap();
    let how = Restoring { erasures: Some(ledger.path()), ledger: None, replace: false };
    let done = restore(&ground.file("backup"), &ground.another(), how, at(), &mut |_| {});
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("another record")), "{done:?}");
}

/// A backup, and then Tommy is erased; gives his keys' bytes.
fn erased_since(ground: &Ground) -> (Conn, Writer, Vec<Vec<u8>>) {
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    back_up(&ground.place, &ground.file("backup"));
    let keys = writer.erase(&mut conn, TOMMY);
    assert_eq!(keys.len(), 2, "one for who he is and where he was, one for how he was");
    (conn, writer, keys.iter().map(|key| key.needle().to_vec()).collect())
}

fn assert_tommy_is_gone(place: &Place, needles: &[Vec<u8>], restored: &Restored) {
    assert_eq!(restored.erase_again.iter().map(|e| e.whom).collect::<Vec<_>>(), [crate::Erased::Person(TOMMY)]);
    let mut conn = place.open(Access::Write).unwrap();
    assert_eq!(erasure::pending(&mut conn).unwrap(), restored.erase_again);
    let event = log::load(&mut conn, &[Stream::Person(TOMMY)]).unwrap().remove(0);
    let mut keys = Keys::default();
    keys.load(&mut conn, &[Stream::Person(TOMMY), Stream::Person(KATHY)]).unwrap();
    assert_eq!(keys.open(&event).unwrap(), None);
    assert!(keys.get(Stream::Person(KATHY), programme::Category::Identity).is_some(), "the others are as they were");
    if let Some(file) = place.file() {
        let needles: Vec<&[u8]> = needles.iter().map(Vec::as_slice).collect();
        let bytes = fs::read(&file).unwrap();
        assert!(needles.iter().all(|needle| memchr::memmem::find(&bytes, needle).is_none()));
    }
    // What the engine does first: the event, and the list cleared.
    let mut writer = Writer::after(&mut conn);
    writer.erase(&mut conn, TOMMY);
    conn.transaction(Access::Write, |conn| erasure::set_pending(conn, &[])).unwrap();
    assert_eq!(erasure::pending(&mut conn).unwrap(), []);
    let report = verify(place, None, &mut |_| {}).unwrap();
    assert!(report.holds(), "{:?}", report.faults);
}

fn who_was_erased_since_stays_erased_by_the_ledger(ground: &Ground) {
    let (mut conn, _, needles) = erased_since(ground);
    let ledger = Ledger::at(&ground.file("erasures.jsonl"));
    assert_eq!(ledger.reconcile(&mut conn).unwrap(), 2, "Ruth and Tommy");
    assert_eq!(ledger.reconcile(&mut conn).unwrap(), 0);
    for to in [ground.another(), ground.on_the_other()] {
        let how = Restoring { erasures: Some(ledger.path()), ledger: None, replace: false };
        let restored = restore(&ground.file("backup"), &to, how, at(), &mut |_| {}).unwrap();
        assert_tommy_is_gone(&to, &needles, &restored);
        if let Some(beside) = Ledger::beside(&to) {
            assert_eq!(beside.read().unwrap().len(), 2, "the next restore can know of them too");
        }
    }
}

fn who_was_erased_since_stays_erased_by_the_record_that_is_replaced(ground: &Ground) {
    let (conn, _, needles) = erased_since(ground);
    drop(conn);
    let how = Restoring { erasures: None, ledger: None, replace: true };
    let restored = restore(&ground.file("backup"), &ground.place, how, at(), &mut |_| {}).unwrap();
    assert_tommy_is_gone(&ground.place, &needles, &restored);
}

fn a_record_is_replaced_only_when_that_is_asked_for(ground: &Ground) {
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    back_up(&ground.place, &ground.file("backup"));
    let before = dump(&ground.place);
    writer.write(&mut conn, &[(Stream::Person(KATHY), Event::Person(moved()))]);
    drop(conn);
    let done = restore_with(ground, &ground.file("backup"), &ground.place);
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("replaced")), "{done:?}");
    assert_ne!(dump(&ground.place), before);
    let how = Restoring { erasures: None, ledger: None, replace: true };
    restore(&ground.file("backup"), &ground.place, how, at(), &mut |_| {}).unwrap();
    assert_eq!(dump(&ground.place), before);
    let mut conn = ground.again(Access::Write);
    let acquired = lease::acquire(&mut conn, &claim(), at(), Duration::from_secs(5)).unwrap();
    assert!(matches!(acquired, lease::Acquired::Ours(_)), "the closed record's lease did not come along");
}

fn claim() -> Claim {
    // Port 9 of another address of this machine's loopback: nothing listens there.
    Claim { owner: "serve".to_owned(), address: "127.0.0.1:9".parse().unwrap(), secret: Secret::new([7; 32]) }
}

fn a_record_in_use_is_not_replaced(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    back_up(&ground.place, &ground.file("backup"));
    let alive = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let claim = Claim { address: alive.local_addr().unwrap(), ..claim() };
    lease::acquire(&mut conn, &claim, at(), Duration::from_secs(5)).unwrap();
    let how = Restoring { erasures: None, ledger: None, replace: true };
    let done = restore(&ground.file("backup"), &ground.place, how, at(), &mut |_| {});
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("in use by serve")), "{done:?}");
}

fn another_record_is_not_replaced(ground: &Ground) {
    write_history(&mut ground.record());
    back_up(&ground.place, &ground.file("backup"));
    let to = ground.another();
    drop(to.open_or_create(&mut crate::entropy::Entropy::seeded(77)).unwrap());
    let how = Restoring { erasures: Some(&nobody(ground)), ledger: None, replace: true };
    let done = restore(&ground.file("backup"), &to, how, at(), &mut |_| {});
    assert!(matches!(&done, Err(Error::Refused(why)) if why.contains("another one")), "{done:?}");
}

fn what_is_no_backup_is_refused(ground: &Ground) {
    let to = ground.another();
    assert!(matches!(restore_with(ground, &ground.file("nothing"), &to), Err(Error::Absent(_))));
    fs::write(ground.file("text"), "this is no database, but it is long enough to look like one".repeat(20)).unwrap();
    assert!(matches!(restore_with(ground, &ground.file("text"), &to), Err(Error::Damaged(_))));
    drop(Conn::open_file(&ground.file("empty"), Access::Write).unwrap());
    assert!(matches!(restore_with(ground, &ground.file("empty"), &to), Err(Error::Refused(_))));
}

const FUTURE: &[Migration] = &[
    Migration { number: 2, sql: "" },
    Migration { number: 3, sql: "CREATE TABLE work (id TEXT NOT NULL PRIMARY KEY, made BYTEA) ROWLESS" },
];

fn an_upgrade_backs_up_first_and_newer_data_is_refused(ground: &Ground) {
    let mut conn = ground.record();
    write_history(&mut conn);
    let (before, newest) = (dump(&ground.place), migrations::newest());
    assert_eq!(newest, 2, "this test's future begins after layout 2: give it the next number");
    let unneeded = upgrade(&ground.place, &ground.file("unneeded"), at(), &mut |_| {}).unwrap();
    assert_eq!(unneeded, Upgraded { from: newest, to: newest });
    assert!(!ground.file("unneeded").exists());

    let done = upgrade_to(&ground.place, &ground.file("before"), at(), &mut |_| {}, FUTURE).unwrap();
    assert_eq!(done, Upgraded { from: 2, to: 3 });
    assert_eq!(canonical_dump(&mut conn, &truth::tables()).unwrap(), before, "what is true is as it was");
    conn.execute("INSERT INTO work (id, made) VALUES ('1', NULL)", &[]).unwrap();
    assert!(matches!(ground.place.open(Access::Read), Err(Error::NewerData { found: 3, known: 2 })));
    let refused = upgrade(&ground.place, &ground.file("again"), at(), &mut |_| {});
    assert!(matches!(refused, Err(Error::NewerData { .. })));

    let to = ground.another();
    restore_with(ground, &ground.file("before"), &to).unwrap();
    assert_eq!(dump(&to), before);
}

fn an_upgrade_takes_the_lease_away(ground: &Ground) {
    let mut conn = ground.record();
    let lease::Acquired::Ours(old) = lease::acquire(&mut conn, &claim(), at(), Duration::from_secs(5)).unwrap() else {
        panic!("nobody else is there")
    };
    upgrade_to(&ground.place, &ground.file("before"), at(), &mut |_| {}, FUTURE).unwrap();
    let done = conn.transaction(Access::Write, |conn| lease::check(conn, old, at()));
    assert!(matches!(done, Err(Error::LeaseLost)), "{done:?}");
}
