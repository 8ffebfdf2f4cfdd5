//! Examinations: recorded, put right, taken back.

use serde_json::json;

use crate::house::{House, TODAY, examination};

#[test]
fn an_examination_has_a_place_of_its_own() {
    let house = House::new();
    let (person, made) = house.examined("Kathy");
    let path = format!("/api/v1/people/{person}/examinations/{made}");
    let answer = house.get(&path);
    let found = answer.expect(200).json();
    assert_eq!((&found["id"], &found["on"], &found["amendments"]), (&made.clone().into(), &TODAY.into(), &0.into()));
    assert_eq!(answer.header("etag"), Some("\"2\""));
    assert_eq!(house.parts_read(&person), ["examination"]);
}

#[test]
fn it_is_put_right_and_taken_back() {
    let house = House::new();
    let (person, made) = house.examined("Kathy");
    let path = format!("/api/v1/people/{person}/examinations/{made}");
    let mut right = examination("2026-05-04");
    right["checks"]["body"]["weight"] = json!(46.2);
    right["reason"] = json!("two digits changed places");
    house.post(&format!("{path}/amend"), &right).expect(200);
    let found = house.get(&path).expect(200).json();
    assert_eq!((&found["on"], &found["amendments"]), (&"2026-05-04".into(), &1.into()));
    assert_eq!(found["checks"]["body"]["weight"], 46.2);
    house.post(&format!("{path}/entered-in-error"), &json!({ "reason": "another person's" })).expect(200);
    house.get(&path).expect_problem(404, "problem:no-such");
    let again = house.post(&format!("{path}/entered-in-error"), &json!({ "reason": "another person's" }));
    again.expect_problem(422, "rule:entered-in-error");
    let record = house.get(&format!("/api/v1/people/{person}")).expect(200).json();
    assert_eq!((&record["examinations"], &record["eligibility"]["outcome"]), (&json!([]), &"incomplete".into()));
    assert_eq!(record["timeline"].as_array().map(Vec::len), Some(4));
}

#[test]
fn what_cannot_be_true_is_refused_with_its_place() {
    let house = House::new();
    let person = house.adult("Kathy");
    let path = format!("/api/v1/people/{person}/examinations");
    let refused = |checks: serde_json::Value, rule: &str, place: &str| {
        let answer = house.post(&path, &json!({ "on": TODAY, "checks": checks }));
        let problem = answer.expect_problem(422, &format!("rule:{rule}"));
        assert_eq!(problem["place"], place);
        assert_eq!(problem["rule"], rule);
        assert!(["what", "why", "next"].iter().all(|said| problem[said].is_string()), "{problem}");
        problem["why"].as_str().expect("a text").to_owned()
    };
    refused(
        json!({ "blood-pressure": { "systolic": [120, 420] } }),
        "plausible-range",
        "checks.blood-pressure.systolic.2",
    );
    refused(json!({ "body": { "weight": "heavy" } }), "wrong-form", "checks.body.weight");
    refused(json!({ "body": { "shoe-size": 38 } }), "unknown-field", "checks.body.shoe-size");
    refused(json!({ "horoscope": {} }), "unknown-check", "checks.horoscope");
    refused(json!({}), "no-checks", "checks");
    let why = refused(json!({ "smoking": { "smokes-now": "weekly" } }), "wrong-form", "checks.smoking.smokes-now");
    assert!(why.contains("“Every day” or “Not at all”"), "choices are named as people read them too: {why}");
    let tomorrow = house.post(&path, &examination("2026-05-06"));
    assert_eq!(tomorrow.expect_problem(422, "rule:not-in-the-future")["place"], "on");
    assert_eq!(house.version(&person), 1, "nothing of it was written");
}

#[test]
fn whoever_is_too_young_is_not_examined() {
    let house = House::new();
    let child = json!({ "details": { "name": "Tim", "birth": { "on": "2012-01-01" } } });
    let person = house.post("/api/v1/people", &child).expect(201).made();
    let answer = house.post(&format!("/api/v1/people/{person}/examinations"), &examination(TODAY));
    let problem = answer.expect_problem(422, "rule:minimum-donor-age");
    assert_eq!((&problem["article"], &problem["source"]), (&12.into(), &"Article 12".into()));
}
