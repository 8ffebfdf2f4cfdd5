//! Every page, with real data on it. What is looked at, checked and pictured is this one list.

use std::sync::OnceLock;

use serde_json::json;

use crate::desk::Desk;

/// A page.
pub(crate) struct Scene {
    /// What its picture is called.
    pub(crate) name: &'static str,
    /// The route that it shows, as the server lists it.
    pub(crate) route: &'static str,
    /// How to get there.
    open: fn(&Desk),
}

impl Scene {
    /// Goes there.
    pub(crate) fn open(&self, desk: &Desk) {
        (self.open)(desk);
    }
}

/// Every page.
pub(crate) const SCENES: [Scene; 48] = [
    Scene { name: "home", route: "/", open: |desk| desk.open("/") },
    Scene { name: "today", route: "/today", open: |desk| desk.open("/today") },
    Scene { name: "today-due", route: "/today", open: |desk| desk.open("/today?only=due") },
    Scene { name: "docket", route: "/docket", open: |desk| desk.open("/docket") },
    Scene { name: "people", route: "/people", open: |desk| desk.open("/people") },
    Scene { name: "people-found", route: "/people", open: |desk| desk.open("/people?text=k-&outcome=eligible") },
    Scene { name: "people-nobody", route: "/people", open: |desk| desk.open("/people?text=nobody+of+this+name") },
    Scene { name: "register", route: "/people/new", open: |desk| desk.open("/people/new") },
    Scene { name: "kathy", route: "/people/{person}", open: |desk| of_person(desk, "Kathy", "") },
    Scene { name: "tommy", route: "/people/{person}", open: |desk| of_person(desk, "Tommy", "") },
    Scene { name: "ruth", route: "/people/{person}", open: |desk| of_person(desk, "Ruth", "") },
    Scene { name: "ruth-earlier", route: "/people/{person}", open: |desk| of_person(desk, "Ruth", "?on=1+March+2024") },
    Scene { name: "print", route: "/people/{person}/print", open: |desk| of_person(desk, "Tommy", "/print") },
    Scene { name: "told", route: "/people/{person}/tellings", open: |desk| of_person(desk, "Kathy", "/tellings") },
    Scene { name: "names", route: "/people/{person}/bonds", open: |desk| of_person(desk, "Kathy", "/bonds") },
    Scene { name: "donations", route: "/donations", open: |desk| desk.open("/donations") },
    Scene { name: "gives", route: "/people/{person}/donations", open: |desk| of_person(desk, "Kathy", "/donations") },
    Scene { name: "follow-up", route: "/follow-up", open: |desk| desk.open("/follow-up") },
    Scene { name: "survival", route: "/survival", open: |desk| desk.open("/survival") },
    Scene { name: "in-touch", route: "/people/{person}/follow-up", open: |desk| of_person(desk, "Ruth", "/follow-up") },
    Scene { name: "letters", route: "/follow-up/letters", open: |desk| with_letter(desk, "/follow-up/letters") },
    Scene {
        name: "letter",
        route: "/follow-up/letters/print",
        open: |desk| with_letter(desk, "/follow-up/letters/print"),
    },
    Scene { name: "messages", route: "/people/{person}/messages", open: the_messages },
    Scene { name: "answer", route: "/answer/{secret}", open: a_link },
    Scene { name: "leaflet", route: "/topics/{topic}", open: |desk| desk.open("/topics/risk-of-death") },
    Scene { name: "examination", route: "/people/{person}/examinations/{examination}", open: an_examination },
    Scene { name: "sites", route: "/sites", open: |desk| desk.open("/sites") },
    Scene { name: "site", route: "/sites/{site}", open: |desk| a_site(desk, "St Anne") },
    Scene { name: "site-empty", route: "/sites/{site}", open: |desk| a_site(desk, "County") },
    Scene { name: "rules", route: "/rules", open: |desk| desk.open("/rules") },
    Scene { name: "rows", route: "/rows", open: |desk| desk.open("/rows") },
    Scene { name: "account", route: "/account", open: |desk| desk.open("/account") },
    Scene { name: "second-factor", route: "/account/second-factor", open: |desk| desk.open("/account/second-factor") },
    Scene { name: "sign-in", route: "/sign-in", open: |desk| desk.open("/sign-in") },
    Scene { name: "speak-up", route: "/speak-up", open: |desk| desk.open("/speak-up") },
    Scene { name: "emergency", route: "/emergency", open: |desk| desk.open("/emergency") },
    Scene { name: "accounts", route: "/accounts", open: |desk| desk.open("/accounts") },
    Scene { name: "somebody-s-account", route: "/accounts/{account}", open: an_account },
    Scene { name: "advocates", route: "/advocates", open: |desk| desk.open("/advocates") },
    Scene { name: "advocate", route: "/advocates/{account}", open: an_advocate },
    // From here on somebody else sits here.
    Scene { name: "my-people", route: "/my-people", open: |desk| as_somebody(desk, "oscar", "/my-people") },
    Scene { name: "me", route: "/me", open: |desk| as_somebody(desk, "kathy", "/me") },
    Scene { name: "me-readings", route: "/me/readings", open: |desk| as_somebody(desk, "kathy", "/me/readings") },
    Scene { name: "me-told", route: "/people/{person}/tellings", open: |desk| as_kathy(desk, "What I have been told") },
    Scene { name: "me-names", route: "/people/{person}/bonds", open: |desk| as_kathy(desk, "Say whom I name") },
    Scene { name: "concerns", route: "/concerns", open: |desk| as_somebody(desk, "ines", "/concerns") },
    Scene { name: "erasures", route: "/erasures", open: |desk| as_somebody(desk, "ada", "/erasures") },
    Scene { name: "readings", route: "/readings", open: |desk| as_somebody(desk, "ines", "/readings") },
];

