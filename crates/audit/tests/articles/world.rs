//! What nobody saw for long: a yes that rested on what was never told, people who are not there, and what is written down only
//! afterwards.

use serde_json::{Value, json};

use crate::log::Log;
use crate::{Broken, Change, donation};

pub(crate) const EVENTS: &[Broken] = &[
    // A yes rests on what was told by then, as far as is known now.
    Broken(2, "had not been told everything, as is known now", |log| {
        never_told(
            told_of_the_risk(log, "says yes to the second", "2026-02-27"),
            "says yes to the second",
            "2026-02-27",
        )
    }),
    Broken(2, "had not had the time to reflect, as is known now", |log| {
        never_told(told_of_the_risk(log, "asked", "2026-02-20"), "says yes to the second", "2026-02-27")
    }),
    Broken(1, "they said yes on 2026-02-26, and “risk” had not been told", |log| {
        never_told(log, "asked", "2026-02-01").until("says yes to the first")
    }),
    Broken(1, "put to sleep to give on 2026-03-10, and “may-stop”", |log| {
        log.set("told that she may stop", "/private/on", json!("2025-03-05"))
    }),
    Broken(1, "“exchange” had not been told", |log| {
        log.set("asked", "/private/0/toward/route", json!("exchange")).until("asked")
    }),
    // Whoever stopped is not asked again.
    Broken(2, "they were asked again on 2026-01-27, and had stopped on 2026-01-26", |log| {
        stopped_before(log).set("asked", "/private/0/idea", json!("asked")).until("asked")
    }),
    // Whoever is another programme's, or wants to be left alone, is asked nothing.
    Broken(6, "asked whether they will give, or offered on 2026-01-27, while another programme", |log| {
        let yes = json!({ "on": "2026-01-26", "by": "The North" });
        let log =
            log.after("told of the risk", "2026-01-26", "account/office", "hand-over-acknowledged", json!({}), yes);
        let offer = json!({ "on": "2026-01-26", "to": "The North" });
        log.after("told of the risk", "2026-01-26", "account/office", "hand-over-offered", json!({}), offer)
    }),
    Broken(6, "offered on 2026-01-27, while they wanted to be left alone", |log| {
        left_alone(log, "told of the risk", "2026-01-26").set("asked", "/private/0/idea", json!("asked"))
    }),
    Broken(6, "they said yes on 2026-02-26, while they wanted", |log| {
        left_alone(log, "asked", "2026-02-01").until("says yes to the first")
    }),
    Broken(6, "a day was set for them to give on 2026-03-01, while they wanted", |log| {
        left_alone(log, "says yes to the second", "2026-02-27").until("a day is set")
    }),
    Broken(6, "written down as dead since 2026-03-12, and lived on 2026-03-14", |log| {
        log.after("she goes home", "2026-03-15", "account/osei", "died", json!({}), dead("2026-03-12"))
    }),
    // Nothing is taken from whoever is not there, or for whoever is not.
    Broken(4, "offered on 2026-01-27, for somebody who was not available", |log| {
        gone(log, "cleared", "died", "2026-01-25").until("asked")
    }),
    Broken(4, "put to sleep to give on 2026-03-10, for somebody who was not available", |log| {
        gone(log, "another verifies", "departed", "2026-03-10")
    }),
    Broken(4, "a day was set for them to give on 2026-03-01, for somebody", |log| {
        gone(log, "says yes to the second", "departed", "2026-02-27").until("a day is set")
    }),
    Broken(4, "put to sleep to give on 2026-03-10, when they had left or died", |log| {
        log.after("another verifies", "2026-03-10", "account/osei", "died", json!({}), dead("2026-03-10"))
            .without("it is given")
            .without("she goes home")
            .without("it says yes")
            .without("another programme is asked")
            .without("followed for life")
    }),
    // What was verified was what the record said then.
    Broken(4, "0 of 2 people", |log| {
        let details = json!([{ "name": "Kathy", "sex": "female", "birth": { "on": "1985-04-02" } }, "a slip"]);
        log.after("another verifies", "2026-03-10", "account/office", "details-amended", json!({}), details)
    }),
    Broken(4, "0 of 2 people", |log| {
        let content = json!([{ "on": "2026-02-27", "checks": { "infection": { "hiv": "not-found" } } }, "a slip"]);
        let which = json!({ "examination": "examination-2" });
        log.after("another verifies", "2026-03-10", "account/osei", "examination-amended", which, content)
    }),
    // One person alone does not say that nobody was put to sleep.
    Broken(4, "as before the operation, and they had gone to sleep", |log| {
        called_off(in_error(log.until("she goes to sleep"), "started", "osei"))
    }),
    Broken(4, "as before the operation, and they had gone to sleep", |log| {
        called_off(in_error(in_error(log.until("she goes to sleep"), "started", "osei"), "started", "osei"))
    }),
    Broken(4, "having stopped on 2026-03-10, when they had gone to sleep", |log| {
        let word = json!({ "on": "2026-03-10" });
        let log = log.until("she goes to sleep");
        log.after("she goes to sleep", "2026-03-10", "account/kathy", "donation-withdrawn", donation(), word)
    }),
    Broken(4, "“started” was taken back by the donor", |log| {
        in_error(log.until("she goes to sleep"), "started", "kathy")
    }),
    // Whoever treats those who could receive is not independent of them.
    Broken(3, "they treat people in the whole programme", |log| {
        has_post(log, "clinician", Value::Null).until("evaluation begins")
    }),
    Broken(3, "have or had a post where somebody who could receive was", |log| {
        let log = has_post(log, "site-staff", json!("north")).until("evaluation begins");
        is_at(log, "north")
    }),
    // A deferral that nobody looks at has no end.
    Broken(5, "it was to be looked at again on 2026-01-25, and on 2026-05-01 nobody has", |log| {
        let review = json!({ "length": "review", "day": "2026-01-25" });
        log.set("deferred", "/private/term", review).until("deferred")
    }),
];

