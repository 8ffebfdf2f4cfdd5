//! What needs a person now: what came to be known late, and who is late themselves.

use jiff::civil::{Date, date};
use programme::rules::Outcome;
use programme::{
    AbsenceId, AccountDetails, AccountId, Care, CareKind, CarerStep, Command, Departure, DonationId, DonationStep,
    Given, PersonId, PostId, Role, Value,
};
use record::Today;

use crate::desk::{Desk, on_both};

fn changed(desk: &Desk, on: Date) -> Vec<(PersonId, Date, Option<Outcome>, Outcome)> {
    let Today { changed, changed_total, .. } = desk.reader().today(on, 100).expect("it can be read");
    assert_eq!(changed.len() as u64, changed_total);
    changed.into_iter().map(|row| (row.person.id, row.on, row.before, row.after)).collect()
}

fn choice(answer: &str) -> Value {
    Value::Choice(answer.into())
}

#[test]
fn what_was_found_last_month_and_is_recorded_today_has_changed_today() {
    on_both(date(2026, 1, 5), |mut desk| {
        let ruth = desk.register("Ruth", date(1994, 9, 30));
        let kathy = desk.register("Kathy", date(1995, 2, 1));
        desk.turn_to(date(2026, 6, 15));
        assert_eq!(changed(&desk, date(2026, 6, 15)), []);
        desk.examine(ruth, date(2026, 5, 10), "medical-history", "takes-insulin", choice("yes"));
        // Something that changes nothing says nothing.
        desk.examine(kathy, date(2026, 5, 10), "medical-history", "takes-insulin", choice("no"));
        let learnt = (ruth, date(2026, 6, 15), Some(Outcome::Incomplete), Outcome::Excluded);
        assert_eq!(changed(&desk, date(2026, 6, 15)), [learnt]);
        desk.turn_to(date(2026, 6, 18));
        desk.examine(ruth, date(2026, 6, 1), "body", "bmi", Value::Number("22".parse().expect("a number")));
        assert_eq!(changed(&desk, date(2026, 6, 21)), [learnt], "what changes nothing does not make it newer");
        assert_eq!(changed(&desk, date(2026, 6, 22)), [], "it stays for seven days");
        desk.close();
    });
}

#[test]
fn what_is_taken_back_the_same_day_has_not_changed() {
    on_both(date(2026, 1, 5), |mut desk| {
        let ruth = desk.register("Ruth", date(1994, 9, 30));
        desk.turn_to(date(2026, 6, 15));
        let on = date(2026, 5, 10);
        let examination = desk.examine(ruth, on, "medical-history", "takes-insulin", choice("yes"));
        let reason = "it was another person's form".to_owned();
        desk.done(Command::MarkExaminationEnteredInError { person: ruth, examination, reason });
        assert_eq!(changed(&desk, date(2026, 6, 15)), []);
        desk.turn_to(date(2026, 6, 16));
        desk.examine(ruth, on, "medical-history", "takes-insulin", choice("yes"));
        desk.done(Command::Erase { person: ruth, reason: "their own wish".to_owned() });
        assert_eq!(changed(&desk, date(2026, 6, 16)), [], "nothing is shown of the erased");
        desk.close();
    });
}

#[test]
fn what_a_day_brings_by_itself_is_listed_under_that_day() {
    on_both(date(2026, 1, 5), |mut desk| {
        let lucy = desk.register("Lucy", date(2008, 6, 14));
        let tommy = desk.register("Tommy", date(1990, 4, 12));
        desk.turn_to(date(2026, 6, 15));
        let of_age = (lucy, date(2026, 6, 14), Some(Outcome::Excluded), Outcome::Incomplete);
        assert_eq!(changed(&desk, date(2026, 6, 15)), [of_age]);
        desk.done(Command::Depart { person: tommy, departure: Departure { on: date(2026, 6, 1), said: None } });
        assert_eq!(changed(&desk, date(2026, 6, 15)), [of_age], "a departure is no change of an outcome");
        desk.close();
    });
}

#[test]
fn whoever_is_excluded_since_the_check_was_due_is_not_late() {
    on_both(date(2025, 1, 10), |mut desk| {
        let ruth = desk.register("Ruth", date(1994, 9, 30));
        let late = |desk: &Desk| desk.reader().today(date(2026, 3, 1), 100).expect("it can be read").late_total;
        desk.turn_to(date(2026, 3, 1));
        assert!(late(&desk) > 0);
        let examination = desk.examine(ruth, date(2026, 2, 1), "medical-history", "takes-insulin", choice("yes"));
        assert_eq!(late(&desk), 0);
        let reason = "it was another person's form".to_owned();
        desk.done(Command::MarkExaminationEnteredInError { person: ruth, examination, reason });
        assert!(late(&desk) > 0);
        desk.close();
    });
}

