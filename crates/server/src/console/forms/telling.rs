//! The forms about telling.

use jiff::civil::Date;
use programme::{Command, PersonId, TellingId, TellingStep, TellingWay, Told};

use super::{FormReader, FormResult, Typed};

/// That somebody was told a topic.
///
/// # Errors
/// Every field that could not be read.
pub fn record_telling(typed: &Typed, today: Date, person: PersonId, telling: TellingId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let on = reader.day("told.on");
    let by = reader.chosen_id("told.by");
    if by.is_none() && typed.text("told.by").is_empty() {
        reader.wrong("told.by", "Choose one from the list.");
    }
    let way = TellingWay::ALL.into_iter().find(|way| way.as_str() == typed.text("told.way"));
    if way.is_none() {
        reader.wrong("told.way", "Choose one from the list.");
    }
    let understood = reader.chosen("told.understood").map(|understood| understood == "yes");
    let version = typed.text("words").parse().ok();
    if version.is_none() {
        reader.wrong("words", "Open the page again: it is not known which words were told.");
    }
    let told = on.zip(by).zip(way).zip(understood).map(|(((on, by), way), understood)| Told {
        on,
        by,
        way,
        interpreted: typed.text("told.interpreted") == "yes",
        said_back: typed.text("told.said-back").to_owned(),
        understood,
    });
    let topic = typed.text("topic");
    let step = told.zip(version).map(|(told, version)| TellingStep::Record { topic: topic.into(), version, told });
    reader.finish(step.map(|step| Command::Telling { person, telling, step }))
}

/// That a telling never was.
///
/// # Errors
/// Never: that a reason is missing, the engine says.
pub fn telling_in_error(typed: &Typed, person: PersonId, telling: TellingId) -> FormResult<Command> {
    let step = TellingStep::EnterInError { reason: typed.text("reason").to_owned() };
    FormReader::new(typed, Date::default()).finish(Some(Command::Telling { person, telling, step }))
}
