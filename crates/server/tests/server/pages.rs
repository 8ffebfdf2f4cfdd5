//! The console's pages over a real record: each is there, each form does what it says, and nothing typed is lost.

use programme::Role;
use server::rights::{Right, TABLE};
use server::{Face, ROUTES};

use crate::cast::advocate_of;
use crate::house::{Answer, House, MINA, TODAY, alarming};

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A house in which every page has something to show, and the ids that paths name.
struct Lived {
    house: House,
    person: String,
    examination: String,
    site: String,
    import: String,
}

impl Lived {
    fn new() -> Self {
        let house = House::new();
        let (person, examination) = house.examined("Kathy H.");
        house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201);
        let site = house.site("Ward 3", Some(4));
        let import = house.refused_rows(&[4]);
        Self { house, person, examination, site, import }
    }

    fn path(&self, route: &str) -> String {
        let named = [
            ("{person}", &*self.person),
            ("{examination}", &*self.examination),
            ("{site}", &*self.site),
            ("{import}", &*self.import),
            ("{line}", "4"),
            ("{rule}", "thoughts-of-hurting"),
            ("{name}", "console.css"),
            ("{account}", &MINA.to_string()),
            ("{post}", NOBODY),
            ("{concern}", NOBODY),
            ("{request}", NOBODY),
            ("{bond}", NOBODY),
            ("{telling}", NOBODY),
            ("{topic}", "stop"),
            ("{session}", NOBODY),
            ("{appeal}", NOBODY),
            ("{donation}", NOBODY),
            ("{tie}", NOBODY),
            ("{absence}", NOBODY),
            ("{link}", NOBODY),
            ("{message}", NOBODY),
        ];
        named.iter().fold(route.to_owned(), |path, (name, id)| path.replace(name, id))
    }
}

#[track_caller]
fn expect_page<'a>(answer: &'a Answer, status: u16, says: &str) -> &'a Answer {
    answer.expect(status);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.body.starts_with("<!DOCTYPE html>"), "{}", answer.body);
    assert!(answer.body.contains(says), "“{says}” is not in {}", answer.body);
    answer
}

/// Whether a page is one of the way in, whose forms carry no key: they write nothing into the log.
fn at_the_door(path: &str) -> bool {
    path == "/account" || ["/sign-", "/welcome", "/account/", "/answer/"].iter().any(|door| path.starts_with(door))
}

/// Whether Mina, who coordinates, has a right to a page: other pages are tested by those who have.
fn is_hers(right: Right) -> bool {
    let is_line = |line: &server::rights::Line| line.right == right && line.role == Role::Coordinator;
    right.needs_no_post() || TABLE.iter().any(is_line)
}

#[test]
fn every_page_is_there() {
    let lived = Lived::new();
    let pages = ROUTES.iter().filter(|route| route.face == Face::Page && route.method == "GET");
    for route in pages {
        let answer = lived.house.get(&lived.path(route.path));
        match route.path {
            // The way in: its own tests.
            path if at_the_door(path) => {}
            "/" => assert_eq!(answer.expect(307).header("location"), Some("/today")),
            _ if !is_hers(route.right) => drop(answer.expect(403)),
            "/assets/{name}" => assert_eq!(answer.expect(200).header("content-type"), Some("text/css; charset=utf-8")),
            "/follow-up/letters/merge" => {
                assert_eq!(answer.expect(200).header("content-type"), Some("text/csv; charset=utf-8; header=present"));
            }
            _ => drop(expect_page(&answer, 200, "</html>")),
        }
    }
}

#[test]
fn every_form_is_taken_and_one_without_a_key_is_not() {
    let lived = Lived::new();
    let forms = ROUTES.iter().filter(|route| route.face == Face::Page && route.method == "POST");
    for route in forms.filter(|route| !at_the_door(route.path) && is_hers(route.right)) {
        let path = lived.path(route.path);
        let without = lived.house.post_text(&path, "application/x-www-form-urlencoded", "on=today", &[]);
        expect_page(&without, 400, "Idempotency-Key");
        let json = lived.house.post_text(&path, "application/json", "{}", &[]);
        expect_page(&json, 415, "application/x-www-form-urlencoded");
    }
}

