//! A donor's path from its beginning to its end by keyboard alone. Each signs in for their part of it and out again, at the
//! one machine in the corridor; weeks pass in between.

use programme::Role;
use testing::Keys;

use crate::cast::Cast;
use crate::day::Day;
use crate::house::PASSWORD;

/// The day on which she gives.
const OPERATION: &str = "28 April 2026";

/// The machine in the corridor.
struct Corridor<'a> {
    day: Day<'a>,
}

impl Corridor<'_> {
    fn keys(&self) -> Keys<'_> {
        Keys::new(&self.day)
    }

    /// Somebody signs in by what they know; who sees others also by what they have.
    fn comes(&self, login: &str, is_staff: bool) {
        // No code counts twice.
        self.day.house.later(31);
        self.day.titled("Sign in");
        self.keys().fills("Your login", login);
        self.keys().fills("Your password", PASSWORD);
        self.turns("Sign in");
        if is_staff {
            self.day.titled("Your second factor");
            self.keys().fills("Six digits from your app, or a recovery code", &self.day.house.code());
            self.turns("Sign in");
        }
    }

    fn goes(&self) {
        self.turns("Account");
        self.turns("Sign out");
    }

    /// To another page, which is looked at.
    fn turns(&self, name: &str) {
        self.keys().turns(name);
        self.day.look();
    }

    fn sees(&self, text: &str) {
        self.day.sees(text);
    }

    /// From wherever the rail is to somebody's page.
    fn finds(&self, name: &str) {
        self.turns("People");
        self.turns(name);
        self.day.titled(name);
    }

    /// To another page, past the rail.
    fn turns_within(&self, name: &str) {
        self.keys().to("Skip to the content");
        self.keys().enter();
        self.turns(name);
    }

    /// To what somebody gives, from their page.
    fn finds_donation_of(&self, name: &str) {
        self.finds(name);
        self.turns("What they give");
    }
}

#[test]
fn a_donor_s_path_by_keyboard_alone() {
    let cast = Cast::assembled();
    cast.house.account("Dr Lind", "lind", None, &[(Role::Clinician, None)]);
    cast.house.account("Lena Ito", "lena", None, &[(Role::Laboratory, None)]);
    let here = Corridor { day: Day::dawns(&cast.house) };
    let letter = registered(&here);
    comes_in(&here, &letter);
    told(&here);
    checked(&here);
    asked(&here);
    cast.house.until("2026-04-10");
    consents(&here);
    scheduled(&here);
    tested_for_infections(&here);
    agrees(&here);
    cast.house.until("2026-04-28");
    gives(&here);
    cast.house.until("2026-05-02");
    goes_home(&here);
    cast.house.until("2026-10-30");
    says_how_she_is(&here);
    is_heard_of(&here);
    here.day.is_over();
}

/// Clara takes Kathy in, tries what cannot be yet, puts Oscar by her side, and asks her in to her own page: by which link.
fn registered(here: &Corridor<'_>) -> String {
    here.comes("clara", true);
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
    here.sees("What can be done now");
    here.sees("advocate");
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
    let letter = here.day.browser().find("code.copy").text();
    here.goes();
    letter
}

/// Kathy opens the link that she was handed, and chooses a password.
fn comes_in(here: &Corridor<'_>, letter: &str) {
    here.day.open(letter.strip_prefix(&here.day.house.address()).expect("a link of this server"));
    here.keys().fills("A new password", PASSWORD);
    here.keys().fills("The new password once more", PASSWORD);
    here.turns("Choose it");
    here.day.titled("Kathy Elm");
    here.sees("Oscar Reyes is your advocate, since 2 March 2026.");
    here.goes();
}

