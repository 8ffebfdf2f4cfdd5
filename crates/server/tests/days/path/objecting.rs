//! Somebody is deferred, objects, and is answered in writing by somebody who took no part.

use crate::corridor::Corridor;

const NAME: &str = "Tom Birch";
const WHY: &str = "You buried your father in January. We would like to speak again when some months have passed.";
const OBJECTION: &str = "My father wished it as well. I have slept over it long enough.";
const ANSWER: &str = "You have spoken with us twice, and we believe you. Nothing keeps you waiting any more.";

/// Dr Osei defers him; at first without saying for how long.
pub(super) fn is_deferred(here: &Corridor<'_>) {
    here.comes_to_work("osei");
    here.finds(NAME);
    here.sees("May they give: eligible");
    here.keys().opens("Defer them");
    here.keys().fills("Why, in plain words: they read it", WHY);
    here.turns("Defer them");
    here.is_told_why(&["A deferral that others place has an end", "12 months"]);
    here.keys().fills("Where it has an end: the first day without it", "2 September 2026");
    here.turns("Defer them");
    here.sees("Recorded.");
    here.sees("until 2 September 2026");
    here.goes();
}

/// Tom reads why, and until when; and says that it is not right.
pub(super) fn objects(here: &Corridor<'_>) {
    here.comes("tom");
    here.titled(NAME);
    here.sees("Somebody decided that you cannot give until a certain day, and told you why. You can object.");
    here.sees(WHY);
    here.sees("until 2 September 2026");
    here.keys().opens("I object");
    here.turns("I object");
    here.is_told_why(&[
        "The objection was not recorded",
        "Nothing is written there.",
        "Write it down, in a few words.",
    ]);
    here.keys().fills("Why you think that it is not right", OBJECTION);
    here.turns("I object");
    here.sees("You objected, on 2 March 2026.");
    here.sees("it is decided by 17 March 2026");
    here.goes();
}

/// Dr Osei finds it on the docket, and may not decide about their own decision.
pub(super) fn cannot_decide(here: &Corridor<'_>) {
    here.comes_to_work("osei");
    comes_to_decide(here);
    here.keys().answers("What you decide", "It stands");
    here.keys().fills("In words for them", "It is what I would decide again.");
    here.turns("Decide it");
    here.is_told_why(&[
        "The objection was not decided",
        "An objection is decided by somebody who took no part in what it is against.",
        "You placed this deferral, or let it go on.",
        "Ask somebody who had nothing to do with it to decide.",
    ]);
    here.goes();
}

/// Dr Lind had nothing to do with it.
pub(super) fn is_decided(here: &Corridor<'_>) {
    here.comes_to_work("lind");
    comes_to_decide(here);
    here.keys().answers("What you decide", "They are right: it is lifted");
    here.keys().fills("In words for them", ANSWER);
    here.turns("Decide it");
    here.sees("Recorded.");
    here.sees("May they give: eligible");
    here.turns("Docket");
    here.sees("Nobody waits, nobody is deferred, and nobody objects.");
    here.goes();
}

/// From Today to the objection.
fn comes_to_decide(here: &Corridor<'_>) {
    here.titled("Today");
    here.turns("Docket");
    here.sees("Objections that wait for a decision");
    here.turns(NAME);
    here.sees(OBJECTION);
    here.keys().opens("Decide it");
}

/// Tom is free again, and reads who says so and why.
pub(super) fn reads_the_decision(here: &Corridor<'_>) {
    here.comes("tom");
    here.titled(NAME);
    here.sees(ANSWER);
    here.sees("decided on 9 March 2026 by Dr Lind: you were right.");
    here.sees("Eligible Nothing stands against it.");
    here.sees_nothing_of(&["Somebody decided that you cannot give"]);
    here.goes();
}
