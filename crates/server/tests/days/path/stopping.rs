//! Somebody stops on the morning of the operation: from their own page, at once, and nobody is told why.

use super::giving::{OPERATION, fills_in_what_was_verified, verifies};
use crate::corridor::Corridor;

const NAME: &str = "Mia Dorn";

/// Clara sees it among those that go on.
pub(super) fn is_on_the_board(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.turns("Donations");
    here.sees(NAME);
    here.sees(OPERATION);
    here.goes();
}

/// Dr Osei verifies it in the morning.
pub(super) fn is_verified_by_one(here: &Corridor<'_>) {
    here.comes_to_work("osei");
    verifies(here, NAME);
    here.goes();
}

/// Dr Lind has gone through everything, and has not said so yet.
pub(super) fn is_about_to_be_verified(here: &Corridor<'_>) {
    here.comes_to_work("lind");
    fills_in_what_was_verified(here, NAME);
}

/// Mia stops, from where she is. It takes no reason.
pub(super) fn stops(home: &Corridor<'_>) {
    home.comes("mia");
    home.titled(NAME);
    home.turns("What I give, and how I stop");
    home.sees("You can stop at any time, and nobody may ask you why.");
    home.keys().opens("I stop");
    home.turns("Yes, I stop");
    home.sees("Recorded.");
    home.sees(&format!("You stopped it on {OPERATION}."));
    home.goes();
}

/// Dr Lind says it, and is told that it is over.
pub(super) fn is_refused(here: &Corridor<'_>) {
    here.turns("I have verified all that I ticked");
    here.is_told_why(&["Somebody wrote something here after you had opened the page."]);
    here.turns("I have verified all that I ticked");
    here.is_told_why(&[
        "A donation that was stopped, called off or finished stays that way.",
        &format!("They stopped it on {OPERATION}."),
    ]);
    here.finds_donation_of(NAME);
    here.sees(&format!("They stopped it on {OPERATION}."));
    here.sees_nothing_of(&["They go to sleep", "Verify it, as one of two"]);
    here.goes();
}

/// For Clara nothing goes on; and whoever has stopped is not asked again.
pub(super) fn is_off_the_board(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.turns("Donations");
    here.sees("No donation goes on.");
    here.finds_donation_of(NAME);
    here.keys().opens("Begin a donation");
    here.keys().answers("Whose idea it was", "They are asked");
    here.keys().answers("Towards whom", "for whoever is next on the list");
    here.turns("Write it down");
    here.is_told_why(&["Whoever has stopped a donation is not asked again. They may offer anew."]);
    here.goes();
}

/// Samir is told no more than that.
pub(super) fn is_not_available(here: &Corridor<'_>) {
    here.comes_to_work("samir");
    here.titled("People");
    here.sees("not available");
    here.sees("Not shown to you: why somebody is not available.");
    here.sees_nothing_of(&["stopped", "asked again"]);
    here.goes();
}

/// On her own page she reads that she stopped, and could offer it again.
pub(super) fn may_offer_anew(here: &Corridor<'_>) {
    here.comes("mia");
    here.titled(NAME);
    here.turns("What I give, and how I stop");
    here.sees(&format!("You stopped it on {OPERATION}."));
    here.keys().opens("Offer something");
    here.sees("You can stop at any time, and need not say why.");
    here.turns("I offer this");
    here.sees("Recorded.");
    here.sees("Until 28 May 2026 you have time to think.");
    here.goes();
}
