//! Alerts: somebody gets in touch, and it is written down.

use serde_json::json;

use crate::house::{House, TODAY, alarming};

#[test]
fn an_alert_stands_on_today_until_it_is_answered() {
    let house = House::new();
    let person = house.adult("Ruth");
    let examination = house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201).made();
    let today = house.get("/api/v1/today").expect(200).json();
    assert_eq!(today["totals"]["alerts"], 1);
    assert_eq!(today["alerts"][0]["person"]["id"], person);
    let alert = &today["alerts"][0]["alert"];
    assert_eq!((&alert["rule"], &alert["by"]), (&"thoughts-of-hurting".into(), &"clinician".into()));
    assert_eq!((&alert["since"], &alert["until"]), (&TODAY.into(), &TODAY.into()));
    let path = format!("/api/v1/people/{person}/alerts/{examination}/thoughts-of-hurting/answer");
    let answer = json!({ "answer": { "on": TODAY, "by": "Dr Lee", "note": "Rang her; she is safe." } });
    house.post(&path, &answer).expect(200);
    assert_eq!(house.get("/api/v1/today").json()["totals"]["alerts"], 0);
    let record = house.get(&format!("/api/v1/people/{person}")).json();
    assert_eq!((&record["alerts"], &record["answers"][0]["by"]), (&json!([]), &"Dr Lee".into()));
}

#[test]
fn only_what_there_is_can_be_answered_and_with_words() {
    let house = House::new();
    let (person, examination) = house.examined("Ruth");
    let body = json!({ "answer": { "on": TODAY, "by": "Dr Lee", "note": "Rang." } });
    let path = format!("/api/v1/people/{person}/alerts/{examination}/thoughts-of-hurting/answer");
    house.post(&path, &body).expect_problem(404, "rule:no-such-alert");
    let alarming = house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201).made();
    let path = format!("/api/v1/people/{person}/alerts/{alarming}/thoughts-of-hurting/answer");
    let silent = json!({ "answer": { "on": TODAY, "by": "Dr Lee", "note": "  " } });
    assert_eq!(house.post(&path, &silent).expect_problem(422, "rule:says-nothing")["place"], "answer.note");
}
