//! The pages of donations, under the real kidney programme: at each step, for the donor and for those who run it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Appointed, Consent, DonationEvent, DonationId, Given, Idea, Opening, OwnWord, Person, PersonEvent, Private, Role,
    Toward, Values, file,
};
use uuid::Uuid;

use crate::console::forms::typed;
use crate::console::*;
use crate::state::OnBoard;
use record::Life;

const OPENED: Date = date(2026, 3, 1);

fn id() -> DonationId {
    DonationId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_d444_0000_0000_0001))
}

fn kidney() -> Programme {
    let text = include_str!("../../../../../programmes/living-kidney-us.toml");
    file::parse(text).programme.expect("it is without faults")
}

/// Kathy, with her advocate, and a donation to which this happened.
fn kathy(programme: &Programme, then: &[DonationEvent]) -> Life {
    let mut life = sample::kathy_cared_for();
    let opening = Opening { kind: "kidney".into(), toward: Toward::List, idea: Idea::Offered };
    let opened = DonationEvent::Opened { donation: id(), opening: Private::Known((opening, OPENED)) };
    let consents = programme.consent_elements.iter().map(|element| {
        let (element, version) = (element.id.clone(), element.version);
        let consent = Consent { element, version, to: sample::account_id(6), on: date(2026, 4, 2) };
        DonationEvent::Consented { donation: id(), consent: Private::Known(consent) }
    });
    let consents = consents.filter(|_| !then.is_empty());
    for event in [opened].into_iter().chain(consents).chain(then.iter().cloned()) {
        let mut person = Some(life.person);
        Person::apply(&mut person, sample::person_id(1), &PersonEvent::Donation(event));
        life.person = person.expect("she is there");
    }
    life
}

fn given(on: Date) -> Private<Given> {
    Private::Known(Given { kind: "kidney".into(), on, discharged: None, site: None })
}

fn page(programme: &Programme, life: &Life, role: Role) -> String {
    let rights: BTreeSet<_> = sample::rights_of(role);
    let desk = Desk { programme, rights: &rights, ..sample::desk(programme) };
    let other = (role != Role::Donor).then(|| sample::account_id(1));
    let (besides, sites) = (BTreeMap::new(), sample::sites());
    DonationsPage { desk, life, besides: &besides, sites: &sites, grants: &rights, other, done: true }.render()
}

/// Every page by name.
pub(super) fn pages() -> Vec<(&'static str, String)> {
    let programme = &kidney();
    let (day, donation) = (sample::TODAY, id());
    let set = |on| {
        let appointed = Private::Known(Appointed { on, site: sample::site_id(1) });
        DonationEvent::Scheduled { donation, appointed }
    };
    let started = DonationEvent::Started { donation, on: Private::Known(day) };
    let withdrawn = DonationEvent::Withdrawn { donation, word: Private::Known(OwnWord { on: day, to: None }) };
    let done = DonationEvent::Done { donation, given: given(day) };
    let home = DonationEvent::Discharged { donation, on: Private::Known(day) };
    let lives = [
        kathy(programme, &[]),
        kathy(programme, &[set(day)]),
        kathy(programme, &[set(day), started.clone()]),
        kathy(programme, &[set(day), started.clone(), done.clone()]),
        kathy(programme, &[set(day), started, done, home]),
        kathy(programme, &[withdrawn]),
    ];
    let of = |life: usize, role| page(programme, &lives[life], role);
    let nothing = sample::kathy_cared_for();
    let rights = sample::rights_of(Role::Coordinator);
    let desk = Desk { programme, rights: &rights, ..sample::desk(programme) };
    let row = |life: &Life| {
        let (donor, donation) = (life.person.clone(), life.person.donations[0].clone());
        OnBoard { donor, donation, beside: Vec::new() }
    };
    let rows: Vec<_> = lives[..4].iter().map(row).collect();
    let mut pages = vec![
        ("donations-reflecting", of(0, Role::Coordinator)),
        ("donations-reflecting-own", of(0, Role::Donor)),
        ("donations-set", of(1, Role::Clinician)),
        ("donations-set-own", of(1, Role::Donor)),
        ("donations-begun", of(2, Role::Clinician)),
        ("donations-given", of(3, Role::Clinician)),
        ("donations-over", of(4, Role::Advocate)),
        ("donations-stopped", of(5, Role::Coordinator)),
        ("donations-none", page(programme, &nothing, Role::Coordinator)),
        ("donations-none-own", page(programme, &nothing, Role::Donor)),
        ("board", BoardPage { desk, rows: &rows, more: true }.render()),
        ("board-none", BoardPage { desk, rows: &[], more: false }.render()),
        ("rules-kidney", RulesPage { desk }.render()),
    ];
    pages.extend(refusals(desk, &lives[1], &nothing));
    pages
}

