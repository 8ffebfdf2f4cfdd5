//! What is asked of a person's record: registering, correcting, moving, entering a stage, leaving, coming back.

use jiff::civil::Date;
use programme::{AlertAnswer, Birth, Command, Departure, Details, ExaminationId, PersonId, RuleId, Sex, plain_date};

use super::{FormReader, FormResult, Typed, birth};

/// Somebody to be registered.
///
/// # Errors
/// Every field that could not be read.
pub fn register(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (details, site) = (details(&mut reader), reader.chosen_id("site"));
    let command = details.map(|details| Command::Register { person, details, site });
    reader.finish(command)
}

/// Who somebody is, put right.
///
/// # Errors
/// Every field that could not be read.
pub fn amend_details(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let reason = typed.text("reason").to_owned();
    let command = details(&mut reader).map(|details| Command::AmendDetails { person, details, reason });
    reader.finish(command)
}

/// That somebody was in touch because of an alert.
///
/// # Errors
/// Every field that could not be read.
pub fn answer_alert(
    typed: &Typed,
    today: Date,
    person: PersonId,
    examination: ExaminationId,
    alert: RuleId,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (by, note) = (typed.text("answer.by").to_owned(), typed.text("answer.note").to_owned());
    let answer = reader.day("answer.on").map(|on| AlertAnswer { on, by, note });
    reader.finish(answer.map(|answer| Command::AnswerAlert { person, examination, alert, answer }))
}

/// A move to another site, or to none.
///
/// # Errors
/// Every field that could not be read.
pub fn move_person(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (site, on) = (reader.chosen_id("site"), reader.day("on"));
    reader.finish(on.map(|on| Command::Move { person, site, on }))
}

/// A stage of life to be entered.
///
/// # Errors
/// Every field that could not be read.
pub fn enter_stage(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (stage, on) = (reader.chosen("stage"), reader.day("on"));
    let command = stage.zip(on).map(|(stage, on)| Command::EnterStage { person, stage: stage.as_str().into(), on });
    reader.finish(command)
}

/// Something that was done to prepare for a stage. The stage and the thing are one choice, `stage/preparation`.
///
/// # Errors
/// Every field that could not be read.
pub fn record_preparation(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (chosen, on) = (reader.chosen("preparation"), reader.day("on"));
    let parts = chosen.as_ref().and_then(|chosen| chosen.split_once('/'));
    if chosen.is_some() && parts.is_none() {
        reader.wrong("preparation", "Choose one from the list.");
    }
    let command = parts.zip(on).map(|((stage, preparation), on)| Command::RecordPreparation {
        person,
        stage: stage.into(),
        preparation: preparation.into(),
        on,
    });
    reader.finish(command)
}

/// A departure.
///
/// # Errors
/// Where the day could not be read.
pub fn depart(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let departure = reader.day("on").map(|on| Departure { on, said: typed.optional("said") });
    reader.finish(departure.map(|departure| Command::Depart { person, departure }))
}

/// A return.
///
/// # Errors
/// Where the day could not be read.
pub fn come_back(typed: &Typed, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let on = reader.day("on");
    reader.finish(on.map(|on| Command::Return { person, on }))
}

fn details(reader: &mut FormReader<'_>) -> Option<Details> {
    let text = reader.typed.text("details.birth");
    let birth = birth::read(text, reader.today);
    match &birth {
        Ok(Birth::On(day)) if text != day.to_string() => reader.understand(text, plain_date(*day)),
        Ok(birth @ Birth::Aged { .. }) => reader.understand(text, birth::written(*birth)),
        Ok(_) => {}
        Err(message) => reader.wrong("details.birth", message.clone()),
    }
    let sex = match reader.typed.text("details.sex") {
        "female" => Sex::Female,
        "male" => Sex::Male,
        "other" => Sex::Other,
        _ => Sex::Unknown,
    };
    let (name, number) = (reader.typed.optional("details.name"), reader.typed.optional("details.number"));
    Some(Details { name, number, sex, birth: birth.ok()? })
}
