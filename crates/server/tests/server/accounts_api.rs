//! Accounts, posts, who stands by whom, emergencies, requests and speaking up, by way of the interface.

use programme::Role;
use serde_json::{Value, json};

use crate::cast::{Actor, new_uuid};
use crate::house::{House, TODAY, details};

#[test]
fn an_administrator_opens_an_account_a_coordinator_appoints_and_the_link_lets_in() {
    let house = House::new();
    let admin = Actor::new(&house, "Ada", None, &[(Role::Administrator, None)]);
    let clara = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    let opened = admin.post(&house, "/api/v1/accounts", &json!({ "details": { "name": "Dr Osei", "login": "osei" } }));
    opened.expect(201);
    let path = opened.header("location").expect("a place").to_owned();
    let post = json!({ "role": "clinician", "on": TODAY });
    let refused = admin.post(&house, &format!("{path}/posts"), &post);
    refused.expect_problem(422, "rule:appointed-by");
    clara.post(&house, &format!("{path}/posts"), &post).expect(201);
    let account = admin.get(&house, &path).expect(200).json();
    assert_eq!(account["details"], json!({ "name": "Dr Osei", "login": "osei" }));
    assert_eq!((&account["posts"][0]["role"], &account["posts"][0]["until"]), (&"clinician".into(), &json!(null)));
    let refused = admin.post(&house, &format!("{path}/invite"), &json!({}));
    refused.expect_problem(403, "problem:may-not-invite");
    let link = clara.post(&house, &format!("{path}/invite"), &json!({})).expect(201).json();
    let link = link["path"].as_str().expect("a path").to_owned();
    let password = "three quiet herons at dusk";
    house.submit(&link, &[("new", password), ("again", password)]).expect(303);
    let body = json!({ "login": "osei", "password": password });
    house.post_with("/api/v1/session", &body, &[("Authorization", "")]).expect(201);
    house.get_with(&link, &[("Authorization", "")]).expect(404);
}

