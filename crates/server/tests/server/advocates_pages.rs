//! My people, for whoever stands by them; and the advocates, for whoever sees to it that nobody is alone.

use programme::{AccountDetails, AccountId, Birth, Care, CareKind, Command, Details, PersonId, Role, Sex};
use serde_json::json;
use uuid::Uuid;

use crate::accounts_pages::{Somebody, leads_to, says};
use crate::cast::new_uuid;
use crate::house::{House, TODAY};

fn stands_by(house: &House, who: &Somebody, kind: CareKind, person: &str) {
    let care = Care { carer: who.account, kind, on: TODAY.parse().expect("a day") };
    house.write(Command::AssignCarer { person: person.parse().expect("an id"), care });
}

/// Somebody in the programme whom others find by their number.
fn numbered(house: &House, name: &str, number: &str) -> PersonId {
    let person = PersonId(new_uuid());
    let details = Details {
        name: Some(name.to_owned()),
        number: Some(number.to_owned()),
        sex: Sex::Female,
        birth: Birth::On(jiff::civil::date(1980, 1, 1)),
    };
    house.write(Command::Register { person, details, site: None });
    person
}

#[test]
fn an_advocate_sees_what_each_of_their_donors_needs_and_writes_down_that_they_spoke() {
    let house = House::new();
    let (tommy, ruth) = (house.adult("Tommy"), house.adult("Ruth"));
    let oscar = Somebody::new(&house, 11, "Oscar Reyes", Role::Advocate);
    says(&oscar.get(&house, "/my-people"), 200, &["You stand by nobody at present."]);
    stands_by(&house, &oscar, CareKind::Advocate, &tommy);
    let page = oscar.get(&house, "/my-people");
    says(&page, 200, &["Tommy", "You are their advocate, since 5 May 2026", "You have not spoken yet."]);
    says(&page, 200, &["To be told next, before anybody asks whether giving would be safe for them: “You can stop”."]);
    says(&page, 200, &["The next conversation is due by 5 August 2026."]);
    assert!(!page.body.contains("Ruth"), "whoever is nobody of theirs is not there");

    let path = format!("/my-people/{tommy}");
    let talk = [("step.on", TODAY), ("step.how", "telephone"), ("step.words", "He asked about the scar.")];
    let to = leads_to(&oscar.submit(&house, &path, &talk));
    assert!(to.starts_with("/my-people?done="), "{to}");
    says(&oscar.get(&house, &to), 200, &["Recorded.", "You spoke today."]);
    let early = [("step.on", "1 May 2026"), ("step.how", "telephone"), ("step.words", "He was well.")];
    says(&oscar.submit(&house, &path, &early), 422, &["The conversation was not written down", "He was well."]);
    let nothing = [("step.on", TODAY), ("step.how", ""), ("step.words", "He was well.")];
    says(&oscar.submit(&house, &path, &nothing), 422, &["Choose one from the list."]);
    assert_eq!(oscar.submit(&house, &format!("/my-people/{ruth}"), &talk).status, 404);
    house.get("/my-people").expect(403);

    let listed = oscar.get(&house, "/api/v1/my-people").expect(200).json();
    assert_eq!(listed["people"][0]["as"], "advocate");
    assert_eq!(listed["people"][0]["needs"][0]["kind"], "tell");
    assert_eq!(listed["people"][0]["spoke"], TODAY);
    assert!(house.parts_read(&tommy).contains(&"my-people".to_owned()));
}

#[test]
fn a_companion_sees_by_whom_they_stand_and_nothing_of_what_they_need() {
    let house = House::new();
    let (kathy, tommy) = (house.adult("Kathy"), house.adult("Tommy"));
    let kathys = Somebody::person(&house, 12, "Kathy", Role::Companion, &kathy);
    stands_by(&house, &kathys, CareKind::Companion, &tommy);
    let page = kathys.get(&house, "/my-people");
    says(&page, 200, &["Tommy", "You are their companion, since 5 May 2026"]);
    for withheld in ["To be told next", "spoken", "Nothing waits", "<form"] {
        assert!(!page.body.contains(withheld), "{withheld}");
    }
    let listed = kathys.get(&house, "/api/v1/my-people").expect(200).json();
    assert!(listed["people"][0]["person"]["outcome"].is_null() && listed["people"][0]["spoke"].is_null());
    assert_eq!(listed["people"][0]["needs"], json!([]));
}

#[test]
fn who_would_be_an_advocate_asks_and_is_answered() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    let kathys = Somebody::person(&house, 13, "Kathy", Role::Donor, &kathy);
    says(&kathys.get(&house, "/me"), 200, &["/account#advocate"]);
    says(&kathys.get(&house, "/account"), 200, &["Ask to be an advocate"]);
    let words = [("step.words", "I know what it is like.")];
    says(&kathys.submit(&house, "/account/application", &[("step.words", "")]), 422, &["was not written down"]);
    let to = leads_to(&kathys.submit(&house, "/account/application", &words));
    says(&kathys.get(&house, &to), 200, &["You applied on 5 May 2026. Somebody answers you."]);

    let page = house.get("/advocates");
    says(&page, 200, &["They would be advocates", "I know what it is like."]);
    let answer = format!("/advocates/{}/application", kathys.account);
    assert_eq!(kathys.submit(&house, &answer, &[("step.accepted", "yes")]).status, 403, "nobody answers themselves");
    says(&house.submit(&answer, &[("step.words", "Gladly.")]), 422, &["Choose one from the list."]);
    leads_to(&house.submit(&answer, &[("step.accepted", "no"), ("step.words", "Not while you think of giving.")]));
    let again = house.submit(&answer, &[("step.accepted", "yes"), ("step.words", "Gladly.")]);
    says(&again, 422, &["The answer was not written down"]);
    says(&kathys.get(&house, "/account"), 200, &["They said no, on 5 May 2026. “Not while you think of giving.”"]);

    let account = AccountId(Uuid::from_u128(14));
    let details = AccountDetails { name: "Pia".to_owned(), login: "pia".to_owned() };
    house.write(Command::OpenAccount { account, person: None, details });
    let applied = format!("/advocates/{account}/applied");
    let to = leads_to(&house.submit(&applied, &[("step.words", "Her brother gave.")]));
    says(&house.get(&to), 200, &["Pia", "Does not hold the post of advocate.", "Answer their application"]);
    let path = format!("/api/v1/accounts/{account}/application/answer");
    house.post(&path, &json!({ "accepted": true, "words": "We are glad." })).expect(200);
    house.post(&path, &json!({ "accepted": false, "words": "No." })).expect_problem(422, "rule:no-such");
}

