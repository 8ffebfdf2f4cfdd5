//! What is said of single steps: who was there and who heard it, who let a deferral go on, who decided; and of whoever comes back.

use serde_json::{Value, json};

use crate::log::Log;
use crate::{Broken, Change, donation};

pub(crate) const EVENTS: &[Broken] = &[
    // Never a child: of whom no age is known nobody knows that they are of age.
    Broken(12, "they were examined when nobody had written down how old they are", |log| {
        log.without("the donor comes in").without("evaluation begins").until("examined")
    }),
    // Free to say no.
    Broken(2, "and no rule of the file lets it be", |log| {
        let less = json!({ "on": "2026-01-28" });
        let log = log.with_file("least = \"7 days\"\n", "");
        log.after("asked", "2026-01-28", "account/kathy", "donation-reflection-shortened", donation(), less)
    }),
    Broken(2, "heard by somebody who is not independent: they would receive", |log| {
        let less = json!({ "on": "2026-01-28", "to": "tommy" });
        log.after("asked", "2026-01-28", "account/tommy", "donation-reflection-shortened", donation(), less)
    }),
    // Somebody on their side.
    Broken(3, "their advocate was not independent: they would receive", |log| {
        log.set("account of the advocate", "/clear/person", json!("tommy")).until("evaluation begins")
    }),
    Broken(3, "their advocate was they themselves", |log| {
        log.set("account of the advocate", "/clear/person", json!("kathy")).until("evaluation begins")
    }),
    Broken(3, "they said yes on 2026-02-26, and nobody was their advocate", |log| {
        without_advocate(log, "asked", ["2026-02-26", "2026-02-27"])
    }),
    Broken(3, "a day was set for them to give on 2026-03-01, and nobody was their advocate", |log| {
        without_advocate(log, "tested", ["2026-03-01", "2026-03-02"])
    }),
    Broken(3, "put to sleep to give on 2026-03-10, and nobody was their advocate", |log| {
        without_advocate(log, "another verifies", ["2026-03-10", "2026-03-11"])
    }),
    // Whoever comes back is asked nothing before somebody has come, and has somebody from then on.
    Broken(
        3,
        "they came into “evaluation”, in which people are assessed as donors on 2026-02-21, and nobody",
        |log| {
            let mut log = came_back(log);
            log.lines.push(of_kathy(
                "2026-02-21",
                "stage-entered",
                json!({ "stage": "evaluation" }),
                json!("2026-02-21"),
            ));
            log
        },
    ),
    Broken(3, "they are a donor on 2026-05-01, and nobody was their advocate", |log| {
        let mut log = came_back(log);
        log.lines.push(of_kathy("2026-02-21", "carer-assigned", json!({}), care("2026-02-21")));
        log.lines.push(of_kathy("2026-03-01", "carer-ended", json!({}), care("2026-03-01")));
        log
    }),
    Broken(3, "from 2026-03-01 until 2026-03-05 nobody was their advocate", |log| {
        let mut log = came_back(log);
        for (kind, on) in
            [("carer-assigned", "2026-02-21"), ("carer-ended", "2026-03-01"), ("carer-assigned", "2026-03-05")]
        {
            log.lines.push(of_kathy(on, kind, json!({}), care(on)));
        }
        log
    }),
    // No harm by design.
    Broken(4, "the file does not know “liver”", |log| {
        log.set("asked", "/private/0/kind", json!("liver")).until("she goes to sleep")
    }),
    Broken(4, "put to sleep to give on 2026-03-10, and nobody is expected to survive it", |log| {
        log.with_file("survivable = true", "survivable = false")
    }),
    Broken(4, "they said yes on 2026-02-26, when they had left or died", |log| {
        let left = json!({ "on": "2026-02-01" });
        let log = log.until("says yes to the first");
        log.after("asked", "2026-02-01", "account/office", "departed", json!({}), left)
    }),
    Broken(4, "a day was set for them to give on 2026-03-01, when they had left or died", |log| {
        let left = json!({ "on": "2026-02-28" });
        let log = log.until("a day is set");
        log.after("tested", "2026-02-28", "account/office", "departed", json!({}), left)
    }),
    // Waiting is a right.
    Broken(5, "a deferral was let go on without a reason", |log| reviewed(log, "osei", json!(["2026-02-20", " "]))),
    Broken(5, "to be looked at again on 2026-01-20, which had passed", |log| {
        reviewed(log, "osei", json!(["2026-01-20", "It has not healed."]))
    }),
    Broken(5, "they placed the deferral, or let it go on", |log| {
        reviewed(log, "lund", json!(["2026-02-20", "It has not healed."]))
    }),
    Broken(5, "an objection was decided that nobody had made", |log| log.without("she objects").until("it is decided")),
    Broken(5, "they assessed what the rule found", |log| {
        let what = json!({ "rule": "cancer", "on": "2026-01-07", "fit": false, "words": "It was not long ago.",
            "seen": { "told-cancer": "yes" } });
        let which = json!({ "assessment": "assessment-1", "by": "lund" });
        let against = json!({ "kind": "assessment", "assessment": "assessment-1" });
        log.after("examined", "2026-01-07", "account/lund", "assessed", which, what)
            .set("she objects", "/private/against", against)
            .until("it is decided")
    }),
    // Never let go.
    Broken(6, "put to sleep to give on 2026-03-10, while they wanted to be left alone", |log| {
        let wish = json!({ "on": "2026-03-10", "source": "letter" });
        log.after("another verifies", "2026-03-10", "account/office", "asked-to-be-left", json!({}), wish)
    }),
    Broken(6, "they said yes on 2026-02-26, while another programme had acknowledged them", |log| {
        let yes = json!({ "on": "2026-02-02", "by": "The North" });
        let offer = json!({ "on": "2026-02-01", "to": "The North" });
        log.until("says yes to the first")
            .after("asked", "2026-02-02", "account/office", "hand-over-acknowledged", json!({}), yes)
            .after("asked", "2026-02-01", "account/office", "hand-over-offered", json!({}), offer)
    }),
];