#[test]
fn somebody_is_registered_and_examined_in_the_console() {
    let house = House::new();
    let fields = [("details.name", "Ruth"), ("details.sex", "female"), ("details.birth", "14/3/80")];
    let answer = house.submit("/people", &fields);
    let location = answer.expect(303).header("location").expect("it leads somewhere").to_owned();
    assert!(location.ends_with("?done=1"), "{location}");
    let page = house.get(&location);
    expect_page(&page, 200, "Ruth");
    expect_page(&page, 200, "Recorded.");
    let person = location.trim_end_matches("?done=1").to_owned();
    let fields = [
        ("on", "today"),
        ("version", "1"),
        ("checks.blood-pressure.systolic.1", "118/76"),
        ("checks.body.weight", "64,2 kg"),
    ];
    let answer = house.submit(&format!("{person}/examinations"), &fields);
    assert_eq!(answer.expect(303).header("location"), Some(format!("{person}?done=2").as_str()));
    let record = house.get(&format!("/api/v1{person}")).json();
    assert_eq!(record["examinations"][0]["checks"]["blood-pressure"]["diastolic"][0], 76);
    assert_eq!(record["examinations"][0]["checks"]["body"]["weight"], 64.2);
    let parts: Vec<_> = house.parts_read(person.trim_start_matches("/people/"));
    assert_eq!(parts, ["timeline", "record"]);
}

#[test]
fn the_same_form_sent_twice_is_done_once() {
    let house = House::new();
    let form = "key=once&details.name=Ruth&details.birth=1980-03-14";
    let send = || house.post_text("/people", "application/x-www-form-urlencoded", form, &[]);
    let (first, second) = (send(), send());
    assert_eq!(first.expect(303).header("location"), second.expect(303).header("location"));
    assert_eq!(house.get("/api/v1/people").json()["total"], 1);
    let other = house.post_text("/people", "application/x-www-form-urlencoded", &form.replace("Ruth", "Tommy"), &[]);
    expect_page(&other, 409, "Tommy");
}

#[test]
fn what_is_refused_says_why_and_keeps_what_was_typed() {
    let lived = Lived::new();
    let path = format!("/people/{}/examinations", lived.person);
    let fields = [("on", "today"), ("checks.body.weight", "642"), ("checks.blood-pressure.systolic.1", "118/76")];
    let answer = lived.house.submit(&path, &fields);
    let page = expect_page(&answer, 422, "A measured value is one that a living person can have.");
    assert!(page.body.contains("value=\"642\"") && page.body.contains("value=\"118/76\""), "{}", page.body);
    assert!(page.body.contains("plausible-range"));
    assert_eq!(lived.house.version(&lived.person), 3, "nothing was written");
    assert!(lived.house.parts_read(&lived.person).contains(&"form".to_owned()), "the page shows who it is about");
}

#[test]
fn what_cannot_be_read_is_asked_again() {
    let house = House::new();
    let answer = house.submit("/people", &[("details.name", "Ruth"), ("details.birth", "a long time ago")]);
    let page = expect_page(&answer, 422, "Some of this could not be read");
    assert!(page.body.contains("value=\"Ruth\"") && page.body.contains("a long time ago"), "{}", page.body);
    assert_eq!(house.get("/api/v1/people").json()["total"], 0);
}

#[test]
fn whoever_was_slower_is_told_and_can_send_it_again() {
    let lived = Lived::new();
    let path = format!("/people/{}/move", lived.person);
    let answer = lived.house.submit(&path, &[("version", "1"), ("on", "today"), ("site", &lived.site)]);
    let page = expect_page(&answer, 412, "Somebody wrote something here after you had opened the page.");
    assert!(page.body.contains("name=\"version\" value=\"3\""), "the form has the present version: {}", page.body);
    let answer = lived.house.submit(&path, &[("version", "3"), ("on", "today"), ("site", &lived.site)]);
    answer.expect(303);
}