#[test]
fn accounts_go_on_page_by_page_and_a_post_ends() {
    let house = House::new();
    let clara = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    let mut lena = Actor::new(&house, "Lena", None, &[]);
    let post = lena.appoint(&house, Role::Laboratory, None);
    let (mut names, mut path) = (Vec::new(), "/api/v1/accounts?limit=2".to_owned());
    loop {
        let page = clara.get(&house, &path).expect(200).json();
        let accounts = page["accounts"].as_array().expect("a list");
        names.extend(accounts.iter().map(|account| account["details"]["name"].as_str().expect("a name").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/accounts?limit=2&cursor={next}");
    }
    assert_eq!(names, ["Mina", "Clara", "Lena"]);
    let path = format!("/api/v1/accounts/{}", lena.account);
    let changed = json!({ "details": { "name": "Lena Ito", "login": "lena.ito" } });
    clara.post(&house, &format!("{path}/change"), &changed).expect(200);
    let end = json!({ "on": TODAY, "reason": "She moved on." });
    clara.post(&house, &format!("{path}/posts/{post}/end"), &end).expect(200);
    clara.post(&house, &format!("{path}/posts/{}/end", new_uuid()), &end).expect(404);
    let account = clara.get(&house, &path).expect(200).json();
    assert_eq!((&account["details"]["name"], &account["posts"][0]["until"]), (&"Lena Ito".into(), &TODAY.into()));
    lena.get(&house, "/api/v1/people").expect_problem(403, "problem:no-right");
    clara.post(&house, &format!("{path}/close"), &json!({ "reason": "She left." })).expect(200);
    assert_eq!(clara.get(&house, &path).expect(200).json()["closed"], TODAY);
    clara.post(&house, &format!("{path}/invite"), &json!({})).expect(404);
}

#[test]
fn nobody_makes_a_link_into_their_own_account_or_into_one_they_could_not_give() {
    let house = House::new();
    let admin = Actor::new(&house, "Ada", None, &[(Role::Administrator, None)]);
    let clara = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    let person = house.adult("Kathy").parse().expect("an id");
    let kathy = Actor::new(&house, "Kathy", Some(person), &[(Role::Donor, None)]);
    let invite =
        |by: &Actor, of: &Actor| by.post(&house, &format!("/api/v1/accounts/{}/invite", of.account), &json!({})).status;
    assert_eq!(invite(&clara, &admin), 403, "it would be the way to be an administrator");
    assert_eq!(invite(&clara, &clara), 403);
    assert_eq!(invite(&admin, &kathy), 403, "whoever runs the machine sees nobody's record");
    assert_eq!(invite(&admin, &clara), 201);
    assert_eq!(invite(&clara, &kathy), 201);
}

#[test]
fn an_advocate_reads_from_the_day_they_stand_by_somebody_and_no_longer() {
    let house = House::new();
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    let oscar = Actor::new(&house, "Oscar", None, &[(Role::Advocate, None)]);
    let path = format!("/api/v1/people/{kathy}");
    oscar.get(&house, &path).expect_problem(404, "problem:no-such");
    let care = json!({ "carer": oscar.account, "as": "advocate", "on": TODAY });
    house.post(&format!("{path}/carers"), &care).expect(201);
    oscar.get(&house, &path).expect(200);
    oscar.get(&house, &format!("/api/v1/people/{ruth}")).expect_problem(404, "problem:no-such");
    let carers = oscar.get(&house, &format!("{path}/carers")).expect(200).json();
    let carer = json!({ "carer": oscar.account, "name": "Oscar", "as": "advocate", "from": TODAY, "until": null });
    assert_eq!(carers, json!({ "carers": [carer] }));
    let missing = json!({ "carer": new_uuid(), "as": "advocate", "on": TODAY });
    let problem = house.post(&format!("{path}/carers"), &missing).expect_problem(422, "rule:no-such");
    assert_eq!(problem["place"], "care.carer");
    house.post(&format!("{path}/carers/end"), &care).expect(200);
    oscar.get(&house, &path).expect_problem(404, "problem:no-such");
    let readings = house.get(&format!("{path}/readings")).expect(200).json();
    let tied: Vec<_> =
        readings["readings"].as_array().expect("a list").iter().map(|row| (&row["reader"], &row["tie"])).collect();
    assert_eq!(tied, [(&json!("Oscar"), &json!("advocate")), (&json!("Oscar"), &json!("advocate"))]);
}

#[test]
fn an_emergency_opens_a_record_for_hours_and_says_so_in_the_readings() {
    let house = House::new();
    let site = house.site("Ward", None).parse().expect("an id");
    let (kathy, jo) = (house.adult("Kathy"), Actor::new(&house, "Jo Brandt", None, &[(Role::SiteStaff, Some(site))]));
    let path = format!("/api/v1/people/{kathy}");
    jo.get(&house, &path).expect_problem(404, "problem:no-such");
    jo.post(&house, &format!("{path}/emergency"), &json!({ "reason": "She collapsed." })).expect(201);
    let record = jo.get(&house, &path).expect(200).json();
    assert_eq!(record["eligibility"], Value::Null, "whether she may give is nothing to know in an emergency");
    let readings = house.get(&format!("{path}/readings")).expect(200).json();
    let newest = &readings["readings"][0];
    assert_eq!((&newest["reader"], &newest["tie"]), (&"Jo Brandt".into(), &"emergency".into()));
    assert_eq!(newest["account"], jo.account.to_string());
    house.later(std::time::Duration::from_secs(40 * 3_600));
    let bearer = jo.another_session(&house, true);
    house.get_with(&path, &[("Authorization", &bearer)]).expect_problem(404, "problem:no-such");
}

#[test]
fn somebody_asks_about_their_own_record_and_is_answered() {
    let house = House::new();
    let person = house.adult("Kathy");
    let kathy = Actor::new(&house, "Kathy", Some(person.parse().expect("an id")), &[(Role::Donor, None)]);
    let path = format!("/api/v1/people/{person}/requests");
    let made = kathy.post(&house, &path, &json!({ "kind": "correction", "text": "I was born in 1981." }));
    made.expect(201);
    let request = made.header("location").and_then(|place| place.split('#').nth(1)).expect("an id").to_owned();
    let answer = json!({ "granted": true, "answer": "It is put right." });
    house.post(&format!("{path}/{request}/answer"), &answer).expect(200);
    house.post(&format!("{path}/{}/answer", new_uuid()), &answer).expect(404);
    house.post(&path, &json!({ "kind": "erasure", "text": "Erase her." })).expect_problem(403, "problem:no-right");
    let requests = kathy.get(&house, &path).expect(200).json();
    let answered = json!({ "on": TODAY, "granted": true, "answer": "It is put right." });
    let row = json!({
        "id": request, "kind": "correction", "on": TODAY, "text": "I was born in 1981.", "answered": answered,
    });
    assert_eq!(requests, json!({ "requests": [row] }));
}

#[test]
fn whoever_speaks_up_is_heard_by_the_auditor_alone_and_answered() {
    let house = House::new();
    let person = house.adult("Kathy");
    let kathy = Actor::new(&house, "Kathy", Some(person.parse().expect("an id")), &[(Role::Donor, None)]);
    let ines = Actor::new(&house, "Ines", None, &[(Role::Auditor, None)]);
    let clara = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    let said = json!({ "kind": "pressed", "text": "Clara told me to hurry.", "about": person });
    kathy.post(&house, "/api/v1/concerns", &said).expect(201);
    clara.get(&house, "/api/v1/concerns").expect_problem(403, "problem:no-right");
    let account = format!("/api/v1/accounts/{}", kathy.account);
    let close = json!({ "reason": "She is difficult." });
    clara.post(&house, &format!("{account}/close"), &close).expect_problem(422, "rule:open-concern");
    assert!(!clara.get(&house, &account).expect(200).body.contains("hurry"));
    let heard = ines.get(&house, "/api/v1/concerns").expect(200).json();
    let concern = &heard["concerns"][0]["concern"];
    assert_eq!(heard["concerns"][0]["by"], "Kathy");
    assert_eq!((&concern["text"], &concern["about"]), (&said["text"], &said["about"]));
    let id = concern["id"].as_str().expect("an id");
    let path = format!("/api/v1/concerns/{}/{id}/answer", kathy.account);
    ines.post(&house, &path, &json!({ "answer": "We spoke with Clara.", "close": true })).expect(200);
    assert_eq!(ines.get(&house, "/api/v1/concerns").expect(200).json()["concerns"], json!([]));
    let me = kathy.get(&house, "/api/v1/me").expect(200).json();
    assert_eq!(me["concerns"][0]["answers"], json!([{ "on": TODAY, "answer": "We spoke with Clara." }]));
    assert_eq!(me["concerns"][0]["closed"], TODAY);
    clara.post(&house, &format!("{account}/close"), &close).expect(200);
    assert_eq!(house.parts_read(&person), ["account", "concern"]);
}

#[test]
fn the_auditor_sees_every_reading_and_is_seen() {
    let house = House::new();
    let ines = Actor::new(&house, "Ines", None, &[(Role::Auditor, None)]);
    let (kathy, ruth) = (house.adult("Kathy"), house.adult("Ruth"));
    for person in [&kathy, &ruth, &kathy] {
        house.get(&format!("/api/v1/people/{person}")).expect(200);
    }
    let first = ines.get(&house, "/api/v1/readings?limit=2").expect(200).json();
    let people: Vec<_> =
        first["readings"].as_array().expect("a list").iter().map(|row| row["person"].clone()).collect();
    assert_eq!(people, [json!(kathy), json!(ruth)]);
    let reading = &first["readings"][0]["reading"];
    assert_eq!((&reading["reader"], &reading["part"]), (&"Mina".into(), &"record".into()));
    assert_eq!((&reading["tie"], &reading["via"]), (&"coordinator".into(), &"api".into()));
    let next = first["next"].as_str().expect("there are more");
    let rest = ines.get(&house, &format!("/api/v1/readings?limit=2&cursor={next}")).expect(200).json();
    assert_eq!((rest["readings"].as_array().map(Vec::len), &rest["next"]), (Some(1), &json!(null)));
    assert_eq!(house.parts_read(&ruth), ["record", "audit"]);
    house.get("/api/v1/readings").expect_problem(403, "problem:no-right");
}

#[test]
fn whoever_works_here_and_has_a_record_does_not_come_up_on_their_own_desk() {
    let house = House::new();
    let (person, other) = (house.adult("Clara"), house.adult("Ruth"));
    let clara = Actor::new(&house, "Clara", Some(person.parse().expect("an id")), &[(Role::Coordinator, None)]);
    let list = clara.get(&house, "/api/v1/people").expect(200).json();
    let ids: Vec<_> = list["people"].as_array().expect("a list").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!(other)]);
    clara.get(&house, &format!("/api/v1/people/{person}")).expect_problem(404, "problem:no-such");
    let amended = json!({ "details": details("Clara V."), "reason": "misheard" });
    clara.post(&house, &format!("/api/v1/people/{person}/details"), &amended).expect(404);
}

#[test]
fn an_allocator_is_told_who_is_available_and_never_why_not() {
    let house = House::new();
    let (fit, _) = house.examined("Ann");
    let unfit = house.adult("Ben");
    let samir = Actor::new(&house, "Samir", None, &[(Role::Allocator, None)]);
    let list = samir.get(&house, "/api/v1/people").expect(200).json();
    let available = |id: &str| {
        let rows = list["people"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["id"] == id).expect("they are there");
        assert_eq!((&row["outcome"], &row["stage"], &row["away"]), (&json!(null), &json!(null), &json!(null)));
        row["available"].clone()
    };
    assert_eq!((available(&fit), available(&unfit)), (json!(true), json!(false)));
    samir.get(&house, "/api/v1/people?outcome=eligible").expect_problem(403, "problem:no-right");
}
