//! The days of those who examine people, treat them and look after them where they stay.

use programme::Role;
use serde_json::json;

use crate::cast::{Cast, TODAY};
use crate::day::Day;

/// Where nobody comes whose post is to care for people.
const OF_OTHERS: [&str; 5] = ["My page", "Refused rows", "Concerns", "Who read what", "Accounts"];

#[test]
fn a_laboratory_enters_what_was_measured_and_sees_no_life() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    house.account("Lena Ito", "lena", None, &[(Role::Laboratory, None)]);
    let day = Day::of_staff(house, "lena");
    day.titled("People");
    day.has_places(&["People", "Rules", "Account"], &[&OF_OTHERS[..], &["Today", "Docket", "Donations"]].concat());
    day.write("Name or number", "D-1");
    day.sees("One person found.");
    day.sees_nothing_of(&["eferred", "eligible"]);
    day.follows("Ruth Alder");
    day.sees("Not shown to you: what was found in examinations");
    day.opened("Long-term blood sugar");
    day.write("HbA1c", "5.2");
    day.presses("Record the examination");
    day.sees("Recorded.");
    day.sees_nothing_of(&["147/93", "HbA1c 5.2 %", " due", "eferred", "Who read this record", "Record a move"]);
    let life = house.get(cast.osei, &format!("/api/v1/people/{ruth}"));
    assert!(life.to_string().contains("5.2"), "what was measured is not on the record: {life}");
    for path in ["tellings", "donations", "print", "bonds"] {
        day.is_refused(&format!("/people/{ruth}/{path}"));
    }
    day.is_refused("/today");
    day.ends();
}

#[test]
fn a_clinician_is_in_touch_assesses_defers_and_decides() {
    let cast = Cast::assembled();
    let (house, ruth) = (&cast.house, cast.ruth);
    let tom = house.person("Tom Birch", "D-2", Some(cast.centre));
    let mia = house.person("Mia Dorn", "D-4", Some(cast.centre));
    let away = house.person("Vera Holt", "E-1", None);
    let centre = [(Role::Clinician, Some(cast.centre))];
    house.account("Dr Lind", "lind", None, &centre);
    house.until("2026-04-20");
    let deferral = json!({
        "kind": "for-a-time", "on": "2026-04-20", "until": "2026-10-20", "reason": "You had a bad cold.",
    });
    house.post(cast.clara, &format!("/api/v1/people/{ruth}/deferrals"), &deferral);
    let held = house.get(cast.clara, &format!("/api/v1/people/{ruth}/deferrals"));
    let objection = json!({ "deferral": held["deferrals"][0]["id"], "text": "The cold is long over." });
    house.post(cast.oscar, &format!("/api/v1/people/{ruth}/appeals"), &objection);
    house.until(TODAY);
    let history = json!({
        "told-diabetes": "no", "takes-insulin": "no", "told-cancer": "yes", "heart-attack": "no", "stroke": "no",
    });
    cast.examined(tom, TODAY, &[("medical-history", history)]);
    cast.examined(mia, TODAY, &[("phq-9", json!({ "phq-9": [1, 1, 2, 1, 0, 1, 0, 0, 1] }))]);

    let day = Day::of_staff(house, "lind");
    day.titled("Today");
    day.has_places(&["Today", "Docket", "People", "Donations", "Sites", "Emergency"], &OF_OTHERS);
    day.follows("Record the contact of Mia Dorn");
    day.unfold("Write down that somebody was in touch");
    day.write("What came of it", "We talked for an hour. She is safe, and comes again tomorrow.");
    day.presses("Write the contact down");
    day.sees("Dr Lind was in touch. We talked for an hour.");

    // What was found of Tom is looked at.
    day.goes_to("People");
    day.sees_nothing_of(&["Vera Holt"]);
    day.follows("Tom Birch");
    day.unfold("Assess what was found");
    day.tick("Fit to give with it");
    day.write("Why, in plain words: they read it", "It was a mole, taken out whole twenty years ago.");
    day.presses("Record the assessment");
    day.sees("Recorded.");
    day.sees("It was a mole, taken out whole twenty years ago.");
    day.sees("May they give: eligible");

    // Mia is not to be asked for a while.
    day.goes_to("People");
    day.follows("Mia Dorn");
    day.unfold("Defer them");
    day.write("Where it has an end: the first day without it", "5 August 2026");
    day.write("Why, in plain words: they read it", "These were hard weeks. We look again in August.");
    day.presses("Defer them");
    day.sees("Recorded.");
    day.sees("until 5 August 2026");

    // The objection is decided by somebody who took no part.
    day.goes_to("Docket");
    day.sees("Objections that wait for a decision");
    day.follows("Ruth Alder");
    day.sees("The cold is long over.");
    day.unfold("Decide it");
    day.tick("They are right: it is lifted");
    day.write("In words for them", "You are well again, so nothing keeps you waiting.");
    day.presses("Decide it");
    day.sees("Recorded.");
    day.sees("You are well again, so nothing keeps you waiting.");

    for path in ["/accounts", "/concerns", "/readings", &format!("/people/{away}")] {
        day.is_refused(path);
    }
    day.ends();
}

