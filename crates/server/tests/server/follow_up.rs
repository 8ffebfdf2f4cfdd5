//! Staying in touch and the end of a journey, on pages and through the interface; and who may do and see what of it.

use programme::Role;
use serde_json::json;

use crate::accounts_pages::{Somebody, leads_to, says};
use crate::house::{House, TODAY};

/// Kathy, who gave so long ago that she is asked now, and Ruth, who gave and is late; with everybody who takes part.
struct Ward {
    house: House,
    kathy: String,
    ruth: String,
    kathys: Somebody,
    oscar: Somebody,
    nurse: Somebody,
}

impl Ward {
    fn new() -> Self {
        let house = House::new();
        let gave = |name: &str, on: &str| {
            let (person, _) = house.examined(name);
            let given = json!({ "step": "record", "kind": "kidney", "on": on });
            house.post(&format!("/api/v1/people/{person}/donations"), &given).expect(201);
            person
        };
        let (kathy, ruth) = (gave("Kathy", "2025-11-05"), gave("Ruth", "2025-08-05"));
        let site = house.site("Ward", None);
        let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
        let oscar = Somebody::new(&house, 11, "Oscar", Role::Advocate);
        let nurse = Somebody::at_site(&house, 12, "Nora", Role::Clinician, &site);
        Self { house, kathy, ruth, kathys, oscar, nurse }
    }

    fn word(&self) -> String {
        format!("/people/{}/follow-up/word", self.kathy)
    }

    fn step(&self, person: &str) -> String {
        format!("/people/{person}/follow-up/step")
    }

    fn page(&self) -> String {
        format!("/people/{}/follow-up", self.kathy)
    }
}

#[test]
fn a_donor_answers_on_their_own_page_and_says_how_to_reach_them() {
    let ward = Ward::new();
    let (house, kathys) = (&ward.house, &ward.kathys);
    says(&kathys.get(house, "/me"), 200, &["How are you?", "Six months after", "This is how I am", &ward.page()]);
    let well = [
        ("do", "answer"),
        ("own", "yes"),
        ("content.seen", "5 May 2026"),
        ("content.source", "own-page"),
        ("content.values.donor-status", "well"),
        ("content.note", "I run again."),
    ];
    let nothing = &well[..4];
    says(&kathys.submit(house, &ward.word(), nothing), 422, &["says-nothing", "Back to staying in touch"]);
    let page = leads_to(&kathys.submit(house, &ward.word(), &well));
    says(&kathys.get(house, &page), 200, &["Recorded.", "Well or not: well", "I run again.", "complete, in time"]);
    let plan = [
        ("do", "plan"),
        ("own", "yes"),
        ("plan.agreed", "5 May 2026"),
        ("plan.ways.0.by", "telephone"),
        ("plan.ways.0.address", "555 0100"),
        ("plan.keepers.0.name", "Anna"),
        ("plan.keepers.0.relation", "sister"),
        ("plan.keepers.0.address", "555 0101"),
    ];
    says(&kathys.submit(house, &ward.word(), &plan[..3]), 422, &["a-way-to-reach"]);
    let page = leads_to(&kathys.submit(house, &ward.word(), &plan));
    says(&kathys.get(house, &page), 200, &["By telephone: 555 0100", "Anna, sister, who always knows where I am"]);
    // What the programme does is not theirs to do, and nobody else writes on their page for them.
    kathys.submit(house, &ward.step(&ward.kathy), &[("do", "attempt")]).expect(403);
    kathys.get(house, "/follow-up").expect(403);
    says(&house.submit(&ward.word(), &well), 422, &["own-words"]);
    house.verify();
}

#[test]
fn who_asks_to_be_left_is_off_the_list_and_can_come_back() {
    let ward = Ward::new();
    let (house, kathys) = (&ward.house, &ward.kathys);
    says(&house.get("/follow-up"), 200, &["Kathy", "Ruth"]);
    let left = [("do", "be-left"), ("own", "yes"), ("wish.on", "5 May 2026"), ("wish.source", "own-page")];
    let heard = [("do", "be-left"), ("wish.on", "5 May 2026"), ("wish.source", "outside-record")];
    says(&house.submit(&ward.word(), &heard), 422, &["their-own-wish", "article 6"]);
    leads_to(&kathys.submit(house, &ward.word(), &left));
    let list = house.get("/follow-up").expect(200).body.clone();
    assert!(!list.contains("Kathy") && list.contains("Ruth"), "{list}");
    says(&kathys.get(house, "/me"), 200, &["You asked not to be asked any more"]);
    let again = [("do", "be-asked"), ("own", "yes"), ("wish.on", "5 May 2026"), ("wish.source", "own-page")];
    leads_to(&kathys.submit(house, &ward.word(), &again));
    says(&house.get("/follow-up"), 200, &["Kathy"]);
    house.verify();
}

