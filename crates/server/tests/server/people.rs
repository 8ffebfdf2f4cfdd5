//! Registering and finding people, and everything that is held on one.

use serde_json::json;

use crate::house::{House, TODAY, details, new_key};

#[test]
fn somebody_registered_is_found_by_name_at_once() {
    let house = House::new();
    let answer = house.post("/api/v1/people", &json!({ "details": details("Kathy H.") }));
    let done = answer.expect(201).json();
    let person = answer.made();
    assert_eq!(answer.header("location"), Some(format!("/api/v1/people/{person}").as_str()));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(done, json!({ "stream": format!("person/{person}"), "version": 1, "events": 1 }));
    house.adult("Ruth");
    let found = house.get("/api/v1/people?text=kat").expect(200).json();
    assert_eq!(found["total"], 1);
    assert_eq!(found["people"][0]["id"], person);
    assert_eq!(found["people"][0]["details"]["name"], "Kathy H.");
    assert_eq!(found["people"][0]["outcome"], "incomplete");
    assert_eq!(house.get("/api/v1/people?text=nobody").expect(200).json()["people"], json!([]));
}

#[test]
fn the_whole_record_of_a_person() {
    let house = House::new();
    let (person, examination) = house.examined("Tommy D.");
    let answer = house.get(&format!("/api/v1/people/{person}"));
    let record = answer.expect(200).json();
    assert_eq!(answer.header("etag"), Some("\"2\""));
    assert_eq!(
        (&record["version"], &record["stage"], &record["erased"]),
        (&2.into(), &"registered".into(), &false.into())
    );
    assert_eq!(record["details"]["birth"], json!({ "on": "1980-03-14" }));
    assert_eq!(record["eligibility"]["outcome"], "eligible");
    assert_eq!(record["examinations"][0]["id"], examination);
    assert_eq!(record["examinations"][0]["checks"]["blood-pressure"]["systolic"], json!([118, 120, null]));
    assert_eq!(record["examinations"][0]["checks"]["body"]["weight"], 64.2);
    assert_eq!(
        record["due"][0],
        json!({ "due-on": "2027-04-05", "late-on": "2027-05-05", "checks": ["blood-pressure"] })
    );
    let timeline = record["timeline"].as_array().expect("a list");
    assert_eq!(timeline.len(), 2);
    assert_eq!((&timeline[1]["kind"], &timeline[1]["author"]), (&"examination-recorded".into(), &"Mina".into()));
    assert_eq!(timeline[1]["clear"]["examination"], examination);
    assert_eq!(timeline[1]["private"]["on"], TODAY);
    assert!(timeline[1]["says"].as_str().expect("a sentence").contains("64.2 kg"), "{}", timeline[1]["says"]);
    let periods = record["periods"].as_array().expect("a list");
    assert_eq!(periods.last().expect("a last one")["reasons"], json!(["incomplete:blood-pressure-yearly"]));
}

#[test]
fn eligibility_on_any_day_says_every_reason_with_its_rule() {
    let house = House::new();
    let person = house.adult("Ruth");
    let high = json!({ "on": TODAY, "checks": { "blood-pressure": { "systolic": [150], "diastolic": [95] } } });
    house.post(&format!("/api/v1/people/{person}/examinations"), &high).expect(201);
    let path = format!("/api/v1/people/{person}/eligibility");
    let found = house.get(&path).expect(200).json();
    assert_eq!((&found["on"], &found["outcome"]), (&TODAY.into(), &"deferred".into()));
    let reason = &found["reasons"][0];
    assert_eq!((&reason["rule"], &reason["deferral"]), (&"blood-pressure-high".into(), &"temporary".into()));
    assert_eq!(reason["source"], "A decision of the small programme");
    assert_eq!((&reason["provenance"], &reason["in-force-from"]), (&"local".into(), &"2020-01-01".into()));
    assert_eq!(reason["from"][0]["check"], "blood-pressure");
    let later = house.get(&format!("{path}?on=2027-05-05")).expect(200).json();
    let rules: Vec<_> = later["reasons"].as_array().expect("a list").iter().map(|reason| &reason["rule"]).collect();
    assert_eq!(rules, ["blood-pressure-high", "blood-pressure-yearly"]);
    let before = house.get(&format!("{path}?on=2026-05-04")).expect(200).json();
    assert_eq!(before["outcome"], "incomplete");
}

#[test]
fn a_wrong_entry_is_put_right_and_the_old_one_stays() {
    let house = House::new();
    let person = house.adult("Cathy");
    let body = json!({ "details": details("Kathy"), "reason": "misheard" });
    house.post(&format!("/api/v1/people/{person}/details"), &body).expect(200);
    let record = house.get(&format!("/api/v1/people/{person}")).expect(200).json();
    assert_eq!(record["details"]["name"], "Kathy");
    assert_eq!(record["timeline"][0]["private"]["name"], "Cathy");
    assert_eq!(house.get("/api/v1/people?text=cathy").json()["total"], 0);
    assert_eq!(house.get("/api/v1/people?text=kathy").json()["total"], 1);
}