/// What looks like one of these and is none.
pub(crate) const ALLOWED: &[(&str, Change)] = &[
    ("what was told in error was told to her besides", |log| {
        let log = told_of_the_risk(log, "told that she may stop", "2026-01-05");
        never_told(log, "says yes to the second", "2026-02-27")
    }),
    ("she stopped, and offered again", stopped_before),
    ("she wanted to be left alone, and offered", |log| left_alone(log, "told of the risk", "2026-01-26")),
    ("the one who would have received died after it was given", |log| gone(log, "it is given", "died", "2026-03-10")),
    ("her advocate works where the one who would receive never was", |log| {
        is_at(has_post(log, "site-staff", json!("north")), "south")
    }),
    ("two people say that nobody was put to sleep, and she stops", |log| {
        let log = in_error(in_error(log.until("she goes to sleep"), "started", "osei"), "started", "lund");
        let word = json!({ "on": "2026-03-10" });
        let mut log = log.after("one verifies", "2026-03-10", "account/kathy", "donation-withdrawn", donation(), word);
        let place = log.lines.iter().position(|line| line["kind"] == "donation-withdrawn").expect("it is there");
        let stops = log.lines.remove(place);
        log.lines.push(stops);
        log
    }),
    ("it was another who gave long ago", |log| {
        let log = recorded(log, "2026-01-10", Value::Null);
        let said = json!({ "what": { "entry": "recorded" }, "by": "office", "on": "2026-01-26", "reason": "another" });
        let which = json!({ "donation": "donation-0" });
        log.after("told of the risk", "2026-01-26", "account/office", "donation-entered-in-error", which, said)
    }),
    ("the deferral was looked at not long after its day", |log| {
        let review = json!({ "length": "review", "day": "2026-02-05" });
        log.set("deferred", "/private/term", review).until("deferred")
    }),
    ("what she gave here before she was in the record is written down", |log| {
        recorded(log, "2019-06-01", json!("centre"))
    }),
    ("what she gave elsewhere since is written down", |log| recorded(log, "2026-01-10", Value::Null)),
];

