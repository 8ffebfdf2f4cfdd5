//! Who is suggested as an advocate, against brute force: whatever ties, loads and absences there are, the one suggested first is
//! allowed, was theirs before where such a one is allowed, and stands by the fewest of the others; and the load spreads evenly.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Account, AccountDetails, AccountEvent, AccountId, Birth, Care, CareKind, CarerEvent, Details, Event, Facts, Person,
    PersonEvent, PersonId, PostId, Private, Role, Sex, Tie, TieId, TieKind, decide, file, suggest,
};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Date = date(2026, 6, 15);

/// Of each advocate: whether they are tied to whoever could receive, trained, away today, and whether they were the donor's.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    tied: bool,
    trained: bool,
    away: bool,
    was_theirs: bool,
    charges: usize,
}

fn kidney() -> Programme {
    file::parse(include_str!("../../../programmes/living-kidney-us.toml")).programme.expect("it is without faults")
}

fn account_id(n: usize) -> AccountId {
    AccountId(Uuid::from_u128(1_000 + n as u128))
}

fn person_id(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(n as u128))
}

fn person(n: usize) -> Person {
    let details = Details {
        name: Some(format!("Person {n}")),
        number: None,
        sex: Sex::Unknown,
        birth: Birth::On(date(1980, 1, 1)),
    };
    let registered =
        PersonEvent::Registered { stage: "registered".into(), on: date(2026, 1, 1), details: Private::Known(details) };
    let mut person = None;
    Person::apply(&mut person, person_id(n), &registered);
    person.expect("they were registered")
}

fn advocate(n: usize, drawn: Drawn, programme: &Programme, recipient: PersonId) -> Account {
    let details = AccountDetails { name: format!("Advocate {n}"), login: format!("advocate-{n}") };
    let mut events = vec![
        AccountEvent::Opened { person: None, details: Private::Known(details) },
        AccountEvent::Appointed {
            post: PostId(Uuid::from_u128(n as u128)),
            role: Role::Advocate,
            site: None,
            on: date(2026, 1, 1),
        },
    ];
    let on = date(2026, 1, 1);
    for training in programme.carers.training.iter().filter(|_| drawn.trained) {
        let event = CarerEvent::Trained { topic: training.id.clone(), on, until: training.valid_until(on) };
        events.push(AccountEvent::Carer(event));
    }
    if drawn.tied {
        let declared = Private::Known(Tie { kind: TieKind::Friend, to: recipient, since: on });
        let tie = TieId(Uuid::from_u128(n as u128));
        events.push(AccountEvent::Carer(CarerEvent::TieDeclared { tie, declared }));
    }
    if drawn.away {
        let absence = programme::AbsenceId(Uuid::from_u128(n as u128));
        events.push(AccountEvent::Carer(CarerEvent::WentAway { absence, from: TODAY, until: date(2026, 7, 1) }));
    }
    let mut account = None;
    events.iter().for_each(|event| Account::apply(&mut account, account_id(n), event));
    account.expect("it was opened")
}

fn charges_of(counts: &[usize]) -> BTreeMap<AccountId, BTreeSet<PersonId>> {
    let of =
        |(n, count): (usize, &usize)| (account_id(n), (0..*count).map(|k| person_id(10_000 + 100 * n + k)).collect());
    counts.iter().enumerate().map(of).collect()
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let often = || proptest::bool::weighted(0.8);
    (often(), often(), often(), proptest::bool::weighted(0.3), 0_usize..45).prop_map(
        |(free, trained, here, was_theirs, charges)| Drawn { tied: !free, trained, away: !here, was_theirs, charges },
    )
}

