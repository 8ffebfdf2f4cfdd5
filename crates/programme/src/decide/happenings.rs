//! Everything in a record that has a day, in one list: what a birth has to lie before, and a death after.

use jiff::civil::Date;

use crate::donation::Donation;
use crate::follow_up::{AnswerSource, AttemptOutcome};
use crate::person::Person;
use crate::rules::Programme;

/// Something that happened on a day, as far as a birth or a death can stand against it.
pub(crate) struct Happening {
    pub(crate) on: Date,
    pub(super) what: String,
    /// Whether it is done with donors only.
    pub(super) assessed: bool,
    /// The age that it asks for besides.
    pub(super) from_age: Option<i16>,
    /// Whether they certainly lived on that day.
    pub(super) alive: bool,
}

/// All of them, in no order.
pub(super) fn happenings(person: &Person, programme: &Programme) -> Vec<Happening> {
    let mut all: Vec<Happening> = lived(person).collect();
    for (id, on) in &person.stages {
        let stage = programme.stage(id);
        all.push(Happening {
            what: format!("the stage “{}”", stage.map_or(id.as_str(), |stage| stage.name.as_str())),
            assessed: stage.is_some_and(|stage| stage.assessed),
            from_age: stage.and_then(|stage| stage.from_age).map(i16::from),
            ..plain(*on, "")
        });
    }
    all.extend(person.prepared.values().map(|on| plain(*on, "what prepared for a stage")));
    all.extend(person.stays.iter().map(|stay| plain(stay.from, "a move")));
    all.extend(person.answers.values().map(|answer| plain(answer.on, "an answer to an alert")));
    let departed = person.departed.iter().map(|departure| departure.on);
    let left = person.absences.iter().map(|(left, _)| *left);
    all.extend(departed.chain(left).map(|on| plain(on, "a departure")));
    all
}

/// Those of days on which they certainly lived.
pub(crate) fn lived(person: &Person) -> impl Iterator<Item = Happening> {
    let examined = person.examinations.values().map(|recorded| recorded.content.on);
    let examined = examined.map(|on| Happening { assessed: true, ..seen(on, "an examination") });
    examined.chain(said_and_heard(person))
}

/// Those of days on which they certainly lived, but for their examinations.
fn said_and_heard(person: &Person) -> Vec<Happening> {
    let mut all = Vec::new();
    let tellings = person.tellings.iter().filter(|telling| !telling.in_error);
    all.extend(tellings.map(|telling| seen(telling.told.on, "what they were told")));
    all.extend(person.care.conversations.iter().map(|(_, talk)| seen(talk.on, "a conversation")));
    let reached = person.follow_up.attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Reached);
    all.extend(reached.map(|attempt| seen(attempt.on, "a day on which they were reached")));
    // What stands in somebody else's record may be of a day on which nobody saw them.
    let own = person.follow_up.answers.iter().filter(|(_, answer)| answer.source != AnswerSource::OutsideRecord);
    all.extend(own.map(|(_, answer)| seen(answer.seen, "an answer of theirs")));
    all.extend(person.donations.iter().flat_map(in_donation));
    all
}

/// Asking is done with donors only. What was given before this record began, or elsewhere, is nothing that was asked here.
fn in_donation(donation: &Donation) -> Vec<Happening> {
    let as_donor = |on: Date, what: &str| Happening { assessed: true, ..seen(on, what) };
    let mut all = Vec::new();
    all.extend(donation.opened.as_ref().map(|(_, on)| as_donor(*on, "a donation that was spoken of")));
    all.extend(donation.consents.values().map(|consent| as_donor(consent.on, "a yes")));
    let words = donation.shortened.iter().chain(&donation.withdrawn);
    all.extend(words.map(|word| seen(word.on, "what they said of a donation")));
    all.extend(donation.started.map(|on| as_donor(on, "an operation")));
    all.extend(donation.given.as_ref().map(|given| seen(given.on, "what they gave")));
    all.extend(donation.notes.iter().map(|note| seen(note.on, "a note after an operation")));
    all.extend(donation.discharged.map(|on| seen(on, "the day on which they went home")));
    all
}

fn plain(on: Date, what: &str) -> Happening {
    Happening { on, what: what.to_owned(), assessed: false, from_age: None, alive: false }
}

fn seen(on: Date, what: &str) -> Happening {
    Happening { alive: true, ..plain(on, what) }
}
