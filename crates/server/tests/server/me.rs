//! My page, what people ask about their own records, and speaking up.

use programme::Role;

use crate::accounts_pages::{Somebody, leads_to, says};
use crate::house::House;

#[test]
fn a_donor_sees_within_two_clicks_who_read_them_last_month() {
    let house = House::new();
    let (kathy, examination) = house.examined("Kathy");
    let (ruth, _) = house.examined("Ruth");
    house.get(&format!("/people/{kathy}")).expect(200);
    house.get(&format!("/api/v1/people/{kathy}/examinations/{examination}")).expect(200);
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    let first = kathys.get(&house, "/").expect(307).header("location").expect("a page").to_owned();
    let page = kathys.get(&house, &first);
    says(&page, 200, &["<h1>Kathy</h1>", "What happens next", "Whether I may give", "href=\"#readers\""]);
    says(&page, 200, &["Mina, coordinator, read your examinations and your page."]);
    says(&page, 200, &["You came into the programme", "Nobody is named yet."]);
    assert!(!page.body.contains("Put right"), "whoever it is about asks for it: {}", page.body);
    let all = kathys.get(&house, "/me/readings");
    says(&all, 200, &["5 May 2026", "Mina, coordinator, read", "You read it yourself on one day."]);
    says(&kathys.get(&house, &format!("/people/{kathy}/print")), 200, &["Kathy"]);
    kathys.get(&house, &format!("/api/v1/people/{kathy}/export")).expect(200);
    for other in [format!("/people/{ruth}"), format!("/people/{ruth}/print"), format!("/api/v1/people/{ruth}/export")] {
        kathys.get(&house, &other).expect(404);
    }
    for closed in ["/today", "/people", "/accounts", "/concerns", "/readings", "/emergency", "/rows"] {
        kathys.get(&house, closed).expect(403);
    }
    house.get("/me").expect(403);
}

#[test]
fn what_somebody_asks_waits_on_today_until_it_is_answered() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    let nothing = kathys.submit(&house, "/me/requests", &[("kind", "correction")]);
    says(&nothing, 422, &["Write what is wrong", "Back to your page"]);
    let ask = [("kind", "correction"), ("text", "I was born on the 15th.")];
    let page = leads_to(&kathys.submit(&house, "/me/requests", &ask));
    says(
        &kathys.get(&house, &page),
        200,
        &["Recorded.", "You asked for something to be put right", "you are answered by"],
    );
    says(&house.get("/today"), 200, &["They asked", "Answer them", "Kathy"]);
    says(&house.get("/today?only=asked"), 200, &["They asked"]);
    assert!(!house.get("/today?only=late").expect(200).body.contains("They asked"));
    let record = house.get(&format!("/people/{kathy}"));
    says(&record, 200, &["I was born on the 15th."]);
    let action = record.body.split(&format!("/people/{kathy}/requests/")).nth(1).expect("a form");
    let path = format!("/people/{kathy}/requests/{}", action.split('"').next().expect("an id"));
    let lena = Somebody::new(&house, 11, "Lena", Role::Laboratory);
    let of_lab = lena.get(&house, &format!("/people/{kathy}"));
    assert!(!of_lab.expect(200).body.contains("I was born on the 15th."), "that is between them and the programme");
    lena.submit(&house, &path, &[("granted", "yes"), ("answer", "Done.")]).expect(403);
    says(&house.submit(&path, &[("answer", "Done.")]), 422, &["Choose one from the list."]);
    leads_to(&house.submit(&path, &[("granted", "yes"), ("answer", "It says the 15th now.")]));
    says(&kathys.get(&house, "/me"), 200, &["It says the 15th now.", "done as you asked"]);
    assert!(!house.get("/today").expect(200).body.contains("They asked"));
    let erase = leads_to(&kathys.submit(&house, "/me/requests", &[("kind", "erasure"), ("text", "")]));
    says(&kathys.get(&house, &erase), 200, &["You asked to be erased"]);
}

