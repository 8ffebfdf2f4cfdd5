//! A donor's path from its beginning to its end by keyboard alone. Each signs in for their part of it and out again, at the
//! one machine in the corridor; days, weeks and years pass in between. What is refused on the way is read from the screen.

mod beginning;
mod giving;
mod objecting;
mod stopping;
mod years;

use programme::Role;
use testing::MailServer;

use crate::cast::Cast;
use crate::corridor::Corridor;

#[test]
fn a_donor_s_path_by_keyboard_alone() {
    let mail = MailServer::start();
    let cast = Cast::assembled_with(&mail);
    cast.house.account("Dr Lind", "lind", None, &[(Role::Clinician, None)]);
    cast.house.account("Lena Ito", "lena", None, &[(Role::Laboratory, None)]);
    let (here, until) = (Corridor::of(&cast.house), |day| cast.house.until(day));
    let name = "Kathy Elm";
    let letter = here.chapter("she is registered", beginning::registered);
    here.chapter("she comes in to her own page", |here| beginning::comes_in(here, &letter));
    here.chapter("she is told everything", beginning::told);
    here.chapter("she is examined", beginning::checked);
    here.chapter("she is asked", |here| giving::asked(here, name));
    until("2026-04-10");
    here.chapter("she consents", |here| giving::consents(here, "kathy", name));
    here.chapter("a day is set", |here| giving::scheduled(here, name));
    here.chapter("infections are looked for", |here| giving::tested_for_infections(here, name));
    here.chapter("she says how she wants to be reached", giving::agrees);
    until("2026-04-28");
    here.chapter("she gives", |here| giving::gives(here, name));
    until("2026-05-02");
    here.chapter("she goes home", giving::goes_home);
    until("2026-05-04");
    here.chapter("something is reported within hours", years::reported);
    until("2026-10-30");
    here.chapter("after six months she answers on her page", years::after_six_months);
    until("2027-04-28");
    here.chapter("after a year she is written to", years::is_written_to);
    let link = here.chapter("a mail comes", |_| years::link_of(&mail));
    here.chapter("after a year she answers by the link", |here| years::answers_by_link(here, &link));
    here.chapter("after a year it is read", years::is_heard_of);
    until("2028-05-10");
    here.chapter("after two years nobody finds her", years::is_not_found);
    until("2028-08-01");
    here.chapter("she is lost", years::is_lost);
    until("2028-09-01");
    here.chapter("she is found again", years::is_found);
    until("2029-04-28");
    here.chapter("after three years she answers on her page", years::after_three_years);
    here.chapter("after three years nobody is lost", years::nobody_is_lost);
    here.is_over();
}

#[test]
fn an_objection_by_keyboard_alone() {
    let cast = Cast::assembled();
    let house = &cast.house;
    house.account("Dr Lind", "lind", None, &[(Role::Clinician, None)]);
    let tom = cast.told("Tom Birch", "D-4");
    house.account("Tom Birch", "tom", Some(tom), &[(Role::Donor, None)]);
    let here = Corridor::of(house);
    here.chapter("he is deferred", objecting::is_deferred);
    here.chapter("he objects", objecting::objects);
    house.until("2026-03-09");
    here.chapter("who deferred him would decide", objecting::cannot_decide);
    here.chapter("somebody else decides", objecting::is_decided);
    here.chapter("he reads what was decided", objecting::reads_the_decision);
    here.is_over();
}

#[test]
fn stopping_a_donation_by_keyboard_alone() {
    let cast = Cast::assembled();
    let house = &cast.house;
    house.account("Dr Lind", "lind", None, &[(Role::Clinician, None)]);
    house.account("Lena Ito", "lena", None, &[(Role::Laboratory, None)]);
    house.account("Samir Haddad", "samir", None, &[(Role::Allocator, None)]);
    let (name, login) = ("Mia Dorn", "mia");
    let mia = cast.told(name, "D-5");
    house.account(name, login, Some(mia), &[(Role::Donor, None)]);
    let (here, home) = (Corridor::of(house), Corridor::of(house));
    here.chapter("she is asked", |here| giving::asked(here, name));
    house.until("2026-04-10");
    here.chapter("she consents", |here| giving::consents(here, login, name));
    here.chapter("a day is set", |here| giving::scheduled(here, name));
    here.chapter("infections are looked for", |here| giving::tested_for_infections(here, name));
    here.chapter("it stands on the board", stopping::is_on_the_board);
    house.until("2026-04-28");
    here.chapter("one of two has verified it", stopping::is_verified_by_one);
    here.chapter("the other is about to", stopping::is_about_to_be_verified);
    home.chapter("she stops", stopping::stops);
    here.chapter("the other is told", stopping::is_refused);
    here.chapter("it is off the board, and she is not asked again", stopping::is_off_the_board);
    here.chapter("who allocates is told that she is not available", stopping::is_not_available);
    here.chapter("she may offer anew", stopping::may_offer_anew);
    here.is_over();
    home.is_over();
}
