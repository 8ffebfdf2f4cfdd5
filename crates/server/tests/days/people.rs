//! The days of those whom a record is about, and of who stands by one of them.

use programme::{Care, CareKind, Command, Role};
use serde_json::json;

use crate::cast::Cast;
use crate::day::Day;

/// Where nobody comes who holds no post.
const OF_STAFF: [&str; 9] =
    ["Today", "Docket", "Donations", "Sites", "Emergency", "Refused rows", "Concerns", "Who read what", "Accounts"];

#[test]
fn a_donor_reads_their_life_waits_objects_and_takes_everything_away() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    house.account("Ruth Alder", "ruth", Some(ruth), &[(Role::Donor, None)]);
    let other = house.person("Tom Birch", "D-2", None);
    let day = Day::of(house, "ruth");
    day.titled("Ruth Alder");
    assert_eq!(day.path(), "/me");
    day.has_places(&["My page", "Rules", "Account"], &[&OF_STAFF[..], &["People"]].concat());
    day.follows("My life so far");
    day.sees("You came into the programme: Ruth Alder, number D-1, female, born 14 March 1980.");
    day.sees("Blood pressure 147/93 mmHg (mean of three)");

    // Waiting takes no reason and begins at once; so does being ready again.
    day.follows("Waiting");
    day.presses("I want to wait");
    day.sees("Recorded.");
    day.sees("You wait, since 5 May 2026.");
    day.presses("I am ready again");
    day.sees("Recorded.");
    day.sees_nothing_of(&["You wait, since"]);

    day.unfold("I object");
    day.write("Why you think that it is not right", "I had run up the stairs, and nobody let me rest.");
    day.presses("I object");
    day.sees("You objected, on 5 May 2026.");
    day.sees("it is decided by 20 May 2026");

    day.follows("What I can do");
    day.unfold("Ask for something to be put right");
    day.write("What is wrong, and what would be right", "I was born on the 15th of March.");
    day.presses("Ask for it to be put right");
    day.sees("You asked for something to be put right, on 5 May 2026: “I was born on the 15th of March.”");

    day.follows("What I have been told");
    day.sees("Before you are asked");
    day.follows("Back to my page");
    day.follows("Say whom I name");
    day.write("What they are called", "Anna, my sister");
    day.write("Telephone number", "020 7946 0000");
    day.presses("Name them");
    day.sees("Anna, my sister");
    day.goes_to("My page");
    day.follows("Speak up");
    day.sees("The auditor reads it.");
    day.goes_to("My page");

    let whole = day.takes("Take everything away").to_string();
    for told in ["Ruth Alder", "I was born on the 15th of March.", "Anna, my sister", "020 7946 0000"] {
        assert!(whole.contains(told), "{told} is not taken away: {whole}");
    }
    day.follows("Print my life");
    day.sees("Ruth Alder");
    day.browser().back();

    // What is somebody else's, and what is the programme's, is not theirs.
    for path in ["/people", "/today", &format!("/people/{other}")] {
        day.is_refused(path);
    }
    assert_eq!(day.status_of(&format!("/api/v1/people/{other}")), json!(404));
    day.ends();
}

#[test]
fn a_donor_finds_within_two_clicks_who_read_them_last_month() {
    let cast = Cast::at_work();
    cast.house.account("Ruth Alder", "ruth", Some(cast.ruth), &[(Role::Donor, None)]);
    let day = Day::of(&cast.house, "ruth");
    day.titled("Ruth Alder");
    let before = day.clicks();
    day.follows("Who read about me");
    day.sees("20 April 2026");
    day.sees("Clara Voss, coordinator, read");
    day.follows("Everything that was ever read");
    day.sees("2 April 2026");
    day.sees("Dr Osei, clinician, read");
    assert!(day.clicks() - before <= 2, "it takes {} clicks", day.clicks() - before);
    day.ends();
}

#[test]
fn a_recipient_sees_their_own_life_and_nothing_of_whoever_could_give() {
    let cast = Cast::assembled();
    let house = &cast.house;
    let rafa = house.person("Rafa Cole", "R-1", None);
    house.account("Rafa Cole", "rafa", Some(rafa), &[(Role::Recipient, None)]);
    house.until("2026-04-20");
    cast.reads(cast.clara, rafa);
    house.until(crate::cast::TODAY);
    let day = Day::of(house, "rafa");
    day.titled("Rafa Cole");
    assert_eq!(day.path(), "/me");
    day.has_places(&["My page", "Rules", "Account"], &[&OF_STAFF[..], &["People"]].concat());
    day.sees_nothing_of(&["Whether I may give", "What I give, and how I stop", "Ruth Alder"]);
    let before = day.clicks();
    day.follows("Who read about me");
    day.sees("20 April 2026");
    day.sees("Clara Voss, coordinator, read");
    assert!(day.clicks() - before <= 2);
    day.follows("What I can do");
    day.unfold("Ask to be erased");
    day.sees("It cannot be undone.");
    day.presses("Ask to be erased");
    day.sees("you are answered by 4 June 2026");
    day.ends();
}

#[test]
fn a_companion_sees_whom_they_stand_by_and_nothing_of_their_health() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    let kathy = house.person("Kathy Elm", "D-3", None);
    let kathys = house.account("Kathy Elm", "kathy", Some(kathy), &[(Role::Donor, None), (Role::Companion, None)]);
    let (by, words) = (kathys, "May I come along?".to_owned());
    house.write(Command::Care { person: ruth, step: programme::CareStep::OfferCompany { by, words } });
    house.write(Command::Care { person: ruth, step: programme::CareStep::AnswerCompany { by, accepted: true } });
    let care = Care { carer: kathys, kind: CareKind::Companion, on: house.today() };
    house.write(Command::AssignCarer { person: ruth, care });
    let day = Day::of_staff(house, "kathy");
    day.titled("Kathy Elm");
    day.has_places(&["My page", "People", "Account"], &OF_STAFF);
    day.goes_to("People");
    day.sees("Ruth Alder");
    day.sees("“not shown to you” means");
    day.follows("Ruth Alder");
    day.sees("Kathy Elm, companion, since 5 May 2026.");
    day.sees("Not shown to you: what was found in examinations");
    day.sees_nothing_of(&["147/93", "eferred", "Record a check", "Record a move"]);
    for path in ["/today", &format!("/people/{ruth}/tellings"), &format!("/people/{ruth}/donations")] {
        day.is_refused(path);
    }
    day.ends();
}
