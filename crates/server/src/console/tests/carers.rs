//! My people, the advocates, and what else Today says, as pages.

use std::collections::BTreeMap;

use jiff::civil::date;
use programme::rules::Outcome;
use programme::{
    Account, AccountEvent, Application, Birth, Care, CareKind, CareTime, CarerRecord, Details, DonationId, Missing,
    NeedKind, NeedNow, NextKind, PersonEvent, PersonId, Private, RequestId, Role, Sex, Supplier, TieKind, TiedBy,
    Urgency,
};
use record::{
    AccountNames, Advocate, AgainRow, Charge, Companionship, ErasureRow, GivesRow, MessageRow, PersonRow, ReportDue,
    Successor, TiedAdvocate, TrainingDue, Uncovered, UncoveredRow, Waiting,
};
use uuid::Uuid;

use crate::console::*;
use crate::state::{Mine, SeenOfMine};

fn row(number: u128, name: &str) -> PersonRow {
    let birth = Birth::On(date(1980, 3, 14));
    PersonRow {
        id: person(number),
        details: Some(Details { name: Some(name.to_owned()), number: None, sex: Sex::Female, birth }),
        stage: "registered".into(),
        site: None,
        away: false,
        outcome: Some(Outcome::Eligible),
        version: 3,
    }
}

fn person(number: u128) -> PersonId {
    sample::person_id(300 + number)
}

fn donation(number: u128) -> DonationId {
    DonationId(Uuid::from_u128(number))
}

fn names() -> AccountNames {
    [(sample::account_id(3), "Oscar <Reyes>"), (sample::account_id(6), "Mina Sato")]
        .into_iter()
        .map(|(account, name)| (account, name.to_owned()))
        .collect()
}

/// Everything that Today says beyond checks and alerts, a line of each.
pub(super) fn more() -> More {
    let missing = Missing {
        rule: "advocate-first".into(),
        article: Some(3),
        plain: "Nobody is their advocate.".to_owned(),
        source: None,
        who: Supplier::Coordinator,
        next: "Find somebody.".to_owned(),
        do_by: None,
    };
    let gives =
        |number, step, appointed| GivesRow { person: row(number, "Ann"), donation: donation(number), step, appointed };
    let today = sample::TODAY;
    let waiting = Waiting {
        soon: vec![UncoveredRow { person: row(1, "Bea"), since: date(2026, 5, 12) }],
        soon_total: 1,
        tied: vec![(
            row(2, "Cora"),
            TiedAdvocate { person: person(2), advocate: sample::account_id(3), by: TiedBy::Declared(TieKind::Kin) },
        )],
        training: vec![
            TrainingDue { account: sample::account_id(3), topic: "consent".into(), until: None },
            TrainingDue { account: sample::account_id(6), topic: "consent".into(), until: Some(date(2026, 4, 1)) },
            TrainingDue { account: sample::account_id(6), topic: "law".into(), until: Some(date(2026, 6, 1)) },
        ],
        applications: vec![(date(2026, 4, 2), sample::account_id(6))],
        applications_total: 1,
        again: vec![AgainRow { person: row(3, "Dora"), since: date(2026, 4, 2), topics: 2 }],
        again_total: 7,
        gives: vec![
            gives(4, NextKind::Consent, Some(today)),
            gives(5, NextKind::Schedule, Some(date(2026, 5, 1))),
            gives(6, NextKind::Schedule, None),
            gives(7, NextKind::Consent, None),
            gives(8, NextKind::Finish, Some(today)),
            gives(9, NextKind::Discharge, Some(date(2026, 5, 2))),
        ],
        gives_total: 6,
        erasures: vec![ErasureRow {
            person: row(10, "Eve"),
            request: RequestId(Uuid::from_u128(1)),
            since: date(2026, 5, 2),
        }],
        reports: vec![ReportDue {
            person: row(11, "Fay"),
            donation: donation(11),
            rule: "death-within-two-years".into(),
            learnt_at: 1_777_000_000_000_000,
            until_at: 1_777_259_200_000_000,
        }],
        unsent: vec![(
            row(12, "Gwen"),
            MessageRow {
                person: person(12),
                message: programme::MessageId(Uuid::from_u128(12)),
                by: programme::WayKind::Email,
                written_at: 1_777_000_000_000_000,
                state: record::MessageState::Failed,
            },
        )],
        follow_up_due: 40,
        follow_up_late: 3,
        follow_up_lost: 1,
    };
    More { waiting, missing: BTreeMap::from([(donation(4), vec![missing])]), names: names() }
}

