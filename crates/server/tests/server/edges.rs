//! What a right does not take in, where it would be easy to overlook: sites, keys and numbers of others.

use programme::{Role, SiteId};
use serde_json::{Value, json};

use crate::cast::Actor;
use crate::house::{House, details};

fn at(site: &str) -> Option<SiteId> {
    Some(SiteId(site.parse().expect("an id")))
}

fn numbered(name: &str, number: &str) -> Value {
    let mut details = details(name);
    details["number"] = number.into();
    json!({ "details": details })
}

#[test]
fn a_clinician_of_a_site_registers_people_there_and_then_sees_them() {
    let house = House::new();
    let (here, there) = (house.site("Here", None), house.site("There", None));
    let osei = Actor::new(&house, "Dr Osei", None, &[(Role::Clinician, at(&here))]);
    let kathy = osei.post(&house, "/api/v1/people", &json!({ "details": details("Kathy") }));
    let record = format!("/api/v1/people/{}", kathy.expect(201).made());
    let seen = osei.get(&house, &record);
    assert!(seen.expect(200).body.contains(&here), "{}", seen.body);
    osei.post(&house, "/api/v1/people", &json!({ "details": details("Ruth"), "site": here })).expect(201);
    let elsewhere = osei.post(&house, "/api/v1/people", &json!({ "details": details("Tommy"), "site": there }));
    let problem = elsewhere.expect_problem(422, "rule:registered-at-own-site");
    assert_eq!(problem["place"], "site");
    assert!(!house.get("/api/v1/people?q=Tommy").body.contains("Tommy"));

    let both = Actor::new(&house, "Dr Lund", None, &[(Role::Clinician, at(&here)), (Role::Clinician, at(&there))]);
    let unsaid = both.post(&house, "/api/v1/people", &json!({ "details": details("Tommy") }));
    unsaid.expect_problem(422, "rule:registered-at-own-site");
    both.post(&house, "/api/v1/people", &json!({ "details": details("Tommy"), "site": there })).expect(201);
    let everywhere = Actor::new(&house, "Dr Voss", None, &[(Role::Clinician, None)]);
    let free = everywhere.post(&house, "/api/v1/people", &json!({ "details": details("Miriam") })).expect(201).made();
    everywhere.get(&house, &format!("/api/v1/people/{free}")).expect(200);
}

#[test]
fn the_same_key_of_two_people_makes_two_things() {
    let house = House::new();
    let [clara, niels] = ["Clara", "Niels"].map(|name| Actor::new(&house, name, None, &[(Role::Coordinator, None)]));
    let register = |actor: &Actor| {
        let headers = [("Idempotency-Key", "the-same"), ("Authorization", &*actor.bearer)];
        house.post_with("/api/v1/people", &json!({ "details": details("Kathy") }), &headers).expect(201).made()
    };
    let first = register(&clara);
    assert_eq!(register(&clara), first, "sent again it is the same");
    assert_ne!(register(&niels), first, "a key is its author's alone");
}

#[test]
fn a_taken_number_tells_nothing_of_whoever_has_it_and_is_not_guessed() {
    let house = House::new();
    let (here, there) = (house.site("Here", None), house.site("There", None));
    let mut kathy = numbered("Kathy", "K-1");
    kathy["site"] = there.into();
    house.post("/api/v1/people", &kathy).expect(201);
    let osei = Actor::new(&house, "Dr Osei", None, &[(Role::Clinician, at(&here))]);
    let ask = |actor: &Actor, number: &str| actor.post(&house, "/api/v1/people", &numbered("Ruth", number));
    let unseen = ask(&osei, "K-1");
    let problem = unseen.expect_problem(422, "rule:number-taken");
    assert_eq!(problem["place"], "details.number");
    assert!(unseen.body.contains("ask a coordinator"), "{}", unseen.body);
    assert!(!unseen.body.contains("Somebody has") && !unseen.body.contains("Open the record"), "{}", unseen.body);

    // Whom they see themselves they may be told of.
    ask(&osei, "R-1").expect(201);
    assert!(ask(&osei, "R-1").expect(422).body.contains("Open the record"));
    let everybody = house.post("/api/v1/people", &numbered("Ruth", "K-1"));
    assert!(everybody.expect(422).body.contains("Open the record"));

    // What is no guess costs nothing; guesses run out, and then a number that is free is not tried either.
    for number in 0..12 {
        ask(&osei, &format!("free-{number}")).expect(201);
    }
    let guesses: Vec<u16> = (0..12).map(|_| ask(&osei, "K-1").status).collect();
    assert_eq!((guesses[0], guesses[11]), (422, 429), "{guesses:?}");
    ask(&osei, "free-12").expect_problem(429, "problem:too-many");
    assert_eq!(house.post("/api/v1/people", &numbered("Ruth", "K-1")).status, 422, "others are not held up");
    osei.post(&house, "/api/v1/people", &json!({ "details": details("Ruth") })).expect(201);
}

/// What somebody has no right to is a page like the others, whether they followed a link or sent a form; a program gets its
/// own kind of answer.
#[test]
fn what_a_post_does_not_give_is_said_on_a_page() {
    let house = House::new();
    let ines = Actor::new(&house, "Ines", None, &[(Role::Auditor, None)]);
    let link = ines.get(&house, "/people/new");
    let form = house.post_text(
        "/sites",
        "application/x-www-form-urlencoded",
        "key=k&name=Ward",
        &[("Authorization", &ines.bearer)],
    );
    for (answer, says) in [(&link, "take somebody into the programme"), (&form, "open, change and close sites")] {
        answer.expect(403);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        for text in ["<h1>Your posts do not give you this</h1>", says, "Who can help", "A coordinator:", "Ines"] {
            assert!(answer.body.contains(text), "“{text}” is not in {}", answer.body);
        }
        assert!(answer.body.contains("You are an auditor here.") && answer.body.contains("href=\"/\""));
    }
    ines.get(&house, "/api/v1/people").expect_problem(403, "problem:no-right");
    // Another site's page is told nothing of the programme.
    let cross = [("Authorization", &*ines.bearer), ("Sec-Fetch-Site", "cross-site")];
    let told = house.get_with("/account", &cross);
    assert!(told.expect(403).body.contains("another site") && !told.body.contains("<html"), "{}", told.body);
}
