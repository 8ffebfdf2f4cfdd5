//! What has to hold of a record after whatever was done to its writers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use programme::{Command, PersonId};
use record::{Clock, Ledger, Place, Reader, Receipt, Submission};

use super::load::{Client, Step};
use super::process::{Line, kidney, opening};

/// Everything that the writers of a record acknowledged.
#[derive(Default)]
pub(super) struct Acknowledged {
    commands: Vec<(Client, u64, Receipt)>,
    readings: Vec<(Client, u64)>,
    /// The keys of everybody who was not erased when the record was last looked at.
    keys: BTreeMap<String, Vec<u8>>,
}

impl Acknowledged {
    pub(super) fn add(&mut self, said: Vec<Line>) {
        for line in said {
            match line {
                Line::Done(client, step, receipt) => self.commands.push((client, step, receipt)),
                Line::Read(client, step) => self.readings.push((client, step)),
                Line::Begun | Line::Open { .. } | Line::NotYet(_) | Line::Unavailable(_) => {}
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.commands.len() + self.readings.len()
    }

    /// The commands as they were asked, each with what was answered.
    fn submissions(&self) -> Vec<(Submission, &Receipt)> {
        let asked = |(client, step, receipt): &'_ (Client, u64, Receipt)| match client.step(*step) {
            Step::Command(submission) => *submission,
            Step::Reading(_) => panic!("step {step} is a reading and was answered {receipt:?}"),
        };
        self.commands.iter().map(|done| (asked(done), &done.2)).collect()
    }
}

/// Sees to it that nothing acknowledged is missing, nobody is there by half, the read tables are what the log says, and
/// the record verifies; then that it can be written to. `name` says which kill it was.
pub(super) fn check(place: &Place, acknowledged: &Acknowledged, name: &str) {
    if !record::exists(place).expect("that can be found out") {
        assert_eq!(acknowledged.len(), 0, "{name}: the record is gone");
        return;
    }
    holds(place, name);
    let programme = kidney();
    let worked_out = record::is_worked_out(place, &programme).expect("it can be read");
    assert!(worked_out || acknowledged.len() == 0, "{name}: the read tables are gone");
    if worked_out {
        let alike = record::rebuilds_alike(place, &programme, &Clock::system()).expect("everybody can be read");
        assert_eq!(alike, Some(true), "{name}: the read tables are not what the log says");
    }
    let (writer, running) = record::open(opening(place.clone()), &mut |_| {}).expect("it can be opened");
    assert!(running.is_here(), "{name}: a writer that is dead still holds the record");
    let mut reader = Reader::open(place, programme).expect("it was opened for writing");
    let before = reader.position().expect("it can be read");
    every_command_is_answered_as_it_was(&writer, acknowledged, name);
    assert_eq!(
        reader.position().expect("it can be read"),
        before,
        "{name}: a command that was acknowledged is missing"
    );
    every_reading_is_there(&mut reader, acknowledged, name);
    every_erasure_is_remembered(place, acknowledged, name);
    running.stop();
    holds(place, name);
}

fn holds(place: &Place, name: &str) {
    let report = record::verify(place, None, &mut |_| {}).expect("it can be verified");
    assert!(report.holds(), "{name}: {report}");
}

/// Asked again under its key, each command is answered as it was, and nothing comes of it.
fn every_command_is_answered_as_it_was(writer: &record::Writer, acknowledged: &Acknowledged, name: &str) {
    let (asked, receipts): (Vec<_>, Vec<_>) = acknowledged.submissions().into_iter().unzip();
    let answers = writer.submit_all(asked.clone()).expect("it answers");
    for ((asked, receipt), answer) in asked.iter().zip(receipts).zip(answers) {
        // What an erasure could not reach is said once, to whoever asked first.
        let receipt = Receipt { left: Vec::new(), ..receipt.clone() };
        assert_eq!(answer.as_ref(), Ok(&receipt), "{name}: {:?}", asked.key);
    }
}

fn every_reading_is_there(reader: &mut Reader, acknowledged: &Acknowledged, name: &str) {
    for (client, step) in &acknowledged.readings {
        let Step::Reading(reading) = client.step(*step) else { panic!("step {step} is no reading") };
        let read = reader.readings_of(reading.person, None, 1_000).expect("it can be read");
        assert!(read.iter().any(|stored| stored.reading.via == reading.via), "{name}: a reading, {}", reading.via);
    }
}

/// The ledger beside the record names everybody whose erasure was acknowledged.
fn every_erasure_is_remembered(place: &Place, acknowledged: &Acknowledged, name: &str) {
    let erased: BTreeSet<PersonId> = acknowledged
        .submissions()
        .iter()
        .filter_map(|(submission, _)| match submission.command {
            Command::Erase { person, .. } => Some(person),
            _ => None,
        })
        .collect();
    let Some(ledger) = Ledger::beside(place).filter(|_| !erased.is_empty()) else { return };
    let people = |erasure: &record::Erasure| match erasure.whom {
        record::Erased::Person(person) => Some(person),
        record::Erased::Account(_) => None,
    };
    let listed: BTreeSet<PersonId> = ledger.read().expect("it can be read").iter().filter_map(people).collect();
    assert!(erased.is_subset(&listed), "{name}: the ledger does not name {:?}", erased.difference(&listed));
}

/// However an erasure was interrupted: once the record is open again, and while it is, its keys are in no file.
pub(super) fn keys_that_were_destroyed_are_in_no_file(folder: &Path, acknowledged: &mut Acknowledged, name: &str) {
    // Whoever opened and closed the record before would have tidied up: a writer that starts anew is the first to see it.
    let (_, running) =
        record::open(opening(Place::Directory(folder.to_owned())), &mut |_| {}).expect("it can be opened");
    let now = keys(&folder.join("record.db"));
    let before = std::mem::replace(&mut acknowledged.keys, now.clone());
    let gone: Vec<[u8; 32]> = before
        .into_iter()
        .filter(|(whose, _)| !now.contains_key(whose))
        .map(|(_, key)| key.try_into().expect("a key has 32 bytes"))
        .collect();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let bytes = fs::read(entry.path()).expect("a file");
        assert!(!holds_any(&bytes, &gone), "{name}: a destroyed key is in {}", entry.path().display());
    }
    running.stop();
}

/// Everybody's keys that are not destroyed, by person and category.
fn keys(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let conn = rusqlite::Connection::open(file).expect("a database");
    let mut query = conn.prepare("SELECT stream || category, key FROM stream_key").expect("there is such a table");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))).expect("rows");
    rows.map(|row| row.expect("a row")).filter(|(_, key)| key.iter().any(|byte| *byte != 0)).collect()
}

/// Whether any of these many keys is among the bytes: looked for by their first two bytes, all at once.
fn holds_any(bytes: &[u8], keys: &[[u8; 32]]) -> bool {
    let mut begins = vec![false; 1 << 16];
    keys.iter().for_each(|key| begins[usize::from(u16::from_le_bytes([key[0], key[1]]))] = true);
    let is_key = |found: &[u8]| keys.iter().any(|key| key == found);
    bytes.windows(32).any(|found| begins[usize::from(u16::from_le_bytes([found[0], found[1]]))] && is_key(found))
}

/// The same files in another folder, so that looking at them changes nothing of the first.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