fn mine() -> Vec<Mine> {
    let since = date(2026, 3, 1);
    let time = |kind, covers| CareTime { carer: sample::account_id(3), kind, from: since, until: None, covers };
    let need =
        |kind, urgency, plain: &str| NeedNow { kind, urgency, on: None, plain: plain.to_owned(), donation: None };
    let needs = vec![
        need(NeedKind::Talk, Urgency::Late, "You are to speak: you have not spoken yet."),
        need(NeedKind::Tell, Urgency::Due, "To be told next: “You can <stop>”."),
        need(NeedKind::Donation, Urgency::Soon, "They think it over until 1 June 2026."),
        need(NeedKind::WaitEnds, Urgency::Soon, "Their own wait ends on 9 May 2026."),
        need(NeedKind::FollowUp, Urgency::Soon, "They are asked how they are."),
    ];
    let seen = |person, needs, spoke| SeenOfMine { person, needs, spoke, next_talk: None };
    vec![
        Mine {
            row: row(1, "Bea"),
            time: time(CareKind::Advocate, None),
            seen: Some(seen(sample::kathy_cared_for().person, needs, Some(date(2026, 1, 5)))),
        },
        Mine {
            row: row(2, "Cora"),
            time: CareTime { until: Some(date(2026, 6, 1)), ..time(CareKind::Advocate, Some(sample::account_id(6))) },
            seen: Some(seen(sample::nobody_yet().person, Vec::new(), None)),
        },
        Mine { row: row(3, "Dora"), time: time(CareKind::Companion, None), seen: None },
    ]
}

fn account(number: u128, name: &str) -> Account {
    let mut account = None;
    let details = programme::AccountDetails { name: name.to_owned(), login: name.to_lowercase() };
    let id = sample::account_id(number);
    Account::apply(&mut account, id, &AccountEvent::Opened { person: None, details: Private::Known(details) });
    account.expect("it was just opened")
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let programme = sample::programme();
    let (mine, names, sites) = (mine(), names(), sample::sites());
    let rights = sample::rights_of(Role::Advocate);
    let desk = Desk { rights: &rights, ..sample::desk(&programme) };
    let my_people = |people: &[Mine], done| MyPeoplePage { desk, people, sites: &sites, names: &names, done }.render();
    let coordinators = sample::rights_of(Role::Coordinator);
    let office = Desk { rights: &coordinators, ..desk };
    let mut applicant = account(6, "Mina & Sato");
    let application = Application { on: date(2026, 4, 2), words: Some("I <would>.".to_owned()), answered: None };
    applicant.carer = CarerRecord { applied: vec![application], ..CarerRecord::default() };
    let oscar = account(3, "Oscar <Reyes>");
    let advocates =
        [Advocate { account: oscar.clone(), charges: 31 }, Advocate { account: applicant.clone(), charges: 0 }];
    let people = BTreeMap::from([1, 2].map(|number| (person(number), row(number, "Bea"))));
    let uncovered = [Uncovered { since: date(2026, 4, 2), person: person(1) }];
    let cover = CoverRow {
        person: person(2),
        absent: sample::account_id(3),
        by: sample::account_id(6),
        from: date(2026, 5, 10),
        until: date(2026, 5, 20),
    };
    let companion = Companionship { person: person(1), companion: sample::account_id(6), since: date(2026, 1, 1) };
    let all = AdvocatesPage {
        desk: office,
        advocates: &advocates,
        applications: std::slice::from_ref(&applicant),
        uncovered: (&uncovered, 12),
        covers: &[cover],
        companions: &[companion],
        people: &people,
        names: &names,
    };
    let none =
        AdvocatesPage { advocates: &[], applications: &[], uncovered: (&[], 0), covers: &[], companions: &[], ..all };
    let successor =
        Successor { account: sample::account_id(6), name: "Mina Sato".to_owned(), charges: 2, was_until: None };
    let charges = [
        Charge { person: sample::kathy_cared_for().person, successors: vec![successor] },
        Charge { person: sample::tommy().person, successors: Vec::new() },
    ];
    let one = AdvocatePage { desk: office, account: &oscar, charges: &charges, people: &people, done: true };
    let would_be = AdvocatePage { account: &applicant, charges: &[], done: false, ..one };
    let (today, granted, more) = (record::Today::default(), sample::granted(Role::Coordinator), more());
    let (requests, waits) = (Requests::default(), Waits::default());
    let waiting = TodayPage {
        desk: office,
        today: &today,
        requests,
        waits,
        more: &more,
        granted: &granted,
        sites: &sites,
        only: None,
    };
    let only = TodayPage { only: Some(Need::Gives), ..waiting };
    vec![
        ("my-people", my_people(&mine, true)),
        ("my-people-nobody", my_people(&[], false)),
        ("advocates", all.render()),
        ("advocates-none", none.render()),
        ("advocate", one.render()),
        ("advocate-would-be", would_be.render()),
        ("today-waiting", waiting.render()),
        ("today-gives", only.render()),
    ]
}

