//! Each rule of the auditor, on a log that breaks just that and is found, and on the same log mended, which is not.

mod log;
mod steps;
mod world;

use log::Log;
use serde_json::{Value, json};

/// What breaks an article: which one, what is said of it, and how.
pub(crate) struct Broken(pub(crate) u8, pub(crate) &'static str, pub(crate) Change);

/// Something that is changed in a log.
pub(crate) type Change = fn(Log) -> Log;

#[test]
fn where_nothing_is_broken_nothing_is_found() {
    let report = Log::of_a_donation().audit();
    assert!(report.holds(), "{report}");
    assert_eq!((report.people, report.donations, report.files, report.unsigned), (2, 1, 1, 0), "{report}");
}

#[test]
fn every_breach_is_found() {
    for Broken(article, says, broken) in EVENTS.iter().chain(world::EVENTS).chain(steps::EVENTS).chain(FILES) {
        let report = broken(Log::of_a_donation()).audit();
        let is_it = |breach: &&audit::Breach| breach.article == *article && breach.what.contains(says);
        assert!(
            report.breaches.iter().any(|breach| is_it(&breach)),
            "“{says}” of article {article} was not found:\n{report}"
        );
        let others: Vec<_> = report.breaches.iter().filter(|breach| breach.article != *article).collect();
        assert!(others.is_empty() && report.not_judged.is_empty(), "beside “{says}”: {report}");
    }
}

const EVENTS: &[Broken] = &[
    // Never a child.
    Broken(12, "not certainly 18", |log| {
        log.until("examined").set("the donor comes in", "/private/birth", json!({ "on": "2008-01-07" }))
    }),
    Broken(12, "they were examined on", |log| {
        log.until("examined").without("evaluation begins").set(
            "the donor comes in",
            "/private/birth",
            json!({ "on": "2010-02-07" }),
        )
    }),
    Broken(12, "not certainly 18", |log| {
        log.set("the donor comes in", "/private/birth", json!({ "aged": { "years": 17, "on": "2025-06-01" } }))
            .until("evaluation begins")
    }),
    Broken(12, "by the birth that is written down now", |log| {
        let details = json!([{ "name": "Kathy", "sex": "female", "birth": { "on": "2008-03-01" } }, "a slip"]);
        log.until("examined").after("examined", "2026-01-08", "account/office", "details-amended", json!({}), details)
    }),
    // Told before asked.
    Broken(1, "had not been told to them", |log| log.without("told that she may stop").until("evaluation begins")),
    Broken(1, "“risk” had not been told", |log| log.without("told of the risk").until("asked")),
    Broken(1, "not understood", |log| {
        log.set("told that she may stop", "/private/understood", json!(false)).until("evaluation begins")
    }),
    Broken(1, "in version 1", |log| {
        log.set("told that she may stop", "/clear/words", json!(1)).until("evaluation begins")
    }),
    Broken(1, "which counts until", |log| {
        log.set("told that she may stop", "/private/on", json!("2025-01-06")).until("evaluation begins")
    }),
    Broken(1, "had not been told", |log| {
        log.set("told that she may stop", "/private/on", json!("2026-01-07")).until("evaluation begins")
    }),
    Broken(1, "had not been told", |log| {
        let private = json!("to somebody else");
        log.until("evaluation begins").after(
            "told that she may stop",
            "2026-01-05",
            "account/mina",
            "telling-entered-in-error",
            json!({ "telling": "telling-1" }),
            private,
        )
    }),
    // Free to say no.
    Broken(2, "had not said yes to “no-benefit”", |log| log.without("says yes to the second")),
    Broken(2, "only to earlier words", |log| log.set("says yes to the second", "/private/version", json!(2))),
    Broken(2, "time to reflect went on until 2026-02-26", |log| {
        log.set("says yes to the first", "/private/on", json!("2026-02-25"))
    }),
    Broken(2, "neither the donor nor whoever heard it", |log| {
        log.set("says yes to the second", "/by", json!("account/osei"))
    }),
    Broken(2, "they would receive", |log| log.set("says yes to the first", "/private/to", json!("tommy"))),
    Broken(2, "heard by the donor alone", |log| log.set("says yes to the first", "/private/to", json!("kathy"))),
    Broken(2, "neither the donor nor", |log| {
        log.after(
            "asked",
            "2026-01-28",
            "account/osei",
            "donation-reflection-shortened",
            donation(),
            json!({ "on": "2026-01-28" }),
        )
    }),
    Broken(2, "time to reflect went on until 2026-02-03", |log| {
        shortened(log).set("says yes to the first", "/private/on", json!("2026-02-02")).set(
            "says yes to the second",
            "/private/on",
            json!("2026-02-03"),
        )
    }),
    Broken(2, "that the donor had stopped on 2026-03-02", |log| {
        log.after(
            "a day is set",
            "2026-03-02",
            "account/kathy",
            "donation-withdrawn",
            donation(),
            json!({ "on": "2026-03-02" }),
        )
    }),
    Broken(2, "the donor stopped, who is neither", |log| {
        log.until("a day is set").after(
            "a day is set",
            "2026-03-02",
            "account/osei",
            "donation-withdrawn",
            donation(),
            json!({ "on": "2026-03-02" }),
        )
    }),
    Broken(2, "nothing says that it was begun", |log| log.without("she goes to sleep")),
    Broken(2, "“liver” was taken from them", |log| {
        log.set("it is given", "/private/kind", json!("liver"))
            .without("it says yes")
            .without("another programme is asked")
            .after(
                "it is given",
                "2026-03-11",
                "account/osei",
                "died",
                json!({}),
                json!({ "on": "2026-03-11", "learnt": "2026-03-11T12:00:00Z", "how": "seen" }),
            )
            .without("she goes home")
            .without("followed for life")
    }),
    Broken(2, "that had been called off", |log| {
        log.after(
            "a day is set",
            "2026-03-02",
            "account/office",
            "donation-called-off",
            donation(),
            json!({ "on": "2026-03-02", "after-anaesthesia": false, "reason": "a flood" }),
        )
    }),
    // Somebody on their side.
    Broken(3, "nobody was their advocate", |log| log.without("an advocate comes").until("evaluation begins")),
    Broken(3, "nobody was their advocate", |log| {
        log.set("an advocate comes", "/private/on", json!("2026-01-07")).until("evaluation begins")
    }),
    Broken(3, "nobody was their advocate", |log| {
        log.set("an advocate comes", "/private/as", json!("companion")).until("evaluation begins")
    }),
    Broken(3, "did not hold that post", |log| log.without("the advocate's post").until("evaluation begins")),
    Broken(3, "they stand by somebody who could receive", |log| {
        let care = json!({ "carer": "mina", "as": "companion", "on": "2026-01-03" });
        log.until("evaluation begins").after_in(
            "the recipient comes in",
            "person/tommy",
            "2026-01-03",
            "account/office",
            "carer-assigned",
            json!({}),
            care,
        )
    }),
    Broken(3, "have declared a tie", |log| {
        let tie = json!({ "kind": "kin", "to": "tommy", "since": "2020-01-01" });
        log.until("evaluation begins").after_in(
            "the advocate's post",
            "account/mina",
            "2026-01-03",
            "account/mina",
            "carer-tie-declared",
            json!({ "tie": "tie-1" }),
            tie,
        )
    }),
    Broken(3, "have examined somebody who could receive", |log| {
        let content = json!({ "on": "2026-01-03", "checks": { "body": {} } });
        log.until("evaluation begins").after_in(
            "the recipient comes in",
            "person/tommy",
            "2026-01-03",
            "account/mina",
            "examination-recorded",
            json!({ "examination": "examination-9" }),
            content,
        )
    }),
    Broken(3, "was away, and nobody covered", |log| {
        let away = json!({ "absence": "absence-1", "from": "2026-01-06", "until": "2026-01-07" });
        log.until("evaluation begins").after_in(
            "the advocate's post",
            "account/mina",
            "2026-01-03",
            "account/mina",
            "carer-went-away",
            away,
            Value::Null,
        )
    }),
    Broken(3, "from 2026-02-01 until 2026-02-10 nobody", |log| {
        let care = |on: &str| json!({ "carer": "mina", "as": "advocate", "on": on });
        log.after("asked", "2026-02-10", "account/office", "carer-assigned", json!({}), care("2026-02-10")).after(
            "asked",
            "2026-02-01",
            "account/office",
            "carer-ended",
            json!({}),
            care("2026-02-01"),
        )
    }),
    Broken(3, "they are a donor on 2026-05-01, and nobody", |log| {
        let care = json!({ "carer": "mina", "as": "advocate", "on": "2026-01-27" });
        log.until("asked").after("asked", "2026-01-27", "account/office", "carer-ended", json!({}), care)
    }),
    // No harm by design.
    Broken(4, "deferred by “bmi-35”", |log| heavier(log, json!(35))),
    Broken(4, "excluded by “hiv-found”", |log| log.set("tested", "/private/checks/infection/hiv", json!("found"))),
    Broken(4, "needs-assessment by “cancer”", |log| amended(log, json!({ "bmi": 24, "told-cancer": "yes" }))),
    Broken(4, "deferred by “cancer”", |log| assessed(log, false, "2026-02-01", "yes")),
    Broken(4, "needs-assessment by “cancer”", |log| assessed(log, true, "2026-02-01", "no")),
    Broken(4, "needs-assessment by “cancer”", |log| assessed(log, true, "2025-09-10", "yes")),
    Broken(4, "deferred by “mood”", |log| amended(log, json!({ "bmi": 24, "mood": [3, 2, null] }))),
    Broken(4, "“bmi-known” asks for was not known", |log| amended(log, json!({ "told-cancer": "no" }))),
    Broken(4, "had counted until 2026-03-10", |log| log.set("examined", "/private/on", json!("2025-03-10"))),
    Broken(4, "“infection” of 2026-02-09 had counted until 2026-03-09", |log| {
        log.set("tested", "/private/on", json!("2026-02-09"))
    }),
    Broken(4, "“infection” had not been made", |log| log.without("tested")),
    Broken(4, "does not say what has to be known", |log| log.set("tested", "/private/checks/infection", json!({}))),
    Broken(4, "1 of 2 people", |log| log.without("one verifies")),
    Broken(4, "1 of 2 people", |log| log.set("one verifies", "/private/by", json!("lund"))),
    Broken(4, "1 of 2 people", |log| log.set("one verifies", "/private/by", json!("kathy"))),
    Broken(4, "1 of 2 people", |log| log.set("one verifies", "/private/on", json!("2026-03-09"))),
    Broken(4, "1 of 2 people", |log| log.set("one verifies", "/private/as-expected", json!(["identity"]))),
    Broken(4, "1 of 2 people", |log| log.set("one verifies", "/private/identifiers", json!(["name"]))),
    Broken(4, "0 of 2 people", |log| {
        log.after(
            "another verifies",
            "2026-03-10",
            "account/office",
            "donation-scheduled",
            donation(),
            json!({ "on": "2026-03-10", "site": "centre" }),
        )
    }),
    Broken(4, "as often as a life allows", |log| gave(log, "kidney", "2010-01-01")),
    Broken(4, "after “blood” on 2026-01-15 not before 2026-03-12", |log| gave(log, "blood", "2026-01-15")),
    Broken(4, "a deferral since 2026-02-20 held", |log| deferred_again(log, "2026-02-20")),
    Broken(4, "they came into “cleared” on 2026-01-25", |log| heavier_from_the_start(log).until("cleared")),
    // Waiting is a right.
    Broken(5, "while they waited by their own wish", |log| log.without("she is ready").until("asked")),
    Broken(5, "a day was set for them to give on 2026-03-01, while", |log| {
        waits_again(log, "says yes to the second", "2026-02-27").until("a day is set")
    }),
    Broken(5, "put to sleep to give on 2026-03-10, while", |log| waits_again(log, "a day is set", "2026-03-05")),
    Broken(5, "took effect only on 2026-01-09", |log| log.set("she waits", "/private/on", json!("2026-01-09"))),
    Broken(5, "somebody else ended their own wait", |log| {
        log.set("she is ready", "/clear/by", json!("osei")).set("she is ready", "/by", json!("account/osei"))
    }),
    Broken(5, "a shorter wait in the place of their own wait", |log| {
        let shorter = json!({ "on": "2026-01-09", "until": "2026-01-10" });
        let clear = json!({ "deferral": "wait-2", "by": "office" });
        log.after("she waits", "2026-01-09", "account/office", "wait-begun", clear, shorter)
    }),
    Broken(5, "without a reason", |log| log.set("deferred", "/private/reason", json!(" "))),
    Broken(5, "deferred “until-they-say”", |log| {
        log.set("deferred", "/private/term", json!({ "length": "until-they-say" }))
    }),
    Broken(5, "which is no time", |log| log.set("deferred", "/private/term/day", json!("2026-01-21"))),
    Broken(5, "later than the file says", |log| log.set("she objects", "/clear/until", json!("2026-02-06"))),
    Broken(5, "the last day on which that was in time", |log| {
        log.set("she objects", "/clear/until", json!("2026-01-21"))
    }),
    Broken(5, "they placed the deferral", |log| decided_by(log, "osei")),
    Broken(5, "stand or stood by", |log| decided_by(log, "mina")),
    Broken(5, "they made it", |log| decided_by(log.set("she objects", "/clear/by", json!("noor")), "noor")),
    Broken(5, "about themselves", |log| decided_by(log, "kathy")),
    Broken(5, "in somebody else's name", |log| log.set("it is decided", "/by", json!("account/noor"))),
    Broken(5, "they recorded the examination", |log| {
        let against = json!({ "kind": "finding", "rule": "bmi-35" });
        decided_by(log.set("she objects", "/private/against", against), "osei").until("it is decided")
    }),
    Broken(5, "without a reason in writing", |log| log.set("it is decided", "/private/reason", json!(""))),
    Broken(5, "it was to be decided by 2026-02-05, and on 2026-05-01 nobody has", |log| log.until("she objects")),
    // Never let go.
    Broken(6, "never offered", |log| log.without("another programme is asked")),
    Broken(6, "before it was offered", |log| log.set("it says yes", "/private/on", json!("2026-03-31"))),
    Broken(6, "nobody of the other programme", |log| log.set("it says yes", "/private/by", json!(""))),
    Broken(6, "somebody else's record", |log| left(log, "outside-record", "account/office")),
    Broken(6, "by somebody else", |log| left(log, "own-page", "account/office")),
    Broken(6, "and says that it was on 2026-04-01", |log| {
        let mut log = left(log, "letter", "account/office");
        let line = log.lines.iter_mut().find(|line| line["kind"] == "asked-to-be-left").expect("it is there");
        line["clear"] = json!({ "recorded": "2026-04-01" });
        log
    }),
];

const FILES: &[Broken] = &[
    Broken(12, "is 17", |log| log.with_file("years = 18", "years = 17")),
    Broken(12, "no minimum donor age", |log| log.with_file("years = 18\n", "")),
    Broken(12, "who may be under", |log| log.with_file("from-age = 18\n", "from-age = 16\n")),
    Broken(1, "nothing is told to them before it", |log| {
        log.with_file("before = [\"evaluation\", \"donation\"]", "before = [\"donation\"]")
    }),
    Broken(1, "give in an exchange, and nothing", |log| {
        log.with_file("before = [\"exchange\"]", "before = [\"evaluation\"]").until("the donor comes in")
    }),
    Broken(2, "no time to reflect", |log| log.with_file("[donation-kind.reflection]", "[donation-kind.thinking]")),
    Broken(2, "be nothing", |log| log.with_file("least = \"7 days\"", "least = \"0 days\"")),
    Broken(2, "nothing is said yes to", |log| {
        log.with_file("[[consent-element]]", "[[consent-part]]").with_file("[[consent-element]]", "[[consent-part]]")
    }),
    Broken(3, "nobody has an advocate", |log| log.with_file("[carers.advocate]", "[carers.friend]")),
    Broken(4, "nobody is expected to survive", |log| {
        log.with_file("survivable = true", "survivable = false").until("asked")
    }),
    Broken(4, "does not limit how often", |log| log.with_file("per-life = 1\n", "")),
    Broken(4, "asks for no check", |log| log.with_file("[[donation-kind.need]]", "[[donation-kind.wish]]")),
    Broken(4, "has nobody verify", |log| {
        log.with_file("[[donation-kind.verify]]", "[[donation-kind.look]]")
            .with_file("[[donation-kind.verify]]", "[[donation-kind.look]]")
    }),
    Broken(5, "cannot say that they wait", |log| log.with_file("whose = \"own\"", "whose = \"others\"")),
    Broken(5, "nobody hears them", |log| {
        log.with_file("[appeals]", "[complaints]").without("she objects").without("it is decided").without("deferred")
    }),
    Broken(6, "at any set time", |log| log.with_file("[[follow-up-window]]", "[[window]]")),
    Broken(6, "comes to an end", |log| log.with_file("[follow-up.for-life]", "[follow-up.a-while]")),
    Broken(6, "they gave “kidney”, and the file in force", |log| {
        log.with_file("[[follow-up-window]]", "[[window]]").without("another programme is asked").without("it says yes")
    }),
    Broken(10, "finding “bmi-35”", |log| {
        log.with_file("plain = \"Your weight for your height is 35 or more.\"", "plain = \"\"")
    }),
    Broken(10, "word “advocate”", |log| {
        log.with_file("plain = \"A person on your side.\"", "plain = \"Advocate\"")
    }),
    Broken(10, "donation-kind.verify “side”", |log| log.with_file("plain = \"The left or the right one.\"\n", "")),
    Broken(6, "denies this article", |log| {
        log.with_file("jurisdiction = \"GB\"", "jurisdiction = \"GB\"\nfiction = true")
            .with_file("[[word]]", "[fiction]\ndenies = [6]\n\n[[word]]")
    }),
];

pub(crate) fn donation() -> Value {
    json!({ "donation": "donation-1" })
}

fn shortened(log: Log) -> Log {
    log.after(
        "asked",
        "2026-01-28",
        "account/kathy",
        "donation-reflection-shortened",
        donation(),
        json!({ "on": "2026-01-28" }),
    )
}

fn amended(log: Log, body: Value) -> Log {
    let content = json!([{ "on": "2026-01-07", "checks": { "body": body } }, "a slip"]);
    log.after(
        "cleared",
        "2026-01-26",
        "account/osei",
        "examination-amended",
        json!({ "examination": "examination-1" }),
        content,
    )
}

fn heavier(log: Log, bmi: Value) -> Log {
    amended(log, json!({ "bmi": bmi, "told-cancer": "no", "mood": [0, 0, 0] }))
}

fn heavier_from_the_start(log: Log) -> Log {
    log.set("examined", "/private/checks/body/bmi", json!(36.5))
}

fn assessed(log: Log, fit: bool, on: &str, seen: &str) -> Log {
    let what =
        json!({ "rule": "cancer", "on": on, "fit": fit, "words": "It was long ago.", "seen": { "told-cancer": seen } });
    let log = amended(log, json!({ "bmi": 24, "told-cancer": "yes" }));
    log.after("asked", on, "account/osei", "assessed", json!({ "assessment": "assessment-1", "by": "osei" }), what)
}

fn gave(log: Log, kind: &str, on: &str) -> Log {
    let given = json!({ "kind": kind, "on": on });
    log.after(
        "the recipient is named",
        "2026-01-20",
        "account/office",
        "donation-recorded",
        json!({ "donation": "donation-0" }),
        given,
    )
}

fn deferred_again(log: Log, on: &str) -> Log {
    let placed =
        json!({ "kind": "for-a-time", "on": on, "term": { "length": "permanent" }, "reason": "A physician said so." });
    log.after("asked", on, "account/osei", "deferral-placed", json!({ "deferral": "deferral-2", "by": "osei" }), placed)
}

fn waits_again(log: Log, after: &str, on: &str) -> Log {
    log.after(
        after,
        on,
        "account/kathy",
        "wait-begun",
        json!({ "deferral": "wait-2", "by": "kathy" }),
        json!({ "on": on }),
    )
}

fn decided_by(log: Log, account: &str) -> Log {
    log.set("it is decided", "/clear/by", json!(account)).set(
        "it is decided",
        "/by",
        json!(format!("account/{account}")),
    )
}

fn left(log: Log, source: &str, by: &str) -> Log {
    log.after(
        "followed for life",
        "2026-03-16",
        by,
        "asked-to-be-left",
        json!({}),
        json!({ "on": "2026-03-16", "source": source }),
    )
}

/// What looks like a breach and is none.
#[test]
fn what_is_allowed_is_not_found() {
    let told_again = |log: Log| {
        let told = json!({ "on": "2026-01-05", "understood": true });
        log.set("told that she may stop", "/private/understood", json!(false)).after(
            "told that she may stop",
            "2026-01-05",
            "account/mina",
            "told",
            json!({ "telling": "telling-3", "topic": "may-stop", "words": 2 }),
            told,
        )
    };
    let allowed: &[(&str, Change)] = &[
        ("she was told again, and understood", told_again),
        ("she asked for less time", |log| {
            let log = shortened(log).set("says yes to the first", "/private/on", json!("2026-02-03"));
            log.set("says yes to the second", "/private/on", json!("2026-02-03"))
        }),
        ("somebody looked at what was found, and she is fit", |log| assessed(log, true, "2026-02-01", "yes")),
        ("the other advocate covered", |log| {
            let away = json!({ "absence": "absence-1", "from": "2026-01-06", "until": "2026-01-07" });
            let covers = json!({ "by": "noor", "absent": "mina", "from": "2026-01-06", "until": "2026-01-07" });
            log.after_in(
                "the advocate's post",
                "account/mina",
                "2026-01-03",
                "account/mina",
                "carer-went-away",
                away,
                Value::Null,
            )
            .after("an advocate comes", "2026-01-04", "account/mina", "care-covered", json!({}), covers)
        }),
        ("she had another advocate from the day on which the first went", |log| {
            let care = |carer: &str| json!({ "carer": carer, "as": "advocate", "on": "2026-02-01" });
            log.after("asked", "2026-02-01", "account/office", "carer-ended", json!({}), care("mina")).after(
                "asked",
                "2026-02-01",
                "account/office",
                "carer-assigned",
                json!({}),
                care("noor"),
            )
        }),
        ("she went away, and nobody needed to be at her side meanwhile", |log| {
            let care = json!({ "carer": "mina", "as": "advocate", "on": "2026-01-27" });
            let log = log.until("asked").after(
                "asked",
                "2026-01-27",
                "account/kathy",
                "departed",
                json!({}),
                json!({ "on": "2026-01-27" }),
            );
            log.after("departed", "2026-01-27", "account/office", "carer-ended", json!({}), care)
        }),
        ("a kidney that she gave long ago is written down as given elsewhere by a child", |log| {
            let log = gave(log, "kidney", "1990-01-01").until("examined");
            log.after("examined", "2026-01-08", "account/office", "died", json!({}), json!({ "on": "2026-01-08" }))
        }),
        ("blood given 56 days before", |log| gave(log, "blood", "2026-01-13")),
        ("the deferral was lifted", |log| {
            let lifted = json!(["2026-02-25", "It is over."]);
            deferred_again(log, "2026-02-20").after(
                "says yes to the second",
                "2026-02-25",
                "account/osei",
                "deferral-lifted",
                json!({ "deferral": "deferral-2", "by": "osei" }),
                lifted,
            )
        }),
        ("she stopped, and nothing happened any more", |log| {
            log.until("a day is set").after(
                "a day is set",
                "2026-03-02",
                "account/kathy",
                "donation-withdrawn",
                donation(),
                json!({ "on": "2026-03-02" }),
            )
        }),
        ("somebody heard that she stops", |log| {
            log.until("a day is set").after(
                "a day is set",
                "2026-03-02",
                "account/osei",
                "donation-withdrawn",
                donation(),
                json!({ "on": "2026-03-02", "to": "osei" }),
            )
        }),
        ("somebody wrote down for her that she waits", |log| log.set("she waits", "/clear/by", json!("osei"))),
        ("somebody wrote down for her that she waits longer", |log| {
            let log = log.set("she waits", "/private", json!({ "on": "2026-01-08", "until": "2026-01-12" }));
            let clear = json!({ "deferral": "wait-2", "by": "office" });
            let longer = json!({ "on": "2026-01-09", "until": "2026-01-20" });
            log.after("she waits", "2026-01-09", "account/office", "wait-begun", clear, longer)
        }),
        ("she waits anew", |log| {
            waits_again(log, "she waits", "2026-01-09").set("she is ready", "/clear/deferral", json!("wait-2"))
        }),
        ("her advocate wrote down that she is ready", |log| {
            log.set("she is ready", "/clear/by", json!("mina")).set("she is ready", "/by", json!("account/mina"))
        }),
        ("she asked to be left, by letter", |log| left(log, "letter", "account/office")),
        ("she asked to be left, on her page", |log| left(log, "own-page", "account/kathy")),
        ("an examination that was entered in error counts for nothing", |log| {
            let content = json!({ "on": "2026-02-01", "checks": { "body": { "bmi": 50 } } });
            log.after(
                "asked",
                "2026-02-02",
                "account/osei",
                "examination-entered-in-error",
                json!({ "examination": "examination-3" }),
                json!("another's"),
            )
            .after(
                "asked",
                "2026-02-01",
                "account/osei",
                "examination-recorded",
                json!({ "examination": "examination-3" }),
                content,
            )
        }),
    ];
    for (what, change) in allowed.iter().chain(world::ALLOWED).chain(steps::ALLOWED) {
        let report = change(Log::of_a_donation()).audit();
        assert!(report.holds(), "{what}:\n{report}");
    }
}

#[test]
fn an_objection_is_overdue_from_the_day_after() {
    let log = Log::of_a_donation().until("she objects");
    let found = |on: &str| log.audit_on(on).breaches.len();
    assert_eq!((found("2026-02-05"), found("2026-02-06")), (0, 1));
}

#[test]
fn what_is_not_known_is_not_judged_and_says_so() {
    let unknown: &[(&str, Change)] = &[
        ("“cloned” is not a kind", |log| {
            log.after("moved", "2026-01-03", "account/office", "cloned", json!({}), json!({}))
        }),
        ("is not a kind of event of an account", |log| {
            log.after_in("the advocate's post", "account/mina", "2026-01-03", "x", "crowned", json!({}), Value::Null)
        }),
        ("knows here", |log| log.after_in("moved", "gallery/1", "2026-01-03", "x", "shown", json!({}), Value::Null)),
        ("does not have the form of its kind", |log| {
            log.until("examined").set("examined", "/private", json!({ "when": "2026-01-07" }))
        }),
        ("cannot be read", |log| log.with_file("bmi >= 35", "bmi is big")),
        ("nobody erased them", |log| log.set("the recipient comes in", "/private", Value::Null)),
    ];
    for (says, change) in unknown {
        let report = change(Log::of_a_donation()).audit();
        assert!(!report.holds() && report.not_judged.iter().any(|one| one.why.contains(says)), "{says}: {report}");
        assert!(report.breaches.is_empty(), "{says}: {report}");
    }
}

#[test]
fn whoever_was_erased_is_counted_and_not_judged() {
    let mut log = Log::of_a_donation().without("told that she may stop");
    for line in log.lines.iter_mut().filter(|line| line["stream"] == "person/kathy") {
        line["private"] = Value::Null;
    }
    let log = log.after(
        "it says yes",
        "2026-04-06",
        "account/office",
        "erased",
        json!({ "reason": "their wish" }),
        Value::Null,
    );
    let report = log.audit();
    assert!(report.holds() && report.erased > 20, "{report}");
    assert!(report.to_string().contains("what is private in them was erased"), "{report}");
}

/// A report goes to whoever checks the programme: ids, and nothing that somebody said or that was found.
#[test]
fn a_report_names_nobody_and_says_nothing_of_their_health() {
    for Broken(_, _, broken) in EVENTS {
        let report = broken(Log::of_a_donation()).audit();
        let said = format!("{report} {}", serde_json::to_string(&report).expect("a report is JSON"));
        for private in ["Kathy", "Tommy", "Mina", "You had a cold", "I am well", "I can die", "It was long ago"] {
            assert!(!said.contains(private), "{private}: {said}");
        }
    }
}

#[test]
fn a_donors_word_that_nobody_signed_is_counted() {
    let report = Log::of_a_donation().set("says yes to the first", "/by", json!("The office")).audit();
    assert!(report.holds() && report.unsigned == 1, "{report}");
}
