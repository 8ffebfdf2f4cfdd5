//! `carer erase`: destroy the keys to everything personal of one person.

use std::process::ExitCode;

use programme::Command;
use record::Submission;

use crate::args::EraseArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

pub(crate) fn run(args: &EraseArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme_of(&place)?;
    let author = settings::author(&args.author)?;
    let person = record_of::person(&mut record_of::reader(&place, &programme)?, &args.person.person)?;
    let (writer, running) = record_of::writer(&place, &programme, &author)?;
    let outcome = writer.submit(Submission::new(author, Command::Erase { person, reason: args.reason.clone() }));
    running.stop();
    let receipt = outcome?;
    if args.format.format == Format::Json {
        output.json(&receipt)?;
    } else if receipt.events == 0 {
        output.line(format!("{person} was erased before; nothing was changed"))?;
    } else {
        output.line(format!(
            "{person} is erased. What remains is that somebody was here, when, and who wrote; nothing that they said or \
             that was measured.\n\
             A file that they came from does not bring them back when it is brought in again as it is. Another file that \
             names them would: nothing is kept by which they could be known. Take them out of it."
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