#[test]
fn lists_go_on_page_by_page_and_nobody_is_missed_or_shown_twice() {
    let house = House::new();
    let mut registered: Vec<String> = (0..7).map(|number| house.adult(&format!("Person {number}"))).collect();
    for list in ["/api/v1/people?limit=3", "/api/v1/people?limit=3&text=person"] {
        let (mut seen, mut path) = (Vec::new(), list.to_owned());
        loop {
            let page = house.get(&path).expect(200).json();
            assert_eq!(page["total"], 7);
            seen.extend(page["people"].as_array().expect("a list").iter().map(|row| row["id"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("{list}&cursor={next}");
        }
        let mut seen: Vec<String> = seen.iter().map(|id| id.as_str().expect("an id").to_owned()).collect();
        seen.sort();
        registered.sort();
        assert_eq!(seen, registered, "{list}");
    }
}

#[test]
fn lists_are_filtered_by_outcome_site_and_stage() {
    let house = House::new();
    let (fit, _) = house.examined("Ann");
    let other = house.adult("Ben");
    let site = house.site("Ward", None);
    house.post(&format!("/api/v1/people/{other}/move"), &json!({ "site": site, "on": TODAY })).expect(200);
    let only = |query: &str| {
        let page = house.get(&format!("/api/v1/people?{query}")).expect(200).json();
        let rows = page["people"].as_array().expect("a list").clone();
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(only("outcome=eligible"), std::slice::from_ref(&fit));
    assert_eq!(only(&format!("site={site}")), std::slice::from_ref(&other));
    assert_eq!(only("stage=evaluation"), Vec::<String>::new());
    assert_eq!(only("stage=registered"), [fit, other]);
}

#[test]
fn the_export_is_everything_with_who_read_it() {
    let house = House::new();
    let (person, _) = house.examined("Kathy");
    house.get(&format!("/api/v1/people/{person}")).expect(200);
    let answer = house.get(&format!("/api/v1/people/{person}/export"));
    let export = answer.expect(200).json();
    let name = format!("attachment; filename=\"{person}.json\"");
    assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
    assert_eq!(export["record"]["details"]["name"], "Kathy");
    assert_eq!(export["readings"][0]["part"], "record");
    assert_eq!(export["readings"][0]["reader"], "Mina");
    assert_eq!(export["programme"]["id"], "small-programme");
    assert_eq!(house.parts_read(&person), ["record", "export"]);
}

#[test]
fn somebody_may_leave_and_come_back() {
    let house = House::new();
    let (person, _) = house.examined("Tommy");
    let body = json!({ "on": TODAY, "said": "I have had enough." });
    house.post(&format!("/api/v1/people/{person}/depart"), &body).expect(200);
    let record = house.get(&format!("/api/v1/people/{person}")).expect(200).json();
    assert_eq!(record["departed"]["said"], "I have had enough.");
    assert_eq!((&record["eligibility"]["outcome"], &record["due"]), (&json!(null), &json!([])));
    let problem = house.post(&format!("/api/v1/people/{person}/stage"), &json!({ "stage": "evaluation", "on": TODAY }));
    problem.expect_problem(422, "rule:away");
    house.post(&format!("/api/v1/people/{person}/return"), &json!({ "on": TODAY })).expect(200);
    let record = house.get(&format!("/api/v1/people/{person}")).expect(200).json();
    assert_eq!((&record["departed"], &record["absences"][0]["from"]), (&json!(null), &TODAY.into()));
    let again = house.post(&format!("/api/v1/people/{person}/return"), &json!({ "on": TODAY }));
    again.expect_problem(422, "rule:not-away");
}

#[test]
fn an_age_is_kept_as_it_was_said() {
    let house = House::new();
    let birth = json!({ "aged": { "years": 31, "on": "2018-06-01" } });
    let body = json!({ "details": { "number": "NHANES 93706", "sex": "male", "birth": birth } });
    let answer = house.post("/api/v1/people", &body);
    let person = answer.expect(201).made();
    let record = house.get(&format!("/api/v1/people/{person}")).expect(200).json();
    assert_eq!(record["details"]["birth"], birth);
    assert_eq!(house.get("/api/v1/people?text=93706").json()["people"][0]["id"], person);
    let taken = house.post_with("/api/v1/people", &body, &[("Idempotency-Key", &new_key())]);
    let problem = taken.expect_problem(422, "rule:number-taken");
    assert_eq!(problem["place"], "details.number");
}