/// Who operates first and writes it down afterwards has asked nobody, and had nothing verified.
#[test]
fn what_was_taken_here_is_not_only_written_down() {
    let report = recorded(Log::of_a_donation(), "2026-01-10", json!("centre")).audit();
    let found = |article| {
        let says = "something was taken from them here on 2026-01-10, and it was only written down afterwards";
        report.breaches.iter().any(|breach| breach.article == article && breach.what == says)
    };
    assert!(found(2) && found(4) && report.breaches.len() == 2, "{report}");
}

fn recorded(log: Log, on: &str, site: Value) -> Log {
    let given = json!({ "kind": "hair", "on": on, "site": site });
    let which = json!({ "donation": "donation-0" });
    log.after("cleared", "2026-01-25", "account/office", "donation-recorded", which, given)
}

fn told_of_the_risk(log: Log, after: &str, on: &str) -> Log {
    let told = json!({ "on": on, "understood": true });
    let which = json!({ "telling": "telling-4", "topic": "risk", "words": 1 });
    log.after(after, on, "account/mina", "told", which, told)
}

fn never_told(log: Log, after: &str, on: &str) -> Log {
    let which = json!({ "telling": "telling-2" });
    log.after(after, on, "account/mina", "telling-entered-in-error", which, json!("another Kathy"))
}

fn stopped_before(log: Log) -> Log {
    let which = json!({ "donation": "donation-0" });
    let word = json!({ "on": "2026-01-26" });
    let log = log.after("told of the risk", "2026-01-26", "account/kathy", "donation-withdrawn", which.clone(), word);
    let opening = json!([{ "kind": "kidney", "toward": { "route": "list" }, "idea": "offered" }, "2026-01-26"]);
    log.after("told of the risk", "2026-01-26", "account/office", "donation-opened", which, opening)
}

fn left_alone(log: Log, after: &str, on: &str) -> Log {
    let wish = json!({ "on": on, "source": "own-page" });
    log.after(after, on, "account/kathy", "asked-to-be-left", json!({}), wish)
}

fn gone(log: Log, after: &str, how: &str, on: &str) -> Log {
    let private = if how == "died" { dead(on) } else { json!({ "on": on }) };
    log.after_in(after, "person/tommy", on, "account/office", how, json!({}), private)
}

fn dead(on: &str) -> Value {
    json!({ "on": on, "learnt": "2026-03-15T12:00:00Z", "how": "seen" })
}

fn has_post(log: Log, role: &str, site: Value) -> Log {
    let post = json!({ "post": "post-9", "role": role, "site": site, "on": "2026-01-02" });
    log.after_in("the advocate's post", "account/mina", "2026-01-02", "account/office", "appointed", post, Value::Null)
}

fn is_at(log: Log, site: &str) -> Log {
    let stay = json!([site, "2026-01-03"]);
    log.after_in("the recipient comes in", "person/tommy", "2026-01-03", "account/office", "moved", json!({}), stay)
}

fn in_error(mut log: Log, what: &str, by: &str) -> Log {
    let said = json!({ "what": { "entry": what }, "by": by, "on": "2026-03-10", "reason": "pressed too early" });
    let line = json!({
        "label": "in error", "day": "2026-03-10", "stream": "person/kathy", "by": format!("account/{by}"),
        "kind": "donation-entered-in-error", "clear": donation(), "private": said,
    });
    log.lines.push(line);
    log
}

fn called_off(mut log: Log) -> Log {
    let off = json!({ "on": "2026-03-10", "after-anaesthesia": false, "reason": "a flood" });
    let line = json!({
        "label": "called off", "day": "2026-03-10", "stream": "person/kathy", "by": "account/osei",
        "kind": "donation-called-off", "clear": donation(), "private": off,
    });
    log.lines.push(line);
    log
}
