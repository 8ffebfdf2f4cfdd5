//! Three years of staying in touch: on the donor's own page, by a link that came by mail, by telephone once she was found again.

use testing::MailServer;

use crate::corridor::Corridor;

/// Whom all of it is about.
const NAME: &str = "Kathy Elm";
/// Where she is written to.
pub(super) const EMAIL: &str = "kathy@donors.example";
/// Her number until she moves, and after.
pub(super) const TELEPHONE: &str = "020 7946 0000";
const NEW_TELEPHONE: &str = "020 7946 0002";

/// Clara learns that nobody received the kidney, and reports it; at first at a time at which she did not know it yet.
pub(super) fn reported(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.finds_how_it_is_with(NAME);
    let keys = here.keys();
    keys.opens("Something happened that has to be reported");
    keys.answers("What", "A kidney that nobody received");
    keys.fills("The day on which it happened", "28 April 2026");
    keys.fills("At what time", "9:30");
    keys.fills("What is known", "The recipient had a fever, and nobody else could be there in time.");
    here.turns("Write it down");
    here.sees("A kidney that nobody received: learnt of on 4 May 2026, 09:30, to be reported by 7 May 2026, 09:30.");
    here.turns("Today");
    here.sees("A kidney that nobody received");
    here.finds_how_it_is_with(NAME);
    here.keys().fills("At what time", "9:10");
    here.keys().fills("To whom", "The network’s office");
    here.turns("It was reported");
    here.is_told_why(&["The report was not recorded", "It was learnt of after that.", "Correct the time."]);
    here.keys().fills("At what time", "10:05");
    here.turns("It was reported");
    here.sees("Recorded.");
    here.sees_nothing_of(&["to be reported by"]);
    here.goes();
}

/// Half a year later Kathy says herself how she is, on her own page.
pub(super) fn after_six_months(here: &Corridor<'_>) {
    here.comes("kathy");
    here.titled(NAME);
    here.sees("You are asked now for “Six months after”");
    answers_how_she_is(here, "Well");
    here.keys().fills("What else you want to say", "I swim again.");
    here.turns("This is how I am");
    here.sees("Recorded.");
    here.sees("I swim again.");
    here.goes();
}

/// Clara finds her on the list, and writes to her in the words of the programme file.
pub(super) fn is_written_to(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.turns("Staying in touch");
    here.sees("A year after");
    here.turns(NAME);
    here.turns("Messages to them, and links by which they answer");
    here.keys().answers("Ask them how they are", "By e-mail");
    here.turns("Write it");
    here.sees("It is written down.");
    here.sees(EMAIL);
    here.goes();
}

/// The way from the mail that came to the page behind it.
pub(super) fn link_of(mail: &MailServer) -> String {
    let came = mail.wait_for(1).remove(0);
    assert_eq!(came.to, EMAIL);
    let words = came.words();
    let link = words.split_once("/answer/").unwrap_or_else(|| panic!("no link is in it: {words}")).1;
    format!("/answer/{}", link.split_whitespace().next().expect("a secret"))
}

/// Kathy opens it at home, without a password. Whoever does not know when she was born comes no further.
pub(super) fn answers_by_link(here: &Corridor<'_>, link: &str) {
    here.open(link);
    here.look();
    here.sees("So that nobody else can answer for you.");
    here.keys().fills("Your date of birth", "15 March 1980");
    here.turns("Go on");
    here.sees("This is not the date that we have.");
    here.keys().fills("Your date of birth", "14 March 1980");
    here.turns("Go on");
    here.sees("“A year after”");
    answers_how_she_is(here, "Well");
    here.keys().fills("What else you want to say", "I am a grandmother now.");
    here.turns("This is how I am");
    here.sees("It is written down, as you said it. Thank you.");
    // It worked once.
    here.open(link);
    here.look();
    here.sees("This link was used, or is too old; ask whoever sent it for another.");
    here.open("/");
}

/// Oscar reads what she said.
pub(super) fn is_heard_of(here: &Corridor<'_>) {
    here.comes_to_work("oscar");
    here.finds_how_it_is_with(NAME);
    for known in ["I swim again.", "I am a grandmother now.", "on a page that a link opened once"] {
        here.sees(known);
    }
    here.goes();
}

