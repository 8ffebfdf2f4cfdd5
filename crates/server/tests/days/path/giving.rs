//! A donation: asked, thought over, set for a day, given, home again.

use super::years::{EMAIL, TELEPHONE, answers_how_she_is};
use crate::corridor::Corridor;

/// The day of the operation.
pub(super) const OPERATION: &str = "28 April 2026";

/// Clara asks her. A day cannot be set yet, and the page says what for.
pub(super) fn asked(here: &Corridor<'_>, name: &str) {
    here.comes_to_work("clara");
    here.finds_donation_of(name);
    here.keys().opens("Begin a donation");
    here.keys().answers("Whose idea it was", "They are asked");
    here.keys().answers("Towards whom", "for whoever is next on the list");
    here.turns("Write it down");
    here.sees("Recorded.");
    here.sees("Until 1 April 2026 they have time to think.");
    here.keys().opens("Set a day");
    here.keys().fills("The day", OPERATION);
    here.turns("Set this day");
    here.is_told_why(&["No day was set", "Ask for it, and take a no for a no."]);
    here.goes();
}

/// Kathy has thought, and says yes to one thing after the other; Oscar hears it.
pub(super) fn consents(here: &Corridor<'_>, login: &str, name: &str) {
    here.comes(login);
    here.titled(name);
    here.turns("What I give, and how I stop");
    for element in here.house.consent_names() {
        here.keys().opens(&element);
        here.turns("I consent");
        here.sees("You said yes to:");
    }
    here.goes();
}

/// Clara sets the day, and is told what has to be there by then and who can supply it.
pub(super) fn scheduled(here: &Corridor<'_>, name: &str) {
    here.comes_to_work("clara");
    here.finds_donation_of(name);
    here.sees("“Infection markers” has not been done. Who can do it: a laboratory.");
    here.keys().opens("Set a day");
    here.keys().fills("The day", OPERATION);
    here.keys().chooses("Where", "St Anne’s Transplant Centre");
    here.turns("Set this day");
    here.sees("It is set for 28 April 2026, at St Anne’s Transplant Centre.");
    here.sees("What has to be there on the day of the operation:");
    here.sees("Do “Infection markers”, and record it. Do it by 28 April 2026.");
    here.goes();
}

/// Lena looks for infections, less than four weeks before the day.
pub(super) fn tested_for_infections(here: &Corridor<'_>, name: &str) {
    here.comes_to_work("lena");
    here.finds(name);
    here.keys().to("Record a check");
    here.keys().enter();
    here.keys().opens("Infection markers");
    for virus in ["HIV", "Hepatitis C", "Hepatitis B"] {
        here.keys().answers(virus, "Not found");
    }
    here.turns("Record the examination");
    here.sees("Recorded.");
    here.goes();
}

/// Clara and Kathy agree, before she gives, on how she wants to be reached, and who will always know where she is.
pub(super) fn agrees(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.finds_how_it_is_with("Kathy Elm");
    here.sees("Nothing is agreed yet.");
    let keys = here.keys();
    keys.opens("Agree on how they want to be reached");
    keys.fills("First, the number or address", TELEPHONE);
    keys.chooses("Then, by what", "By e-mail");
    keys.fills("Then, the number or address", EMAIL);
    keys.fills("Somebody who will always know where they are: their name", "Anna Elm");
    keys.fills("What they are to the donor", "sister");
    keys.fills("Their number or address", "020 7946 0001");
    here.turns("Write down what was agreed");
    here.sees("Anna Elm, sister, who always knows where they are: 020 7946 0001");
    here.goes();
}

/// The day: two people verify, each for themselves, and she gives.
pub(super) fn gives(here: &Corridor<'_>, name: &str) {
    here.comes_to_work("osei");
    verifies(here, name);
    // One is not two.
    here.sees("What comes next: Two people verify everything on the day.");
    here.goes();
    here.comes_to_work("lind");
    verifies(here, name);
    here.keys().opens("They go to sleep");
    here.turns("They go to sleep now");
    here.sees("Recorded.");
    here.keys().opens("It was given");
    here.turns("It was given");
    here.sees("It was given on 28 April 2026.");
    here.goes();
}

/// Somebody verifies everything, as one of two.
pub(super) fn verifies(here: &Corridor<'_>, name: &str) {
    fills_in_what_was_verified(here, name);
    here.turns("I have verified all that I ticked");
    here.sees("Recorded.");
}

/// They have gone through everything, and have not said so yet.
pub(super) fn fills_in_what_was_verified(here: &Corridor<'_>, name: &str) {
    here.finds_donation_of(name);
    here.keys().opens("Verify it, as one of two");
    for box_to_tick in here.house.verified() {
        here.keys().ticks(&box_to_tick);
    }
}

/// She gets well, and goes home.
pub(super) fn goes_home(here: &Corridor<'_>) {
    here.comes_to_work("osei");
    here.finds_donation_of("Kathy Elm");
    here.keys().opens("Write down how they are");
    here.keys().fills("How they are", "Up and about since yesterday. Little pain.");
    here.turns("Write it down");
    here.sees("Recorded.");
    here.keys().opens("They go home");
    here.turns("They went home");
    here.sees("They went home on 2 May 2026.");
    here.turns("Their page");
    here.turns_within("Staying in touch");
    here.sees("They are asked now for “On leaving hospital”");
    answers_how_she_is(here, "Well");
    here.turns("Write it down");
    here.sees("Recorded.");
    here.sees("complete, in time");
    here.goes();
}
