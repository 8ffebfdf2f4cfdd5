//! Durable is durable: whatever happens to the writer, the disk or the database, no acknowledged command is missing,
//! nobody is there by half, the read tables are what the log says, and the record verifies.

mod check;
mod load;
mod process;

use std::thread;
use std::time::Duration;

use record::Place;
use testing::{DropSync, Postgres, PowerCut};

use check::{Acknowledged, check, copy};
pub(crate) use process::opening;
use process::{Line, Process, Task};

use crate::ground::{Ground, on_both};

/// How many kills a record lives through before another is begun.
const LIVES: usize = 5;

/// Not a test of its own: what the writers do. Without a task it has nothing to do.
#[test]
fn task() {
    process::work();
}

#[test]
fn power_cuts_under_load_lose_nothing_that_was_acknowledged() {
    let (mut acknowledged, mut lost) = (0, 0);
    let seeds: Vec<u64> = testing::seeds(30, 1_000).collect();
    for lives in seeds.chunks(LIVES) {
        let (more, gone) = a_record_through(lives);
        acknowledged += more;
        lost += gone;
    }
    // Otherwise nothing was tried: there has to be something to lose, and something that the cuts took.
    assert!(acknowledged > seeds.len(), "{acknowledged} commands acknowledged");
    assert!(lost > 0, "the cuts took nothing");
}

/// One record whose writer is killed and whose power is cut again and again; says how many steps were acknowledged, and
/// how many writes the cuts took.
fn a_record_through(lives: &[u64]) -> (usize, usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut disk = DropSync::under(folder.path());
    let place = Place::Directory(folder.path().join("data"));
    let (mut acknowledged, mut lost) = (Acknowledged::default(), 0);
    for (life, seed) in (0_u64..).zip(lives) {
        let name = format!("kill {seed} of the record that began with {}", lives[0]);
        let mut process = Process::start(&Task::at(&place, lives[0], life), Some(&disk));
        // One in five is killed anywhere, its start included; the others while they are at work.
        if seed % 5 != 4 {
            process.wait_for_acknowledged(1);
        }
        thread::sleep(Duration::from_millis(hashed(*seed) % 400));
        acknowledged.add(process.kill());
        let cut = if seed % 3 == 0 { PowerCut::Synced } else { PowerCut::Torn(*seed) };
        lost += disk.power_cut(cut).edits;
        let looked_at = tempfile::tempdir().expect("a temporary folder");
        copy(folder.path(), looked_at.path());
        check(&Place::Directory(looked_at.path().join("data")), &acknowledged, &name);
    }
    (acknowledged.len(), lost)
}

#[test]
fn a_full_disk_is_said_and_nothing_is_missing_when_it_has_room_again() {
    on_a_failing_disk("a full disk", |disk| disk.fill_after(200_000), DropSync::has_room);
}

#[test]
fn syncs_that_fail_are_said_and_nothing_is_missing_when_they_work_again() {
    on_a_failing_disk("failing syncs", |disk| disk.fail_syncs_after(3), DropSync::syncs_work);
}

/// A writer under load whose disk fails, and works again, and then is cut off its power.
fn on_a_failing_disk(name: &str, fail: impl Fn(&DropSync), mend: impl Fn(&DropSync)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut disk = DropSync::under(folder.path());
    let place = Place::Directory(folder.path().join("data"));
    let mut acknowledged = Acknowledged::default();
    for (life, cut) in [(0, PowerCut::Synced), (1, PowerCut::Torn(7))] {
        let mut process = Process::start(&Task::at(&place, 1, life), Some(&disk));
        process.wait_for_acknowledged(20);
        fail(&disk);
        for _ in 0..40 {
            process.wait_for("failure", |line| matches!(line, Line::Unavailable(_)));
        }
        mend(&disk);
        process.wait_for_acknowledged(60);
        acknowledged.add(process.kill());
        disk.power_cut(cut);
        let looked_at = tempfile::tempdir().expect("a temporary folder");
        copy(folder.path(), looked_at.path());
        check(&Place::Directory(looked_at.path().join("data")), &acknowledged, &format!("{name}, {cut:?}"));
    }
}

#[test]
fn a_killed_writer_on_postgres_loses_nothing_that_was_acknowledged() {
    let place = Place::Database(Postgres::shared().database());
    let mut acknowledged = Acknowledged::default();
    for seed in testing::seeds(5, 100) {
        let mut process = Process::start(&Task::at(&place, 0, seed), None);
        if seed % 5 != 4 {
            process.wait_for_acknowledged(1);
        }
        thread::sleep(Duration::from_millis(hashed(seed) % 300));
        acknowledged.add(process.kill());
        check(&place, &acknowledged, &format!("kill {seed}"));
    }
    assert!(acknowledged.len() > 0, "nothing was acknowledged, so nothing was tried");
}

