//! Who stands by somebody, what somebody asks about their own record, speaking up, and emergencies.

use jiff::civil::Date;
use programme::{
    AccountId, Birth, Care, CareKind, CareStep, Command, ConcernId, ConcernKind, ConversationId, Manner, PersonId,
    RequestId, RequestKind, Said,
};

use super::{FormReader, FormResult, Typed, birth};

/// Somebody to stand by a person.
///
/// # Errors
/// Every field that could not be read.
pub fn assign_carer(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let care = care(&mut reader);
    reader.finish(care.map(|care| Command::AssignCarer { person, care }))
}

/// That somebody stands by a person no longer.
///
/// # Errors
/// Every field that could not be read.
pub fn end_care(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let care = care(&mut reader);
    reader.finish(care.map(|care| Command::EndCare { person, care }))
}

/// Another advocate in place of the one they have.
///
/// # Errors
/// Every field that could not be read.
pub fn hand_over(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (from, to) = (reader.chosen_id("step.from"), reader.chosen_id("step.to"));
    if from.is_none() || to.is_none() {
        reader.wrong("step.to", "Choose one from the list.");
    }
    let on = reader.day("step.on");
    let step = from.zip(to).zip(on).map(|((from, to), on)| CareStep::HandOver { from, to, on });
    reader.finish(step.map(|step| Command::Care { person, step }))
}

/// A conversation with somebody by whom one stands.
///
/// # Errors
/// Every field that could not be read.
pub fn converse(typed: &Typed, today: Date, person: PersonId, conversation: ConversationId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let on = reader.day("step.on");
    let how = Manner::ALL.into_iter().find(|how| how.as_str() == typed.text("step.how"));
    if how.is_none() {
        reader.wrong("step.how", "Choose one from the list.");
    }
    let words = typed.text("step.words").to_owned();
    let step = on.zip(how).map(|(on, how)| CareStep::Converse { conversation, on, how, words });
    reader.finish(step.map(|step| Command::Care { person, step }))
}

/// Something asked about one's own record. Whoever asks to be erased need say nothing.
///
/// # Errors
/// Where nothing is said of what is wrong.
pub fn make_request(typed: &Typed, person: PersonId, request: RequestId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let kind = RequestKind::ALL.into_iter().find(|kind| kind.as_str() == typed.text("kind"));
    let mut text = typed.text("text").to_owned();
    match kind {
        None => reader.wrong("kind", "Choose one from the list."),
        Some(RequestKind::Erasure) if text.is_empty() => "Please erase my record.".clone_into(&mut text),
        Some(RequestKind::Correction) if text.is_empty() => {
            reader.wrong("text", "Write what is wrong, and what would be right.");
        }
        Some(_) => {}
    }
    reader.finish(kind.map(|kind| Command::MakeRequest { person, request, kind, text }))
}

/// An answer to what somebody asked.
///
/// # Errors
/// Where it is not said what becomes of it.
pub fn answer_request(typed: &Typed, person: PersonId, request: RequestId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let granted = reader.chosen("granted").map(|granted| granted == "yes");
    let answer = typed.text("answer").to_owned();
    reader.finish(granted.map(|granted| Command::AnswerRequest { person, request, granted, answer }))
}

/// Speaking up.
///
/// # Errors
/// Where the kind, or whom it is about, could not be read.
pub fn speak_up(typed: &Typed, account: AccountId, concern: ConcernId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let kind = ConcernKind::ALL.into_iter().find(|kind| kind.as_str() == typed.text("kind"));
    if kind.is_none() {
        reader.wrong("kind", "Choose one from the list.");
    }
    let said = Said { about: reader.chosen_id("said.about"), text: typed.text("said.text").to_owned() };
    reader.finish(kind.map(|kind| Command::SpeakUp { account, concern, kind, said }))
}

/// An answer to somebody who spoke up.
///
/// # Errors
/// Never: that an answer is missing, the engine says.
pub fn answer_concern(typed: &Typed, account: AccountId, concern: ConcernId) -> FormResult<Command> {
    let (answer, close) = (typed.text("answer").to_owned(), typed.text("close") == "yes");
    FormReader::new(typed, Date::default()).finish(Some(Command::AnswerConcern { account, concern, answer, close }))
}

/// Whom to look for in an emergency: their number, and their birth as it was read; and why.
///
/// # Errors
/// Every field that could not be read.
pub fn emergency(typed: &Typed, today: Date) -> FormResult<(String, Birth, String)> {
    let mut reader = FormReader::new(typed, today);
    let number = typed.text("number").to_owned();
    if number.is_empty() {
        reader.wrong("number", "Write their number in the programme.");
    }
    let born = birth::read(typed.text("birth"), today);
    if let Err(message) = &born {
        reader.wrong("birth", message.clone());
    }
    let reason = typed.text("reason").to_owned();
    if reason.is_empty() {
        reader.wrong("reason", "Write why, in a few words: they will read it.");
    }
    reader.finish(born.ok().map(|born| (number, born, reason)))
}

fn care(reader: &mut FormReader<'_>) -> Option<Care> {
    let chosen = reader.chosen("care.carer").and_then(|chosen| {
        let (kind, carer) = chosen.split_once('/')?;
        let kind = CareKind::ALL.into_iter().find(|known| known.as_str() == kind)?;
        Some((kind, carer.parse::<AccountId>().ok()?))
    });
    if chosen.is_none() && !reader.typed.text("care.carer").is_empty() {
        reader.wrong("care.carer", "Choose one from the list.");
    }
    let on = reader.day("care.on");
    chosen.zip(on).map(|((kind, carer), on)| Care { carer, kind, on })
}
