//! What every command has: a key with which it is done once, and a version that it may insist on.

use serde_json::json;

use crate::house::{House, TODAY, details, examination, new_key};

#[test]
fn the_same_key_does_the_same_once_and_is_answered_alike() {
    let house = House::new();
    let (key, body) = (new_key(), json!({ "details": details("Kathy") }));
    let first = house.post_with("/api/v1/people", &body, &[("Idempotency-Key", &key)]);
    let second = house.post_with("/api/v1/people", &body, &[("Idempotency-Key", &key)]);
    assert_eq!((first.expect(201).json(), first.made()), (second.expect(201).json(), second.made()));
    assert_eq!(house.get("/api/v1/people").json()["total"], 1);
    let person = first.made();
    let path = format!("/api/v1/people/{person}/examinations");
    let key = new_key();
    let headers = [("Idempotency-Key", key.as_str()), ("If-Match", "\"1\"")];
    let first = house.post_with(&path, &examination(TODAY), &headers);
    let second = house.post_with(&path, &examination(TODAY), &headers);
    assert_eq!(first.expect(201).made(), second.expect(201).made(), "though the version has moved on");
    assert_eq!(house.version(&person), 2);
}

#[test]
fn a_key_belongs_to_one_command() {
    let house = House::new();
    let key = new_key();
    let headers = [("Idempotency-Key", key.as_str())];
    house.post_with("/api/v1/people", &json!({ "details": details("Kathy") }), &headers).expect(201);
    let other = house.post_with("/api/v1/people", &json!({ "details": details("Ruth") }), &headers);
    other.expect_problem(409, "problem:key-reused");
    let noun = house.post_with("/api/v1/sites", &json!({ "kind": "clinic", "name": "X", "on": TODAY }), &headers);
    noun.expect_problem(409, "problem:key-reused");
}

#[test]
fn a_command_without_a_key_is_not_taken() {
    let house = House::new();
    let body = json!({ "details": details("Kathy") });
    let missing = house.post_with("/api/v1/people", &body, &[]);
    assert_eq!(missing.expect_problem(400, "problem:unreadable")["place"], "idempotency-key");
    for key in ["two words", &"x".repeat(201)] {
        house.post_with("/api/v1/people", &body, &[("Idempotency-Key", key)]).expect_problem(400, "problem:unreadable");
    }
    assert_eq!(house.get("/api/v1/people").json()["total"], 0);
}

#[test]
fn a_refusal_is_remembered_neither_for_nor_against() {
    let house = House::new();
    let key = new_key();
    let headers = [("Idempotency-Key", key.as_str())];
    let nobody = json!({ "details": { "birth": { "on": "1980-01-01" } } });
    house.post_with("/api/v1/people", &nobody, &headers).expect_problem(422, "rule:name-or-number");
    house.post_with("/api/v1/people", &nobody, &headers).expect_problem(422, "rule:name-or-number");
}

#[test]
fn whoever_saw_an_older_version_looks_again_first() {
    let house = House::new();
    let person = house.adult("Kathy");
    let path = format!("/api/v1/people/{person}/examinations");
    house.post(&path, &examination(TODAY)).expect(201);
    let stale = house.post_with(&path, &examination(TODAY), &[("Idempotency-Key", &new_key()), ("If-Match", "\"1\"")]);
    assert_eq!(stale.expect_problem(412, "problem:stale")["version"], 2);
    assert_eq!(stale.header("etag"), Some("\"2\""));
    for seen in ["\"2\"", "*"] {
        let headers = [("Idempotency-Key", &*new_key()), ("If-Match", seen)];
        house.post_with(&path, &examination(TODAY), &headers).expect(201);
    }
    let broken = house.post_with(&path, &examination(TODAY), &[("Idempotency-Key", &new_key()), ("If-Match", "2")]);
    assert_eq!(broken.expect_problem(400, "problem:unreadable")["place"], "if-match");
}

#[test]
fn of_many_who_saw_the_same_version_one_is_first() {
    let house = House::new();
    let person = house.adult("Kathy");
    let path = format!("/api/v1/people/{person}/examinations");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = || {
            let headers = [("Idempotency-Key", &*new_key()), ("If-Match", "\"1\"")];
            house.post_with(&path, &examination(TODAY), &headers).status
        };
        let all: Vec<_> = (0..16).map(|_| scope.spawn(post)).collect();
        all.into_iter().map(|one| one.join().expect("it was answered")).collect()
    });
    let (first, stale) = (statuses.iter().filter(|s| **s == 201), statuses.iter().filter(|s| **s == 412));
    assert_eq!((first.count(), stale.count()), (1, 15), "{statuses:?}");
    assert_eq!(house.version(&person), 2);
}

#[test]
fn many_at_once_with_one_key_make_one_person() {
    let house = House::new();
    let (key, body) = (new_key(), json!({ "details": details("Kathy") }));
    let made: Vec<String> = std::thread::scope(|scope| {
        let post = || house.post_with("/api/v1/people", &body, &[("Idempotency-Key", &key)]).expect(201).made();
        let all: Vec<_> = (0..16).map(|_| scope.spawn(post)).collect();
        all.into_iter().map(|one| one.join().expect("it was answered")).collect()
    });
    assert!(made.windows(2).all(|two| two[0] == two[1]), "{made:?}");
    assert_eq!(house.get("/api/v1/people").json()["total"], 1);
}
