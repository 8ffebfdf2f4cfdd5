//! Events outlive code: the log of every release is restored, verified, rebuilt and read by this one, on both databases.
//!
//! `fixtures/VERSION/` is made by `crates/record/examples/fixture/main.rs` when a version is released, and never changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{Birth, Command, Details, Event, Person, PersonId, Sex};
use record::{Clock, Entropy, Opening, Place, Reader, Restoring, Submission};
use serde_json::Value;
use uuid::Uuid;

use crate::ground::{Ground, on_both, ours};

/// Days on which everybody's eligibility is asked for: between examinations, and when everything is out of date.
const DAYS: [Date; 4] = [date(2025, 10, 1), date(2026, 2, 15), date(2026, 3, 1), date(2028, 1, 1)];

#[test]
fn this_version_has_a_fixture_with_an_event_of_each_kind() {
    let fixture = fixtures().into_iter().find(|folder| version(folder) == env!("CARGO_PKG_VERSION"));
    let fixture = fixture.expect("make one: crates/record/examples/fixture/main.rs says how");
    let conn = rusqlite::Connection::open(copied(&fixture, &tempfile::tempdir().expect("a folder").keep()));
    let conn = conn.expect("a backup is a database");
    let mut query = conn.prepare("SELECT kind, clear FROM event").expect("there is a log");
    let kind = |row: &rusqlite::Row<'_>| {
        let (kind, clear): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let clear: Value = serde_json::from_slice(&clear).expect("the clear part is JSON");
        Ok(match clear["is"].as_str() {
            Some(is) => format!("{kind} {is}"),
            None => kind,
        })
    };
    let kinds = query.query_map([], kind).expect("rows").collect::<Result<BTreeSet<_>, _>>().expect("rows");
    let written: BTreeSet<String> = Event::kinds().into_iter().map(str::to_owned).collect();
    assert_eq!(kinds, written, "the fixture has an event of each kind that this version writes, and of no other");
}

on_both! {
    the_log_of_every_release_says_what_it_said
}

fn the_log_of_every_release_says_what_it_said(ground: &Ground) {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty(), "there are no fixtures");
    for fixture in fixtures {
        let place = ground.another(&version(&fixture));
        restored(ground, &fixture, &place);
        let programme = in_force(&place);
        let opening = Opening {
            place: place.clone(),
            programme: Arc::clone(&programme),
            clock: Clock::system(),
            entropy: Entropy::system(),
            author: "A test".to_owned(),
        };
        let (writer, running) = record::open(opening, &mut |_| {}).expect("it can be opened for writing");
        // A command that was on its way while Carer was upgraded is not carried out twice.
        let receipt = writer.submit(first_registration()).expect("it is answered as it was");
        assert_eq!((receipt.version, receipt.events), (1, 1));
        running.stop();
        let report = record::verify(&place, None, &mut |_| {}).expect("it can be verified");
        assert!(report.holds(), "{report}");
        assert_eq!(record::rebuilds_alike(&place, &programme, &Clock::system()).expect("it can be read"), Some(true));
        let mut reader = Reader::open(&place, programme).expect("it was opened for writing");
        // What it says never changes, whatever later versions make of it.
        insta::assert_snapshot!(format!("{}_says", version(&fixture)), says(&mut reader, report.events));
        // The read tables are this version's own, and change with it.
        let dump = record::dump_of_read_tables(&place).expect("it can be read");
        insta::assert_snapshot!(format!("{}_read_tables", version(&fixture)), dump);
    }
}

/// Restores a fixture the way an operator does: `carer restore`, then `carer upgrade` where it is of an older layout.
fn restored(ground: &Ground, fixture: &Path, place: &Place) {
    let backup = copied(fixture, &ground.file(&format!("from-{}", version(fixture))));
    let ledger = fixture.join("erasures.jsonl");
    let how = Restoring { erasures: Some(&ledger), ledger: None, replace: false };
    let restored = record::restore(&backup, place, how, Clock::system().now(), &mut |_| {}).expect("it is whole");
    assert_eq!(restored.erase_again, [], "whoever is erased was so when it was made");
}

/// The first command of every fixture, under its key.
fn first_registration() -> Submission {
    let details = Details {
        name: Some("Kathy".to_owned()),
        number: Some("R-1".to_owned()),
        sex: Sex::Female,
        birth: Birth::On(date(1995, 2, 1)),
    };
    let command = Command::Register { person: PersonId(Uuid::from_u128(1)), details, site: None };
    let key = Some("written at 2025-02-01T15:01:00Z".to_owned());
    Submission { key, ..Submission::new("Nurse Amy", command) }
}

