//! What needs a person today, counts, refused rows, and the rules.

use std::collections::BTreeMap;

use serde_json::json;

use crate::house::{House, TOMORROW, examination};

#[test]
fn today_lists_late_and_due_checks_and_changed_outcomes() {
    let house = House::new();
    let (late, due, changed) = (house.adult("Late"), house.adult("Due"), house.adult("Changed"));
    house.next_day();
    for (person, on) in [(&late, "2025-04-01"), (&due, "2025-06-01"), (&changed, TOMORROW)] {
        house.post(&format!("/api/v1/people/{person}/examinations"), &examination(on)).expect(201);
    }
    let today = house.get("/api/v1/today").expect(200).json();
    assert_eq!(today["on"], TOMORROW);
    let some: Vec<_> = totals(&today).into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(some, [("changed".to_owned(), 2), ("due".to_owned(), 1), ("late".to_owned(), 1)]);
    assert_eq!(today["late"][0]["person"]["details"]["name"], "Late");
    assert_eq!(today["late"][0]["due"]["late-on"], "2026-04-01");
    assert_eq!(today["due"][0]["person"]["details"]["name"], "Due");
    // What was found last year and is written down today has changed today as well.
    let changed = today["changed"].as_array().expect("a list");
    let names: std::collections::BTreeSet<_> =
        changed.iter().filter_map(|row| row["person"]["details"]["name"].as_str()).collect();
    assert_eq!(names, ["Changed", "Due"].into());
    for row in changed {
        assert_eq!((&row["on"], &row["before"]), (&TOMORROW.into(), &"incomplete".into()));
        assert_eq!(row["after"], "eligible");
    }
}

fn totals(today: &serde_json::Value) -> BTreeMap<String, u64> {
    let totals = today["totals"].as_object().expect("totals");
    totals.iter().map(|(list, count)| (list.clone(), count.as_u64().expect("a number"))).collect()
}

#[test]
fn outcomes_and_reasons_are_counted_on_any_day() {
    let house = House::new();
    house.examined("Fit");
    house.adult("New");
    let counts = house.get("/api/v1/eligibility").expect(200).json();
    let expected = json!({
        "people": 2, "outcomes": { "eligible": 1, "incomplete": 1 }, "reasons": { "incomplete:blood-pressure": 1 },
    });
    assert_eq!(counts, expected);
    let later = house.get("/api/v1/eligibility?on=2028-01-01").expect(200).json();
    assert_eq!(later["outcomes"], json!({ "incomplete": 2 }));
}

#[test]
fn refused_rows_are_looked_at() {
    let house = House::new();
    let import = house.refused_rows(&[4, 9, 12]);
    let page = house.get("/api/v1/imports/rows?limit=2").expect(200).json();
    assert_eq!(page["rows"][0]["file"], "checks.csv");
    assert_eq!(page["rows"][1]["line"], 9);
    let next = page["next"].as_str().expect("there are more");
    let last = house.get(&format!("/api/v1/imports/rows?limit=2&cursor={next}")).expect(200).json();
    assert_eq!((&last["rows"][0]["line"], &last["next"]), (&12.into(), &json!(null)));
    let path = format!("/api/v1/imports/{import}/rows/9/looked-at");
    house.post(&path, &json!({ "done": "Told the clinic." })).expect(200);
    let rows = house.get("/api/v1/imports/rows").json()["rows"].as_array().expect("a list").len();
    assert_eq!(rows, 2);
    let missing = house.post(&format!("/api/v1/imports/{import}/rows/5/looked-at"), &json!({ "done": "x" }));
    missing.expect_problem(404, "rule:no-such");
    house.get("/api/v1/imports/rows?cursor=yesterday").expect_problem(400, "problem:unreadable");
}

#[test]
fn the_rules_are_there_to_read() {
    let house = House::new();
    let rules = house.get("/api/v1/programme").expect(200).json();
    assert_eq!((&rules["id"], &rules["time-zone"]), (&"small-programme".into(), &"America/New_York".into()));
    assert_eq!(rules["hash"].as_str().map(str::len), Some(64));
    assert_eq!(rules["minimum-donor-age"]["years"], 18);
    assert_eq!(rules["findings"][0]["when"], "mean(systolic) >= 140 or mean(diastolic) >= 90");
    assert_eq!(rules["checks"][0]["fields"][0]["unit"], "mmHg");
    assert_eq!(rules["checks"][2]["fields"][0]["choices"][1]["name"], "Not at all");
    assert_eq!(rules["articles"].as_array().map(Vec::len), Some(12));
    assert!(rules["engine-rules"].as_array().is_some_and(|rules| rules.iter().any(|rule| rule["id"] == "site-full")));
    assert!(rules["file"].as_str().is_some_and(|file| file.contains("[programme]")));
}
