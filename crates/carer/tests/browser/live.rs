//! A page that is open comes up to date by itself, and never takes away what somebody is writing.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn what_another_writes_appears_without_a_reload() {
    let desk = Desk::sit();
    desk.register("Paula Alder", "3 May 1971");
    let person = desk.person("Paula");
    desk.browser().script("window.opened = 'once'", &[]);
    let weight = |kilos: u32| json!({ "on": "2026-01-05", "checks": { "body": { "weight": kilos } } });
    desk.elsewhere(&format!("/api/v1/people/{person}/examinations"), &weight(71));
    desk.sees("Weight 71 kg.");
    assert_eq!(desk.browser().script("return window.opened", &[]), json!("once"), "the page was loaded again");

    desk.opened("Record a check");
    desk.opened("Blood pressure");
    desk.write("First reading", "120/80");
    listens_as_well(&desk);
    desk.elsewhere(&format!("/api/v1/people/{person}/examinations"), &weight(72));
    has_heard(&desk);
    assert_eq!(desk.written("First reading"), "120/80");
    assert!(!desk.says("Weight 72 kg."));
    // Once nothing is being written any more, the page comes up to date.
    desk.field("First reading").clear();
    desk.found("fold", "Blood pressure", "").click();
    desk.sees("Weight 72 kg.");
}

#[test]
fn today_and_people_are_live_too() {
    let desk = Desk::sit();
    desk.open("/people?text=quentin");
    desk.sees("Nobody was found.");
    let details = json!({ "name": "Quentin Alder", "sex": "male", "birth": { "on": "1971-05-03" } });
    desk.elsewhere("/api/v1/people", &json!({ "details": details }));
    desk.browser().wait_for("tbody th");
    desk.sees("Quentin Alder");
}

#[test]
fn what_was_missed_in_another_window_is_made_up_for() {
    let desk = Desk::sit();
    desk.register("Rosa Alder", "3 May 1971");
    let person = desk.person("Rosa");
    // A page that is not looked at hangs up, and listens again when it is.
    let look = "Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true });
         document.dispatchEvent(new Event('visibilitychange'));";
    desk.browser().script(look, &[json!(true)]);
    let weight = json!({ "on": "2026-01-05", "checks": { "body": { "weight": 81 } } });
    listens_as_well(&desk);
    desk.elsewhere(&format!("/api/v1/people/{person}/examinations"), &weight);
    has_heard(&desk);
    assert!(!desk.says("Weight 81 kg."), "it was listening while nobody looked");
    desk.browser().script(look, &[json!(false)]);
    desk.sees("Weight 81 kg.");
}

/// Listens to what changes, beside the page: once this has heard of something, the page could have heard of it too.
fn listens_as_well(desk: &Desk) {
    let listen = "const line = new EventSource('/api/v1/live');
        window.heard = new Promise(go => line.addEventListener('changed', () => { line.close(); go(); }));
        await new Promise(go => line.addEventListener('position', go));";
    desk.browser().script_later(listen, &[]);
}

/// Waits until what was listened for has come, and the page has done what it does about it.
fn has_heard(desk: &Desk) {
    desk.browser().script_later("await window.heard", &[]);
    desk.settles();
}
