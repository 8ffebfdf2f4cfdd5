//! What needs a person today, counts, refused rows, and the rules.

use std::collections::BTreeMap;

use programme::Role;
use serde_json::json;

use crate::accounts_pages::{Somebody, leads_to};
use crate::cast::advocate_of;
use crate::house::{House, TODAY, TOMORROW, alarming, examination};

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

/// The page's sections by their names, with what the interface calls the same list.
const SECTIONS: [(&str, &str); 18] = [
    ("alone", "uncovered"),
    ("contact", "alerts"),
    ("report", "reports"),
    ("tied", "tied"),
    ("gives", "gives"),
    ("asked", "requests"),
    ("objected", "appeals"),
    ("erase", "erasures"),
    ("soon", "soon-uncovered"),
    ("review", "reviews"),
    ("late", "late"),
    ("due", "due"),
    ("talk", "talks"),
    ("again", "told-again"),
    ("train", "training"),
    ("apply", "applications"),
    ("changed", "changed"),
    ("refused", "refused"),
];

#[test]
fn the_interface_has_the_lists_of_the_page() {
    let house = House::new();
    let at = |person: &str, path: &str| format!("/api/v1/people/{person}/{path}");
    // Kathy gave; her one kidney fails, she asks for something, and she would be an advocate.
    let (kathy, _) = house.examined("Kathy");
    let given = json!({ "step": "record", "kind": "kidney", "on": "2025-11-05" });
    house.post(&at(&kathy, "donations"), &given).expect(201);
    let donation = house.get(&at(&kathy, "donations")).expect(200).json()["donations"][0]["id"].clone();
    let learnt = format!("{TODAY}T06:00:00Z");
    let learnt =
        json!({ "donation": donation, "what": "organ-failed", "on": TODAY, "learnt": learnt, "note": "Failed." });
    house.post(&at(&kathy, "follow-up/learnt"), &learnt).expect(200);
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    leads_to(&kathys.submit(&house, "/me/requests", &[("kind", "correction"), ("text", "It was my left one.")]));
    leads_to(&kathys.submit(&house, "/account/application", &[("step.words", "I know what it is like.")]));
    // How Ruth feels alarms, she objects to what her blood pressure was taken for, and she is to be erased; Tommy's deferral is
    // looked at in three days.
    let (ruth, tommy) = (house.adult("Ruth"), house.adult("Tommy"));
    let mut examined = alarming(TODAY);
    examined["checks"]["blood-pressure"] = json!({ "systolic": [161], "diastolic": [101] });
    house.post(&at(&ruth, "examinations"), &examined).expect(201);
    let objection = json!({ "finding": "blood-pressure-high", "text": "I had run up the stairs." });
    advocate_of(&house, &ruth).post(&house, &at(&ruth, "appeals"), &objection).expect(201);
    let ruths = Somebody::person(&house, 11, "Ruth", Role::Donor, &ruth);
    leads_to(&ruths.submit(&house, "/me/requests", &[("kind", "erasure"), ("text", "Please forget me.")]));
    let asked = house.get(&at(&ruth, "requests")).expect(200).json()["requests"][0]["id"].clone();
    let answer = at(&ruth, &format!("requests/{}/answer", asked.as_str().expect("an id")));
    house.post(&answer, &json!({ "granted": true, "answer": "You are erased." })).expect(200);
    let review = json!({ "kind": "until-reviewed", "on": TODAY, "review": "2026-05-08", "reason": "Your medicine." });
    house.post(&at(&tommy, "deferrals"), &review).expect(201);
    // What is not for a post is not in its lists.
    let nurse = Somebody::new(&house, 12, "Nora", Role::Clinician);
    let hers = nurse.get(&house, "/api/v1/today").expect(200).json();
    assert_eq!((&hers["requests"], &hers["applications"], &hers["erasures"]), (&json!([]), &json!([]), &json!([])));
    assert_eq!(hers["totals"]["applications"], 0);
    (0..3).for_each(|_| house.next_day());

    let (page, today) = (house.get("/today").expect(200).body.clone(), house.get("/api/v1/today").expect(200).json());
    let totals = totals(&today);
    assert_eq!(totals.len(), SECTIONS.len(), "a list has no section, or a section no list: {totals:?}");
    for (section, list) in SECTIONS {
        let shown = page.split(&format!("<h2 id=\"{section}\">")).nth(1);
        let shown = shown.and_then(|rest| rest.split("class=\"count\">").nth(1)?.split('<').next()?.parse().ok());
        assert_eq!(shown.unwrap_or(0), totals[list], "{section}");
        assert_eq!(today[list].as_array().map(|rows| rows.len() as u64), Some(totals[list]), "{list}");
    }
    for list in ["reports", "requests", "applications", "alerts", "appeals", "erasures", "reviews"] {
        assert_eq!(totals[list], 1, "{list}: {today}");
    }
    assert_eq!(today["reports"][0]["person"]["details"]["name"], "Kathy");
    assert_eq!((&today["requests"][0]["kind"], &today["requests"][0]["on"]), (&"correction".into(), &TODAY.into()));
    assert_eq!(today["applications"][0]["account"], kathys.account.to_string());
    assert_eq!((&today["appeals"][0]["on"], &today["appeals"][0]["until"]), (&TODAY.into(), &"2026-05-20".into()));
    assert_eq!(
        (&today["reviews"][0]["review"], &today["reviews"][0]["kind"]),
        (&"2026-05-08".into(), &"until-reviewed".into())
    );
    assert_eq!(today["follow-up"], json!({ "due": 1, "late": 0, "lost": 0 }));
    assert!(page.contains("follow-up?only=due"), "the page counts them as well");
    for person in [&kathy, &ruth, &tommy] {
        assert!(house.parts_read(person).contains(&"today".to_owned()));
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
