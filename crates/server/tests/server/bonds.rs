//! Bonds and tellings as those whom they are about meet them: each under their own account.

use programme::{PersonId, Role};
use serde_json::{Value, json};

use crate::cast::Actor;
use crate::house::{House, MINA, TODAY};

/// Somebody in the programme who signs in to their own record.
fn member(house: &House, name: &str, role: Role) -> (String, Actor) {
    let person = house.adult(name);
    let id: PersonId = person.parse().expect("an id");
    (person, Actor::new(house, &format!("{name} signs in"), Some(id), &[(role, None)]))
}

fn bonds(house: &House, actor: &Actor, person: &str) -> Value {
    actor.get(house, &format!("/api/v1/people/{person}/bonds")).expect(200).json()
}

#[test]
fn donor_and_recipient_see_nothing_of_each_other_until_both_wish_it() {
    let house = House::new();
    let (zoe, donor) = member(&house, "Zoe", Role::Donor);
    let (yan, recipient) = member(&house, "Yan", Role::Recipient);
    let path = |person: &str, rest: &str| format!("/api/v1/people/{person}/bonds{rest}");
    let content = |may_see: bool| json!({ "kind": "recipient", "person": yan, "may-see": may_see });
    let made = donor.post(&house, &path(&zoe, ""), &content(false)).expect(201).header("location").map(str::to_owned);
    let bond = made.expect("a place").split_once('#').expect("an id").1.to_owned();

    // Nothing is shown, and nothing is there to be answered or ended.
    assert_eq!(bonds(&house, &recipient, &yan), json!({ "bonds": [], "named-by": [] }));
    let yes = json!({ "may-see": true });
    recipient.post(&house, &path(&yan, &format!("/{bond}/answer")), &yes).expect_problem(404, "rule:no-such");
    recipient.post(&house, &path(&yan, &format!("/{bond}/end")), &json!({})).expect_problem(404, "rule:no-such");
    assert_eq!(bonds(&house, &donor, &zoe)["bonds"][0]["name"], json!(null));

    // The donor would be seen: the recipient learns that there is somebody, and not who.
    donor.post(&house, &path(&zoe, &format!("/{bond}/change")), &content(true)).expect(200);
    let named_by = json!([{ "id": bond, "kind": null, "name": null }]);
    assert_eq!(bonds(&house, &recipient, &yan)["named-by"], named_by);
    let page = recipient.get(&house, &format!("/people/{yan}/bonds"));
    assert!(page.body.contains("Somebody in the programme, who would let it be seen who they are."), "{}", page.body);
    assert!(!page.body.contains("Zoe") && !page.body.contains(&zoe), "{}", page.body);

    // Both wish it. What is shown of the other is a reading on the other's record.
    let answered = recipient.post(&house, &path(&yan, &format!("/{bond}/answer")), &yes);
    assert_eq!(answered.expect(200).json()["stream"], format!("person/{yan}"), "the answer names nobody else");
    let named_by = json!([{ "id": bond, "kind": "recipient", "name": "Zoe" }]);
    assert_eq!(bonds(&house, &recipient, &yan)["named-by"], named_by);
    assert_eq!(bonds(&house, &donor, &zoe)["bonds"][0]["name"], "Yan");
    let readings = house.get(&format!("/api/v1/people/{zoe}/readings")).expect(200).json();
    let rows = readings["readings"].as_array().expect("a list");
    let read = rows.iter().find(|row| row["part"] == "bond").expect("it was read that she is called so");
    assert_eq!(read["reader"], "Yan signs in", "{read}");

    // Neither reaches more of the other by it.
    for what in ["", "/bonds", "/tellings", "/eligibility", "/export"] {
        donor.get(&house, &format!("/api/v1/people/{yan}{what}")).expect_problem(404, "problem:no-such");
    }
    let ended = recipient.post(&house, &path(&yan, &format!("/{bond}/end")), &json!({}));
    assert_eq!(ended.expect(200).json()["stream"], format!("person/{yan}"), "the answer names nobody else");
    assert_eq!(bonds(&house, &recipient, &yan)["named-by"], json!([]));
    let bond = bonds(&house, &donor, &zoe)["bonds"][0].clone();
    assert_eq!((&bond["ended"], &bond["ended-by"]), (&TODAY.into(), &"named".into()));
    house.verify();
}

