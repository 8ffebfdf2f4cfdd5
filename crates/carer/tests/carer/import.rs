//! Real examinations come in and are screened as counted, once however often; and whatever is wrong with a file is said
//! with its place, and changes nothing but what was right.
//!
//! The figures were counted from the file and the rules in words by a program that shares nothing with this one.

mod broken;
mod donors;

use serde_json::{Value, json};

use crate::ground::{Ground, KIDNEY, Said, on_both, ours};

/// The day that the examinations are given: the survey publishes none.
const EXAMINED_ON: &str = "2024-06-30";
/// The last day on which all of them count, and the first on which none does: a check counts for twelve months.
const LAST_DAY: &str = "2025-06-29";
const OUT_OF_DATE: &str = "2025-06-30";

/// The reasons by which 2,772 people are screened while their checks count.
const REASONS: [(&str, u64); 15] = [
    ("deferred:blood-pressure-high", 639),
    ("deferred:bmi-35-and-over", 535),
    ("excluded:diabetes", 527),
    ("excluded:heart-attack-or-stroke", 210),
    ("incomplete:blood-pressure", 141),
    ("incomplete:bmi", 52),
    ("incomplete:cancer-history", 135),
    ("incomplete:cardiovascular-history", 145),
    ("incomplete:hba1c", 147),
    ("incomplete:phq-9", 226),
    ("needs-assessment:bmi-30-to-35", 589),
    ("needs-assessment:cancer-history", 272),
    ("needs-assessment:current-smoker", 495),
    ("needs-assessment:prediabetes", 699),
    ("needs-assessment:psychosocial", 254),
];

/// Those that come on top once the checks are out of date: how many people have had each.
const REASONS_OUT_OF_DATE: [(&str, u64); 7] = [
    ("incomplete:blood-pressure-yearly", 2637),
    ("incomplete:body-yearly", 2759),
    ("incomplete:hba1c-yearly", 2625),
    ("incomplete:lipids-yearly", 2584),
    ("incomplete:medical-history-yearly", 2772),
    ("incomplete:phq-9-yearly", 2560),
    ("incomplete:smoking-yearly", 2772),
];

on_both! {
    the_survey_comes_in_as_counted_and_twice_changes_nothing
}

fn the_survey_comes_in_as_counted_and_twice_changes_nothing(ground: &Ground) {
    let first = import(ground);
    assert_eq!(counts(&first), [2914, 2772, 0, 142]);
    let refused = first["refused_rows"].as_array().expect("a list");
    assert_eq!(refused.len(), 142);
    for row in refused {
        assert_eq!([&row["column"], &row["column-name"]], [&json!(3), &json!("RIDAGEYR")], "{row}");
        assert_eq!(row["rule"], "minimum-donor-age", "{row}");
        assert!(row["line"].as_u64().is_some_and(|line| (2..=2915).contains(&line)), "{row}");
    }
    screened_as_counted(ground);

    let (events, dump) = (ground.events(), ground.dump());
    let second = import(ground);
    assert_eq!(counts(&second), [2914, 0, 2772, 142]);
    assert_eq!(second["refused_rows"], first["refused_rows"]);
    assert_eq!(ground.events(), events, "bringing a file in twice writes nothing");
    assert_eq!(ground.dump(), dump);
}

fn import(ground: &Ground) -> Value {
    import_command(ground, &["--format", "json"]).with(0).json()
}

fn import_command(ground: &Ground, options: &[&str]) -> Said {
    let file = ours("examples/nhanes-2017-2018.csv");
    let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &ours(KIDNEY)];
    ground.carer(&[&words[..], &["--examined-on", EXAMINED_ON], options].concat())
}

fn counts(summary: &Value) -> [u64; 4] {
    ["rows", "taken", "unchanged", "refused"].map(|key| summary[key].as_u64().unwrap_or_else(|| panic!("{summary}")))
}

fn screened_as_counted(ground: &Ground) {
    let nobody = json!({ "excluded": 0, "deferred": 0, "incomplete": 0, "needs-assessment": 0, "eligible": 0 });
    assert_eq!(eligibility(ground, "2024-06-29"), json!({ "people": 0, "outcomes": nobody, "reasons": {} }));

    let reasons = |of: &[(&str, u64)]| -> Value { of.iter().map(|(id, n)| ((*id).to_owned(), json!(n))).collect() };
    let outcomes =
        json!({ "excluded": 638, "deferred": 698, "incomplete": 338, "needs-assessment": 677, "eligible": 421 });
    let expected = json!({ "people": 2772, "outcomes": outcomes, "reasons": reasons(&REASONS) });
    assert_eq!(eligibility(ground, EXAMINED_ON), expected);
    assert_eq!(eligibility(ground, LAST_DAY), expected);

    let outcomes =
        json!({ "excluded": 638, "deferred": 698, "incomplete": 1436, "needs-assessment": 0, "eligible": 0 });
    let all = [&REASONS[..], &REASONS_OUT_OF_DATE].concat();
    let expected = json!({ "people": 2772, "outcomes": outcomes, "reasons": reasons(&all) });
    assert_eq!(eligibility(ground, OUT_OF_DATE), expected);
}

fn eligibility(ground: &Ground, on: &str) -> Value {
    let programme = ours(KIDNEY);
    ground.carer(&["eligibility", "--programme", &programme, "--on", on, "--format", "json"]).with(0).json()
}