pub(crate) const ALLOWED: &[(&str, Change)] = &[
    ("she left, her advocate went, and nothing was asked of her since she is back", came_back),
    ("she came back, and somebody came before she was asked anything", |log| {
        let mut log = came_back(log);
        log.lines.push(of_kathy("2026-02-21", "carer-assigned", json!({}), care("2026-02-21")));
        log.lines.push(of_kathy("2026-02-21", "stage-entered", json!({ "stage": "evaluation" }), json!("2026-02-21")));
        log
    }),
    ("she was taken for dead, her advocate went, and nothing was asked of her since that was put right", |log| {
        let mut log = log.until("cleared");
        let dead = json!({ "on": "2026-02-01", "learnt": "2026-02-01T12:00:00Z", "how": "a letter" });
        log.lines.push(of_kathy("2026-02-01", "died", json!({}), dead));
        log.lines.push(of_kathy("2026-02-01", "carer-ended", json!({}), care("2026-02-01")));
        log.lines.push(of_kathy("2026-02-20", "died-in-error", json!({}), json!("it was her cousin")));
        log
    }),
    ("a wish to be left was written down on the day that it says", |log| {
        let wish = json!({ "on": "2026-03-10", "source": "letter" });
        let recorded = json!({ "recorded": "2026-03-20" });
        let log = log.without("another programme is asked").without("it says yes");
        log.after("followed for life", "2026-03-20", "account/office", "asked-to-be-left", recorded, wish)
    }),
];

/// Whoever was put to sleep and had never been asked: nothing says to what they had said yes, nor what was to be given.
#[test]
fn nobody_is_put_to_sleep_who_was_never_asked() {
    let report = Log::of_a_donation().without("asked").until("she goes to sleep").audit();
    let found = |article, says| report.breaches.iter().any(|one| one.article == article && one.what.contains(says));
    assert!(found(2, "put to sleep to give on 2026-03-10, and had never been asked"), "{report}");
    assert!(found(4, "the file does not know"), "{report}");
}

fn care(on: &str) -> Value {
    json!({ "carer": "mina", "as": "advocate", "on": on })
}

/// Her advocate is gone from one day until another.
fn without_advocate(log: Log, after: &str, [from, until]: [&str; 2]) -> Log {
    let log = log.after(after, until, "account/office", "carer-assigned", json!({}), care(until));
    log.after(after, from, "account/office", "carer-ended", json!({}), care(from))
}

/// She leaves, her advocate goes, and she comes back.
fn came_back(log: Log) -> Log {
    let mut log = log.until("cleared");
    log.lines.push(of_kathy("2026-02-01", "departed", json!({}), json!({ "on": "2026-02-01" })));
    log.lines.push(of_kathy("2026-02-05", "carer-ended", json!({}), care("2026-02-05")));
    log.lines.push(of_kathy("2026-02-20", "returned", json!({}), json!("2026-02-20")));
    log
}

fn reviewed(log: Log, by: &str, private: Value) -> Log {
    let which = json!({ "deferral": "deferral-1", "by": by });
    log.after("deferred", "2026-01-21", &format!("account/{by}"), "deferral-reviewed", which, private)
}

fn of_kathy(day: &str, kind: &str, clear: Value, private: Value) -> Value {
    json!({ "label": kind, "day": day, "stream": "person/kathy", "by": "account/office", "kind": kind,
        "clear": clear, "private": private })
}
