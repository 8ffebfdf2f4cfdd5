//! What people do on pages with somebody whom they do not see: receive them, offer them company, carry out their erasure.

use programme::Role;
use serde_json::json;

use crate::accounts_pages::{Somebody, leads_to, says};
use crate::house::{House, TODAY};

/// An adult with a number.
fn numbered(house: &House, name: &str, number: &str) -> String {
    let details = json!({ "name": name, "number": number, "sex": "female", "birth": { "on": "1980-03-14" } });
    let answer = house.post("/api/v1/people", &json!({ "details": details }));
    answer.expect(201).made()
}

#[test]
fn whoever_works_at_a_site_receives_whoever_says_who_they_are() {
    let house = House::new();
    let (ward, other) = (house.site("Ward 3", Some(2)), house.site("Ward 4", None));
    let kathy = numbered(&house, "Kathy", "K-1");
    let jo = Somebody::at_site(&house, 10, "Jo", Role::SiteStaff, &ward);
    says(&jo.get(&house, &format!("/sites/{ward}")), 200, &["Somebody has come", "Receive them"]);
    assert!(!jo.get(&house, &format!("/sites/{other}")).body.contains("Receive them"), "that is not their house");
    jo.get(&house, &format!("/people/{kathy}")).expect(404);
    let come = |site: &str, number: &str, born: &str| {
        jo.submit(&house, &format!("/sites/{site}/receive"), &[("number", number), ("born", born), ("on", "today")])
    };
    let told = "Nobody has this number and this date of birth.";
    says(&come(&ward, "K-1", "15/3/80"), 422, &[told, "value=\"K-1\""]);
    says(&come(&ward, "K-9", "14/3/80"), 422, &[told]);
    come(&other, "K-1", "14/3/80").expect(422);
    jo.get(&house, &format!("/people/{kathy}")).expect(404);
    let page = leads_to(&come(&ward, "K-1", "14/3/80"));
    assert_eq!(page, format!("/people/{kathy}?done=2"));
    let seen = jo.get(&house, &page);
    says(&seen, 200, &["Kathy", "Recorded."]);
    assert!(!seen.body.contains("Record a check"), "they see who is there, and nothing of how they are");
    let body = json!({ "number": "K-2", "born": "1980-03-14", "on": TODAY });
    let unknown = house.post(&format!("/api/v1/sites/{ward}/receive"), &body);
    assert_eq!(unknown.expect_problem(400, "problem:unreadable")["place"], "number");
}

#[test]
fn company_is_offered_to_a_number_and_answered_by_whoever_has_it() {
    let house = House::new();
    let (kathy, tommy) = (numbered(&house, "Kathy", "K-1"), numbered(&house, "Tommy", "K-2"));
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    let tommys = Somebody::person(&house, 11, "Tommy", Role::Donor, &tommy);
    let offer = |number: &str| {
        leads_to(&kathys.submit(&house, "/me/company", &[("number", number), ("words", "May I come along?")]))
    };
    let (known, unknown) = (offer("K-2"), offer("K-9"));
    assert_eq!(known, unknown, "whether there is somebody is not told");
    let told = kathys.get(&house, known.split('#').next().expect("a path"));
    says(&told, 200, &["If somebody has this number, they say yes or no."]);
    assert!(!told.body.contains("Tommy"), "{}", told.body);
    kathys.submit(&house, "/me/company", &[("number", ""), ("words", "May I?")]).expect(400);
    says(&tommys.get(&house, "/me"), 200, &["to be your companion: “May I come along?”", "Yes, I would like that"]);
    let by = kathys.account.to_string();
    let page = leads_to(&tommys.submit(&house, "/me/company/answer", &[("by", &by), ("accepted", "yes")]));
    let answered = tommys.get(&house, page.split('#').next().expect("a path"));
    says(&answered, 200, &["Recorded."]);
    assert!(!answered.body.contains("Yes, I would like that"), "it is answered: {}", answered.body);
    let record = house.get(&format!("/people/{tommy}"));
    says(&record, 200, &["companion"]);
}

#[test]
fn an_erasure_is_granted_by_one_and_carried_out_by_another_who_sees_nobody() {
    let house = House::new();
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    kathys.submit(&house, "/me/requests", &[("kind", "erasure"), ("text", "Erase me.")]).expect(303);
    let ada = Somebody::new(&house, 11, "Ada", Role::Administrator);
    says(&ada.get(&house, "/erasures"), 200, &["No erasure waits"]);
    ada.get(&house, &format!("/erasures?person={kathy}")).expect(404);
    let erase = |person: &str, meant: &str| ada.submit(&house, "/erasures", &[("person", person), ("meant", meant)]);
    erase(&kathy, "erase").expect(404);
    let record = house.get(&format!("/people/{kathy}"));
    let request = record.body.split(&format!("/people/{kathy}/requests/")).nth(1).expect("a form");
    let path = format!("/people/{kathy}/requests/{}", request.split('"').next().expect("an id"));
    house.submit(&path, &[("granted", "yes"), ("answer", "It will be done.")]).expect(303);
    house.get("/erasures").expect(403);
    let look = format!("/erasures?person={kathy}");
    let list = ada.get(&house, "/erasures");
    says(&list, 200, &["Granted on 5 May 2026", &look]);
    let second = ada.get(&house, &look);
    says(
        &second,
        200,
        &["What is destroyed", "What the law has kept", "Erase them for ever", "Back, and erase nobody"],
    );
    assert!(!list.body.contains("Kathy") && !second.body.contains("Kathy"), "who it is stands nowhere");
    says(&erase(&kathy, "yes"), 422, &["Nothing was erased."]);
    erase(&ruth, "erase").expect(404);
    says(&house.get(&format!("/people/{kathy}")), 200, &["Kathy", "on the page “Erasures”"]);
    says(&erase(&kathy, "erase"), 200, &["They are erased.", "backups and exports made before"]);
    assert!(!house.get(&format!("/people/{kathy}")).body.contains("Kathy"), "nothing says who it was");
    says(&house.get(&format!("/people/{ruth}")), 200, &["Ruth"]);
    says(&ada.get(&house, "/erasures"), 200, &["No erasure waits"]);
}
