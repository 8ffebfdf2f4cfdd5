//! The days of those who run the programme, and of who checks it.

use programme::Role;
use serde_json::json;

use crate::cast::{Cast, TODAY};
use crate::day::Day;
use crate::house::PASSWORD;

#[test]
fn a_coordinator_works_through_today_opens_a_donation_and_invites_somebody() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    house.person("Tom Birch", "D-2", None);
    cast.told("Kathy Elm", "D-3");
    let by = house.account("Ruth Alder", "ruth", Some(ruth), &[(Role::Donor, None)]);
    let asked = json!({ "kind": "correction", "text": "I was born on the 15th of March." });
    house.post(by, &format!("/api/v1/people/{ruth}/requests"), &asked);

    let day = Day::of_staff(house, "clara");
    day.titled("Today");
    let places = ["Today", "Docket", "People", "Donations", "Sites", "Emergency", "Refused rows", "Accounts"];
    day.has_places(&places, &["My page", "Concerns", "Who read what"]);
    day.follows("Answer them of Ruth Alder");
    day.sees("“I was born on the 15th of March.”");
    day.unfold("Correct who they are");
    day.write("Born", "15 March 1980");
    day.write("Why it was wrong", "She said so, and showed her passport.");
    day.presses("Put it right");
    day.sees("born 15 March 1980");
    day.unfold("Answer them");
    day.tick("It was put right");
    day.write("In words for them", "It is the 15th now. Thank you for telling us.");
    day.presses("Answer them");
    day.sees("Recorded.");

    day.goes_to("Today");
    day.sees_nothing_of(&["They ask for something in their record to be put right."]);
    day.follows("Record the checks of Tom Birch");
    day.sees("Nobody is named yet.");
    day.unfold("Put somebody by their side");
    day.choose("Who", "Oscar Reyes, advocate");
    day.presses("Put them by their side");
    day.sees("Oscar Reyes, advocate, since 5 May 2026.");

    // His own page is opened to him, and he is asked in.
    day.unfold("Open their own page to them");
    day.write("What they sign in as", "tom");
    day.presses("Open the account");
    day.titled("Tom Birch");
    day.unfold("Appoint them");
    day.tick("Donor. Somebody who may give, or has given.");
    day.presses("Appoint them");
    day.unfold("Invite them, or let them choose a new password");
    day.presses("Make a link");
    day.sees("This link is shown once.");

    day.goes_to("People");
    day.follows("Kathy Elm");
    day.follows("What they give");
    day.sees("Nothing was given or thought of yet.");
    day.unfold("Begin a donation");
    day.tick("They offered");
    day.tick("for whoever is next on the list");
    day.presses("Write it down");
    day.sees("Recorded.");
    day.sees("What comes next:");
    day.goes_to("Donations");
    day.sees("Kathy Elm");

    for path in ["/concerns", "/readings", "/me"] {
        day.is_refused(path);
    }
    assert_eq!(day.status_of(&format!("/api/v1/people/{ruth}/conversations")), json!(403));
    day.ends();
}

#[test]
fn an_advocate_tells_hears_how_it_was_understood_and_speaks_for_their_donor() {
    let cast = Cast::at_work();
    let house = &cast.house;
    let others = house.person("Tom Birch", "D-2", Some(cast.centre));
    let day = Day::of_staff(house, "oscar");
    day.titled("Today");
    day.has_places(
        &["Today", "People", "Donations"],
        &["Accounts", "Concerns", "Who read what", "Refused rows", "Emergency"],
    );
    day.goes_to("People");
    day.sees_nothing_of(&["Tom Birch"]);
    day.follows("Ruth Alder");
    day.follows("What they have been told");
    day.unfold("Write down that they were told “You can stop at any time”");
    day.sees("In these words: “Whether you give a kidney is for you alone to decide.");
    day.write("What they said back, in their own words", "I can stop whenever I like, and I need not say why.");
    day.tick("They have understood");
    day.presses("Write down that they were told");
    day.sees("It is written down.");
    day.sees("They said back: “I can stop whenever I like, and I need not say why.” That was understood.");
    day.follows("Back to Ruth Alder");

    day.unfold("Record a conversation");
    day.write("What was said", "She is cross about the measuring, and would like to try again.");
    day.presses("Record the conversation");
    day.sees("Recorded.");
    day.unfold("Object on their behalf");
    day.write("Why they think that it is not right", "She had run up the stairs, and nobody let her rest.");
    day.presses("Object for them");
    day.sees("They objected, on 5 May 2026.");
    day.sees_nothing_of(&["Defer them", "Record a check", "Decide it"]);

    for path in ["/accounts", "/concerns", "/emergency", &format!("/people/{others}")] {
        day.is_refused(path);
    }
    day.ends();
}

