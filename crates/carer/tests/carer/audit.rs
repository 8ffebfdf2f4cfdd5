//! `carer audit` over real records: what it says of the demonstration, of whoever was erased, and of a record that cannot be read.

use serde_json::Value;

use crate::ground::{Ground, KIDNEY, on_both, ours};

on_both! {
    a_record_of_people_who_were_only_examined_breaks_nothing_but_what_the_file_does
    whoever_was_erased_is_counted
}

fn examined(ground: &Ground) {
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &ours(KIDNEY)];
    ground.carer(&[&words[..], &["--examined-on", "2024-06-30"]].concat()).with(0);
}

fn audited(ground: &Ground) -> (i32, Value) {
    let said = ground.carer(&["audit", "--on", "2024-12-01", "--format", "json"]);
    assert_eq!(said.err, "");
    (said.code, serde_json::from_str(&said.out).expect("it is JSON"))
}

fn list<'a>(report: &'a Value, key: &str) -> &'a [Value] {
    report[key].as_array().unwrap_or_else(|| panic!("{report} has no {key}"))
}

/// Nobody of an import was asked anything, so what is broken stands in the file.
fn a_record_of_people_who_were_only_examined_breaks_nothing_but_what_the_file_does(ground: &Ground) {
    examined(ground);
    let (code, report) = audited(ground);
    assert_eq!(report["people"], 400, "{report}");
    assert!(list(&report, "not_judged").is_empty(), "{report}");
    let breaches = list(&report, "breaches");
    assert!(breaches.iter().all(|breach| breach["stream"] == "programme"), "{report}");
    assert_eq!(code, i32::from(!breaches.is_empty()));
    let checked = ground.carer(&["audit"]);
    let last = checked.out.lines().last().expect("it says something");
    assert_eq!(last == "No article was broken.", breaches.is_empty(), "{checked:?}");
}

fn whoever_was_erased_is_counted(ground: &Ground) {
    examined(ground);
    let before = audited(ground).1;
    ground.erase("NHANES 93706", &[]).with(0);
    let after = audited(ground).1;
    assert_eq!(before["erased"], 0);
    assert!(after["erased"].as_u64() > Some(0) && list(&after, "not_judged").is_empty(), "{after}");
    assert_eq!(before["breaches"], after["breaches"]);
}

/// Every kind of event that this version writes is one that the auditor knows, and the log that it makes breaks nothing.
#[test]
fn the_log_of_this_release_is_judged_whole() {
    let ground = Ground::sqlite();
    let (backup, ledger) = (ours("fixtures/0.1.0/backup.db"), ours("fixtures/0.1.0/erasures.jsonl"));
    let copy = ground.write("backup.db", std::fs::read(backup).expect("there is a fixture"));
    ground.carer(&["restore", &copy, "--erasures", &ledger]).with(0);
    let said = ground.carer(&["audit", "--on", "2026-06-01"]);
    insta::assert_snapshot!(format!("{}\nexit code {}", said.out, said.code));
}

/// The demonstration is a programme that keeps the articles.
#[test]
fn the_demonstration_is_judged_whole() {
    let ground = Ground::sqlite();
    let data = ground.place.directory().expect("it is on a disk").to_str().expect("text").to_owned();
    ground.run(&["demo", "--no-serve", "--data", &data]).with(0);
    let said = ground.carer(&["audit", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert!(list(&report, "not_judged").is_empty(), "{report}");
    assert!(list(&report, "breaches").is_empty(), "{report}");
    assert!(report["people"].as_u64() > Some(400), "{report}");
}
