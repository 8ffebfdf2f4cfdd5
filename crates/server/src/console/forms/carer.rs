//! Carers as accounts: applying to be an advocate, ties, being away.

use jiff::civil::Date;
use programme::{AbsenceId, AccountId, CarerStep, Command, Cover, PersonId, Tie, TieId, TieKind};

use super::{FormReader, FormResult, Typed};

/// An application.
///
/// # Errors
/// Never: that a reason is missing, the engine says.
pub fn apply(typed: &Typed, account: AccountId) -> FormResult<Command> {
    let step = CarerStep::Apply { words: typed.text("step.words").to_owned() };
    FormReader::new(typed, Date::default()).finish(Some(Command::Carer { account, step }))
}

/// An answer to an application.
///
/// # Errors
/// Where it is not said whether it is a yes.
pub fn answer_application(typed: &Typed, account: AccountId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let accepted = reader.chosen("step.accepted").map(|accepted| accepted == "yes");
    let words = typed.text("step.words").to_owned();
    let step = accepted.map(|accepted| CarerStep::AnswerApplication { accepted, words });
    reader.finish(step.map(|step| Command::Carer { account, step }))
}

/// A tie to whoever was found by their number.
///
/// # Errors
/// Every field that could not be read, and where nobody was found.
pub fn declare_tie(
    typed: &Typed,
    today: Date,
    account: AccountId,
    tie: TieId,
    to: Option<PersonId>,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let kind = TieKind::ALL.into_iter().find(|kind| kind.as_str() == typed.text("step.declared.kind"));
    if kind.is_none() {
        reader.wrong("step.declared.kind", "Choose one from the list.");
    }
    if to.is_none() {
        reader.wrong("number", "Nobody in the programme whom you may find has this number.");
    }
    let since = reader.day("step.declared.since");
    let declared = kind.zip(to).zip(since).map(|((kind, to), since)| Tie { kind, to, since });
    reader.finish(declared.map(|declared| Command::Carer { account, step: CarerStep::DeclareTie { tie, declared } }))
}

/// The end of a tie.
///
/// # Errors
/// Where the day could not be read.
pub fn end_tie(typed: &Typed, today: Date, account: AccountId, tie: TieId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = reader.day("step.on").map(|on| CarerStep::EndTie { tie, on });
    reader.finish(step.map(|step| Command::Carer { account, step }))
}

/// A time away, with who covers whom.
///
/// # Errors
/// Every field that could not be read.
pub fn go_away(typed: &Typed, today: Date, account: AccountId, absence: AbsenceId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (from, until) = (reader.day("step.from"), reader.day("step.until"));
    let mut covers = Vec::new();
    let named: Vec<(String, String)> = typed.begins_with("cover.");
    for (person, by) in named {
        match (person.parse::<PersonId>(), by.parse::<AccountId>()) {
            (Ok(person), Ok(by)) => covers.push(Cover { person, by }),
            _ => reader.wrong(&format!("cover.{person}"), "Choose one from the list."),
        }
    }
    let step = from.zip(until).map(|(from, until)| CarerStep::GoAway { absence, from, until, covers });
    reader.finish(step.map(|step| Command::Carer { account, step }))
}

/// An earlier return.
///
/// # Errors
/// Where the day could not be read.
pub fn come_back_to_work(typed: &Typed, today: Date, account: AccountId, absence: AbsenceId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = reader.day("step.on").map(|on| CarerStep::ComeBack { absence, on });
    reader.finish(step.map(|step| Command::Carer { account, step }))
}