#[test]
fn an_allocator_sees_who_is_not_available_and_never_why() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    let tom = house.person("Tom Birch", "D-2", None);
    cast.examined(tom, TODAY, &[]);
    house.account("Samir Haddad", "samir", None, &[(Role::Allocator, None)]);
    let day = Day::of_staff(house, "samir");
    day.titled("People");
    day.has_places(
        &["People", "Rules"],
        &["Today", "Docket", "Donations", "Sites", "Emergency", "Accounts", "Concerns"],
    );
    let line = |name: &str| {
        let rows = day.browser().all("tbody tr");
        let text = rows.iter().map(|row| row.text()).find(|text| text.starts_with(name));
        text.unwrap_or_else(|| panic!("{name} is not listed"))
    };
    assert!(line("Ruth Alder").ends_with("not available"), "{}", line("Ruth Alder"));
    assert!(!line("Tom Birch").contains("not available"), "{}", line("Tom Birch"));
    day.sees("Not shown to you: why somebody is not available.");
    day.sees_nothing_of(&["eferred", "excluded", "eligible", "lood pressure", "Registered", "St Anne’s"]);
    assert!(!day.has("link", "Ruth Alder"), "nothing more of her is theirs to see");
    day.write("Name or number", "D-1");
    day.sees("One person found.");
    for path in ["", "/donations", "/tellings", "/print"] {
        day.is_refused(&format!("/people/{ruth}{path}"));
    }
    for part in ["", "/eligibility", "/examinations", "/export", "/deferrals"] {
        let status = day.status_of(&format!("/api/v1/people/{ruth}{part}"));
        assert!([json!(403), json!(404), json!(405)].contains(&status), "{part}: {status}");
    }
    day.ends();
}

#[test]
fn an_auditor_answers_a_concern_and_sees_who_read_what() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    house.account("Ines Marlow", "ines", None, &[(Role::Auditor, None)]);
    house.account("Ruth Alder", "ruth", Some(ruth), &[(Role::Donor, None)]);
    let day = Day::of(house, "ruth");
    day.follows("Speak up");
    day.tick("I, or somebody else, was pressed.");
    day.tick("myself");
    day.write("What happened, in your own words", "They said that my sister dies if I do not hurry.");
    day.presses("Say it");
    day.sees("It is on record.");
    day.ends();

    let day = Day::of_staff(house, "ines");
    day.titled("Who read what");
    day.has_places(&["Who read what", "Concerns", "Sites"], &["Today", "Docket", "People", "Donations", "Accounts"]);
    day.write("Number of whose record", "D-1");
    day.presses("Look");
    day.sees("Dr Osei");
    day.sees("Clara Voss");
    day.goes_to("Concerns");
    day.sees("They said that my sister dies if I do not hurry.");
    day.unfold("Answer Ruth Alder");
    day.write(
        "Your answer, in words for them",
        "That was wrong of them. I have spoken with them, and you may take your time.",
    );
    day.tick("It is closed by this");
    day.presses("Answer them");
    day.sees("Nothing is open.");
    for path in ["/people", "/today", &format!("/people/{ruth}")] {
        day.is_refused(path);
    }
    day.ends();

    let day = Day::of(house, "ruth");
    day.follows("Speak up");
    day.sees("That was wrong of them.");
    day.goes_to("My page");
    day.follows("Everything that was ever read");
    day.sees("Ines Marlow, auditor, read");
    day.ends();
}

#[test]
fn an_administrator_opens_the_house_to_somebody_and_sees_nobody_s_health() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    house.account("Ada Lund", "ada", None, &[(Role::Administrator, None)]);
    house.account("Ruth Alder", "ruth", Some(ruth), &[(Role::Donor, None)]);
    let day = Day::of_staff(house, "ada");
    day.titled("Accounts");
    day.has_places(&["Accounts", "Sites"], &["Today", "Docket", "People", "Donations", "Emergency", "Who read what"]);
    day.sees_nothing_of(&["Ruth Alder is", "donor"]);
    day.unfold("Open an account");
    day.write("Name", "Petra Wolff");
    day.write("What they sign in as", "petra");
    day.presses("Open the account");
    day.titled("Petra Wolff");
    day.unfold("Appoint them");
    let coordinator = "Coordinator. Runs the programme from day to day: who needs what, and who does it.";
    day.tick(coordinator);
    day.presses("Appoint them");
    day.sees("Coordinator");
    day.unfold("Invite them, or let them choose a new password");
    day.presses("Make a link");
    let link = day.browser().find("code.copy").text();
    for path in ["/people", "/today", &format!("/people/{ruth}"), "/concerns", "/readings"] {
        day.is_refused(path);
    }
    assert_eq!(day.status_of("/api/v1/people"), json!(403));
    day.ends();

    // Whoever is invited opens the link that they were handed, and comes in by two things that they chose.
    let day = Day::dawns(house);
    day.open(link.strip_prefix(&house.address()).expect("a link of this server"));
    day.look();
    day.sees("You sign in as “petra”.");
    day.write("A new password", PASSWORD);
    day.write("The new password once more", PASSWORD);
    day.presses("Choose it");
    day.titled("A second factor");
    let letters = day.browser().find("code.copy").text();
    day.write("The code that the app shows now", &house.code_of_letters(&letters));
    day.presses("Set it up");
    day.titled("Your recovery codes");
    day.follows("Go on");
    day.titled("Today");
    day.ends();
}