/// Clara rings and rings; that she did is written down, with what came of it.
pub(super) fn is_not_found(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.finds_how_it_is_with(NAME);
    here.sees("They are asked now for “Two years after”");
    here.keys().opens("Write down that somebody tried");
    here.keys().chooses("At which number or address", TELEPHONE);
    here.turns("Write the attempt down");
    // What came of it was left out.
    here.sees("Not recorded yet.");
    here.keys().answers("What came of it", "Nobody answered.");
    here.turns("Write the attempt down");
    here.sees("Recorded.");
    tries(here, "By telephone", TELEPHONE, "It was somebody else’s.");
    here.sees("The next way to reach them. By e-mail");
    tries(here, "By e-mail", EMAIL, "It came back.");
    here.sees("The next way to reach them. Through Anna Elm, sister: 020 7946 0001");
    here.goes();
}

/// The time is over, and nobody has heard of her: she stands on the list with the next way to reach her.
pub(super) fn is_lost(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.turns("Staying in touch");
    here.sees("Lost: late, and nobody has heard of them since the window began");
    here.sees("Through Anna Elm, sister: 020 7946 0001");
    here.turns(NAME);
    here.sees("They are late for “Two years after”: it was to be known by 27 June 2028. Nobody has heard of them since it began.");
    here.goes();
}

/// Her sister knows where she is. Clara rings her there, and writes down what she says.
pub(super) fn is_found(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.finds_how_it_is_with(NAME);
    tries(here, "Through somebody who always knows where they are", "020 7946 0001 (Anna Elm)", "They were reached.");
    here.keys().opens("Agree anew");
    here.keys().fills("First, the number or address", NEW_TELEPHONE);
    here.turns("Write down what was agreed");
    here.sees(&format!("By telephone: {NEW_TELEPHONE}"));
    here.keys().chooses("How it became known", "On the telephone");
    answers_how_she_is(here, "Well");
    here.keys().fills("What else there is to say", "She moved to the sea.");
    here.turns("Write it down");
    here.sees("Recorded.");
    here.sees("She moved to the sea.");
    here.sees("complete, not in time");
    here.sees_nothing_of(&["Nobody has heard of them"]);
    here.goes();
}

/// After three years she is asked on her own page, and at first sends it empty.
pub(super) fn after_three_years(here: &Corridor<'_>) {
    here.comes("kathy");
    here.titled(NAME);
    here.sees("You are asked now for “Once a year, for life”");
    here.turns("This is how I am");
    here.is_told_why(&["Nothing is written there.", "Write it down, in a few words."]);
    answers_how_she_is(here, "Well");
    here.keys().fills("What else you want to say", "I swim in the sea.");
    here.turns("This is how I am");
    here.sees("Recorded.");
    here.sees("I swim in the sea.");
    here.goes();
}

/// Clara looks at the list: it is empty.
pub(super) fn nobody_is_lost(here: &Corridor<'_>) {
    here.comes_to_work("clara");
    here.turns("Staying in touch");
    here.sees("Nobody waits to be asked how they are.");
    here.goes();
}

/// Writes down that somebody tried.
fn tries(here: &Corridor<'_>, by: &str, address: &str, outcome: &str) {
    here.keys().opens("Write down that somebody tried");
    here.keys().chooses("By what", by);
    here.keys().chooses("At which number or address", address);
    here.keys().answers("What came of it", outcome);
    here.turns("Write the attempt down");
    here.sees("Recorded.");
}

/// What the form asks of everybody: how they are, how it stands with their body, and what was found in blood and urine.
pub(super) fn answers_how_she_is(here: &Corridor<'_>, status: &str) {
    let keys = here.keys();
    keys.answers("Well or not", status);
    keys.answers("Back in hospital", "No");
    keys.fills("First reading", "122/78");
    keys.fills("Weight", "63.5");
    keys.answers("Trouble from the operation", "No");
    keys.answers("Medicine for blood pressure", "No");
    keys.answers("Dialysis", "No");
    keys.fills("Creatinine", "1.02");
    keys.answers("Protein in the urine", "None");
}
