//! A donation from the offer to the discharge, on pages and through the interface; and who may do and see what of it.

use programme::Role;
use serde_json::json;

use crate::accounts_pages::{Somebody, leads_to, says};
use crate::house::{House, MINA, TODAY, TOMORROW};

/// Kathy, who is fit and has been told everything, with everybody who takes part.
struct Ward {
    house: House,
    kathy: String,
    site: String,
    kathys: Somebody,
    osei: Somebody,
    lund: Somebody,
    oscar: Somebody,
}

impl Ward {
    fn new() -> Self {
        let house = House::new();
        let (kathy, _) = house.examined("Kathy");
        house.told(&kathy);
        let site = house.site("Ward", None);
        let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
        let osei = Somebody::new(&house, 11, "Dr Osei", Role::Clinician);
        let lund = Somebody::new(&house, 12, "Dr Lund", Role::Clinician);
        let oscar = Somebody::new(&house, 13, "Oscar", Role::Advocate);
        Self { house, kathy, site, kathys, osei, lund, oscar }
    }

    fn stands_by(&self) {
        let care = json!({ "carer": self.oscar.account, "as": "advocate", "on": TODAY });
        self.house.post(&format!("/api/v1/people/{}/carers", self.kathy), &care).expect(201);
    }

    fn path(&self, rest: &str) -> String {
        format!("/people/{}/donations{rest}", self.kathy)
    }

    /// The id of the donation that was written down last.
    fn donation(&self) -> String {
        let list = self.house.get(&format!("/api/v1{}", self.path(""))).expect(200).json();
        let all = list["donations"].as_array().expect("a list");
        all.last().expect("one")["id"].as_str().expect("an id").to_owned()
    }

    fn next(&self) -> String {
        let list = self.house.get(&format!("/api/v1{}", self.path(""))).expect(200).json();
        list["donations"].as_array().expect("a list").last().expect("one")["next"]["step"].to_string()
    }

    /// She offers, and says yes after her time to think.
    fn consented(&self) -> String {
        self.stands_by();
        let offer = [("opening.kind", "kidney"), ("opening.idea", "offered"), ("opening.toward", "list")];
        leads_to(&self.kathys.submit(&self.house, &self.path(""), &offer));
        let donation = self.donation();
        self.house.next_day();
        self.house.next_day();
        let word = self.path(&format!("/{donation}/word"));
        let hearer = self.oscar.account.to_string();
        let yes = [
            ("do", "consent"),
            ("element", "may-decline"),
            ("element-version", "1"),
            ("to", &hearer),
            ("on", "7 May 2026"),
        ];
        self.seen();
        let page = leads_to(&self.kathys.submit(&self.house, &word, &yes));
        says(&self.kathys.get(&self.house, &page), 200, &["Recorded.", "You said yes to:", "I stop"]);
        donation
    }

    /// Whoever waited for days has used their session just now.
    fn seen(&self) {
        for somebody in [&self.kathys, &self.osei, &self.lund, &self.oscar] {
            somebody.is_here(&self.house);
        }
    }
}

#[test]
fn a_donor_goes_the_whole_way() {
    let ward = Ward::new();
    let (house, kathys) = (&ward.house, &ward.kathys);
    let offer = [("opening.kind", "kidney"), ("opening.idea", "offered"), ("opening.toward", "list")];
    let refused = kathys.submit(house, &ward.path(""), &offer);
    says(&refused, 422, &["advocate-first", "article 3", "I offer this", "Put an advocate by their side."]);
    let donation = ward.consented();
    assert_eq!(ward.next(), "\"schedule\"");
    let step = ward.path(&format!("/{donation}/step"));
    let set = [("do", "schedule"), ("on", "7 May 2026"), ("site", &*ward.site)];
    leads_to(&house.submit(&step, &set));
    let verify = [("do", "verify"), ("identifiers.name", "yes"), ("identifiers.birth", "yes")];
    let open = ward.osei.submit(house, &step, &verify);
    says(&open, 422, &["as-expected", "“Identity”", "I have verified all that I ticked"]);
    let verify = [&verify[..], &[("as-expected.identity", "yes")]].concat();
    leads_to(&ward.osei.submit(house, &step, &verify));
    says(&ward.osei.submit(house, &step, &[("do", "start")]), 422, &["verified-by-two", "One person has, today."]);
    leads_to(&ward.lund.submit(house, &step, &verify));
    leads_to(&ward.lund.submit(house, &step, &[("do", "start")]));
    let word = ward.path(&format!("/{donation}/word"));
    says(&kathys.submit(house, &word, &[("do", "withdraw")]), 422, &["until-asleep"]);
    leads_to(&ward.osei.submit(house, &step, &[("do", "finish"), ("on", "today")]));
    leads_to(&ward.osei.submit(house, &step, &[("do", "note"), ("on", "today"), ("text", "She is awake.")]));
    leads_to(&ward.osei.submit(house, &step, &[("do", "discharge"), ("on", "today")]));
    assert_eq!(ward.next(), "\"nothing\"");
    let life = house.get(&format!("/people/{}", ward.kathy));
    says(&life, 200, &["Gave: a kidney. At Ward.", "Dr Lund verified it", "Oscar heard it.", "She is awake."]);
    house.verify();
}