/// Oscar tells her everything that has to be told, and writes down how she understood it; then she enters the evaluation.
fn told(here: &Corridor<'_>) {
    here.comes("oscar", true);
    here.finds("Kathy Elm");
    here.turns("What they have been told");
    for topic in here.day.house.topic_names() {
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
fn checked(here: &Corridor<'_>) {
    here.comes("osei", true);
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
        here.day.browser().press("\u{e004}0");
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

/// Clara asks her. A day cannot be set yet, and the page says what for.
fn asked(here: &Corridor<'_>) {
    here.comes("clara", true);
    here.finds_donation_of("Kathy Elm");
    here.keys().opens("Begin a donation");
    here.keys().answers("Whose idea it was", "They are asked");
    here.keys().answers("Towards whom", "for whoever is next on the list");
    here.turns("Write it down");
    here.sees("Recorded.");
    here.sees("Until 1 April 2026 they have time to think.");
    here.keys().opens("Set a day");
    here.keys().fills("The day", OPERATION);
    here.turns("Set this day");
    here.sees("What can be done now");
    here.goes();
}

/// Kathy has thought, and says yes to one thing after the other; Oscar hears it.
fn consents(here: &Corridor<'_>) {
    here.comes("kathy", false);
    here.day.titled("Kathy Elm");
    here.turns("What I give, and how I stop");
    for element in here.day.house.consent_names() {
        here.keys().opens(&element);
        here.turns("I consent");
        here.sees("You said yes to:");
    }
    here.goes();
}

/// Clara sets the day, and is told what has to be there by then and who can supply it.
fn scheduled(here: &Corridor<'_>) {
    here.comes("clara", true);
    here.finds_donation_of("Kathy Elm");
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
fn tested_for_infections(here: &Corridor<'_>) {
    here.comes("lena", true);
    here.finds("Kathy Elm");
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
fn agrees(here: &Corridor<'_>) {
    here.comes("clara", true);
    here.finds("Kathy Elm");
    here.turns_within("Staying in touch");
    here.sees("Nothing is agreed yet.");
    let keys = here.keys();
    keys.opens("Agree on how they want to be reached");
    keys.fills("First, the number or address", "020 7946 0000");
    keys.fills("Somebody who will always know where they are: their name", "Anna Elm");
    keys.fills("What they are to the donor", "sister");
    keys.fills("Their number or address", "020 7946 0001");
    here.turns("Write down what was agreed");
    here.sees("Anna Elm, sister, who always knows where they are: 020 7946 0001");
    here.goes();
}

/// The day: two people verify, each for themselves, and she gives.
fn gives(here: &Corridor<'_>) {
    here.comes("osei", true);
    verifies(here);
    // One is not two.
    here.sees("What comes next: Two people verify everything on the day.");
    here.goes();
    here.comes("lind", true);
    verifies(here);
    here.keys().opens("They go to sleep");
    here.turns("They go to sleep now");
    here.sees("Recorded.");
    here.keys().opens("It was given");
    here.turns("It was given");
    here.sees("It was given on 28 April 2026.");
    here.goes();
}

fn verifies(here: &Corridor<'_>) {
    here.finds_donation_of("Kathy Elm");
    here.keys().opens("Verify it, as one of two");
    for box_to_tick in here.day.house.verified() {
        here.keys().ticks(&box_to_tick);
    }
    here.turns("I have verified all that I ticked");
    here.sees("Recorded.");
}

/// She gets well, and goes home.
fn goes_home(here: &Corridor<'_>) {
    here.comes("osei", true);
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
    here.goes();
}

/// Half a year later Kathy says herself how she is, on her own page.
fn says_how_she_is(here: &Corridor<'_>) {
    here.comes("kathy", false);
    here.day.titled("Kathy Elm");
    here.sees("You are asked now for “Six months after”");
    answers_how_she_is(here, "Well");
    here.keys().fills("What else you want to say", "I swim again.");
    here.turns("This is how I am");
    here.sees("Recorded.");
    here.sees("I swim again.");
    here.goes();
}

/// What the form asks of everybody: how they are, and how it stands with their body.
fn answers_how_she_is(here: &Corridor<'_>, status: &str) {
    let keys = here.keys();
    keys.answers("Well or not", status);
    keys.answers("Back in hospital", "No");
    keys.fills("First reading", "122/78");
    keys.fills("Weight", "63.5");
    keys.answers("Trouble from the operation", "No");
    keys.answers("Medicine for blood pressure", "No");
    keys.answers("Dialysis", "No");
}

/// Oscar reads it: nobody was lost.
fn is_heard_of(here: &Corridor<'_>) {
    here.comes("oscar", true);
    here.finds("Kathy Elm");
    here.turns_within("Staying in touch");
    here.sees("I swim again.");
    here.goes();
}