fn advocate(desk: &mut Desk, name: &str, today: Date) -> AccountId {
    let (account, post) = (AccountId(desk.id()), PostId(desk.id()));
    let details = AccountDetails { name: name.to_owned(), login: format!("{name}.0").to_lowercase() };
    desk.done(Command::OpenAccount { account, person: None, details });
    for training in desk.programme.carers.training.clone() {
        desk.done(Command::Carer { account, step: CarerStep::Train { topic: training.id, on: today } });
    }
    desk.done(Command::Appoint { account, post, role: Role::Advocate, site: None, on: today });
    account
}

fn assign(desk: &Desk, person: PersonId, carer: AccountId, on: Date) {
    let care = Care { carer, kind: CareKind::Advocate, on };
    desk.done(Command::AssignCarer { person, care });
}

/// Who has nobody on a day, since when; and who will have nobody within a month, from when on.
fn alone(desk: &Desk, on: Date) -> [Vec<(PersonId, Date)>; 2] {
    let mut reader = desk.reader();
    let (now, total) = reader.uncovered(None, on, 100).expect("it can be read");
    assert_eq!(now.len() as u64, total);
    let among = now.iter().map(|row| row.person).collect();
    let (again, _) = reader.uncovered(Some(&among), on, 100).expect("it can be read");
    assert_eq!(now, again, "whoever asks of these people is told the same");
    let before = on.saturating_add(jiff::ToSpan::days(30));
    let (soon, _) = reader.uncovered_soon(None, on, before, 100).expect("it can be read");
    [now, soon].map(|rows| rows.into_iter().map(|row| (row.person, row.since)).collect())
}

#[test]
fn whoever_comes_back_is_listed_until_somebody_is_there_for_them() {
    on_both(date(2026, 1, 5), |mut desk| {
        let today = date(2026, 1, 5);
        let (oscar, mina) = (advocate(&mut desk, "Oscar", today), advocate(&mut desk, "Mina", today));
        let ann = desk.register("Ann", date(1990, 4, 12));
        let bo = desk.register("Bo", date(1991, 4, 12));
        [ann, bo].into_iter().for_each(|person| assign(&desk, person, oscar, today));
        // Ann gave; of Bo nothing is asked, and nobody is missing to him.
        let given = Given { kind: "kidney".into(), on: date(2025, 12, 1), discharged: None, site: None };
        let donation = DonationId(desk.id());
        desk.done(Command::Donation { person: ann, donation, step: DonationStep::Record { given } });
        assert_eq!(alone(&desk, today), [vec![], vec![]]);
        let on = date(2026, 1, 5);
        desk.done(Command::Depart { person: ann, departure: Departure { on, said: None } });
        // Nobody has to cover for whoever is gone.
        let (absence, from, until) = (AbsenceId(desk.id()), date(2026, 1, 12), date(2026, 1, 20));
        let step = CarerStep::GoAway { absence, from, until, covers: Vec::new() };
        desk.done(Command::Carer { account: oscar, step });
        desk.turn_to(date(2026, 1, 8));
        assert_eq!(alone(&desk, date(2026, 1, 8)), [vec![], vec![]], "nobody is missing to whoever is gone");
        desk.done(Command::Return { person: ann, on: date(2026, 1, 8) });
        assert_eq!(alone(&desk, date(2026, 1, 8)), [vec![], vec![(ann, from)]]);
        assert_eq!(alone(&desk, date(2026, 1, 12)), [vec![(ann, from)], vec![]]);
        assert_eq!(alone(&desk, date(2026, 1, 20)), [vec![], vec![]]);
        assign(&desk, ann, mina, date(2026, 1, 8));
        assert_eq!(alone(&desk, date(2026, 1, 12)), [vec![], vec![]]);
        // She leaves and comes back once more, and both have gone meanwhile.
        desk.done(Command::Depart { person: ann, departure: Departure { on: date(2026, 1, 8), said: None } });
        for carer in [oscar, mina] {
            let care = Care { carer, kind: CareKind::Advocate, on: date(2026, 1, 8) };
            desk.done(Command::EndCare { person: ann, care });
        }
        desk.turn_to(date(2026, 2, 1));
        desk.done(Command::Return { person: ann, on: date(2026, 2, 1) });
        assert_eq!(alone(&desk, date(2026, 2, 1)), [vec![(ann, date(2026, 2, 1))], vec![]]);
        assign(&desk, ann, oscar, date(2026, 2, 1));
        assert_eq!(alone(&desk, date(2026, 2, 1)), [vec![], vec![]]);
        desk.close();
    });
}
