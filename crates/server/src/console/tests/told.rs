//! The pages of what somebody was told, and of whom they name.

use programme::rules::Programme;
use programme::{BondKind, BondStep, Command, MayBeTold, PersonId, TellingStep, TellingWay, Whom};

use super::super::*;
use super::{forms, sample, sample_refusal, typed};
use crate::console::forms::Typed;

/// Every page by name, as the samples make it.
pub(super) fn pages(programme: &Programme) -> Vec<(&'static str, String)> {
    let (desk, life, seen, tellers) =
        (sample::desk(programme), sample::kathy_told(), sample::bonds_seen(), sample::tellers());
    let told = |life, own, tells, tellers| TellingsPage { desk, life, own, tells, tellers, done: tells }.render();
    let bonds = |life, own, finds| BondsPage { desk, life, seen: &seen, own, finds, done: finds }.render();
    let nobody = sample::nobody_yet();
    let mut pages = vec![
        ("told", told(&life, false, true, &tellers)),
        ("told-own", told(&life, true, false, &[])),
        ("told-nothing", told(&nobody, false, true, &tellers)),
        ("bonds", bonds(&life, false, true)),
        ("bonds-own", bonds(&life, true, false)),
        (
            "bonds-none",
            BondsPage { seen: &record::BondsSeen::default(), life: &nobody, ..page_of(&life, &seen, desk) }.render(),
        ),
        ("leaflet", leaflet(desk, &programme.topics[0])),
    ];
    pages.extend(refusals(desk, &life));
    pages
}

fn page_of<'a>(life: &'a record::Life, seen: &'a record::BondsSeen, desk: Desk<'a>) -> BondsPage<'a> {
    BondsPage { desk, life, seen, own: true, finds: false, done: false }
}

fn refusals(desk: Desk<'_>, life: &record::Life) -> Vec<(&'static str, String)> {
    let (person, tellers, refusal) = (&life.person, sample::tellers(), sample_refusal());
    let typed =
        typed(&[("topic", "risk"), ("told.said-back", "About <three>"), ("reason", "because"), ("told.well", "yes")]);
    let answer = BondStep::Answer { namer: sample::person_id(2), may_see: true };
    let bond = sample::bond_id(1);
    let asked = [
        ("refusal-tell", Asked::Tell(person, &tellers)),
        ("refusal-telling-error", Asked::TellingInError(person, sample::telling_id(1))),
        ("refusal-name", Asked::NameBond(person, false, true)),
        ("refusal-change-bond", Asked::ChangeBond(person, bond, true)),
        ("refusal-end-bond", Asked::StepBond(person, bond, &BondStep::End, false)),
        ("refusal-answer-bond", Asked::StepBond(person, bond, &answer, true)),
    ];
    let page = |(name, asked)| {
        let html = RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &[] }.render();
        assert!(html.contains("What you wrote"), "{name} keeps what was typed");
        (name, html)
    };
    asked.map(page).into()
}

fn page(name: &str) -> String {
    let programme = sample::programme();
    pages(&programme).into_iter().find(|(known, _)| *known == name).expect("a page").1
}

#[track_caller]
fn says(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "“{text}” is not in {html}");
    }
}

#[test]
fn what_is_still_to_be_told_is_said_with_why_and_by_whom() {
    let html = page("told");
    says(
        &html,
        &["Still to be told: four things.", "“You can stop”: told too long ago: it counted until 1 April 2026."],
    );
    says(&html, &["“It does you no good”: told on 1 April 2026, and not understood yet."]);
    says(&html, &["“Samples are kept”: the words have changed since it was told.", "“Time to think”: not told yet."]);
    says(
        &html,
        &["A coordinator, a clinician or their advocate tells them.", "by Dr Osei, by telephone, with an interpreter"],
    );
    says(&html, &["It was entered in error, and counts for nothing.", "Before they are asked whether they will give"]);
    assert_eq!(html.matches("id=\"act-tell-stop\"").count(), 1, "a topic before two questions has one form");
    let own = page("told-own");
    says(&own, &["What you have been told", "your advocate tells you", "You said back:"]);
    assert!(!own.contains("<form"), "nobody tells themselves");
}

#[test]
fn who_somebody_in_the_programme_is_stands_there_only_where_both_wish_it() {
    let html = page("bonds-own");
    says(&html, &["Friend: Ruth &#38; &#60;Co&#62;", "The one to whom they would give: somebody in the programme"]);
    says(
        &html,
        &["Neither sees who the other is.", "Tommy D., as partner.", "Somebody in the programme, who would let"],
    );
    assert_eq!(html.matches("Say whether they may see you").count(), 2, "who would not be seen is not spoken of");
    assert!(!html.contains("They are with me"), "their own words need nobody’s presence");
    says(&page("bonds"), &["They are with me, or on the telephone", "Their number, if they are in the programme"]);
}

#[test]
fn a_telling_is_read_as_it_was_written_down() {
    let by = sample::account_id(1).to_string();
    let fields = [
        ("topic", "risk"),
        ("words", "2"),
        ("told.on", "14/3/26"),
        ("told.by", by.as_str()),
        ("told.way", "video"),
        ("told.said-back", "About three in ten thousand."),
        ("told.understood", "no"),
    ];
    let read = |typed: &Typed| forms::record_telling(typed, sample::TODAY, sample::person_id(1), sample::telling_id(9));
    let Command::Telling { step: TellingStep::Record { version, told, .. }, .. } =
        read(&typed(&fields)).expect("it can be read").value
    else {
        panic!("another command")
    };
    assert_eq!((version, told.way, told.understood, told.interpreted), (2, TellingWay::Video, false, false));
    let wrong = read(&typed(&fields[..2])).expect_err("most is missing");
    let places: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(places, ["told.on", "told.by", "told.way", "told.understood"]);
}

#[test]
fn somebody_else_writes_words_down_only_in_the_person_s_presence() {
    let name = |fields: &[(&str, &str)]| {
        let (person, bond) = (PersonId(sample::person_id(1).0), sample::bond_id(9));
        forms::bond_content(&typed(fields), person, bond, |content| BondStep::Name { content })
    };
    let fields = [("content.kind", "friend"), ("content.whom.contact.name", "Anna"), ("told.well", "yes")];
    let absent = [&fields[..], &[("by-another", "yes")]].concat();
    assert_eq!(name(&absent).expect_err("they are not there")[0].field, "present");
    let present = [&absent[..], &[("present", "yes")]].concat();
    for fields in [&fields[..], &present[..]] {
        let Command::Bond { step: BondStep::Name { content }, .. } = name(fields).expect("it can be read").value else {
            panic!("another command")
        };
        assert_eq!((content.kind, content.may_see), (BondKind::Friend, false));
        assert_eq!(content.may_be_told, [MayBeTold::Well].into());
        assert!(matches!(content.whom, Whom::World { .. }));
    }
    assert_eq!(name(&[("content.kind", "friend")]).expect_err("nobody is named")[0].field, "content.whom.contact.name");
}