#[test]
fn the_list_says_who_is_lost_and_how_to_reach_them_and_each_look_is_on_the_record() {
    let ward = Ward::new();
    let house = &ward.house;
    let plan = json!({ "agreed": TODAY, "ways": [{ "by": "telephone", "address": "555 0100" }],
                       "keepers": [{ "name": "Anna", "relation": "sister", "address": "555 0101" }] });
    house.post(&format!("/api/v1/people/{}/follow-up/plan", ward.ruth), &plan).expect(200);
    says(&house.get("/follow-up"), 200, &["Lost: late", "By telephone: 555 0100", "Six months after"]);
    assert!(house.parts_read(&ward.ruth).contains(&"follow-up".to_owned()));
    let attempt = [
        ("do", "attempt"),
        ("attempt.on", "today"),
        ("attempt.by", "telephone"),
        ("attempt.outcome", "wrong-number"),
        ("attempt.note", "Somebody else lives there."),
    ];
    says(&house.submit(&ward.step(&ward.ruth), &attempt[..3]), 422, &["What came of it"]);
    let page = leads_to(&house.submit(&ward.step(&ward.ruth), &attempt));
    says(&house.get(&page), 200, &["Somebody else lives there.", "Through Anna, sister: 555 0101"]);
    says(&house.get("/follow-up?only=lost"), 200, &["Through Anna, sister: 555 0101", "tried one time since"]);
    let due = house.get("/follow-up?only=due").expect(200).body.clone();
    assert!(due.contains("Kathy") && !due.contains("Ruth"), "{due}");
    let lost = house.get("/follow-up?window=yearly-for-life").expect(200).body.clone();
    assert!(!lost.contains("Kathy") && !lost.contains("Ruth"), "nobody is asked for that window: {lost}");
    house.get("/follow-up?only=everything").expect(400);
    // Advocates see theirs, and a nurse whoever is at the site.
    for (who, sees) in [(&ward.oscar, false), (&ward.nurse, false)] {
        assert_eq!(who.get(house, "/follow-up").expect(200).body.contains("Kathy"), sees);
    }
    ward.nurse.get(house, &ward.page()).expect(404);
    ward.nurse.submit(house, &ward.step(&ward.kathy), &attempt).expect(404);
    let care = json!({ "carer": ward.oscar.account, "as": "advocate", "on": TODAY });
    house.post(&format!("/api/v1/people/{}/carers", ward.kathy), &care).expect(201);
    let seen = ward.oscar.get(house, "/follow-up").expect(200).body.clone();
    assert!(seen.contains("Kathy") && !seen.contains("Ruth"), "{seen}");
    assert!(!seen.contains("How complete the forms are"), "that is of the whole programme");
}