proptest! {
    #[test]
    fn whoever_is_suggested_first_is_the_best_that_brute_force_finds(all in prop::collection::vec(drawn(), 0..8)) {
        let programme = kidney();
        let most = usize::from(programme.carers.caseload.as_ref().expect("it has one").most);
        let (mut donor, recipient) = (person(1), person(2));
        for (n, _) in all.iter().enumerate().filter(|(_, drawn)| drawn.was_theirs) {
            let care = |on| Private::Known(Care { carer: account_id(n), kind: CareKind::Advocate, on });
            let mut state = Some(donor);
            Person::apply(&mut state, person_id(1), &PersonEvent::CarerAssigned { care: care(date(2026, 2, 1)) });
            Person::apply(&mut state, person_id(1), &PersonEvent::CarerEnded { care: care(date(2026, 3, 1)) });
            donor = state.expect("they are there");
        }
        let accounts: Vec<_> =
            all.iter().enumerate().map(|(n, drawn)| advocate(n, *drawn, &programme, recipient.id)).collect();
        let mut facts = Facts::on(TODAY);
        facts.people = vec![&donor, &recipient];
        facts.accounts = accounts.iter().collect();
        facts.recipients = BTreeMap::from([(donor.id, BTreeSet::from([recipient.id]))]);
        facts.charges = charges_of(&all.iter().map(|drawn| drawn.charges).collect::<Vec<_>>());

        // By hand: nothing of the rule's own code is used.
        let allowed = |drawn: &Drawn| !drawn.tied && drawn.trained && !drawn.away && drawn.charges < most;
        let fitting: Vec<usize> = (0..all.len()).filter(|n| allowed(&all[*n])).collect();
        let before: Vec<usize> = fitting.iter().copied().filter(|n| all[*n].was_theirs).collect();
        let among = if before.is_empty() { &fitting } else { &before };
        let fewest = among.iter().map(|n| all[*n].charges).min();
        let best = among.iter().copied().find(|n| Some(all[*n].charges) == fewest);

        let found = suggest(&donor, &facts, &programme, TODAY);
        prop_assert_eq!(found.first().copied(), best.map(account_id));
        prop_assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), fitting.iter().map(|n| account_id(*n)).collect());
        prop_assert_eq!(found.len(), fitting.len());

        // What is suggested is never refused, and what is not suggested always is.
        for n in 0..all.len() {
            let command = programme::Command::AssignCarer {
                person: donor.id,
                care: Care { carer: account_id(n), kind: CareKind::Advocate, on: TODAY },
            };
            prop_assert_eq!(decide(&facts, &programme, &command).is_ok(), fitting.contains(&n));
        }
    }

    #[test]
    fn one_after_the_other_they_are_spread_evenly(advocates in 1_usize..7, donors in 0_usize..60) {
        let programme = kidney();
        let free = Drawn { tied: false, trained: true, away: false, was_theirs: false, charges: 0 };
        let accounts: Vec<_> = (0..advocates).map(|n| advocate(n, free, &programme, person_id(2))).collect();
        let most = usize::from(programme.carers.caseload.as_ref().expect("it has one").most);
        let mut counts = vec![0; advocates];
        for n in 0..donors {
            let donor = person(100 + n);
            let mut facts = Facts::on(TODAY);
            facts.people = vec![&donor];
            facts.accounts = accounts.iter().collect();
            facts.charges = charges_of(&counts);
            match suggest(&donor, &facts, &programme, TODAY).first() {
                Some(found) => counts[(found.0.as_u128() - 1_000) as usize] += 1,
                None => prop_assert!(counts.iter().all(|count| *count == most), "there is room: {:?}", counts),
            }
        }
        let (fewest, greatest) = (counts.iter().min(), counts.iter().max());
        prop_assert!(greatest.zip(fewest).is_some_and(|(greatest, fewest)| greatest - fewest <= 1), "{:?}", counts);
    }
}

/// The facts that `decide` gets are the ones it names: without the recipient's ties nobody could tell.
#[test]
fn a_hand_over_is_one_command_and_two_events_of_one_day() {
    let programme = kidney();
    let free = Drawn { tied: false, trained: true, away: false, was_theirs: false, charges: 0 };
    let accounts = [advocate(0, free, &programme, person_id(2)), advocate(1, free, &programme, person_id(2))];
    let mut state = Some(person(1));
    let care = Care { carer: account_id(0), kind: CareKind::Advocate, on: date(2026, 2, 1) };
    Person::apply(&mut state, person_id(1), &PersonEvent::CarerAssigned { care: Private::Known(care) });
    let donor = state.expect("they are there");
    let mut facts = Facts::on(TODAY);
    facts.people = vec![&donor];
    facts.accounts = accounts.iter().collect();
    let step = programme::CareStep::HandOver { from: account_id(0), to: account_id(1), on: TODAY };
    let events = decide(&facts, &programme, &programme::Command::Care { person: donor.id, step }).expect("they may");
    let care = |n| Private::Known(Care { carer: account_id(n), kind: CareKind::Advocate, on: TODAY });
    let events: Vec<_> = events.into_iter().map(|(_, event)| event).collect();
    let ended = PersonEvent::CarerEnded { care: care(0) };
    let assigned = PersonEvent::CarerAssigned { care: care(1) };
    assert_eq!(events, [Event::Person(ended), Event::Person(assigned)]);
}
