//! Accounts and posts: opening, changing, closing; appointing and ending.

use jiff::civil::Date;
use programme::{AccountDetails, AccountId, CarerStep, Command, PersonId, PostId};

use super::{FormReader, FormResult, Typed};

/// An account to be opened.
///
/// # Errors
/// Where the person whom it is for could not be read.
pub fn open_account(typed: &Typed, account: AccountId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let person = reader.chosen_id::<PersonId>("person");
    reader.finish(Some(Command::OpenAccount { account, person, details: details(typed) }))
}

/// Another name, or another login.
///
/// # Errors
/// Never: what is wrong with them, the engine says.
pub fn change_account(typed: &Typed, account: AccountId) -> FormResult<Command> {
    FormReader::new(typed, Date::default()).finish(Some(Command::ChangeAccount { account, details: details(typed) }))
}

/// Something that somebody has learnt.
///
/// # Errors
/// Every field that could not be read.
pub fn train(typed: &Typed, today: Date, account: AccountId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let topic = reader.chosen("step.topic").map(|topic| topic.as_str().into());
    let on = reader.day("step.on");
    let step = topic.zip(on).map(|(topic, on)| CarerStep::Train { topic, on });
    reader.finish(step.map(|step| Command::Carer { account, step }))
}

/// An appointment.
///
/// # Errors
/// Every field that could not be read.
pub fn appoint(typed: &Typed, today: Date, account: AccountId, post: PostId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let role = reader.chosen("role").and_then(|role| {
        let role = role.parse().ok();
        if role.is_none() {
            reader.wrong("role", "Choose one from the list.");
        }
        role
    });
    let (site, on) = (reader.chosen_id("site"), reader.day("on"));
    reader.finish(role.zip(on).map(|(role, on)| Command::Appoint { account, post, role, site, on }))
}

/// The end of an appointment.
///
/// # Errors
/// Where the day could not be read.
pub fn end_post(typed: &Typed, today: Date, account: AccountId, post: PostId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (on, reason) = (reader.day("on"), typed.text("reason").to_owned());
    reader.finish(on.map(|on| Command::EndPost { account, post, on, reason }))
}

/// The end of an account.
///
/// # Errors
/// Never: that a reason is missing, the engine says.
pub fn close_account(typed: &Typed, account: AccountId) -> FormResult<Command> {
    let reason = typed.text("reason").to_owned();
    FormReader::new(typed, Date::default()).finish(Some(Command::CloseAccount { account, reason }))
}

/// The erasure of an account.
///
/// # Errors
/// Never: that a reason is missing, the engine says.
pub fn erase_account(typed: &Typed, account: AccountId) -> FormResult<Command> {
    let reason = typed.text("reason").to_owned();
    FormReader::new(typed, Date::default()).finish(Some(Command::EraseAccount { account, reason }))
}

fn details(typed: &Typed) -> AccountDetails {
    AccountDetails { name: typed.text("details.name").to_owned(), login: typed.text("details.login").to_owned() }
}
