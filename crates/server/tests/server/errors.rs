//! What goes wrong is said as a problem, whatever it is.

use serde_json::{Value, json};

use crate::house::{House, TODAY, alarming, details, new_key};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

#[test]
fn a_body_that_cannot_be_read_says_where() {
    let house = House::new();
    let unreadable = |body: &str, place: Option<&str>| {
        let answer = house.post_text("/api/v1/people", "application/json", body, &[("Idempotency-Key", &new_key())]);
        let problem = answer.expect_problem(400, "problem:unreadable");
        assert_eq!(problem["place"].as_str(), place, "{problem}");
        problem["detail"].as_str().expect("a text").to_owned()
    };
    assert!(unreadable("{\n  \"details\": ", Some("details")).contains("line 2"));
    assert!(
        unreadable(r#"{"details": {"name": "K", "birth": {"on": "1980-02-30"}}}"#, Some("details.birth.on"))
            .contains("day")
    );
    unreadable(r#"{"details": {"name": 7, "birth": {"on": "1980-02-03"}}}"#, Some("details.name"));
    assert!(
        unreadable(r#"{"details": {"nane": "K", "birth": {"on": "1980-02-03"}}}"#, Some("details.nane"))
            .contains("nane")
    );
    assert!(unreadable(r#"{"details": {"name": "K"}}"#, Some("details")).contains("birth"));
    unreadable(r#"{"details": {"name": "a\u0000b", "birth": {"on": "1980-02-03"}}}"#, None);
    unreadable(r#"{} {}"#, None);
    unreadable("", None);
    assert_eq!(house.get("/api/v1/people").json()["total"], 0);
}

#[test]
fn a_body_has_a_form_and_an_end() {
    let house = House::new();
    let headers = [("Idempotency-Key", &*new_key())];
    let form = house.post_text("/api/v1/people", "text/plain", "{}", &headers);
    form.expect_problem(415, "problem:media-type");
    let large = format!("{{\"details\": \"{}\"}}", "x".repeat(1 << 20));
    let large = house.post_text("/api/v1/people", "application/json", &large, &headers);
    large.expect_problem(413, "problem:too-large");
    let text = json!({ "details": details("Kathy") }).to_string();
    house.post_text("/api/v1/people", "Application/JSON; charset=utf-8", &text, &headers).expect(201);
}

#[test]
fn what_a_path_names_has_to_be_there() {
    let house = House::new();
    for path in
        [format!("people/{NOBODY}"), format!("people/{NOBODY}/eligibility"), format!("people/{NOBODY}/readings")]
    {
        house.get(&format!("/api/v1/{path}")).expect_problem(404, "problem:no-such");
    }
    house.get(&format!("/api/v1/people/{NOBODY}/export")).expect_problem(404, "problem:no-such");
    house.get("/api/v1/people/kathy").expect_problem(404, "problem:no-such");
    house.get("/api/v1/nothing").expect_problem(404, "problem:no-such");
    house.get("/api").expect_problem(404, "problem:no-such");
    let bodies = [
        ("details", json!({ "details": details("Kathy"), "reason": "x" })),
        ("move", json!({ "site": null, "on": TODAY })),
        ("depart", json!({ "on": TODAY })),
        ("return", json!({ "on": TODAY })),
        ("stage", json!({ "stage": "evaluation", "on": TODAY })),
        ("preparations", json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY })),
        ("examinations", json!({ "on": TODAY, "checks": { "body": {} } })),
    ];
    for (what, body) in bodies {
        house.post(&format!("/api/v1/people/{NOBODY}/{what}"), &body).expect_problem(404, "rule:no-such");
    }
    let person = house.adult("Kathy");
    let path = format!("/api/v1/people/{person}/examinations/{NOBODY}");
    house.get(&path).expect_problem(404, "problem:no-such");
    let error = house.post(&format!("{path}/entered-in-error"), &json!({ "reason": "x" }));
    error.expect_problem(404, "rule:no-such");
}

#[test]
fn a_query_is_read_to_the_letter() {
    let house = House::new();
    for query in ["outcome=fit", "site=ward", "limit=many", "limit=-1", "nane=Kathy", "text=%00", "cursor=yesterday"] {
        house.get(&format!("/api/v1/people?{query}")).expect_problem(400, "problem:unreadable");
    }
    for (path, place) in [
        ("/api/v1/people?cursor=yesterday", "cursor"),
        ("/api/v1/people?text=k&cursor=1e3", "cursor"),
        ("/api/v1/people?cursor=-1", "cursor"),
        ("/api/v1/people?cursor=9999999999999999999", "cursor"),
        ("/api/v1/imports/rows?cursor=00000000000040008000000000000000:4", "cursor"),
        ("/api/v1/imports/rows?cursor=4", "cursor"),
    ] {
        assert_eq!(house.get(path).expect_problem(400, "problem:unreadable")["place"], place);
    }
    house.get("/people?after=yesterday").expect(400);
    house.get("/api/v1/eligibility?on=today").expect_problem(400, "problem:unreadable");
    house.get("/api/v1/eligibility?on=2026-02-30").expect_problem(400, "problem:unreadable");
    for limit in ["0", "501", "100000"] {
        let problem = house.get(&format!("/api/v1/people?limit={limit}")).expect_problem(400, "problem:unreadable");
        assert_eq!(problem["place"], "limit");
    }
    house.get("/api/v1/people?limit=500").expect(200);
}

#[test]
fn a_method_that_is_not_there_names_those_that_are() {
    let house = House::new();
    let person = house.adult("Kathy");
    let answer =
        house.raw(&format!("DELETE /api/v1/people/{person} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    answer.expect_problem(405, "problem:method");
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
}

/// A text of a command: where it is sent, the schema that says how long it may be, its place, and a body that has it.
type Long<'a> = (String, &'a str, &'a str, &'a dyn Fn(&str) -> Value);

#[test]
fn a_text_is_as_long_as_is_described_and_no_longer() {
    let house = House::new();
    let (person, examination) = house.examined("Kathy");
    let alarmed = house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201).made();
    let import = house.refused_rows(&[4]);
    let site = house.site("Ward", None);
    let of = |path: &str| format!("/api/v1/people/{person}/{path}");
    let texts: [Long<'_>; 10] = [
        ("/api/v1/people".to_owned(), "DetailsBody", "details.name", &|text| json!({ "details": details(text) })),
        (
            "/api/v1/people".to_owned(),
            "DetailsBody",
            "details.number",
            &|text| json!({ "details": { "number": text, "birth": { "on": "1980-03-14" } } }),
        ),
        (
            of("details"),
            "DetailsAmendment",
            "reason",
            &|text| json!({ "details": details(text.get(..3).unwrap_or("K")), "reason": text }),
        ),
        (of("depart"), "DepartureBody", "said", &|text| json!({ "on": TODAY, "said": text })),
        (of("return"), "", "", &|_| json!({ "on": TODAY })),
        (
            of(&format!("alerts/{alarmed}/thoughts-of-hurting/answer")),
            "AnswerBody",
            "answer.by",
            &|text| json!({ "answer": { "on": TODAY, "by": text, "note": "rang" } }),
        ),
        (
            of(&format!("alerts/{alarmed}/thoughts-of-hurting/answer")),
            "AnswerBody",
            "answer.note",
            &|text| json!({ "answer": { "on": TODAY, "by": "Mina", "note": text } }),
        ),
        (
            of(&format!("examinations/{examination}/entered-in-error")),
            "EnteredInError",
            "reason",
            &|text| json!({ "reason": text }),
        ),
        (format!("/api/v1/sites/{site}/change"), "SiteChange", "name", &|text| json!({ "name": text })),
        (format!("/api/v1/imports/{import}/rows/4/looked-at"), "LookedAt", "done", &|text| json!({ "done": text })),
    ];
    let document = house.get("/api/v1/openapi.json").expect(200).json();
    for (path, schema, place, body) in texts {
        if place.is_empty() {
            house.post(&path, &body("")).expect(200);
            continue;
        }
        let name = place.rsplit('.').next().expect("there is one");
        let most = &document["components"]["schemas"][schema]["properties"][name]["maxLength"];
        let most = most.as_u64().unwrap_or_else(|| panic!("{schema}.{name} has no length")) as usize;
        let problem = house.post(&path, &body(&"é".repeat(most + 1))).expect_problem(422, "rule:too-long");
        assert_eq!(problem["place"], place, "{path}");
        let taken = house.post(&path, &body(&"é".repeat(most)));
        assert!(taken.status < 300, "{path} {place}: {taken:?}");
    }
}