#[test]
fn a_killed_postgres_loses_nothing_and_its_writer_goes_on() {
    let mut postgres = Postgres::start();
    let place = Place::Database(postgres.database());
    let mut acknowledged = Acknowledged::default();
    let mut process = Process::start(&Task::at(&place, 0, 0), None);
    for seed in testing::seeds(3, 30) {
        process.wait_for_acknowledged(50);
        thread::sleep(Duration::from_millis(hashed(seed) % 200));
        postgres.kill();
        process.wait_for("failure", |line| matches!(line, Line::Unavailable(_)));
        postgres.restart();
        process.wait_for_acknowledged(50);
    }
    acknowledged.add(process.kill());
    check(&place, &acknowledged, "the server killed");
}

on_both! {
    a_second_writer_passes_commands_on_and_takes_over_when_the_first_is_killed
    a_writer_that_slept_past_its_lease_never_writes_over_the_next
}

fn a_second_writer_passes_commands_on_and_takes_over_when_the_first_is_killed(ground: &Ground) {
    let mut acknowledged = Acknowledged::default();
    let mut first = Process::start(&Task::at(&ground.place, 0, 0), None);
    first.wait_for("seat", |line| matches!(line, Line::Open { here: true }));
    first.wait_for_acknowledged(20);
    let mut second = Process::start(&Task::at(&ground.place, 0, 1), None);
    second.wait_for("seat", |line| matches!(line, Line::Open { .. }));
    assert!(matches!(second.said.last(), Some(Line::Open { here: false })), "two processes write: {:?}", second.said);
    second.wait_for_acknowledged(20);
    acknowledged.add(first.kill());
    second.wait_for("failure, since it cannot know what became of its command", |line| {
        matches!(line, Line::Unavailable(_))
    });
    second.wait_for_acknowledged(50);
    acknowledged.add(second.kill());
    check(&ground.place, &acknowledged, "the first writer killed");
}

/// How long a writer is waited for that says nothing, and a little more.
const LEASE: Duration = Duration::from_millis(5_300);

fn a_writer_that_slept_past_its_lease_never_writes_over_the_next(ground: &Ground) {
    let mut acknowledged = Acknowledged::default();
    let slow = |life| Task { threads: 2, rest_millis: 40, ..Task::at(&ground.place, 0, life) };
    let mut first = Process::start(&slow(0), None);
    first.wait_for_acknowledged(10);
    let mut second = None;
    for life in 1..10 {
        first.signal("STOP");
        thread::sleep(LEASE);
        let mut next = Process::start(&slow(life), None);
        next.wait_for("seat or failure", |line| matches!(line, Line::Open { .. } | Line::NotYet(_)));
        if matches!(next.said.last(), Some(Line::Open { here: true })) {
            second = Some(next);
            break;
        }
        // It was stopped in the middle of a transaction, which keeps everybody out: once more.
        acknowledged.add(next.kill());
        first.signal("CONT");
        first.wait_for_acknowledged(3);
    }
    let mut second = second.expect("one of many times it is stopped between two transactions");
    second.wait_for_acknowledged(10);
    first.signal("CONT");
    // What it had begun is not carried out; what it asks from now on goes to the second one.
    first.wait_for_acknowledged(20);
    second.wait_for_acknowledged(20);
    acknowledged.add(first.kill());
    acknowledged.add(second.kill());
    check(&ground.place, &acknowledged, "the first writer slept");
}

/// On SQLite the process's own lock keeps everybody out for as long as it is frozen; nothing can be done about that.
#[test]
fn on_postgres_a_writer_that_froze_in_a_transaction_keeps_nobody_out() {
    let place = Place::Database(Postgres::shared().database());
    let mut acknowledged = Acknowledged::default();
    let mut first = Process::start(&Task::at(&place, 0, 0), None);
    first.wait_for_acknowledged(50);
    // Under this load it is in the middle of a transaction nearly always.
    first.signal("STOP");
    thread::sleep(LEASE);
    let mut second = Process::start(&Task::at(&place, 0, 1), None);
    second.wait_for("seat", |line| matches!(line, Line::Open { here: true }));
    second.wait_for_acknowledged(50);
    first.signal("CONT");
    first.wait_for_acknowledged(50);
    acknowledged.add(first.kill());
    acknowledged.add(second.kill());
    check(&place, &acknowledged, "the first writer froze");
}

/// A number that looks like chance.
fn hashed(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 30)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 31)
}