#[test]
fn whoever_speaks_up_is_heard_by_the_auditor_and_nobody_closes_their_account_meanwhile() {
    let house = House::new();
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    let ines = Somebody::new(&house, 11, "Ines", Role::Auditor);
    let form = kathys.get(&house, "/speak-up");
    says(&form, 200, &["myself"]);
    assert!(!form.body.contains("name=\"number\""), "she may not find people");
    let other = [("kind", "pressed"), ("said.about", &*ruth), ("said.text", "Ruth was pressed.")];
    let refused = kathys.submit(&house, "/speak-up", &other);
    says(&refused, 422, &["There is nobody of this number whom you may see.", "Ruth was pressed."]);
    says(&ines.get(&house, "/concerns"), 200, &["Nothing is open."]);
    let said = [("kind", "not-told"), ("said.about", &*kathy), ("said.text", "Nobody told me that I can stop.")];
    let done = leads_to(&kathys.submit(&house, "/speak-up", &said));
    says(&kathys.get(&house, &done), 200, &["It is on record.", "Nobody told me that I can stop.", "Open."]);
    says(&ines.get(&house, "/readings"), 200, &["One concern is open"]);
    let concerns = ines.get(&house, "/concerns");
    says(&concerns, 200, &["Kathy", "about Kathy", "Nobody told me that I can stop."]);
    let account = format!("/accounts/{}", kathys.account);
    says(&house.submit(&format!("{account}/close"), &[("reason", "she asked")]), 422, &["open-concern"]);
    house.get("/concerns").expect(403);
    let action = concerns.body.split("action=\"/concerns/").nth(1).expect("a form").split('"').next().expect("an end");
    let path = format!("/concerns/{action}");
    leads_to(&ines.submit(&house, &path, &[("answer", "We ask who was there."), ("close", "")]));
    says(&kathys.get(&house, "/speak-up"), 200, &["We ask who was there.", "Open."]);
    leads_to(&ines.submit(&house, &path, &[("answer", "You are told now."), ("close", "yes")]));
    says(&kathys.get(&house, "/speak-up"), 200, &["You are told now.", "Closed on 5 May 2026."]);
    says(&ines.get(&house, "/concerns"), 200, &["Nothing is open."]);
    says(&kathys.get(&house, "/me"), 200, &["Ines, auditor, read what you, or somebody about you, said"]);
    leads_to(&house.submit(&format!("{account}/close"), &[("reason", "she asked")]));
}

#[test]
fn whoever_finds_people_names_them_by_their_number() {
    let house = House::new();
    let details =
        serde_json::json!({ "name": "Kathy", "number": "K-1", "sex": "female", "birth": { "on": "1980-03-14" } });
    let kathy = house.post("/api/v1/people", &serde_json::json!({ "details": details })).made();
    let ines = Somebody::new(&house, 11, "Ines", Role::Auditor);
    says(&house.get(&format!("/speak-up?about={kathy}")), 200, &["Kathy", "name=\"number\""]);
    let say = |number: &str| {
        let fields = [("kind", "other"), ("number", number), ("said.text", "She waits too long.")];
        house.submit("/speak-up", &fields)
    };
    says(&say("K-9"), 422, &["There is nobody of this number whom you may see."]);
    leads_to(&say("K-1"));
    says(&ines.get(&house, "/concerns"), 200, &["Mina, about Kathy", "She waits too long."]);
}

#[test]
fn somebody_who_receives_is_not_told_whether_they_may_give() {
    let house = House::new();
    let tommy = house.adult("Tommy");
    let tommys = Somebody::person(&house, 10, "Tommy", Role::Recipient, &tommy);
    let page = tommys.get(&house, "/me");
    says(&page, 200, &["What happens next", "My life so far"]);
    assert!(!page.body.contains("Whether I may give"));
}