#[test]
fn who_is_to_be_told_nothing_is_shown_nothing() {
    let house = House::new();
    let (zoe, donor) = member(&house, "Zoe", Role::Donor);
    let (yan, other) = member(&house, "Yan", Role::Donor);
    let body = json!({ "kind": "not-this-person", "person": yan });
    donor.post(&house, &format!("/api/v1/people/{zoe}/bonds"), &body).expect(201);
    assert_eq!(bonds(&house, &other, &yan), json!({ "bonds": [], "named-by": [] }));
    let export = other.get(&house, &format!("/api/v1/people/{yan}/export"));
    assert!(!export.expect(200).body.contains(&zoe), "{}", export.body);
    let whole = donor.get(&house, &format!("/api/v1/people/{zoe}/export"));
    assert!(
        whole.expect(200).body.contains("not-this-person") || whole.body.contains("told nothing"),
        "it is the namer's own"
    );
}

#[test]
fn either_a_person_or_a_contact_is_named() {
    let house = House::new();
    let person = house.adult("Zoe");
    let path = format!("/api/v1/people/{person}/bonds");
    for body in
        [json!({ "kind": "friend" }), json!({ "kind": "friend", "person": person, "contact": { "name": "Anna" } })]
    {
        house.post(&path, &body).expect_problem(400, "problem:unreadable");
    }
    let unreached = json!({ "kind": "next-of-kin", "contact": { "name": "Anna" } });
    house.post(&path, &unreached).expect_problem(422, "rule:can-be-reached");
    let number = house.submit(&format!("/people/{person}/bonds"), &[("content.kind", "friend"), ("number", "none")]);
    assert!(number.expect(422).body.contains("There is no such person"), "{}", number.body);
}

#[test]
fn what_was_told_is_shown_to_whoever_was_told_and_by_nobody_to_themselves() {
    let house = House::new();
    let (zoe, donor) = member(&house, "Zoe", Role::Donor);
    let path = format!("/api/v1/people/{zoe}/tellings");
    let untold = donor.get(&house, &path).expect(200).json();
    let one = &untold["untold"][0];
    assert_eq!((&one["topic"], &one["why"], &one["question"]), (&"stop".into(), &"never".into(), &"evaluation".into()));
    let body = |by: Value, version: u32| {
        json!({
            "topic": "stop", "version": version, "on": TODAY, "by": by, "way": "telephone", "interpreted": true,
            "said-back": "I can stop.", "understood": true,
        })
    };
    donor.post(&house, &path, &body(json!(MINA), 1)).expect_problem(403, "problem:no-right");
    house.post(&path, &body(json!(donor.account), 1)).expect_problem(422, "rule:told-by");
    house.post(&path, &body(json!(MINA), 2)).expect_problem(422, "rule:present-words");
    house.told(&zoe);
    let told = donor.get(&house, &path).expect(200).json();
    assert_eq!((&told["untold"], &told["tellings"][0]["said-back"]), (&json!([]), &json!("I can stop.")));
    let page = donor.get(&house, &format!("/people/{zoe}/tellings")).expect(200).body.clone();
    assert!(page.contains("What you have been told") && page.contains("You said back: “I can stop.”"), "{page}");
    let telling = told["tellings"][0]["id"].as_str().expect("an id").to_owned();
    let error = format!("{path}/{telling}/entered-in-error");
    house.post(&error, &json!({ "reason": "It was another Zoe." })).expect(200);
    assert_eq!(donor.get(&house, &path).json()["untold"][0]["why"], "never");
    let leaflet = house.get_with("/topics/stop", &[("Authorization", "")]);
    assert!(leaflet.expect(200).body.contains("You can stop at any time."), "anybody may read what is told");
    house.get("/topics/colds").expect(404);
}
