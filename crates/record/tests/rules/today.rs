//! What needs a person now: what came to be known late, and who is late themselves.

use jiff::civil::{Date, date};
use programme::rules::Outcome;
use programme::{Command, Departure, PersonId, Value};
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