#[test]
fn every_other_form_does_what_it_says() {
    let lived = Lived::new();
    let (house, person, site) = (&lived.house, &lived.person, &lived.site);
    let done = |path: &str, fields: &[(&str, &str)]| {
        house.submit(path, fields).expect(303).header("location").expect("it leads somewhere").to_owned()
    };
    let of = |path: &str| format!("/people/{person}{path}");
    let alert =
        house.get("/api/v1/today").json()["alerts"][0]["alert"]["examination"].as_str().expect("an id").to_owned();
    let answered = [("answer.on", "today"), ("answer.by", "Dr Lee"), ("answer.note", "Rang her.")];
    done(&of(&format!("/alerts/{alert}/thoughts-of-hurting")), &answered);
    done(&of("/move"), &[("site", site), ("on", "today")]);
    let mina = crate::house::MINA.to_string();
    let told = [
        ("topic", "stop"),
        ("words", "1"),
        ("told.on", "today"),
        ("told.by", mina.as_str()),
        ("told.way", "telephone"),
        ("told.said-back", "I can stop."),
        ("told.understood", "yes"),
    ];
    assert!(done(&of("/tellings"), &told).contains("/tellings?done="));
    let sister = [("content.kind", "friend"), ("content.whom.contact.name", "Anna"), ("told.well", "yes")];
    assert!(done(&of("/bonds"), &sister).contains("/bonds?done="));
    done(&of("/preparation"), &[("preparation", "evaluation/talk"), ("on", "today")]);
    advocate_of(house, person);
    done(&of("/stage"), &[("stage", "evaluation"), ("on", "today")]);
    let amended = [("on", "today"), ("checks.body.weight", "65"), ("reason", "the scales")];
    done(&of(&format!("/examinations/{}/amend", lived.examination)), &amended);
    done(&of(&format!("/examinations/{}/error", lived.examination)), &[("reason", "not hers")]);
    let details = [("details.name", "Kathy"), ("details.birth", "14 March 1980"), ("reason", "shorter")];
    done(&of("/details"), &details);
    done(&of("/depart"), &[("on", "today"), ("said", "Enough.")]);
    done(&of("/return"), &[("on", "today")]);
    let record = house.get(&format!("/api/v1/people/{person}")).json();
    let kinds: Vec<_> = record["timeline"].as_array().expect("a list").iter().map(|e| e["kind"].clone()).collect();
    let expected = [
        "registered",
        "examination-recorded",
        "examination-recorded",
        "alert-answered",
        "moved",
        "told",
        "bond-named",
        "prepared",
        "carer-assigned",
        "stage-entered",
        "examination-amended",
        "examination-entered-in-error",
        "details-amended",
        "departed",
        "returned",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(done(&format!("/sites/{site}"), &[("name", "Ward C"), ("places", "")]), format!("/sites/{site}"));
    done(&format!("/sites/{site}/close"), &[("on", "today")]);
    let opened = done("/sites", &[("kind", "home"), ("name", "Guest house"), ("places", "9"), ("on", "today")]);
    expect_page(&house.get(&opened), 200, "Guest house");
    assert_eq!(done(&format!("/imports/{}/rows/4", lived.import), &[("done", "Told them.")]), "/rows");
    assert_eq!(house.get("/api/v1/imports/rows").json()["rows"], serde_json::json!([]));
}

#[test]
fn lists_and_days_are_chosen_as_people_write_them() {
    let lived = Lived::new();
    let house = &lived.house;
    expect_page(&house.get("/people?text=kath&outcome=&site=&stage="), 200, "Kathy H.");
    expect_page(&house.get("/people?text=ruth"), 200, "Nobody was found");
    expect_page(&house.get("/people?outcome=fit"), 400, "Choose one from the list.");
    expect_page(&house.get(&format!("/people/{}?on=5+May+2028", lived.person)), 200, "5 May 2028");
    expect_page(&house.get(&format!("/people/{}?on=someday", lived.person)), 400, "someday");
    expect_page(&house.get(&format!("/sites/{}?on=1/1/2024", lived.site)), 200, "1 January 2024");
    expect_page(&house.get("/today?only=contact"), 200, "Kathy H.");
    assert_eq!(house.get("/?only=late").expect(307).header("location"), Some("/today?only=late"));
}

#[test]
fn today_shows_one_section_and_leaves_readings_of_that_one_only() {
    let lived = Lived::new();
    lived.house.get("/today?only=late").expect(200);
    assert_eq!(lived.house.parts_read(&lived.person), Vec::<String>::new());
    lived.house.get("/today").expect(200);
    assert_eq!(lived.house.parts_read(&lived.person), ["readings", "today"]);
}

#[test]
fn what_is_not_there_is_said_on_a_page() {
    let house = House::new();
    let nobody = "00000000-0000-4000-8000-000000000000";
    expect_page(&house.get("/nothing"), 404, "There is no such page");
    expect_page(&house.get(&format!("/people/{nobody}")), 404, "There is no such person");
    expect_page(&house.get(&format!("/sites/{nobody}")), 404, "There is no such site");
    expect_page(&house.get(&format!("/people/{nobody}/move")), 405, "other methods");
    let answer = house.submit(&format!("/people/{nobody}/move"), &[("on", "today")]);
    expect_page(&answer, 422, "There is no such person");
}

#[test]
fn once_the_writer_has_stopped_nobody_is_shown() {
    let mut house = House::new();
    let person = house.adult("Kathy");
    house.stop_writing();
    let answer = house.get(&format!("/people/{person}"));
    let page = expect_page(&answer, 503, "This did not work");
    assert!(!page.body.contains("Kathy"));
    expect_page(
        &house.submit("/people", &[("details.name", "Ruth"), ("details.birth", "1980-01-01")]),
        503,
        "did not work",
    );
}

#[test]
fn assets_are_asked_for_again_and_sent_once() {
    let house = House::new();
    let answer = house.get("/assets/console.js");
    let tag = answer.expect(200).header("etag").expect("a tag").to_owned();
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let again = house.get_with("/assets/console.js", &[("If-None-Match", &tag)]);
    assert_eq!(again.expect(304).body, "");
    house.get("/assets/secrets").expect(404);
    assert!(answer.body.contains("addEventListener(\"changed\""), "the script listens to what the server sends");
}
