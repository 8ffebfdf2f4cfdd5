//! What can be found on the pages: people, rules, who read a record.

use serde_json::json;

use crate::desk::{AUTHOR, Desk};

#[test]
fn people_are_found_while_their_name_is_typed() {
    let desk = Desk::sit();
    desk.open("/people");
    let search = desk.field("Name or number");
    search.write("tomm");
    desk.sees("One person found.");
    assert_eq!(names(&desk), ["Tommy"]);
    assert_eq!(desk.path(), "/people", "what was typed is somebody's name: it goes into no address and no history");
    search.clear();
    search.write("k-3");
    desk.sees("Ruth");
    assert_eq!(names(&desk), ["Ruth"]);
    desk.follow("Ruth");
    desk.sees("33 years old");
}

#[test]
fn the_next_people_come_without_a_name_in_the_address() {
    let desk = Desk::sit();
    desk.open("/people");
    let steps = || desk.browser().script("return history.length", &[]);
    let before = steps();
    desk.field("Name or number").write("nhanes");
    desk.browser().wait_for("a[rel=next][href*=\"text=nhanes\"]");
    let first = names(&desk);
    desk.follow("The next people");
    desk.sees("Back to the first people");
    let second = names(&desk);
    assert!(second.len() == 50 && second.iter().all(|name| !first.contains(name)), "{second:?}");
    // The field has lost the focus by now, and says that it was changed: that is no new search.
    desk.settles();
    assert_eq!(names(&desk), second, "nobody asked for the first people again");
    desk.follow("Back to the first people");
    desk.browser().wait_for("#list:not(:has(a[rel=first]))");
    assert_eq!(names(&desk), first);
    assert_eq!((desk.path().as_str(), steps()), ("/people", before));
}

#[test]
fn people_are_found_without_scripts() {
    let desk = Desk::sit();
    desk.browser().set_javascript(false);
    desk.open("/people");
    desk.write("Name or number", "k-3");
    desk.press("Find");
    desk.sees("One person found.");
    assert_eq!(names(&desk), ["Ruth"]);
}

#[test]
fn people_are_narrowed_by_outcome_site_and_stage() {
    let desk = Desk::sit();
    for (label, answer, column) in [
        ("May they give", "excluded", "May they give"),
        ("Where", "St Anne’s Transplant Centre", "Where"),
        ("Stage", "Evaluation", "Stage"),
    ] {
        desk.open("/people");
        desk.choose(label, answer);
        desk.browser().wait_for("#list:not([data-found$='in all.'])");
        let cells = desk.browser().all(&format!("tbody td[data-label='{column}']"));
        assert!(!cells.is_empty(), "nobody is {answer}");
        for cell in cells {
            assert!(cell.text().ends_with(answer), "{} is not {answer}", cell.text());
        }
    }
}

#[test]
fn every_finding_is_on_the_rules_page_with_its_source() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes/living-kidney-us.toml");
    let file: toml::Table = std::fs::read_to_string(file).expect("the file").parse().expect("TOML");
    let findings = file["finding"].as_array().expect("the file has findings");
    assert!(findings.len() > 5);
    let desk = Desk::sit();
    desk.follow("Rules");
    for finding in findings {
        let text = |key: &str| finding[key].as_str().expect("text").to_owned();
        let shown = desk.browser().find(&format!("#finding-{}", text("id"))).text();
        for wanted in [text("plain"), format!("Source: {}", text("source"))] {
            assert!(shown.contains(&wanted), "{wanted:?} is not in {shown:?}");
        }
    }
}

#[test]
fn who_reads_a_record_is_told_by_it() {
    let desk = Desk::sit();
    desk.register("Olga Alder", "3 May 1971");
    let own = |desk: &Desk| {
        let rows = desk.browser().all("section[aria-labelledby=readers] tbody tr");
        rows.iter().map(|row| row.text()).find(|row| row.contains("their page")).expect("a reading of this page")
    };
    let first = own(&desk);
    assert!(first.starts_with(AUTHOR), "{first}");
    desk.browser().reload();
    assert_eq!(own(&desk), first, "the same page again, within the hour, with nothing new in it, is the same reading");
    let weight = json!({ "on": "2026-01-05", "checks": { "body": { "weight": 71 } } });
    desk.elsewhere(&format!("/api/v1/people/{}/examinations", desk.person("Olga")), &weight);
    desk.sees("Weight 71 kg.");
    let second = own(&desk);
    assert!(second.contains("before on that day") && second != first, "{first} then {second}");
}

#[test]
fn what_is_not_there_says_so() {
    let desk = Desk::sit();
    for path in
        ["/people/00000000-0000-4000-8000-000000000000", "/sites/00000000-0000-4000-8000-000000000000", "/nowhere"]
    {
        desk.open(path);
        desk.sees("There is no such");
        desk.follow("Go to your first page");
        desk.sees("Somebody must get in touch");
    }
}

#[test]
fn pages_that_were_left_hold_nobody_up() {
    let desk = Desk::sit();
    // Were they to hold a connection each, the seventh page would never come.
    for _ in 0..5 {
        for page in ["Today", "People", "Sites", "Rules"] {
            desk.follow(page);
        }
        // Asked while the page listens for changes, as a search does.
        desk.person("Kathy");
    }
}

/// The names in the list of people.
fn names(desk: &Desk) -> Vec<String> {
    let names = "return [...document.querySelectorAll('tbody th')].map(name => name.textContent)";
    serde_json::from_value(desk.browser().script(names, &[])).expect("a list of names")
}
