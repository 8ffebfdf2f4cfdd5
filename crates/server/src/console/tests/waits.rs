//! The pages of waiting, deferring, objecting and assessing.

use std::collections::BTreeMap;

use jiff::civil::date;
use programme::{
    Against, AppealEvent, AppealId, Asking, DeferralEvent, DeferralId, Objection, Person, PersonEvent, PersonId,
    Placed, Private, Term, Waiting,
};
use record::{AppealRow, DeferralRow, Life, PersonRow};
use uuid::Uuid;

use super::*;

/// Kathy, who waits, is deferred, was asked to wait as well, and objects.
fn waiting() -> Life {
    let mut life = sample::kathy();
    let by = Some(sample::account_id(1));
    let waiting = Private::Known(Waiting { on: date(2026, 3, 1), until: None, with: None });
    let asking = Private::Known(Asking {
        by: PersonId(Uuid::from_u128(5)),
        on: date(2026, 3, 2),
        until: Some(date(2027, 1, 1)),
        words: Some("It is Tommy <T>.".to_owned()),
    });
    let placed = |on, kind: &str, term| {
        Private::Known(Placed {
            kind: kind.into(),
            on,
            term,
            reason: "You have been to <a place> with malaria.".to_owned(),
        })
    };
    let reviewed = placed(date(2026, 1, 5), "until-reviewed", Term::Review { day: date(2026, 2, 1) });
    let objection = Private::Known(Objection {
        against: Against::Deferral { deferral: id(3) },
        text: "It was another <place>.".to_owned(),
    });
    let (appeal, on, until) = (AppealId(id(9).0), date(2026, 2, 1), date(2026, 2, 16));
    for event in [
        PersonEvent::Deferral(DeferralEvent::WaitBegun { deferral: id(1), by, asked: None, waiting }),
        PersonEvent::Deferral(DeferralEvent::AskedToWait { deferral: id(2), asking }),
        PersonEvent::Deferral(DeferralEvent::Placed { deferral: id(3), by, placed: reviewed }),
        PersonEvent::Deferral(DeferralEvent::Placed {
            deferral: id(4),
            by,
            placed: placed(date(2026, 1, 6), "for-a-time", Term::Until { day: date(2027, 1, 6) }),
        }),
        PersonEvent::Appeal(AppealEvent::Made { appeal, by, on, until, objection }),
    ] {
        take(&mut life.person, &event);
    }
    life
}

fn take(person: &mut Person, event: &PersonEvent) {
    let mut taking = Some(person.clone());
    Person::apply(&mut taking, person.id, event);
    *person = taking.expect("they were there");
}

fn id(number: u128) -> DeferralId {
    DeferralId(Uuid::from_u128(700 + number))
}

/// The rows of the docket and of Today.
fn rows(person: &PersonRow) -> (AppealRow, DeferralRow, DeferralRow) {
    let appeal =
        AppealRow { person: person.id, appeal: AppealId(id(9).0), on: date(2026, 2, 1), until: date(2026, 2, 16) };
    let others = DeferralRow {
        person: person.id,
        deferral: id(3),
        kind: Some("until-reviewed".into()),
        from: date(2026, 1, 5),
        until: None,
        review: Some(date(2026, 2, 1)),
        permanent: false,
    };
    let own = DeferralRow { deferral: id(1), kind: None, review: None, ..others.clone() };
    (appeal, others, own)
}

