//! Places at sites, on every day that a move is about, and numbers that are the same however they are written.

use jiff::civil::{Date, date};
use programme::{Birth, Command, Details, PersonId, Sex, SiteId};

use crate::desk::{Desk, on_both};

fn open_site(desk: &mut Desk, places: u32) -> SiteId {
    let site = SiteId(desk.id());
    let (kind, name) = ("clinic".into(), "North".to_owned());
    desk.done(Command::OpenSite { site, kind, name, places: Some(places), on: date(2020, 1, 1) });
    site
}

fn to(person: PersonId, site: SiteId, on: Date) -> Command {
    Command::Move { person, site: Some(site), on }
}

fn out(person: PersonId, on: Date) -> Command {
    Command::Move { person, site: None, on }
}

#[test]
fn a_move_of_the_past_finds_no_place_that_somebody_took_since() {
    on_both(date(2026, 6, 1), |mut desk| {
        let north = open_site(&mut desk, 2);
        let people: Vec<_> = (0..4).map(|n| desk.register(&format!("Person {n}"), date(1990, 1, 1))).collect();
        desk.done(to(people[0], north, date(2026, 2, 1)));
        desk.done(out(people[0], date(2026, 3, 1)));
        desk.done(to(people[1], north, date(2026, 2, 15)));
        // Two were there in the second half of February; since March there is one place.
        assert_eq!(desk.refused(to(people[2], north, date(2026, 2, 28))), "site-full");
        // Decided together, in their order.
        let outcomes = desk.together(vec![
            to(people[2], north, date(2026, 5, 1)),
            to(people[3], north, date(2026, 3, 1)),
            Command::CloseSite { site: north, on: date(2026, 3, 1) },
            out(people[1], date(2026, 5, 1)),
            to(people[3], north, date(2026, 3, 1)),
            to(people[3], north, date(2026, 3, 1)),
            to(people[3], north, date(2026, 5, 1)),
        ]);
        let kept: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(kept, [true, false, false, true, true, true, false], "{outcomes:?}");
        let rows = desk.reader().sites(date(2026, 5, 1)).expect("they can be read");
        assert_eq!(rows[0].people, 2);
        desk.close();
    });
}

#[test]
fn a_number_is_one_number_however_it_is_written() {
    on_both(date(2026, 6, 1), |mut desk| {
        let (ruth, kathy) = (PersonId(desk.id()), PersonId(desk.id()));
        let details = |number: &str| Details {
            name: None,
            number: Some(number.to_owned()),
            sex: Sex::Female,
            birth: Birth::On(date(1990, 1, 1)),
        };
        let register = |person, number: &str| Command::Register { person, details: details(number), site: None };
        desk.done(register(ruth, " FL 1"));
        for taken in ["FL 1", "fl  1", "Fl\u{a0}1 "] {
            assert_eq!(desk.refused(register(kathy, taken)), "number-taken", "{taken:?}");
            assert_eq!(desk.reader().by_number(taken).expect("it can be read"), Some(ruth));
        }
        assert_eq!(desk.refused(register(kathy, "  ")), "says-nothing");
        assert_eq!(desk.refused(register(kathy, "FL\0 2")), "plain-characters");
        let amend = Command::AmendDetails { person: ruth, details: details("fl 1"), reason: "capitals".to_owned() };
        desk.done(amend);
        assert_eq!(desk.reader().by_number("FL 1").expect("it can be read"), Some(ruth));
        desk.done(register(kathy, "FL1"));
        desk.close();
    });
}

#[test]
fn what_a_database_cannot_hold_is_refused_before_it() {
    on_both(date(2026, 6, 1), |mut desk| {
        let (kind, on) = ("clinic".into(), date(2020, 1, 1));
        let open = Command::OpenSite { site: SiteId(desk.id()), kind, name: "No\0rth".to_owned(), places: None, on };
        assert_eq!(desk.refused(open), "plain-characters");
        desk.close();
    });
}

#[test]
fn the_reason_for_an_erasure_names_nobody() {
    on_both(date(2026, 6, 1), |mut desk| {
        let ruth = desk.register("Ruth Li", date(1994, 9, 30));
        let erase = |reason: &str| Command::Erase { person: ruth, reason: reason.to_owned() };
        for named in ["RUTH wished it", "the wish of “Ruth”.", "by Ruth's own wish"] {
            assert_eq!(desk.refused(erase(named)), "names-nobody", "{named}");
        }
        desk.done(erase("her own wish, and no truth is lost"));
        desk.close();
    });
}