/// Every form again after a refusal, with what was typed.
fn refusals(desk: Desk<'_>, life: &Life, nothing: &Life) -> Vec<(&'static str, String)> {
    let refusal = programme::Refusal {
        rule: "time-to-reflect".into(),
        article: Some(2),
        what: "The consent was not recorded.".to_owned(),
        why: "You have 30 days to think.".to_owned(),
        source: None,
        next: "Wait until then.".to_owned(),
        place: Some("on".to_owned()),
    };
    let (sites, to) = (sample::sites(), sample::account_id(6).to_string());
    let page = |name, asked, fields: &[(&str, &str)]| {
        let typed = typed(fields);
        let html = RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &sites };
        let html = html.render();
        assert!(html.contains("<form"), "{name} has its form again: {html}");
        (name, html)
    };
    let of = Asked::Donation(&life.person, id());
    let consent = [("do", "consent"), ("element", "may-decline"), ("to", &*to), ("on", "14/3/26")];
    vec![
        page("refusal-begin-donation", Asked::BeginDonation(&nothing.person, false), &[("opening.toward", "list")]),
        page("refusal-record-donation", Asked::BeginDonation(&nothing.person, true), &[("given.on", "14/3/26")]),
        page("refusal-consent", of, &consent),
        page("refusal-less-time", of, &[("do", "shorten-reflection"), ("own", "yes")]),
        page("refusal-withdraw", of, &[("do", "withdraw"), ("own", "yes")]),
        page("refusal-schedule", of, &[("do", "schedule"), ("on", "14/3/26")]),
        page("refusal-verify", of, &[("do", "verify"), ("identifiers.name", "yes")]),
        page("refusal-start", of, &[("do", "start")]),
        page("refusal-finish", of, &[("do", "finish")]),
        page("refusal-call-off", of, &[("do", "call-off"), ("reason", "a \"flood\"")]),
        page("refusal-note", of, &[("do", "note"), ("text", "well & <awake>")]),
        page("refusal-discharge", of, &[("do", "discharge")]),
    ]
}

#[track_caller]
fn says(name: &str, texts: &[&str]) {
    let html = pages().into_iter().find(|(known, _)| *known == name).expect("a page").1;
    for text in texts {
        assert!(html.contains(text), "“{text}” is not in {html}");
    }
}

#[test]
fn each_step_says_what_is_missing_and_who_can_supply_it() {
    says(
        "donations-reflecting",
        &["Until 31 March 2026 they have time to think.", "elements wait for the donor’s yes: “You may say no”"],
    );
    says(
        "donations-reflecting",
        &["Ask for it, and take a no for a no.", "for 16.6 days after an infection", "They said yes, and I heard it"],
    );
    says("donations-set", &["It is set for 5 May 2026", "Verify it, as one of two", "Side, as expected"]);
    says("donations-begun", &["It was given", "Call it off"]);
    says("donations-given", &["They go home", "Write down how they are"]);
    says("board", &["Kathy H.", "There are more than are shown here."]);
}

#[test]
fn the_board_says_what_comes_first_in_few_words() {
    let programme = kidney();
    let elements = programme.consent_for(&"kidney".into()).count();
    assert!(elements > 2, "there is something to put together");
    let html = pages().into_iter().find(|(known, _)| *known == "board").expect("a page").1;
    assert_eq!(html.matches("wait for consent: the donor says it, and nobody for them.").count(), 1, "{html}");
    assert!(html.contains("a laboratory: do"), "who can supply it: {html}");
    for long in ["they have not said yes to this", "You can say no at any time"] {
        assert!(!html.contains(long), "“{long}” stands on the donor’s own page: {html}");
    }
}

#[test]
fn what_is_named_for_next_week_comes_before_what_is_due_next_year() {
    let programme = kidney();
    let appointed = Appointed { on: date(2026, 5, 12), site: sample::site_id(1) };
    let set = DonationEvent::Scheduled { donation: id(), appointed: Private::Known(appointed) };
    let mut life = kathy(&programme, &[set]);
    // Everything was checked today, and nothing of it asks for anybody to be in touch.
    let last = sample::examination_id(8);
    life.person.examinations.retain(|id, _| *id == last);
    let content = &mut life.person.examinations.get_mut(&last).expect("she was examined").content;
    content.on = sample::TODAY;
    content.checks = programme.schedules.iter().map(|schedule| (schedule.check.clone(), Values::new())).collect();
    let periods = programme::eligibility_periods(&life.person, &programme);
    let next = person::next(&life.person, &programme, &periods, sample::TODAY, person::Voice::You);
    assert!(next.starts_with("You give a kidney on 12 May 2026, unless you stop it."), "{next}");
    assert!(next.contains(" due on "), "the checks of another year come after it: {next}");
    let before = person::next(&life.person, &programme, &periods, date(2026, 5, 13), person::Voice::Them);
    assert!(before.contains("The day that was set for it, 12 May 2026, has passed."), "{before}");
}

#[test]
fn the_donor_says_yes_and_stops_on_a_page_of_their_own() {
    says("donations-reflecting-own", &["I consent", "I stop", "Yes, I stop", "You can say no at any time"]);
    says("donations-set-own", &["You said yes to:", "I stop"]);
    says("donations-none-own", &["I offer this", "ask your advocate"]);
    let own = pages().into_iter().filter(|(name, _)| name.ends_with("-own"));
    for (name, html) in own {
        assert!(!html.contains("Call it off") && !html.contains("Set a day"), "{name}: that is not the donor’s to do");
    }
}

#[test]
fn who_has_stopped_or_gone_home_is_asked_for_nothing() {
    for name in ["donations-stopped", "donations-over"] {
        let html = pages().into_iter().find(|(known, _)| *known == name).expect("a page").1;
        assert!(!html.contains("/step\"") && !html.contains("/word\""), "{name}");
    }
}