#[test]
fn answers_of_somebody_else_are_taken_back() {
    let ward = Ward::new();
    let house = &ward.house;
    let well = [
        ("do", "answer"),
        ("content.seen", "5 May 2026"),
        ("content.source", "telephone"),
        ("content.values.donor-status", "well"),
    ];
    let page = leads_to(&house.submit(&ward.word(), &well));
    let body = house.get(&page).expect(200).body.clone();
    let answer = body.split("name=\"answer\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let answer = answer.expect("it can be taken back").to_owned();
    let back = [("do", "take-back"), ("answer", &*answer), ("reason", "It was her sister.")];
    says(&house.submit(&ward.step(&ward.kathy), &back[..2]), 422, &["Take them back"]);
    let page = leads_to(&house.submit(&ward.step(&ward.kathy), &back));
    assert!(!house.get(&page).expect(200).body.contains("Well or not: well"));
    house.verify();
}

#[test]
fn the_same_is_done_through_the_interface_and_a_curve_names_nobody() {
    let ward = Ward::new();
    let house = &ward.house;
    let path = format!("/api/v1/people/{}/follow-up/answers", ward.ruth);
    let well = json!({ "seen": TODAY, "source": "telephone", "values": { "donor-status": "well" } });
    let made = house.post_with(&path, &well, &[("Idempotency-Key", "an-answer-of-ruth-s")]);
    made.expect(200);
    let page = house.get(&format!("/people/{}/follow-up", ward.ruth)).expect(200).body.clone();
    let answer = page.split("name=\"answer\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let back = format!("{path}/{}/entered-in-error", answer.expect("it can be taken back"));
    house.post(&back, &json!({ "reason": "" })).expect_problem(422, "rule:says-nothing");
    house.post(&back, &json!({ "reason": "It was her sister." })).expect(200);
    let curve = house.get("/api/v1/survival?kind=kidney").expect(200).json();
    assert_eq!(curve["people"], 2, "{curve}");
    assert_eq!(curve["steps"].as_array().expect("steps").len(), 2, "each was last seen so long after: {curve}");
    assert_eq!(house.get("/api/v1/survival?kind=kidney&of=giving").expect(200).json()["people"], 0);
    says(&house.get("/survival"), 200, &["A kidney: alive after giving", "These are fewer than 20"]);
    ward.oscar.get(house, "/survival").expect(403);
    ward.kathys.get(house, "/survival").expect(403);
}

#[test]
fn a_hand_over_counts_once_it_is_acknowledged_and_a_death_is_honoured() {
    let ward = Ward::new();
    let house = &ward.house;
    let path = format!("/people/{}/journey", ward.ruth);
    let ack = [("do", "acknowledge"), ("acknowledgement.on", "today"), ("acknowledgement.by", "Dr Weiss")];
    says(&house.submit(&path, &ack), 422, &["offered-first", "article 6", "It has said yes"]);
    leads_to(&house.submit(&path, &[("do", "offer"), ("offer.on", "today"), ("offer.to", "Southern")]));
    says(&house.get("/follow-up"), 200, &["Ruth"]);
    leads_to(&house.submit(&path, &ack));
    assert!(!house.get("/follow-up").expect(200).body.contains("Ruth"), "the other programme asks her");
    leads_to(&house.submit(&path, &[("do", "take-back"), ("on", "today"), ("reason", "She came back.")]));
    says(&house.get("/follow-up"), 200, &["Ruth"]);
    let died = [
        ("do", "die"),
        ("death.on", "today"),
        ("death.how", "Her sister rang"),
        ("death.learnt", "today"),
        ("death.time", "9:30"),
    ];
    says(&house.submit(&path, &died[..1]), 422, &["They have died", "Write the day"]);
    ward.oscar.submit(house, &path, &died).expect(403);
    ward.nurse.submit(house, &path, &died).expect(404);
    let page = leads_to(&house.submit(&path, &died));
    says(&house.get(&page), 200, &["died on 5 May 2026", "What they gave", "For the record", "Her sister rang"]);
    assert!(!house.get("/follow-up").expect(200).body.contains("Ruth"));
    leads_to(&house.submit(&path, &[("do", "live"), ("reason", "It was another Ruth.")]));
    says(&house.get("/follow-up"), 200, &["Ruth"]);
    house.verify();
}

#[test]
fn the_list_has_pages_and_what_is_complete_is_counted_of_nobody_in_particular() {
    let ward = Ward::new();
    let house = &ward.house;
    for name in ["Anna", "Bea"] {
        let (person, _) = house.examined(name);
        let given = json!({ "step": "record", "kind": "kidney", "on": "2025-08-05" });
        house.post(&format!("/api/v1/people/{person}/donations"), &given).expect(201);
    }
    let names = |page: &serde_json::Value| {
        let rows = page["people"].as_array().expect("a list");
        rows.iter().filter_map(|row| row["person"]["details"]["name"].as_str()).map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = house.get("/api/v1/follow-up").expect(200).json();
    assert_eq!((&whole["total"], &whole["next"]), (&3.into(), &json!(null)));
    let (mut found, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = house.get(&format!("/api/v1/follow-up?limit=1{cursor}")).expect(200).json();
        assert_eq!(page["total"], 3);
        found.extend(names(&page));
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        assert!(pages < 3, "there is no fourth page");
        if pages == 1 {
            // The page of the console goes on from the same place.
            let rest = house.get(&format!("/follow-up?only=lost&cursor={next}")).expect(200).body.clone();
            assert!(!rest.contains(&format!(">{}<", found[0])) && rest.contains("The first page"), "{rest}");
        }
        cursor = format!("&cursor={next}");
    }
    assert_eq!((found, pages), (names(&whole), 3));
    let of_one = house.get("/api/v1/follow-up?window=yearly-for-life").expect(200).json();
    assert_eq!((&of_one["people"], &of_one["total"]), (&json!([]), &0.into()));
    assert_eq!(house.get("/api/v1/follow-up?state=heard").expect(200).json()["total"], 0);
    house.get("/api/v1/follow-up?cursor=yesterday").expect_problem(400, "problem:unreadable");
    house.get("/follow-up?only=late&cursor=yesterday").expect(400);

    let report = house.get("/api/v1/follow-up/report").expect(200).json();
    assert_eq!((&report["on"], &report["due"], &report["late"]), (&TODAY.into(), &1.into(), &3.into()));
    let window = &report["windows"][0];
    assert_eq!((&window["kind"], &window["states"]["late"], &window["lost"]), (&"kidney".into(), &3.into(), &3.into()));
    assert_eq!((&window["over"], &window["complete"]), (&3.into(), &0.into()));
    assert_eq!(window["fields"][0]["known"], 0);
    let before = house.get("/api/v1/follow-up/report?on=2025-08-06").expect(200).json();
    assert_eq!((&before["due"], &before["late"]), (&0.into(), &0.into()));
    for who in [&ward.oscar, &ward.kathys] {
        who.get(house, "/api/v1/follow-up/report").expect(403);
    }
}