#[test]
fn a_line_for_each_person_has_all_reasons_and_comes_to_the_same_figures() {
    let ground = Ground::sqlite();
    import(&ground);
    let before = ground.carer(&["verify", "--format", "json"]).with(0).json();
    let programme = ours(KIDNEY);
    let words = ["eligibility", "--programme", &programme, "--on", EXAMINED_ON, "--people", "--format", "json"];
    let said = ground.carer(&words).with(0);
    let people: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(people.len(), 2772);
    let excluded = people.iter().filter(|person| person["outcome"] == "excluded");
    assert_eq!(excluded.count(), 638);
    let reasons = || people.iter().flat_map(|person| person["reasons"].as_array().expect("a list"));
    assert_eq!(reasons().filter(|reason| reason["rule"] == "blood-pressure-high").count(), 639);
    for reason in reasons() {
        for key in ["outcome", "rule", "plain", "source"] {
            assert!(reason[key].as_str().is_some_and(|text| !text.is_empty()), "{reason}");
        }
    }
    let after = ground.carer(&["verify", "--format", "json"]).with(0).json();
    let read = |report: &Value| report["readings"].as_u64().expect("a number");
    assert_eq!(read(&after) - read(&before), 2772, "each of them was read, and may see so");
}

#[test]
fn a_changed_rule_is_tried_without_being_put_in_force() {
    let ground = Ground::sqlite();
    import(&ground);
    let (events, dump) = (ground.events(), ground.dump());
    let stricter = crate::ground::text_of(KIDNEY).replace("when = \"bmi >= 35\"", "when = \"bmi >= 34\"");
    let stricter = ground.write("stricter.toml", stricter);
    let said = ground.carer(&["eligibility", "--programme", &stricter, "--on", EXAMINED_ON, "--format", "json"]);
    let answer = said.with(0).json();
    assert!(answer["reasons"]["deferred:bmi-35-and-over"].as_u64() > Some(535), "{answer}");
    assert_eq!((ground.events(), ground.dump()), (events, dump));
}

#[test]
fn who_was_erased_does_not_come_back_with_the_file() {
    let ground = Ground::sqlite();
    let first = import(&ground);
    let number = "NHANES 93706";
    ground.carer(&["erase", "--person", number, "--reason", "their own wish"]).with(0);
    let (events, dump) = (ground.events(), ground.dump());
    for _ in 0..2 {
        let again = import(&ground);
        assert_eq!((counts(&again), &again["not-taken-again"]), ([2914, 0, 2771, 142], &json!(1)));
        assert_eq!(again["refused_rows"], first["refused_rows"], "which row it was is said nowhere");
        assert_eq!((ground.events(), ground.dump()), (events, dump.clone()));
    }
    let said = import_command(&ground, &[]).with(0).out;
    assert!(said.contains("2914 rows: 0 taken, 2771 in the record already, 142 refused, 1 not taken again."), "{said}");
    assert!(said.contains("has been erased since, or has another number now"), "{said}");
}

#[test]
fn long_work_shows_how_far_it_is_on_a_terminal_and_nowhere_else() {
    let ground = Ground::sqlite();
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let programme = ours(KIDNEY);
    let [flag, place] = crate::ground::flags(&ground.place);
    let import = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &programme, &flag, &place];
    let backup = ground.file("backup.db");
    let backup = backup.to_str().expect("a path in UTF-8");
    let works: [(&[&str], &str); 3] = [
        (&import, "Bringing in"),
        (&["verify", &flag, &place], "Verifying"),
        (&["backup", "--to", backup, &flag, &place], "Verifying the backup"),
    ];
    for (words, bar) in works {
        // A program of the system that gives what it runs a terminal.
        let program = ground.program();
        let line =
            std::iter::once(program.get_program().to_str().expect("a path in UTF-8")).chain(words.iter().copied());
        let line = line.map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let mut terminal = std::process::Command::new("script");
        terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        terminal.current_dir(ground.file("")).env("TERM", "xterm");
        let shown = crate::ground::said(&mut terminal).with(0).out;
        assert!(shown.contains(bar), "{words:?}: {shown:?}");
        drop(std::fs::remove_file(backup));
        let piped = ground.run(words).with(0);
        assert!(piped.err.is_empty() && !piped.out.contains(bar), "{words:?}: {piped:?}");
    }
}

#[test]
fn a_day_that_has_not_come_is_refused_once_and_nothing_is_written() {
    let ground = Ground::sqlite();
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let import = |on: &str| {
        let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &ours(KIDNEY)];
        ground.carer(&[&words[..], &["--examined-on", on]].concat())
    };
    import(EXAMINED_ON).with(0);
    let (events, dump) = (ground.events(), ground.dump());
    let said = import("2999-01-01").with(2);
    assert_eq!(said.err.matches("is after today").count(), 1, "{}", said.err);
    assert_eq!(ground.events(), events);
    assert_eq!(ground.dump(), dump, "the reasons of refused rows stay");
    let said = import("30/11/2024").with(2);
    assert!(said.err.contains("2027-11-30 is 30 November 2027"), "{}", said.err);
}

#[test]
fn what_is_no_checkpoint_is_said_to_be_none() {
    let ground = Ground::sqlite();
    let said = ground.carer(&["verify", "--checkpoint", &ours("examples/nhanes-2017-2018-400.csv")]).with(2);
    assert!(said.err.contains("is no checkpoint"), "{}", said.err);
}
