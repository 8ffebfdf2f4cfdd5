//! Waiting, being deferred and objecting, through the doors that people use.

use programme::{Care, CareKind, Command, Role};
use serde_json::json;

use crate::cast::Actor;
use crate::house::{House, TODAY, details};

/// Whoever recorded what a rule was read from is known to the engine from the log alone, and does not decide.
#[test]
fn whoever_recorded_an_examination_does_not_decide_the_objection_to_what_it_found() {
    let house = House::new();
    let person = house.post("/api/v1/people", &json!({ "details": details("Kathy") })).expect(201).made();
    let advocate = Actor::new(&house, "Ada", None, &[(Role::Advocate, None)]);
    let (wrote, other) = (
        Actor::new(&house, "Osei", None, &[(Role::Clinician, None)]),
        Actor::new(&house, "Lund", None, &[(Role::Clinician, None)]),
    );
    let care = Care { carer: advocate.account, kind: CareKind::Advocate, on: TODAY.parse().expect("a day") };
    house.write(Command::AssignCarer { person: person.parse().expect("an id"), care });
    let post = |who: &Actor, path: &str, body: &serde_json::Value| {
        who.post(&house, &format!("/api/v1/people/{person}{path}"), body)
    };
    let checks = json!({ "blood-pressure": { "systolic": [161], "diastolic": [101] } });
    post(&wrote, "/examinations", &json!({ "on": TODAY, "checks": checks })).expect(201);
    let objection = json!({ "finding": "blood-pressure-high", "text": "I had run up the stairs." });
    let made = post(&advocate, "/appeals", &objection);
    let location = made.expect(201).header("location").expect("where it is").to_owned();
    let appeal = location.split('#').nth(1).expect("its id").to_owned();
    let decision = json!({ "decision": "repeat", "reason": "It is measured again." });
    let path = format!("/appeals/{appeal}/decide");
    let refused = post(&wrote, &path, &decision);
    assert!(refused.body.contains("took-no-part"), "{}", refused.body);
    post(&other, &path, &decision).expect(200);
    let held = house.get(&format!("/api/v1/people/{person}/deferrals")).expect(200).json();
    assert_eq!(held["appeals"][0]["decided"]["decision"], "repeat", "{held}");
}

#[test]
fn a_wait_stands_in_the_docket_without_a_word_of_why_and_ends_by_whoever_waits() {
    let house = House::new();
    let person = house.post("/api/v1/people", &json!({ "details": details("Kathy") })).expect(201).made();
    house.post(&format!("/api/v1/people/{person}/waits"), &json!({ "step": "wait" })).expect(201);
    let held = house.get(&format!("/api/v1/people/{person}/deferrals")).expect(200).json();
    assert_eq!(held["deferrals"][0]["reason"], serde_json::Value::Null, "{held}");
    let docket = house.get("/docket");
    assert!(docket.body.contains("Kathy") && docket.body.contains("Waiting of their own"), "{}", docket.body);
    let wait = held["deferrals"][0]["id"].as_str().expect("an id");
    let ready = house.post(&format!("/api/v1/people/{person}/waits"), &json!({ "step": "ready", "deferral": wait }));
    assert!(ready.body.contains("own-wait"), "a coordinator does not end it: {}", ready.body);
    let late = json!({ "step": "wait", "until": TODAY });
    let refused = house.post(&format!("/api/v1/people/{person}/waits"), &late);
    assert!(refused.body.contains("wait-ahead"), "{}", refused.body);
}
