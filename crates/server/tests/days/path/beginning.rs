//! How somebody comes into the programme: registered, asked in to their own page, told everything, examined.

use crate::corridor::Corridor;
use crate::house::PASSWORD;

/// Clara takes Kathy in, tries what cannot be yet, puts Oscar by her side, and asks her in to her own page: by which link.
pub(super) fn registered(here: &Corridor<'_>) -> String {
    here.comes_to_work("clara");
    here.turns("People");
    here.turns("Register somebody");
    here.keys().fills("Name", "Kathy Elm");
    here.keys().fills("Number", "D-3");
    here.keys().fills("Born", "14 March 1980");
    here.keys().answers("Sex", "female");
    here.turns("Register this person");
    here.sees("Recorded.");

    here.keys().opens("Record their next stage");
    here.turns("Enter the stage");
    here.is_told_why(&[
        "Nothing is asked of anybody before what has to be told first is on record as told and understood.",
        "A coordinator, a clinician or their advocate tells them, asks them to say it back, and records it.",
    ]);
    here.turns("Back to Kathy Elm");

    here.keys().opens("Put somebody by their side");
    here.keys().chooses("Who", "Oscar Reyes, advocate");
    here.turns("Put them by their side");
    here.sees("Oscar Reyes, advocate, since 2 March 2026.");
    here.keys().opens("Open their own page to them");
    here.keys().fills("What they sign in as", "kathy");
    here.turns("Open the account");
    here.keys().opens("Appoint them");
    here.keys().answers("As what", "Donor. Somebody who may give, or has given.");
    here.turns("Appoint them");
    here.keys().opens("Invite them, or let them choose a new password");
    here.turns("Make a link");
    let letter = here.browser().find("code.copy").text();
    here.goes();
    letter
}

/// Kathy opens the link that she was handed, and chooses a password.
pub(super) fn comes_in(here: &Corridor<'_>, letter: &str) {
    here.open(letter.strip_prefix(&here.house.address()).expect("a link of this server"));
    here.keys().fills("A new password", PASSWORD);
    here.keys().fills("The new password once more", PASSWORD);
    here.turns("Choose it");
    here.titled("Kathy Elm");
    here.sees("Oscar Reyes is your advocate, since 2 March 2026.");
    here.goes();
}

/// Oscar tells her everything that has to be told, and writes down how she understood it; then she enters the evaluation.
pub(super) fn told(here: &Corridor<'_>) {
    here.comes_to_work("oscar");
    here.finds("Kathy Elm");
    here.turns("What they have been told");
    for topic in here.house.topic_names() {
        here.keys().opens(&format!("Write down that they were told “{topic}”"));
        here.keys().fills("What they said back, in their own words", "I would say it just so to a friend.");
        here.keys().answers("What that shows", "They have understood");
        here.turns("Write down that they were told");
        here.sees("It is written down.");
    }
    here.sees("Everything that has to be told has been told, and was understood.");
    here.turns("Back to Kathy Elm");
    here.keys().opens("Record that something was prepared");
    here.turns("Record it as done");
    here.sees("Recorded.");
    here.keys().opens("Record their next stage");
    here.turns("Enter the stage");
    here.sees("Recorded.");
    here.sees("Evaluation since 2 March 2026");
    here.goes();
}

/// Dr Osei examines her.
pub(super) fn checked(here: &Corridor<'_>) {
    here.comes_to_work("osei");
    here.finds("Kathy Elm");
    here.keys().to("Record a check");
    here.keys().enter();
    let keys = here.keys();
    keys.opens("Blood pressure");
    for (label, reading) in [("First reading", "118/76"), ("Second reading", "116/74"), ("Third reading", "117/75")] {
        keys.fills(label, reading);
    }
    keys.opens("Weight, height and pulse");
    keys.fills("Weight", "64.2");
    keys.fills("Height", "168");
    keys.fills("Body mass index", "22.7");
    keys.opens("Long-term blood sugar");
    keys.fills("HbA1c", "5.1");
    keys.opens("Blood fats");
    keys.fills("Total cholesterol", "178");
    keys.opens("Medical history");
    for question in ["Diabetes", "Insulin", "Cancer", "Heart attack", "Stroke"] {
        keys.answers(question, "No");
    }
    keys.opens("Smoking");
    keys.answers("Smoked a hundred cigarettes", "No");
    keys.opens("Mood questionnaire");
    keys.fills("Enjoying things less than usual", "0");
    for _ in 0..8 {
        here.browser().press("\u{e004}0");
    }
    keys.opens("Blood group");
    keys.answers("Blood group", "A");
    here.turns("Record the examination");
    here.sees("Recorded.");
    here.sees("May they give: eligible");
    here.keys().opens("Record their next stage");
    here.keys().answers("Stage", "Cleared, and waiting");
    here.turns("Enter the stage");
    here.sees("Cleared, and waiting since 2 March 2026");
    here.goes();
}
