//! Keeping a record: backup, restore, upgrade, verify, doctor.

use postgres::{Client, NoTls};
use record::Place;
use serde_json::Value;

use super::with_a_record;
use crate::ground::{Ground, events_at, on_both};

on_both! {
    a_record_goes_to_the_other_database_and_back
    a_present_record_needs_no_upgrade
    the_doctor_finds_a_sound_record_well_and_a_damaged_one_not
    the_doctor_says_what_it_did_not_try
    an_exported_checkpoint_shows_what_was_cut_off
    every_file_that_is_written_is_for_its_owner_only
    whoever_is_not_there_leaves_no_reading_behind
}

/// Whatever the account allows others by itself, and whatever a file that was there allowed them.
fn every_file_that_is_written_is_for_its_owner_only(ground: &Ground) {
    use std::os::unix::fs::PermissionsExt as _;
    with_a_record(ground);
    let there_before = ground.write("there-before.json", "{}");
    let (backup, taken) = (ground.file("kept/backup"), ground.file("taken"));
    let text = |path: &std::path::Path| path.to_str().expect("text").to_owned();
    ground.carer(&["backup", "--to", &text(&backup)]).with(0);
    ground.carer(&["verify", "--export-checkpoint", &there_before]).with(0);
    ground.carer(&["export", "--person", "NHANES 93706", "--to", &text(&taken)]).with(0);
    ground.erase("NHANES 93706", &[]).with(0);
    let mode = |path: &std::path::Path| {
        let found = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        found.permissions().mode() & 0o777
    };
    assert_eq!([mode(&ground.file("kept")), mode(&taken)], [0o700; 2], "folders");
    let mut files =
        vec![ground.ledger().into(), backup, there_before.into(), taken.join("record.json"), taken.join("record.html")];
    if let Some(data) = ground.place.directory() {
        assert_eq!(mode(data), 0o700);
        files.extend(std::fs::read_dir(data).expect("a folder").map(|entry| entry.expect("an entry").path()));
    }
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

fn whoever_is_not_there_leaves_no_reading_behind(ground: &Ground) {
    with_a_record(ground);
    let readings = || record::verify(&ground.place, None, &mut |_| {}).expect("there is a record").readings;
    let before = readings();
    let nobody = "00000000-0000-7000-8000-000000000000";
    let said = ground.carer(&["export", "--person", nobody]).with(1);
    assert!(said.err.contains("there is nobody with the id"), "{}", said.err);
    assert_eq!(readings(), before);
    let taken = ground.carer(&["export", "--person", "NHANES 93706"]).with(0).json();
    assert_eq!(readings(), before + 1);
    let reading = &taken["readings"][0];
    assert_eq!((&reading["part"], &reading["via"]), (&"export".into(), &"command line".into()), "{reading}");
}

fn a_record_goes_to_the_other_database_and_back(ground: &Ground) {
    with_a_record(ground);
    let nobody = ground.write("nobody.jsonl", "");
    let (there, back) = (ground.on_the_other("there"), ground.another("back"));
    let mut from = ground.place.clone();
    for (to, name) in [(&there, "one"), (&back, "two")] {
        let backup = ground.file(name).to_str().expect("text").to_owned();
        let said = ground.carer_at(&from, &["backup", "--to", &backup]).with(0);
        assert!(said.out.contains("It holds the keys too"), "{}", said.out);
        let again = ground.carer_at(&from, &["backup", "--to", &backup]).with(2);
        assert!(again.err.contains(&backup), "a file that is there is not written over: {}", again.err);
        ground.carer_at(to, &["restore", &backup, "--erasures", &nobody]).with(0);
        let refused = ground.carer_at(to, &["restore", &backup, "--erasures", &nobody]).with(2);
        assert!(refused.err.contains("replaced"), "{}", refused.err);
        assert_eq!(record::dump_of_read_tables(to).expect("a record"), ground.dump());
        assert_eq!(events_at(to), ground.events());
        from = to.clone();
    }
}

fn a_present_record_needs_no_upgrade(ground: &Ground) {
    with_a_record(ground);
    let (events, dump) = (ground.events(), ground.dump());
    let backup = ground.file("before").to_str().expect("text").to_owned();
    let said = ground.carer(&["upgrade", "--backup-to", &backup]).with(0);
    assert!(said.out.contains("of this version already; nothing was changed"), "{}", said.out);
    assert!(!ground.file("before").exists());
    let said = ground.carer(&["upgrade", "--backup-to", &backup, "--format", "json"]).with(0).json();
    assert_eq!(said["from"], said["to"]);
    assert_eq!((ground.events(), ground.dump()), (events, dump));
}

fn the_doctor_finds_a_sound_record_well_and_a_damaged_one_not(ground: &Ground) {
    let unwell = |findings: &Value| -> Vec<String> {
        let findings = findings.as_array().expect("a list").iter();
        let unwell = findings.filter(|finding| finding["well"] == false);
        unwell.map(|finding| finding["what"].as_str().expect("a name").to_owned()).collect()
    };
    let doctor = |code| unwell(&ground.carer(&["doctor", "--format", "json"]).with(code).json());
    ground.carer(&["doctor"]).with(1);
    with_a_record(ground);
    let said = ground.carer(&["doctor"]).with(0);
    assert_eq!(said.out.matches(": sound\n").count(), 4, "{}", said.out);
    assert!(said.out.ends_with("\nEverything was tried, and is sound.\n"), "{}", said.out);
    assert_eq!(doctor(0), [""; 0]);

    change(&ground.place, "UPDATE read_person SET stage = 'evaluation'");
    assert_eq!(doctor(1), ["What the read tables say"]);
    let said = ground.carer(&["doctor"]).with(1);
    assert!(said.out.contains("To do: Pages and counts may be wrong until"), "{}", said.out);
    let events = ground.events();
    ground.carer(&["doctor", "--rebuild"]).with(0);
    assert_eq!((doctor(0), ground.events()), (vec![], events), "and the log is as it was");

    change(&ground.place, "UPDATE event SET author = 'somebody else' WHERE seq = 7");
    assert_eq!(doctor(1), ["The log"]);
    let said = ground.carer(&["doctor", "--rebuild"]).with(1);
    assert!(said.err.contains("nothing was worked out anew, since the log is not sound"), "{}", said.err);
    let said = ground.carer(&["verify"]).with(1);
    assert!(
        said.out.contains("(number 7 in the log)") && said.out.ends_with("The record does not hold.\n"),
        "{}",
        said.out
    );
    let report = ground.carer(&["verify", "--format", "json"]).with(1).json();
    assert_eq!(report["faults"][0]["seq"], 7);
}

/// While a server has the record open, the doctor says what it did not try, and that is no fault.
fn the_doctor_says_what_it_did_not_try(ground: &Ground) {
    with_a_record(ground);
    let (_, running) = record::open(crate::durability::opening(ground.place.clone()), &mut |_| {}).expect("a record");
    let said = ground.carer(&["doctor"]).with(0);
    assert!(said.out.contains("What the read tables say: not tried\n"), "{}", said.out);
    assert!(said.out.ends_with("\nWhat was tried is sound. Not tried: What the read tables say.\n"), "{}", said.out);
    let said = ground.carer(&["doctor", "--rebuild"]).with(1);
    assert!(said.err.contains("the record is in use"), "{}", said.err);
    running.stop();
}

fn an_exported_checkpoint_shows_what_was_cut_off(ground: &Ground) {
    with_a_record(ground);
    let kept = ground.file("kept.json").to_str().expect("text").to_owned();
    let said = ground.carer(&["verify", "--export-checkpoint", &kept]).with(0);
    assert!(said.out.contains("No exported checkpoint was given"), "{}", said.out);
    let said = ground.carer(&["verify", "--checkpoint", &kept]).with(0);
    assert!(!said.out.contains("No exported checkpoint was given"), "{}", said.out);

    // The last events go, and with them everything in the record that vouched for them.
    change(&ground.place, "DELETE FROM event WHERE seq > 700");
    change(&ground.place, "DELETE FROM checkpoint WHERE seq > 700");
    ground.carer(&["verify"]).with(0);
    let said = ground.carer(&["verify", "--checkpoint", &kept]).with(1);
    assert!(said.out.contains("the end of the record was cut"), "{}", said.out);

    let torn = ground.write("torn.json", "{\"number\":");
    assert!(ground.carer(&["verify", "--checkpoint", &torn]).with(2).err.contains("torn.json"));
}

/// Changes the database behind the product's back.
fn change(place: &Place, sql: &str) {
    let rows = match place {
        Place::Directory(dir) => {
            let conn = rusqlite::Connection::open(dir.join("record.db")).expect("a database");
            conn.execute(sql, []).expect("it can be changed") as u64
        }
        Place::Database(url) => {
            Client::connect(url, NoTls).expect("a database").execute(sql, &[]).expect("it can be changed")
        }
    };
    assert!(rows > 0, "{sql}: nothing was changed");
}
