//! Files that were served under an earlier version of Carer can be read for ever, and nothing that an article forbids is done
//! to anybody under them. `served/` holds files as they once were.

mod ground;
mod printed;

use ground::text_of;
use jiff::civil::{Date, date};
use printed::printed;
use programme::rules::Programme;
use programme::{
    Birth, Command, Details, Donation, DonationEvent, DonationId, Event, Facts, Idea, Opening, Person, PersonEvent,
    PersonId, Private, Sex, StageId, Toward, decide, file, next_step,
};
use uuid::Uuid;

const SERVED: [&str; 2] = ["before-donations", "before-tellings"];
const TODAY: Date = date(2026, 1, 5);
const DONOR: PersonId = PersonId(Uuid::from_u128(1));

fn served(name: &str) -> String {
    text_of(&format!("crates/programme/tests/served/{name}.toml"))
}

#[test]
fn a_file_that_was_served_is_read_for_ever_and_what_it_lacks_is_said() {
    for name in SERVED {
        let text = served(name);
        assert!(file::parse(&text).programme.is_none(), "{name} may not be put in force today");
        let read = file::parse_served(&text);
        let programme = read.programme.as_ref().unwrap_or_else(|| panic!("{name} was served"));
        assert_eq!(programme.text, text);
        assert_eq!(programme.checks.len(), text.matches("[[check]]").count(), "{name} is read in full");
        assert_eq!(programme.findings.len(), text.matches("[[finding]]").count());
        let said: Vec<_> = read.errors().cloned().collect();
        insta::assert_snapshot!(format!("served_{name}"), printed(&text, &said));
    }
}

/// What cannot be read would be a rule that nobody keeps to.
#[test]
fn a_file_that_cannot_be_read_in_full_is_not_read_in_part() {
    let text = served(SERVED[0]);
    for (from, to) in [
        ("outcome = \"excluded\"", "outcome = \"exluded\""),
        ("plausible = [40, 300]", "plausible = [300, 40]"),
        ("valid-for = \"12 months\"", "valid-for = \"12 moons\""),
        ("every = \"11 months\"", "evry = \"11 months\""),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        assert!(file::parse_served(&broken).programme.is_none(), "{to}");
    }
}

#[test]
fn what_is_sound_reads_alike_either_way() {
    let text = text_of("programmes/living-kidney-us.toml");
    let [strict, lenient] = [file::parse(&text), file::parse_served(&text)];
    assert_eq!(strict.diagnostics, lenient.diagnostics);
    assert_eq!(strict.programme.map(|programme| programme.hash), lenient.programme.map(|programme| programme.hash));
}

/// The enforcement on every command holds without that on the file: whatever is taken out of it.
#[test]
fn nobody_is_asked_under_a_file_that_lacks_what_an_article_asks_for() {
    let text = text_of("programmes/living-kidney-us.toml");
    let without = |header: &str| without(&text, header);
    let cases: Vec<(u8, String)> = vec![
        (
            1,
            text.replace("\"donation\"]", "\"exchange\"]")
                .replace("before = [\"donation\"]", "before = [\"exchange\"]"),
        ),
        (2, without("[donation-kind.reflection]")),
        (2, without("[[consent-element]]")),
        (4, text.replace("per-life = 1\n", "")),
        (4, without("[[donation-kind.need]]")),
        (4, without("[[donation-kind.verify]]")),
        (6, without("[follow-up.for-life]")),
    ];
    for (article, changed) in cases {
        assert!(file::parse(&changed).programme.is_none(), "article {article} is checked on the file");
        let programme = file::parse_served(&changed).programme.expect("all that it says can be read");
        assert!(missing(&programme).contains(&("file-falls-short".to_owned(), Some(article))), "article {article}");
    }
    let whole = file::parse(&text).programme.expect("it is sound");
    assert!(missing(&whole).iter().all(|(rule, _)| rule != "file-falls-short"));
}

#[test]
fn nobody_is_assessed_under_a_file_that_has_nothing_told_before() {
    let programme = file::parse_served(&served(SERVED[0])).programme.expect("it was served");
    let person = registered(&programme);
    let mut facts = Facts::on(TODAY);
    facts.people = vec![&person];
    let enter = Command::EnterStage { person: DONOR, stage: StageId::from("evaluation"), on: TODAY };
    let refusal = decide(&facts, &programme, &enter).expect_err("they would be asked untold");
    assert_eq!((refusal.rule.as_str(), refusal.article), ("file-falls-short", Some(1)), "{refusal:?}");
}

#[test]
fn nobody_is_registered_into_a_stage_in_which_people_are_assessed() {
    let text = text_of("programmes/living-kidney-us.toml");
    let changed =
        text.replacen("next = [\"evaluation\"]\n", "next = [\"evaluation\"]\nassessed = true\nfrom-age = 18\n", 1);
    let programme = file::parse_served(&changed).programme.expect("all that it says can be read");
    let refusal = decide(&Facts::on(TODAY), &programme, &registering()).expect_err("nobody could be on their side");
    assert_eq!((refusal.rule.as_str(), refusal.article), ("file-falls-short", Some(3)), "{refusal:?}");
}

#[test]
fn no_file_that_is_served_makes_donors_of_children() {
    let text = text_of("programmes/living-kidney-us.toml").replacen("years = 18", "years = 12", 1);
    let programme = file::parse_served(&text).programme.expect("all that it says can be read");
    assert_eq!(programme.minimum_donor_age.years, 18);
}

/// The text without any table of a header, up to the next header that is not below it.
fn without(text: &str, header: &str) -> String {
    let name = header.trim_matches(['[', ']']);
    let mut lines = Vec::new();
    let mut within = false;
    for line in text.lines() {
        if line.starts_with('[') {
            let this = line.trim_matches(['[', ']']);
            within = this == name || this.starts_with(&format!("{name}."));
        }
        if !within {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// What is missing before anything can be taken from somebody who offered a kidney: each rule, and its article.
fn missing(programme: &Programme) -> Vec<(String, Option<u8>)> {
    let opening = Opening { kind: "kidney".into(), toward: Toward::List, idea: Idea::Offered };
    let opened =
        DonationEvent::Opened { donation: DonationId(Uuid::from_u128(9)), opening: Private::Known((opening, TODAY)) };
    let mut person = Some(registered(programme));
    Person::apply(&mut person, DONOR, &PersonEvent::Donation(opened));
    let person = person.expect("they are registered");
    let donation: &Donation = person.donations.first().expect("they offered one");
    let next = next_step(&person, &[], donation, programme, TODAY);
    next.missing.into_iter().map(|missing| (missing.rule.as_str().to_owned(), missing.article)).collect()
}

fn registering() -> Command {
    let details =
        Details { name: Some("Ruth".to_owned()), number: None, sex: Sex::Female, birth: Birth::On(date(1980, 1, 1)) };
    Command::Register { person: DONOR, details, site: None }
}

fn registered(programme: &Programme) -> Person {
    let events = decide(&Facts::on(TODAY), programme, &registering()).expect("anybody can be registered");
    let mut person = None;
    for (_, event) in events {
        let Event::Person(event) = event else { panic!("it happens to a person") };
        Person::apply(&mut person, DONOR, &event);
    }
    person.expect("they are registered")
}