/// The programme file that was in force, read by this version.
fn in_force(place: &Place) -> Arc<Programme> {
    let (_, text) = record::programme_in_force(place).expect("it can be read").expect("one was served");
    Arc::new(programme::file::parse_served(&text).programme.expect("a file that was served can be read for ever"))
}

/// Everything that the record says of everybody, in words and numbers that are not this version's own.
fn says(reader: &mut Reader, events: u64) -> String {
    let mut text = format!("{events} events\n");
    for id in (1..=7).map(|id| PersonId(Uuid::from_u128(id))) {
        let life = reader.life(id).expect("it can be read").expect("they are in every fixture");
        person(&mut text, &life.person);
        for entry in &life.entries {
            let line = format!("  {} {} {} {}", entry.version, entry.at, entry.author, entry.event.kind());
            writeln!(text, "{line}").expect("text takes text");
        }
        for read in reader.readings_of(id, None, 100).expect("it can be read") {
            let line = format!("  read by {}: {} by {}", read.reading.reader, read.reading.part, read.reading.via);
            writeln!(text, "{line}").expect("text takes text");
        }
    }
    for day in DAYS {
        writeln!(text, "on {day}").expect("text takes text");
        let each = |found: record::PersonReasons| {
            writeln!(text, "  {} {} {}", found.person, found.outcome, found.reasons.join(" "))
                .expect("text takes text");
            Ok(())
        };
        reader.reasons_on(day, each).expect("it can be read");
    }
    text
}

fn person(text: &mut String, person: &Person) {
    let mut line = |words: String| writeln!(text, "{words}").expect("text takes text");
    line(format!("{} registered {} erased {}", person.id, person.registered, person.erased));
    line(format!("  details {}", json(&person.details)));
    person.stages.iter().for_each(|(stage, on)| line(format!("  stage {stage} from {on}")));
    person
        .stays
        .iter()
        .for_each(|stay| line(format!("  stay at {} from {} until {:?}", stay.site, stay.from, stay.until)));
    for (id, recorded) in person.examinations_by_day() {
        let content = json(&recorded.content);
        line(format!("  examination {id} first in {} amended {}: {content}", recorded.order, recorded.amendments));
    }
    person.answers.iter().for_each(|((id, rule), answer)| line(format!("  answer {id} {rule} {}", json(answer))));
    person.prepared.iter().for_each(|((stage, what), on)| line(format!("  prepared {stage} {what} {on}")));
    for bond in &person.bonds {
        line(format!("  bond {} since {} ended {:?}: {}", bond.id, bond.since, bond.ended, json(&bond.content)));
    }
    person.bond_answers.iter().for_each(|(bond, answer)| line(format!("  answered {bond}: {}", json(answer))));
    for telling in &person.tellings {
        let (topic, version, in_error) = (&telling.topic, telling.version, telling.in_error);
        line(format!("  told {topic} version {version} in error {in_error}: {}", json(&telling.told)));
    }
    for known in &person.deferrals.all {
        let (kind, term, ended) = (&known.kind, json(&known.term), known.ended.as_ref().map(|ended| ended.on));
        line(format!("  deferral {} {kind:?} from {} {term} ended {ended:?}", known.id, known.from));
    }
    for known in &person.appeals {
        let ruling = known.decided.as_ref().map(|decided| json(&decided.ruling));
        line(format!(
            "  appeal {} on {} until {}: {} {ruling:?}",
            known.id,
            known.on,
            known.until,
            json(&known.objection)
        ));
    }
    person.assessments.iter().for_each(|known| line(format!("  assessment {}: {}", known.id, json(&known.assessed))));
    for known in &person.donations {
        let (given, withdrawn, off) = (json(&known.given), json(&known.withdrawn), json(&known.called_off));
        let (said, verified) = (known.consents.len(), known.verified.len());
        line(format!("  donation {} {}: consents {said} verified {verified}", known.id, known.kind));
        line(format!("    given {given} withdrawn {withdrawn} called off {off} home {:?}", known.discharged));
    }
    person.departed.iter().for_each(|departure| line(format!("  departed {}", json(departure))));
    person.absences.iter().for_each(|(left, back)| line(format!("  away {left} to {back}")));
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("it serialises")
}

fn fixtures() -> Vec<PathBuf> {
    let entries = fs::read_dir(ours("fixtures")).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn version(fixture: &Path) -> String {
    fixture.file_name().expect("a folder has a name").to_string_lossy().into_owned()
}

/// A copy of the backup, so that nothing that looks at it can change what is in the repository.
fn copied(fixture: &Path, to: &Path) -> PathBuf {
    fs::create_dir_all(to).expect("a folder");
    fs::copy(fixture.join("backup.db"), to.join("backup.db")).expect("a copy");
    to.join("backup.db")
}