fn page(name: &str) -> String {
    pages().into_iter().find(|(known, _)| *known == name).expect("a page").1
}

fn says(html: &str, texts: &[&str]) {
    texts.iter().for_each(|text| assert!(html.contains(text), "{text} is not in {html}"));
}

#[test]
fn my_people_says_what_each_needs_and_who_only_stands_in() {
    let html = page("my-people");
    says(&html, &["You stand by three people; one person waits for something that is late.", "Recorded."]);
    says(
        &html,
        &["You spoke last on 5 January 2026", "You stand in for Mina Sato, since 1 March 2026, until 1 June 2026."],
    );
    says(&html, &["Nothing waits now.", "You are their companion, since 1 March 2026."]);
    assert_eq!(
        html.matches("Write down that you spoke<span").count(),
        2 + 1,
        "twice a form, once a link: a companion has none"
    );
}

#[test]
fn the_advocates_are_shown_against_the_limit_and_everybody_who_waits_by_name() {
    says(
        &page("advocates"),
        &["Two advocates. 12 donors have nobody on their side.", "And 11 more.", "Answer Mina &#38; Sato"],
    );
    says(&page("advocates"), &["Oscar &lt;Reyes&gt;: 31; Mina Sato: 0.", "10 May 2026 to 20 May 2026"]);
    says(&page("advocates-none"), &["Until somebody does, nothing is asked of anybody.", "No donor is without one."]);
    says(
        &page("advocate"),
        &["Proposed: Mina Sato. Independent, trained, there, and stands by two people", "Nobody could take over"],
    );
    says(&page("advocate-would-be"), &["Does not hold the post of advocate.", "Answer their application"]);
}

#[test]
fn today_says_of_each_who_what_by_when_and_who_can_do_it() {
    let html = page("today-waiting");
    says(&html, &["From that day on nobody stands by them as advocate.", "from 12 May 2026"]);
    says(
        &html,
        &["A message by e-mail could not be sent.", "write it anew, or reach them another way.", "/messages\""],
    );
    says(
        &html,
        &[
            "is not independent of somebody who could receive from them: they are related to that person.",
            "/advocates/",
        ],
    );
    says(
        &html,
        &["was never written down.", "counts no longer: nobody new is given to them.", "is to be learnt again."],
    );
    says(&html, &["Two topics are told again", "All 7 to be told again", "They would be an advocate."]);
    says(&html, &["Nobody is their advocate. Who can do it:", "The day has passed and nothing was written down"]);
    says(&html, &["A day and a place are to be set.", "They have had time to think", "The operation is under way"]);
    assert_eq!(
        html.matches("/donations\"").count(),
        5 + 2,
        "of six donations five are shown, beside the rail and the rest"
    );
    says(&html, &["All 6 donations with a step to take", "Their erasure was granted", "to be reported by"]);
    says(&page("today-gives"), &["They recover.", "Back to all of Today"]);
    assert!(!page("today-gives").contains("To be told again"));
}

#[test]
fn whoever_is_put_by_somebody_s_side_is_named_to_them() {
    let care = Care { carer: sample::account_id(3), kind: CareKind::Advocate, on: date(2026, 3, 1) };
    let event = PersonEvent::CarerAssigned { care: Private::Known(care) };
    let programme = sample::programme();
    let known = names();
    let account = |account| known.of(account).map(str::to_owned);
    let said = |voice| {
        let names = programme::Names { site: &|_| None, account: &account, voice };
        programme::sentence(&event, &programme, &names).text
    };
    assert_eq!(said(programme::Voice::You), "Oscar <Reyes> came to stand by you as advocate.");
    assert_eq!(said(programme::Voice::Them), "Oscar <Reyes> came to stand by them as advocate.");
}

#[test]
fn whoever_is_away_is_said_with_who_stands_in() {
    let mut life = sample::kathy_cared_for();
    let is_advocate = |time: &&CareTime| time.kind == CareKind::Advocate && time.until.is_none();
    let usual = *life.person.carers.iter().find(is_advocate).expect("she has an advocate");
    let (from, until, covers) = (date(2026, 5, 1), Some(date(2026, 5, 16)), Some(usual.carer));
    let cover = CareTime { carer: sample::account_id(1), kind: CareKind::Advocate, from, until, covers };
    life.person.carers.push(cover);
    let said = |time, on| person::stands_by(&life, time, on, person::Voice::You);
    let usually = said(&usual, sample::TODAY);
    assert!(usually.contains(" is your advocate, since ") && usually.ends_with("They are away until 15 May 2026."));
    let name = usually.split(" is your advocate").next().expect("a name");
    let covering = said(&cover, sample::TODAY);
    assert!(covering.ends_with(&format!(" stands in for {name}, until 15 May 2026.")), "{covering}");
    assert!(!said(&usual, date(2026, 5, 16)).contains("away"), "they are back");
}