#[test]
fn an_emergency_opens_a_record_for_some_hours_and_is_told_to_whoever_it_is_about() {
    let cast = Cast::assembled();
    let house = &cast.house;
    let vera = house.person("Vera Holt", "E-1", None);
    house.account("Vera Holt", "vera", Some(vera), &[(Role::Donor, None)]);
    house.account("Ines Marlow", "ines", None, &[(Role::Auditor, None)]);
    cast.examined(vera, "2026-03-02", &[]);
    house.account("Dr Lind", "lind", None, &[(Role::Clinician, Some(cast.centre))]);
    house.until(TODAY);
    let day = Day::of_staff(house, "lind");
    day.titled("Today");
    day.is_refused(&format!("/people/{vera}"));
    day.goes_to("Emergency");
    day.write("Their number in the programme", "E-1");
    day.write("Their day of birth", "15/3/80");
    day.write("Why you need to read it now", "She was brought in and cannot speak.");
    day.presses("Open the record");
    day.sees("There is nobody with this number and this day of birth.");
    day.write("Their day of birth", "14/3/80");
    day.presses("Open the record");
    day.titled("Vera Holt");
    day.sees("Blood pressure 117/75 mmHg (mean of three)");
    day.ends();

    let day = Day::of(house, "vera");
    day.titled("Vera Holt");
    day.follows("Who read about me");
    day.sees("In an emergency");
    day.sees("“She was brought in and cannot speak.”");
    day.ends();

    let day = Day::of_staff(house, "ines");
    day.titled("Who read what");
    day.sees("Emergency access in the last month");
    day.sees("She was brought in and cannot speak.");
    day.ends();
}

#[test]
fn site_staff_see_who_is_in_the_house_and_see_somebody_off() {
    let cast = Cast::at_work();
    let (house, ruth) = (&cast.house, cast.ruth);
    let elsewhere = house.person("Tom Birch", "D-2", Some(cast.clinic));
    house.account("Jo Brandt", "jo.brandt", None, &[(Role::SiteStaff, Some(cast.centre))]);
    let day = Day::of_staff(house, "jo.brandt");
    day.titled("People");
    day.has_places(&["People", "Sites", "Emergency"], &[&OF_OTHERS[..], &["Today", "Docket", "Donations"]].concat());
    day.goes_to("Sites");
    day.follows("St Anne’s Transplant Centre");
    day.sees("Ruth Alder");
    day.sees_nothing_of(&["eferred", "eligible"]);
    day.follows("Ruth Alder");
    day.sees("Not shown to you: what was found in examinations");
    day.sees_nothing_of(&["147/93", "Record a check", "Defer them"]);
    day.unfold("Record a move");
    day.choose("Where to", "North Street Clinic");
    day.presses("Record the move");
    day.titled("Recorded");
    day.sees("They are where none of your posts takes you, so you see them no longer.");
    day.follows("Go on to People");
    day.sees_nothing_of(&["Ruth Alder", "Tom Birch"]);
    for path in ["/today", "/docket", &format!("/people/{elsewhere}"), &format!("/people/{ruth}")] {
        day.is_refused(path);
    }
    day.ends();
}