/// One press and a confirmation, and no field in which a reason could be asked for.
#[test]
fn stopping_takes_no_reason_and_holds_at_once() {
    let ward = Ward::new();
    let (house, kathys) = (&ward.house, &ward.kathys);
    let allocator = Somebody::new(house, 20, "Ines", Role::Allocator);
    let donation = ward.consented();
    let step = ward.path(&format!("/{donation}/step"));
    leads_to(&house.submit(&step, &[("do", "schedule"), ("on", "8 May 2026"), ("site", &ward.site)]));
    let page = kathys.get(house, &ward.path(""));
    let form = page.expect(200).body.split("id=\"withdraw\"").nth(1).expect("the form").split("</form>").next();
    let form = form.expect("it ends");
    assert!(form.contains("Yes, I stop") && !form.contains("<textarea") && !form.contains("type=\"text\""), "{form}");
    let word = ward.path(&format!("/{donation}/word"));
    // Nobody puts it into her mouth, and another right is not had by the way of this one.
    says(&house.submit(&word, &[("do", "withdraw")]), 422, &["donors-own", "article 2"]);
    says(&kathys.submit(house, &word, &[("do", "schedule"), ("on", "today")]), 422, &["Open the page again."]);
    kathys.submit(house, &step, &[("do", "call-off"), ("reason", "me")]).expect(403);
    leads_to(&kathys.submit(house, &word, &[("do", "withdraw")]));
    says(&kathys.get(house, &ward.path("")), 200, &["You stopped it on 7 May 2026."]);
    says(&house.submit(&step, &[("do", "start")]), 422, &["donation-over"]);
    allocator.is_here(house);
    let list = allocator.get(house, "/api/v1/people").expect(200).json();
    let row = list["people"].as_array().expect("a list").iter().find(|row| row["id"] == ward.kathy);
    assert_eq!(row.expect("she is there")["available"], false);
    assert!(!list.to_string().contains("donor-stopped"), "an allocator is never told why");
    allocator.get(house, "/donations").expect(403);
    assert!(!house.get("/donations").expect(200).body.contains("Kathy"), "it goes on no longer");
}

#[test]
fn the_board_says_what_each_donation_waits_for_and_every_look_is_on_the_record() {
    let ward = Ward::new();
    let (house, path) = (&ward.house, format!("/api/v1{}", ward.path("")));
    let begin = json!({ "step": "open", "kind": "kidney", "toward": { "route": "list" }, "idea": "asked" });
    house.post(&path, &begin).expect_problem(422, "rule:advocate-first");
    ward.stands_by();
    house.post(&path, &begin).expect(201);
    let exchange = json!({ "step": "open", "kind": "kidney", "idea": "asked",
                           "toward": { "route": "exchange", "recipient": ward.kathy } });
    house.post(&path, &exchange).expect_problem(422, "rule:kidney");
    let donation = ward.donation();
    let early = json!({ "step": "consent", "element": "may-decline", "version": 1, "to": MINA, "on": TODAY });
    house.post(&format!("{path}/{donation}/word"), &early).expect_problem(422, "rule:time-to-reflect");
    let board = house.get("/api/v1/donations").expect(200).json();
    let one = &board["donations"][0];
    assert_eq!((&one["person"], &one["donation"]["next"]["step"]), (&json!(ward.kathy), &json!("consent")));
    let missing: Vec<_> = one["donation"]["next"]["missing"].as_array().expect("a list").iter().collect();
    assert_eq!(missing[0]["who"], "nobody: it takes time");
    assert_eq!(missing[1]["who"], "the donor");
    says(
        &house.get("/donations"),
        200,
        &["Kathy", "A kidney, for whoever is next on the list", "for consent: the donor says it"],
    );
    says(&ward.oscar.get(house, "/donations"), 200, &["Kathy"]);
    let stranger = Somebody::new(house, 21, "Nan", Role::Advocate);
    assert!(!stranger.get(house, "/donations").expect(200).body.contains("Kathy"), "she does not stand by her");
    assert!(house.parts_read(&ward.kathy).contains(&"donations".to_owned()));
    let elsewhere = json!({ "step": "record", "kind": "kidney", "on": TOMORROW });
    house.post(&path, &elsewhere).expect_problem(422, "rule:not-in-the-future");
    let unknown = "0196a0c2-5b1e-7c3d-8f21-2b6d1e0a9c44";
    house.post(&format!("{path}/{unknown}/step"), &json!({ "step": "start" })).expect(404);
}
