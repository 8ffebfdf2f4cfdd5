//! Sites: opened, changed, closed, and who is there.

use serde_json::json;

use crate::house::{House, TODAY};

#[test]
fn people_come_to_a_site_and_leave_it() {
    let house = House::new();
    let (ward, other) = (house.site("Ward 3", Some(2)), house.site("Ward 4", None));
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    for (person, on) in [(&kathy, "2026-05-01"), (&ruth, "2026-05-03")] {
        house.post(&format!("/api/v1/people/{person}/move"), &json!({ "site": ward, "on": on })).expect(200);
    }
    house.post(&format!("/api/v1/people/{kathy}/move"), &json!({ "site": other, "on": TODAY })).expect(200);
    let residents = |on: &str| {
        let found = house.get(&format!("/api/v1/sites/{ward}/residents?on={on}")).expect(200).json();
        let list = found["residents"].as_array().expect("a list").clone();
        list.iter().map(|one| one["person"]["details"]["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(residents("2026-05-02"), ["Kathy"]);
    assert_eq!(residents("2026-05-04"), ["Kathy", "Ruth"]);
    assert_eq!(residents(TODAY), ["Ruth"]);
    let sites = house.get("/api/v1/sites").expect(200).json();
    assert_eq!((&sites["sites"][0]["name"], &sites["sites"][0]["people"]), (&"Ward 3".into(), &1.into()));
    let stays = house.get(&format!("/api/v1/people/{kathy}")).json()["stays"].clone();
    assert_eq!(stays[0], json!({ "site": ward, "name": "Ward 3", "from": "2026-05-01", "until": TODAY }));
}

#[test]
fn a_site_is_changed_and_closed_once_it_is_empty() {
    let house = House::new();
    let site = house.site("Ward 3", Some(1));
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    house.post(&format!("/api/v1/people/{kathy}/move"), &json!({ "site": site, "on": TODAY })).expect(200);
    let full = house.post(&format!("/api/v1/people/{ruth}/move"), &json!({ "site": site, "on": TODAY }));
    assert_eq!(full.expect_problem(422, "rule:site-full")["place"], "site");
    let close = json!({ "on": TODAY });
    house.post(&format!("/api/v1/sites/{site}/close"), &close).expect_problem(422, "rule:site-occupied");
    house.post(&format!("/api/v1/people/{kathy}/move"), &json!({ "site": null, "on": TODAY })).expect(200);
    let change = house.post(&format!("/api/v1/sites/{site}/change"), &json!({ "name": "Ward C", "places": 9 }));
    assert_eq!(change.expect(200).header("etag"), Some("\"2\""));
    house.post(&format!("/api/v1/sites/{site}/close"), &close).expect(200);
    let answer = house.get(&format!("/api/v1/sites/{site}"));
    let found = answer.expect(200).json();
    assert_eq!((&found["name"], &found["places"], &found["closed"]), (&"Ward C".into(), &9.into(), &TODAY.into()));
    assert_eq!(answer.header("etag"), Some("\"3\""));
    let moved = house.post(&format!("/api/v1/people/{ruth}/move"), &json!({ "site": site, "on": TODAY }));
    moved.expect_problem(422, "rule:site-not-open");
}

#[test]
fn what_is_not_there_is_not_found_and_what_a_command_names_is_refused() {
    let house = House::new();
    let nowhere = "00000000-0000-4000-8000-000000000000";
    house.get(&format!("/api/v1/sites/{nowhere}")).expect_problem(404, "problem:no-such");
    house.get(&format!("/api/v1/sites/{nowhere}/residents")).expect_problem(404, "problem:no-such");
    let change = house.post(&format!("/api/v1/sites/{nowhere}/change"), &json!({ "name": "X" }));
    change.expect_problem(404, "rule:no-such");
    let person = house.adult("Kathy");
    let moved = house.post(&format!("/api/v1/people/{person}/move"), &json!({ "site": nowhere, "on": TODAY }));
    assert_eq!(moved.expect_problem(422, "rule:no-such")["place"], "site");
    let kind = house.post("/api/v1/sites", &json!({ "kind": "castle", "name": "X", "on": TODAY }));
    assert_eq!(kind.expect_problem(422, "rule:unknown-site-kind")["place"], "kind");
}