/// Every page by name.
pub(super) fn pages(programme: &Programme) -> Vec<(&'static str, String)> {
    let (desk, sites, readings) = (sample::desk(programme), sample::sites(), sample::readings());
    let life = waiting();
    let (grants, on) = (&sample::RIGHTS, sample::TODAY);
    let bonds = Bonds::default();
    let person =
        PersonPage { desk, life: &life, sites: &sites, grants, readings: &readings, bonds, on, done: None }.render();
    let (since, more, gives, done) = (date(2026, 1, 1), false, true, None);
    let me = |life: &Life| {
        MePage { desk, life, sites: &sites, readings: &readings, since, more, gives, done, asked_company: false }
            .render()
    };
    let row = sample::people().rows.into_iter().next().expect("there is somebody");
    let (appeal, others, own) = rows(&row);
    let found = vec![(row.id, date(2026, 1, 1), vec!["blood-pressure-high".into()])];
    let docket = Docket {
        appeals: vec![appeal.clone()],
        deferrals: vec![others.clone(), own],
        found,
        people: BTreeMap::from([(row.id, row.clone())]),
    };
    let today = Today::default();
    let (appeals, reviews) = ([(row.clone(), appeal)], [(row, others)]);
    let waits = Waits { appeals: &appeals, appeals_total: 1, reviews: &reviews, reviews_total: 1 };
    let (requests, granted) = (Requests::default(), sample::granted(programme::Role::Coordinator));
    let today = TodayPage {
        desk,
        today: &today,
        requests,
        waits,
        more: &More::default(),
        granted: &granted,
        sites: &sites,
        only: None,
    }
    .render();
    let mut pages = vec![
        ("person-waiting", person),
        ("me-waiting", me(&life)),
        ("me-not-waiting", me(&sample::kathy())),
        ("docket", DocketPage { desk, docket: &docket }.render()),
        ("docket-empty", DocketPage { desk, docket: &Docket::default() }.render()),
        ("today-objected", today),
    ];
    pages.extend(refusals(programme, &life.person));
    pages
}

fn refusals(programme: &Programme, person: &Person) -> Vec<(&'static str, String)> {
    let (desk, sites, refusal) = (sample::desk(programme), sample::sites(), sample_refusal());
    let (one, other) = (id(1).to_string(), id(3).to_string());
    let asked = [
        ("refusal-wait", Asked::Wait(person, true), typed(&[("step", "wait"), ("step.until", "soon")])),
        ("refusal-wait-together", Asked::Wait(person, true), typed(&[("together", "yes"), ("number", "FL <1>")])),
        ("refusal-ready", Asked::Wait(person, false), typed(&[("step", "ready"), ("deferral", &one)])),
        ("refusal-join", Asked::Wait(person, true), typed(&[("step", "join"), ("deferral", &one)])),
        ("refusal-defer", Asked::Defer(person), typed(&[("step.reason", "Malaria.")])),
        ("refusal-lift", Asked::Defer(person), typed(&[("step", "lift"), ("deferral", &other)])),
        ("refusal-review", Asked::Defer(person), typed(&[("step", "review"), ("deferral", &other)])),
        ("refusal-object", Asked::Object(person, true), typed(&[("step.text", "No <no>.")])),
        ("refusal-decide", Asked::DecideAppeal(person, AppealId(id(9).0)), typed(&[("step.reason", "So.")])),
        ("refusal-assess", Asked::Assess(person), typed(&[("step.words", "So.")])),
    ];
    let page = |(name, asked, typed)| {
        (name, RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &sites }.render())
    };
    asked.map(page).into()
}

#[test]
fn who_waits_is_ready_by_one_button_and_who_does_not_waits_by_one() {
    let programme = sample::programme();
    let pages = pages(&programme);
    let page = |name: &str| &pages.iter().find(|(known, _)| *known == name).expect("a page").1;
    let waiting = page("me-waiting");
    for said in [
        "I am ready again",
        "You wait, since 1 March 2026",
        "until you say",
        "I wait as well",
        "We want to wait",
        "You objected",
    ] {
        assert!(waiting.contains(said), "{said}: {waiting}");
    }
    assert!(waiting.contains("It is Tommy &#60;T&#62;.") && !waiting.contains("<T>"));
    assert!(!waiting.contains("Decide it") && !waiting.contains("Lift it"), "that is not theirs");
    let ready = page("me-not-waiting");
    assert!(ready.contains("I want to wait") && !ready.contains("I am ready again"));
}

#[test]
fn whoever_sees_to_it_is_told_what_is_late_and_whose_it_is() {
    let programme = sample::programme();
    let pages = pages(&programme);
    let page = |name: &str| &pages.iter().find(|(known, _)| *known == name).expect("a page").1;
    let person = page("person-waiting");
    for said in [
        "Lift it",
        "Look at it again, and let it go on",
        "Decide it",
        "which has come",
        "late: it was to be decided by 16 February 2026",
    ] {
        assert!(person.contains(said), "{said}");
    }
    let docket = page("docket");
    assert!(docket.contains("late by") && docket.contains("to be looked at since 1 February 2026"));
    assert!(!docket.contains("malaria"), "a list says no reasons");
    let today = page("today-objected");
    assert!(
        today.contains("They object to what keeps them from giving.") && today.contains("is to be looked at again.")
    );
}
