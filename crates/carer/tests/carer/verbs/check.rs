//! `carer check`, on the files that ship and on broken ones.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ground::{Ground, KIDNEY, ours, text_of};

#[test]
fn the_kidney_programme_has_no_fault() {
    let ground = Ground::sqlite();
    let said = ground.run(&["check", &ours(KIDNEY)]).with(0);
    assert!(said.out.ends_with("\nno faults\n"), "{}", said.out);
    let findings = ground.run(&["check", &ours(KIDNEY), "--format", "json"]).with(0).json();
    let findings = findings.as_array().expect("a list");
    assert!(findings.iter().all(|finding| finding["severity"] == "note"), "{findings:?}");
    // The articles whose parts are built, and no others, are checked.
    let unchecked: BTreeSet<u64> = findings
        .iter()
        .filter(|finding| finding["rule"] == "not-yet-checked")
        .map(|finding| finding["article"].as_u64().expect("an article"))
        .collect();
    assert_eq!(unchecked, BTreeSet::from([7, 8, 9, 11]));
}

#[test]
fn the_story_s_programme_breaks_the_articles_that_are_checked() {
    let ground = Ground::sqlite();
    let story = ours("programmes/never-let-me-go.toml");
    let findings = ground.run(&["check", &story, "--format", "json"]).with(1).json();
    let errors = findings.as_array().expect("a list").iter().filter(|finding| finding["severity"] == "error");
    let articles: BTreeSet<u64> = errors.map(|finding| finding["article"].as_u64().expect("an article")).collect();
    assert_eq!(articles, BTreeSet::from([1, 2, 3, 4, 5, 6, 10, 12]));
    let said = ground.run(&["check", &story]).with(1);
    assert!(said.out.ends_with(" faults\n"), "{}", said.out);
}

/// Two slips: a misspelt key, and a rule that reads a field that there is not.
fn broken(ground: &Ground) {
    let text = text_of(KIDNEY)
        .replace("id = \"bmi-35-and-over\"\noutcome =", "id = \"bmi-35-and-over\"\noutcom =")
        .replace("when = \"bmi >= 30 and", "when = \"bmo >= 30 and");
    assert_ne!(text, text_of(KIDNEY));
    ground.write("broken.toml", text);
}

#[test]
fn a_slip_is_shown_where_it_stands() {
    let ground = Ground::sqlite();
    broken(&ground);
    let said = ground.run(&["check", "broken.toml"]).with(1);
    // The notes on articles are the same for every file.
    let shown: Vec<&str> = said.out.split("note[").filter(|part| !part.starts_with("article")).collect();
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn for_programs_a_slip_has_all_its_keys() {
    let ground = Ground::sqlite();
    broken(&ground);
    let findings = ground.run(&["check", "broken.toml", "--format", "json"]).with(1).json();
    let findings = findings.as_array().expect("a list");
    let keys: BTreeSet<&str> = findings[0].as_object().expect("an object").keys().map(String::as_str).collect();
    let wanted = ["file", "line", "column", "severity", "article", "rule", "message", "help"];
    assert_eq!(keys, BTreeSet::from(wanted));
    let errors: Vec<&Value> = findings.iter().filter(|finding| finding["severity"] == "error").collect();
    assert!(!errors.is_empty());
    let text = std::fs::read_to_string(ground.file("broken.toml")).expect("it was just written");
    for error in errors {
        assert_eq!(error["file"], "broken.toml");
        let place = |key: &str| error[key].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a number from 1");
        let line = text.lines().nth(place("line") - 1).expect("there is such a line");
        assert!(place("column") <= line.chars().count(), "{error}");
        assert!(
            line.contains("bmi-35") || line.contains("bmo") || line.contains("outcom") || line == "[[finding]]",
            "{error}"
        );
    }
    let csv = ground.run(&["check", "broken.toml", "--format", "csv"]).with(1).out;
    assert_eq!(csv.lines().next(), Some("file,line,column,severity,article,rule,message,help"));
}

#[test]
fn a_broken_file_is_not_put_to_use() {
    let ground = Ground::sqlite();
    broken(&ground);
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", "broken.toml"];
    let said = ground.carer(&words).with(2);
    assert!(said.err.contains("broken.toml cannot be used") && said.err.contains("outcom"), "{}", said.err);
    assert!(!record::exists(&ground.place).expect("that can be found out"));
}

#[test]
fn text_in_another_encoding_is_refused_with_its_place() {
    let ground = Ground::sqlite();
    ground.write("latin.toml", b"[programme]\nname = \"Caf\xE9\"\n");
    let said = ground.run(&["check", "latin.toml"]).with(2);
    assert!(said.err.contains("latin.toml:2:12: this is not UTF-8 text"), "{}", said.err);
}