fn of_person(desk: &Desk, name: &str, rest: &str) {
    desk.open("/people");
    let person = desk.person(name);
    desk.open(&format!("/people/{person}{rest}"));
}

/// Somebody who gave long ago and wants letters, and to whom one is written.
fn lettie(desk: &Desk) -> &'static str {
    static LETTIE: OnceLock<String> = OnceLock::new();
    LETTIE.get_or_init(|| {
        let details = json!({ "name": "Lettie Marsh", "sex": "female", "birth": { "on": "1971-03-04" } });
        let made = desk.elsewhere("/api/v1/people", &json!({ "details": details }));
        let place = made.lines().find_map(|line| line.to_lowercase().strip_prefix("location: ").map(str::to_owned));
        let person =
            place.and_then(|place| place.trim().rsplit('/').next().map(str::to_owned)).expect("she has a place");
        let on = |path: &str| format!("/api/v1/people/{person}/{path}");
        desk.elsewhere(&on("donations"), &json!({ "step": "record", "kind": "kidney", "on": "2021-01-10" }));
        let ways = json!([{ "by": "letter", "address": "4 Harbour Row, Northfield, N1 2AB" }]);
        desk.elsewhere(&on("follow-up/plan"), &json!({ "agreed": "2021-01-05", "ways": ways }));
        desk.elsewhere(&on("messages"), &json!({ "by": "letter" }));
        person
    })
}

fn with_letter(desk: &Desk, path: &str) {
    lettie(desk);
    desk.open(path);
}

fn the_messages(desk: &Desk) {
    desk.open(&format!("/people/{}/messages", lettie(desk)));
}

/// The page behind a link. A newer link ends the one before, so each time it is a new one.
fn a_link(desk: &Desk) {
    let made = desk.elsewhere(&format!("/api/v1/people/{}/links", lettie(desk)), &json!({}));
    let path = made.split_once("\"path\":\"").and_then(|(_, rest)| rest.split_once('"')).expect("it has a path").0;
    desk.open(path);
}

fn an_examination(desk: &Desk) {
    of_person(desk, "Tommy", "");
    desk.first(".entries a[href*='/examinations/']").click();
}

fn an_account(desk: &Desk) {
    desk.open("/accounts");
    desk.first("tbody th a").click();
}

fn an_advocate(desk: &Desk) {
    desk.open("/advocates");
    desk.first("tbody th a").click();
}

fn as_somebody(desk: &Desk, login: &str, path: &str) {
    desk.sign_in(login);
    desk.open(path);
}

/// From her own page to one of its parts.
fn as_kathy(desk: &Desk, link: &str) {
    as_somebody(desk, "kathy", "/me");
    desk.follow(link);
}

fn a_site(desk: &Desk, name: &str) {
    desk.open("/sites");
    let links = desk.browser().all("tbody th a");
    links.iter().find(|link| link.text().starts_with(name)).expect("the demonstration has the site").click();
}
