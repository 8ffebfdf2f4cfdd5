//! Every reading of a person is on the record before the person is shown.

use serde_json::json;

use crate::house::{House, TODAY, alarming};

#[test]
fn whatever_shows_a_person_leaves_a_reading_of_its_part() {
    let house = House::new();
    let site = house.site("Ward", None);
    let (person, examination) = house.examined("Kathy");
    house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201);
    house.post(&format!("/api/v1/people/{person}/move"), &json!({ "site": site, "on": TODAY })).expect(200);
    let shown = [
        (format!("/api/v1/people/{person}"), "record"),
        (format!("/api/v1/people/{person}/eligibility"), "eligibility"),
        (format!("/api/v1/people/{person}/examinations/{examination}"), "examination"),
        (format!("/api/v1/people/{person}/export"), "export"),
        ("/api/v1/people".to_owned(), "list"),
        ("/api/v1/people?text=kathy".to_owned(), "list"),
        ("/api/v1/today".to_owned(), "today"),
        (format!("/api/v1/sites/{site}/residents"), "residents"),
    ];
    for (path, _) in &shown {
        house.get(path).expect(200);
    }
    let expected: Vec<_> = shown.iter().map(|(_, part)| *part).collect();
    assert_eq!(house.parts_read(&person), expected);
    let readings = house.get(&format!("/api/v1/people/{person}/readings")).expect(200).json();
    let newest = &readings["readings"][0];
    assert_eq!(
        (&newest["reader"], &newest["part"], &newest["via"]),
        (&"Mina".into(), &"readings".into(), &"api".into())
    );
}

#[test]
fn whatever_shows_nobody_leaves_none() {
    let house = House::new();
    let person = house.adult("Kathy");
    for path in ["/api/v1/sites", "/api/v1/eligibility", "/api/v1/programme", "/api/v1/imports/rows"] {
        house.get(path).expect(200);
    }
    house.get("/api/v1/people?text=ruth").expect(200);
    house.get("/api/v1/people?stage=donor").expect(200);
    assert_eq!(house.parts_read(&person), Vec::<String>::new());
}

#[test]
fn readings_go_on_page_by_page() {
    let house = House::new();
    let person = house.adult("Kathy");
    for _ in 0..5 {
        house.get(&format!("/api/v1/people/{person}")).expect(200);
    }
    let first = house.get(&format!("/api/v1/people/{person}/readings?limit=3")).expect(200).json();
    assert_eq!(first["readings"].as_array().map(Vec::len), Some(3));
    let next = first["next"].as_str().expect("there are more");
    let second = house.get(&format!("/api/v1/people/{person}/readings?limit=3&cursor={next}")).expect(200).json();
    assert_eq!((second["readings"].as_array().map(Vec::len), &second["next"]), (Some(2), &json!(null)));
}

#[test]
fn a_page_that_comes_up_to_date_by_itself_writes_what_is_new_and_nothing_twice() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    let lists = |person: &str| house.parts_read(person).iter().filter(|part| *part == "list").count();
    for text in ["k", "ka", "kat", "kath", "kathy", ""] {
        house.get(&format!("/people?text={text}")).expect(200);
    }
    assert_eq!(lists(&kathy), 1, "each letter asks for the list anew");
    let ruth = house.adult("Ruth");
    house.get("/people").expect(200);
    assert_eq!((lists(&kathy), lists(&ruth)), (1, 1), "who is newly shown is written down");
    house.post(&format!("/api/v1/people/{kathy}/examinations"), &alarming(TODAY)).expect(201);
    house.get("/people").expect(200);
    assert_eq!((lists(&kathy), lists(&ruth)), (2, 1), "what is newly shown is written down");
    house.get("/api/v1/people").expect(200);
    house.get("/api/v1/people").expect(200);
    assert_eq!((lists(&kathy), lists(&ruth)), (4, 3), "a program that asks twice has asked twice");
    house.next_day();
    house.get("/people").expect(200);
    assert_eq!((lists(&kathy), lists(&ruth)), (5, 4));
    for _ in 0..3 {
        house.get(&format!("/people/{kathy}")).expect(200);
    }
    assert_eq!(house.parts_read(&kathy).iter().filter(|part| *part == "timeline").count(), 1);
}
