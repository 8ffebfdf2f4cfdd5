//! What only a browser shows: pages under their strict policy, with scripts and without, by themselves up to date.

use std::collections::BTreeSet;

use programme::Role;
use server::rights::{Right, TABLE};
use server::{Face, ROUTES};
use testing::accessibility;

use crate::accounts_pages::Somebody;
use crate::house::{House, TODAY, alarming};

fn address(house: &House, path: &str) -> String {
    format!("http://{}{path}", house.address())
}

/// A house in which every page has something to show; and for each role that a page needs, who has it and their pages.
fn lived_in() -> (House, Vec<(Somebody, Vec<String>)>) {
    let house = House::new();
    let (person, examination) = house.examined("Kathy H.");
    house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201);
    let site = house.site("Ward 3", Some(4));
    house.refused_rows(&[4]);
    house.told(&person);
    let sister = serde_json::json!({ "kind": "friend", "contact": { "name": "Anna" }, "may-be-told": ["well"] });
    house.post(&format!("/api/v1/people/{person}/bonds"), &sister).expect(201);
    let kathys = Somebody::person(&house, 10, "Kathy H.", Role::Donor, &person);
    let ines = Somebody::new(&house, 11, "Ines", Role::Auditor);
    let clara = Somebody::new(&house, 12, "Clara", Role::Coordinator);
    let ask = [("kind", "correction"), ("text", "I was born on the 15th.")];
    kathys.submit(&house, "/me/requests", &ask).expect(303);
    let said = [("kind", "pressed"), ("said.about", &*person), ("said.text", "They said that I have to.")];
    kathys.submit(&house, "/speak-up", &said).expect(303);
    clara.get(&house, &format!("/people/{person}")).expect(200);
    let account = kathys.account.to_string();
    let path = |path: &str| {
        let named =
            [("{person}", &person), ("{examination}", &examination), ("{site}", &site), ("{account}", &account)];
        let path = path.replace("{topic}", "stop");
        named.iter().fold(path, |path, (name, id)| path.replace(name, id))
    };
    let has = |role: Role, right: Right| TABLE.iter().any(|line| (line.right, line.role) == (right, role));
    let of = |role: Role| {
        let pages = ROUTES.iter().filter(|route| route.face == Face::Page && route.method == "GET");
        let pages = pages.filter(|route| route.right.needs_no_post() || has(role, route.right));
        let pages = pages.map(|route| path(route.path));
        // What is no page, and what a secret opens, which has tests of its own.
        let others = ["/assets", "/welcome", "/answer/", "/follow-up/letters/merge"];
        pages.filter(|path| !others.iter().any(|other| path.starts_with(other))).collect::<Vec<_>>()
    };
    let mut all = vec![(clara, of(Role::Coordinator)), (kathys, of(Role::Donor)), (ines, of(Role::Auditor))];
    // What one of them was looked at with is not looked at again.
    let mut seen = BTreeSet::new();
    for (_, pages) in &mut all {
        pages.retain(|page| seen.insert(page.clone()));
    }
    (house, all)
}

#[test]
fn no_page_breaks_its_policy_or_shuts_anybody_out() {
    let (house, all) = lived_in();
    let browser = house.browser();
    for (somebody, pages) in all {
        browser.give_cookie("carer-session", &somebody.secret);
        for page in pages {
            browser.open(&address(&house, &page));
            let findings = accessibility(&browser);
            assert!(findings.is_empty(), "{page}: {findings:?}");
            let complaints = browser.complaints();
            assert!(complaints.is_empty(), "{page}: {complaints:?}");
            browser.resize(390, 844);
            assert!(!browser.overflows(), "{page} is wider than a phone");
            browser.resize(1280, 900);
        }
    }
}

#[test]
fn today_comes_up_to_date_by_itself() {
    let house = House::new();
    let person = house.adult("Ruth");
    let browser = house.browser();
    browser.open(&address(&house, "/today"));
    assert!(!browser.text().contains("Somebody must get in touch"), "{}", browser.text());
    house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201);
    browser.wait_for("#contact");
    assert!(browser.text().contains("Somebody must get in touch"), "{}", browser.text());
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn people_are_found_while_typing() {
    let house = House::new();
    house.adult("Kathy H.");
    house.adult("Tommy D.");
    let browser = house.browser();
    browser.open(&address(&house, "/people"));
    browser.wait_for_text("Tommy D.");
    browser.find("input[name=text]").write("kat");
    browser.wait_for_text("One person found.");
    assert!(browser.text().contains("Kathy H.") && !browser.text().contains("Tommy D."), "{}", browser.text());
    assert!(browser.url().ends_with("/people"), "a name goes into no address: {}", browser.url());
}

#[test]
fn somebody_is_registered_without_any_script() {
    let house = House::new();
    let browser = house.browser();
    browser.set_javascript(false);
    browser.open(&address(&house, "/people/new"));
    browser.find("input[name='details.name']").write("Ruth");
    browser.find("input[name='details.birth']").write("nonsense");
    browser.find("form[method=post] button[type=submit]").click();
    browser.wait_for("[role=alert]");
    assert_eq!(browser.find("h1").text(), "Some of this could not be read");
    browser.find("input[name='details.birth']").clear();
    browser.find("input[name='details.birth']").write("14/3/80");
    browser.find("form[method=post] button[type=submit]").click();
    browser.wait_for(".done");
    assert_eq!(browser.find("h1").text(), "Ruth");
    assert_eq!(house.get("/api/v1/people").json()["total"], 1);
}
