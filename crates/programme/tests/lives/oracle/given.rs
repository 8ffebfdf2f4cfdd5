//! Article 4, and article 2 as far as it is about what is taken: on the day on which somebody goes to sleep to give.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::{At, Line, after, day};

pub(super) fn broken(at: At<'_>) -> Vec<(u8, String)> {
    match at.line.kind {
        "donation-started" => started(at),
        "donation-done" => {
            let begun = at.of_donation().any(|line| line.kind == "donation-started");
            (!begun).then(|| (2, "nothing says that it was begun".to_owned())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn started(at: At<'_>) -> Vec<(u8, String)> {
    let on = day(&at.line.private);
    let Some(opened) = at.of_donation().find(|line| line.kind == "donation-opened") else {
        return vec![(2, "it was never asked".to_owned())];
    };
    let kind = at.kind(&opened.private[0]["kind"]);
    let mut found = Vec::new();
    for element in at.tables("consent-element") {
        let of_kind = element.get("kinds").and_then(toml::Value::as_array);
        if of_kind.is_some_and(|kinds| !kinds.contains(&kind["id"])) {
            continue;
        }
        let said = at.of_donation().filter(|line| line.kind == "donation-consented");
        let mut said = said.filter(|line| line.private["element"] == element["id"].as_str().expect("it has an id"));
        if !said.any(|line| line.private["version"].as_i64() == element["version"].as_integer()) {
            found.push((2, format!("they had not said yes to {:?}", element["id"])));
        }
    }
    found.extend(harm(at, kind, on).into_iter().map(|what| (4, what)));
    found
}

/// Everything that protects the donor on the day.
fn harm(at: At<'_>, kind: &toml::Table, on: Date) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |is_wrong: bool, what: &str| found.extend(is_wrong.then(|| what.to_owned()));
    say(kind["survivable"].as_bool() != Some(true), "nobody survives it");
    let given = given(at);
    let same = given.iter().filter(|(of, _)| of.as_str() == kind["id"].as_str()).count() as i64;
    say(kind["per-life"].as_integer().is_none_or(|most| most <= same), "it was given as often as a life allows");
    for interval in kind.get("interval").and_then(toml::Value::as_array).into_iter().flatten() {
        let earlier = given.iter().filter(|(of, _)| of.as_str() == interval["after"].as_str());
        say(earlier.into_iter().any(|(_, given)| on < after(*given, &interval["least"])), "too soon after another");
    }
    say(verifiers(at, kind, on) < 2, "fewer than two verified it");
    for need in kind["need"].as_array().expect("a kind needs checks") {
        let made = last_check(at, need["check"].as_str().expect("a need is of a check"), on);
        let in_time = made.as_ref().is_some_and(|(made, _)| on <= after(*made, &need["within"]));
        say(!in_time, "a check that matters is missing or out of date");
    }
    say(placed_by_others(at, on), "a deferral held");
    if at.file["programme"]["id"].as_str() == Some("lives") {
        found.extend(unfit(at, on));
    }
    found
}

/// What was given, without what was written down in error: that something was given here two people say.
fn given(at: At<'_>) -> Vec<(&Value, Date)> {
    let mut given: Vec<(&Value, (&Value, Date))> = Vec::new();
    let mut doubts: Vec<(&Value, &Value, &Value)> = Vec::new();
    for line in at.of_person() {
        let (donation, private) = (&line.clear["donation"], &line.private);
        match line.kind {
            // What is written down anew is doubted by nobody yet.
            "donation-started" | "donation-discharged" => doubts.retain(|(of, ..)| *of != donation),
            "donation-recorded" | "donation-done" => {
                doubts.retain(|(of, ..)| *of != donation);
                given.push((donation, (&private["kind"], day(&private["on"]))));
            }
            "donation-entered-in-error" => {
                let (what, by) = (&private["what"]["entry"], &private["by"]);
                let seconds =
                    |(of, known, who): &(&Value, &Value, &Value)| (*of, *known) == (donation, what) && *who != by;
                if ["started", "done"].iter().any(|two| what == two) && !doubts.iter().any(seconds) {
                    doubts.push((donation, what, by));
                    continue;
                }
                doubts.retain(|(of, ..)| *of != donation);
                if ["recorded", "done"].iter().any(|gone| what == gone) {
                    given.retain(|(of, _)| *of != donation);
                }
            }
            _ => {}
        }
    }
    given.into_iter().map(|(_, given)| given).collect()
}

/// How many people verified everything that day, since the day was set.
fn verifiers(at: At<'_>, kind: &toml::Table, on: Date) -> usize {
    let of_donation: Vec<&Line> = at.of_donation().collect();
    let since = of_donation.iter().rposition(|line| line.kind == "donation-scheduled").unwrap_or_default();
    let all = kind["verify"].as_array().expect("a kind is verified");
    let whole = of_donation[since..].iter().filter(|line| line.kind == "donation-verified").filter(|line| {
        let seen = line.private["as-expected"].as_array().expect("it says what was seen");
        let everything = all.iter().all(|item| seen.iter().any(|seen| seen.as_str() == item["id"].as_str()));
        let sure = line.private["identifiers"].as_array().is_some_and(|by| by.len() >= 2);
        let donor = at.is_own(line.private["by"].as_str().expect("somebody verified it"));
        everything && sure && !donor && day(&line.private["on"]) == on
    });
    whole.map(|line| line.private["by"].to_string()).collect::<BTreeSet<_>>().len()
}

/// The last check of a kind by a day, and what it says: of two on one day that which was written down later.
fn last_check(at: At<'_>, check: &str, on: Date) -> Option<(Date, Value)> {
    let mut last: Option<(Date, Value)> = None;
    for line in at.of_person().filter(|line| line.kind == "examination-recorded") {
        let of_it = || at.of_person().filter(|other| other.clear["examination"] == line.clear["examination"]);
        let content = of_it().filter(|other| other.kind == "examination-amended").last();
        let content = content.map_or(&line.private, |amended| &amended.private[0]);
        let in_error = of_it().any(|other| other.kind == "examination-entered-in-error");
        let (made, found) = (day(&content["on"]), &content["checks"][check]);
        if !in_error && !found.is_null() && made <= on && last.as_ref().is_none_or(|(before, _)| *before <= made) {
            last = Some((made, found.clone()));
        }
    }
    last
}

fn placed_by_others(at: At<'_>, on: Date) -> bool {
    let mut placed = at.of_person().filter(|line| line.kind == "deferral-placed");
    placed.any(|placed| {
        let id = &placed.clear["deferral"];
        let lifted = at.of_person().filter(|line| line.kind == "deferral-lifted" && line.clear["deferral"] == *id);
        let upheld =
            at.of_person().filter(|line| line.kind == "appeal-decided" && line.private["decision"] == "upheld");
        let upheld = upheld.filter(|ruling| {
            let made = at
                .of_person()
                .find(|line| line.kind == "appeal-made" && line.clear["appeal"] == ruling.clear["appeal"]);
            made.is_some_and(|made| made.private["against"]["deferral"] == *id)
        });
        let end = (placed.private["term"]["length"] == "until").then(|| day(&placed.private["term"]["day"]));
        let ends = lifted.map(|line| day(&line.private[0])).chain(upheld.map(|line| day(&line.clear["on"]))).chain(end);
        day(&placed.private["on"]) <= on && !ends.into_iter().any(|end| end <= on)
    })
}

/// What the rules of the file of the random lives find, said anew.
fn unfit(at: At<'_>, on: Date) -> Vec<String> {
    let Some((made, body)) = last_check(at, "body", on) else { return vec!["the body was never looked at".to_owned()] };
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    let bmi = number(&body["bmi"]);
    let mood: f64 = body["mood"].as_array().into_iter().flatten().filter_map(number).sum();
    let hiv = last_check(at, "infection", on).map(|(_, found)| found["hiv"].clone());
    let fit = at.of_person().filter(|line| line.kind == "assessed" && line.private["rule"] == "cancer").last();
    let fit =
        fit.is_some_and(|line| line.private["fit"] == true && on < after(day(&line.private["on"]), &"6 months".into()));
    let wrong = [
        (after(made, &"12 months".into()) <= on, "the body was looked at too long ago"),
        (bmi.is_none_or(|bmi| bmi >= 35.0), "their weight"),
        (mood >= 5.0, "their mood"),
        (hiv.is_none_or(|hiv| hiv != "not-found"), "a virus"),
        (body["told-cancer"] == "yes" && !fit, "a cancer that nobody found them fit with"),
    ];
    wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, what)| what.to_owned()).collect()
}