#[test]
fn a_tie_is_written_down_and_the_engine_says_what_it_stops() {
    let house = House::new();
    let (donor, recipient) = (house.adult("Ann"), numbered(&house, "Tom", "R-1"));
    let oscar = Somebody::new(&house, 15, "Oscar Reyes", Role::Advocate);
    stands_by(&house, &oscar, CareKind::Advocate, &donor);
    let bond = json!({ "kind": "recipient", "person": recipient, "may-be-told": [], "may-see": false });
    house.post(&format!("/api/v1/people/{donor}/bonds"), &bond).expect(201);

    let path = format!("/advocates/{}/ties", oscar.account);
    let tie = |number| [("step.declared.kind", "kin"), ("number", number), ("step.declared.since", TODAY)];
    says(&house.submit(&path, &tie("R-9")), 422, &["Nobody in the programme whom you may find has this number."]);
    assert_eq!(oscar.submit(&house, &path, &tie("R-1")).status, 403);
    let to = leads_to(&house.submit(&path, &tie("R-1")));
    let page = house.get(&to);
    says(&page, 200, &["Recorded.", "Ties", "Tom", "They are related to that person, since 5 May 2026."]);

    let other = house.adult("Bea");
    house.post(&format!("/api/v1/people/{other}/bonds"), &bond).expect(201);
    let care = [("care.carer", format!("advocate/{}", oscar.account)), ("care.on", TODAY.to_owned())];
    let care: Vec<(&str, &str)> = care.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = house.submit(&format!("/people/{other}/carers"), &care);
    says(&refused, 422, &["They are tied to somebody who could receive: they are related to that person."]);

    let account = house.get(&format!("/api/v1/accounts/{}", oscar.account)).expect(200).json();
    assert!(account.is_object());
    let ends = page.body.split("/ties/").nth(1).and_then(|rest| rest.split('/').next()).expect("a form that ends it");
    let end = format!("/advocates/{}/ties/{ends}/end", oscar.account);
    says(&house.submit(&end, &[("step.on", "1 May 2026")]), 422, &["Nothing was changed"]);
    leads_to(&house.submit(&end, &[("step.on", TODAY)]));
    leads_to(&house.submit(&format!("/people/{other}/carers"), &care));
}

#[test]
fn an_absence_proposes_who_covers_and_a_hand_over_who_follows() {
    let house = House::new();
    let donor = house.adult("Ann");
    let oscar = Somebody::new(&house, 16, "Oscar Reyes", Role::Advocate);
    stands_by(&house, &oscar, CareKind::Advocate, &donor);
    house.told(&donor);
    let prepared = json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY });
    house.post(&format!("/api/v1/people/{donor}/preparations"), &prepared).expect(200);
    let stage = json!({ "stage": "evaluation", "on": TODAY });
    house.post(&format!("/api/v1/people/{donor}/stage"), &stage).expect(200);
    let page = format!("/advocates/{}", oscar.account);
    says(&house.get(&page), 200, &["Nobody could take over", "Nobody could cover them as it is"]);

    let mina = Somebody::new(&house, 17, "Mina Sato", Role::Advocate);
    says(&house.get(&page), 200, &["Proposed: Mina Sato. Independent, trained, there", "Hand Ann over"]);
    says(
        &house.get("/advocates"),
        200,
        &["How many people each advocate stands by", "Oscar Reyes", "No donor is without one."],
    );

    let (path, cover) = (format!("{page}/absences"), format!("cover.{donor}"));
    let away = |by: String| {
        let fields = [("step.from", "10 May 2026".to_owned()), ("step.until", "20 May 2026".to_owned())];
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .chain([(cover.clone(), by)])
            .collect::<Vec<_>>()
    };
    let sent = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        house.submit(&path, &fields)
    };
    says(&sent(&away(String::new())), 422, &["The absence was not written down", "Who covers Ann"]);
    says(&sent(&away("nobody".to_owned())), 422, &["Choose one from the list."]);
    assert_eq!(oscar.submit(&house, &path, &[("step.from", "10 May 2026")]).status, 403);
    let to = leads_to(&sent(&away(mina.account.to_string())));
    says(&house.get(&to), 200, &["From 10 May 2026, back on 20 May 2026."]);
    says(&house.get("/advocates"), 200, &["Who covers whom", "10 May 2026 to 20 May 2026"]);

    let over = [
        ("step.from", oscar.account.to_string()),
        ("step.to", mina.account.to_string()),
        ("step.on", TODAY.to_owned()),
    ];
    let over: Vec<(&str, &str)> = over.iter().map(|(name, value)| (*name, value.as_str())).collect();
    leads_to(&house.submit(&format!("/people/{donor}/carers/hand-over"), &over));
    says(&mina.get(&house, "/my-people"), 200, &["Ann", "You are their advocate"]);
    house.get(&format!("/advocates/{}", AccountId(new_uuid()))).expect(404);
}
