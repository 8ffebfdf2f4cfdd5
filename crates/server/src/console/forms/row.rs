//! Refused rows: that somebody has looked at one.

use jiff::civil::Date;
use programme::{Command, ImportId};

use super::{FormReader, FormResult, Typed};

/// That somebody has looked at a refused row, and what was done about it.
///
/// # Errors
/// Where nothing is said.
pub fn look_at_row(typed: &Typed, import: ImportId, line: u64) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let done = typed.text("done").to_owned();
    if done.is_empty() {
        reader.wrong("done", "Write what was done about the row, in a few words.");
    }
    reader.finish(Some(Command::LookAtRow { import, line, done }))
}
