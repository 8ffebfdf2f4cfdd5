//! Articles 2, 5 and 6, as far as they are about who says something: yes, stop, wait, leave me; and who decides about others.

use super::{At, Line, after, day};

pub(super) fn broken(at: At<'_>) -> Vec<(u8, String)> {
    let (line, private) = (at.line, &at.line.private);
    let mut found = Vec::new();
    let mut say = |article, is_wrong: bool, what: &str| found.extend(is_wrong.then(|| (article, what.to_owned())));
    if line.kind.starts_with("donation-") {
        say(2, at.of_donation().any(|line| line.kind == "donation-withdrawn"), "the donor had stopped");
    }
    match line.kind {
        "donation-consented" => {
            say(2, !at.is_their_word(&private["to"]), "it is nobody's word");
            say(2, at.is_own(private["to"].as_str().expect("somebody heard it")), "nobody else heard it");
            say(2, !reflected(at), "there was no time to reflect");
        }
        "donation-reflection-shortened" | "donation-withdrawn" => {
            say(2, !at.is_their_word(&private["to"]), "it is nobody's word");
        }
        "wait-begun" => say(5, day(&private["on"]) != line.day, "it did not begin at once"),
        "wait-ended" => say(5, !speaks(at), "somebody else ended it"),
        "deferral-placed" => {
            let (on, term) = (day(&private["on"]), &private["term"]);
            let has_term = match term["length"].as_str() {
                Some("permanent") => true,
                Some("until" | "review") => on < day(&term["day"]),
                _ => false,
            };
            say(5, !has_term, "it has no term");
            say(5, private["reason"].as_str().is_none_or(|reason| reason.trim().is_empty()), "it has no reason");
        }
        "appeal-decided" => {
            say(5, took_part(at), "whoever decided it took part in it");
            say(5, private["reason"].as_str().is_none_or(|reason| reason.trim().is_empty()), "it has no reason");
        }
        "asked-to-be-left" => {
            let own_page = private["source"] == "own-page" && line.by.as_ref().is_some_and(|by| !at.is_own(by));
            say(6, private["source"] == "outside-record" || own_page, "it is somebody else's wish");
        }
        "hand-over-acknowledged" => {
            let last = at.of_person().filter(|line| line.kind.starts_with("hand-over-")).last();
            say(6, last.is_none_or(|last| last.kind != "hand-over-offered"), "nobody was asked");
        }
        _ => {}
    }
    found
}

/// Whether the time to reflect was over: since the donation began, and since everything had been understood once, in its
/// present words.
fn reflected(at: At<'_>) -> bool {
    let opened = at.of_donation().find(|line| line.kind == "donation-opened").expect("a yes is of a donation");
    let on = day(&at.line.private["on"]);
    let mut begun = day(&opened.private[1]);
    for topic in at.tables("topic") {
        if !topic["before"].as_array().is_some_and(|all| all.iter().any(|of| of.as_str() == Some("donation"))) {
            continue;
        }
        let understood = |told: &&Line| {
            let in_error = at
                .of_person()
                .any(|line| line.kind == "telling-entered-in-error" && line.clear["telling"] == told.clear["telling"]);
            told.kind == "told"
                && told.clear["topic"].as_str() == topic["id"].as_str()
                && told.clear["words"].as_i64() == topic["version"].as_integer()
                && told.private["understood"] == true
                && !in_error
        };
        let first =
            at.of_person().filter(understood).map(|told| day(&told.private["on"])).filter(|told| *told <= on).min();
        begun = first.map_or(begun, |first| begun.max(first));
    }
    let kind = at.kind(&opened.private[0]["kind"]);
    let shortened = at.of_donation().find(|line| line.kind == "donation-reflection-shortened");
    let is_shortened = shortened.is_some_and(|line| day(&line.private["on"]) <= on);
    let time = if is_shortened { &kind["reflection"]["least"] } else { &kind["reflection"]["time"] };
    after(begun, time) <= on
}

/// Whether whoever ends a wait is the person, or their advocate that day.
fn speaks(at: At<'_>) -> bool {
    let Some(by) = &at.line.by else { return true };
    let stands = at.of_person().filter(|line| line.kind == "carer-assigned" && line.private["carer"] == by.as_str());
    let stands = stands.filter(|line| line.private["as"] == "advocate" && day(&line.private["on"]) <= at.line.day);
    let covers = at.of_person().filter(|line| line.kind == "care-covered" && line.private["by"] == by.as_str());
    at.is_own(by) || stands.chain(covers).next().is_some()
}

/// Whether whoever decided an objection made it, stands by the one who objects, or did what it is against.
fn took_part(at: At<'_>) -> bool {
    let Some(by) = &at.line.by else { return false };
    let of_it = |line: &&Line| line.kind == "appeal-made" && line.clear["appeal"] == at.line.clear["appeal"];
    let Some(made) = at.of_person().find(of_it) else { return true };
    let against = &made.private["against"];
    let theirs = |line: &&Line| line.clear["by"] == by.as_str();
    let placed =
        at.of_person().filter(|line| ["deferral-placed", "deferral-reviewed"].contains(&line.kind)).filter(theirs);
    let mut placed = placed.filter(|line| line.clear["deferral"] == against["deferral"]);
    let mut assessed = at.of_person().filter(|line| line.kind == "assessed").filter(theirs);
    let mut cares = at.of_person().filter(|line| line.kind == "carer-assigned" && line.private["carer"] == by.as_str());
    let is_against = |kind: &str| against["kind"] == kind;
    at.is_own(by)
        || made.clear["by"] == by.as_str()
        || cares.next().is_some()
        || is_against("deferral") && placed.next().is_some()
        || is_against("assessment") && assessed.any(|line| line.clear["assessment"] == against["assessment"])
}
