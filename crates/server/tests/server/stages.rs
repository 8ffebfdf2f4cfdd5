//! Stages of life: prepared for, entered, refused.

use serde_json::json;

use crate::cast::advocate_of;
use crate::house::{House, TODAY};

#[test]
fn a_stage_is_entered_once_it_is_prepared_for() {
    let house = House::new();
    let person = house.adult("Tommy");
    let stage = format!("/api/v1/people/{person}/stage");
    let evaluation = json!({ "stage": "evaluation", "on": TODAY });
    let problem = house.post(&stage, &evaluation).expect_problem(422, "rule:untold");
    assert_eq!(problem["article"], 1, "{problem}");
    assert!(problem["why"].as_str().expect("a text").contains("“You can stop” (never told)"), "{problem}");
    house.told(&person);
    let problem = house.post(&stage, &evaluation).expect_problem(422, "rule:not-prepared");
    assert!(problem["why"].as_str().expect("a text").contains("talked with you"), "{problem}");
    let prepared = json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY });
    house.post(&format!("/api/v1/people/{person}/preparations"), &prepared).expect(200);
    let problem = house.post(&stage, &evaluation).expect_problem(422, "rule:advocate-before-asked");
    assert_eq!(problem["article"], 3, "{problem}");
    advocate_of(&house, &person);
    house.post(&stage, &evaluation).expect(200);
    let record = house.get(&format!("/api/v1/people/{person}")).json();
    assert_eq!((&record["stage"], &record["stages"][1]["on"]), (&"evaluation".into(), &TODAY.into()));
    assert_eq!(record["prepared"][0]["preparation"], "talk");
    let back = house.post(&stage, &json!({ "stage": "registered", "on": TODAY }));
    back.expect_problem(422, "rule:stage-not-next");
    let unknown = house.post(&stage, &json!({ "stage": "completed", "on": TODAY }));
    assert_eq!(unknown.expect_problem(422, "rule:unknown-stage")["place"], "stage");
    let nothing = json!({ "stage": "evaluation", "preparation": "dance", "on": TODAY });
    let answer = house.post(&format!("/api/v1/people/{person}/preparations"), &nothing);
    assert_eq!(answer.expect_problem(422, "rule:no-such")["place"], "preparation");
}
