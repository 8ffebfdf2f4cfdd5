//! Advocates: whom they speak with, who reads what was said, who takes over, and that nobody is left alone.

use programme::Role;
use serde_json::json;

use crate::cast::{Actor, advocate_of};
use crate::house::{House, TODAY};

#[test]
fn what_a_donor_and_their_advocate_said_is_read_by_the_two_of_them() {
    let house = House::new();
    let person = house.adult("Tommy");
    let oscar = advocate_of(&house, &person);
    let tommy = Actor::new(&house, "Tommy", Some(person.parse().expect("an id")), &[(Role::Donor, None)]);
    let path = format!("/api/v1/people/{person}/conversations");
    let said = json!({ "on": TODAY, "how": "telephone", "words": "He asked about the scar." });
    house.post(&path, &said).expect(403);
    oscar.post(&house, &path, &said).expect(200);
    for reader in [&oscar, &tommy] {
        let heard = reader.get(&house, &path).expect(200).json();
        assert_eq!(heard["conversations"][0]["words"], "He asked about the scar.");
    }
    house.get(&path).expect(403);
    let page = house.get(&format!("/people/{person}")).body;
    assert!(
        page.contains("Spoke with Oscar Reyes") && !page.contains("the scar"),
        "the coordinator reads that they spoke"
    );
}

#[test]
fn a_donor_is_handed_over_and_never_left() {
    let house = House::new();
    let person = house.adult("Tommy");
    let oscar = advocate_of(&house, &person);
    house.told(&person);
    let talk = json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY });
    house.post(&format!("/api/v1/people/{person}/preparations"), &talk).expect(200);
    house.post(&format!("/api/v1/people/{person}/stage"), &json!({ "stage": "evaluation", "on": TODAY })).expect(200);
    let care = json!({ "carer": oscar.account, "as": "advocate", "on": TODAY });
    let left = house.post(&format!("/api/v1/people/{person}/carers/end"), &care);
    assert_eq!(left.expect_problem(422, "rule:never-uncovered")["article"], 3);
    let close = format!("/api/v1/accounts/{}/close", oscar.account);
    house.post(&close, &json!({ "reason": "They left." })).expect_problem(422, "rule:never-uncovered");

    let mina = Actor::new(&house, "Mina Sato", None, &[(Role::Advocate, None)]);
    let suggested = house.get(&format!("/api/v1/people/{person}/advocates")).expect(200).json();
    assert_eq!(suggested["advocates"][0]["account"], mina.account.to_string());
    let over = json!({ "from": oscar.account, "to": mina.account, "on": TODAY });
    house.post(&format!("/api/v1/people/{person}/carers/hand-over"), &over).expect(200);
    house.post(&close, &json!({ "reason": "They left." })).expect(200);
    assert_eq!(house.get("/api/v1/today").expect(200).json()["totals"]["uncovered"], 0);
    let advocates = house.get("/api/v1/advocates").expect(200).json();
    assert_eq!(advocates["advocates"][0]["charges"], 1);
}
