//! `carer export`: everything that is held about a person, to read and to take away.

use std::process::ExitCode;

use programme::PersonId;
use record::{Clock, Reading};

use crate::args::ExportArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::{record_of, settings};

pub(crate) fn run(args: &ExportArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme_of(&place)?;
    let author = settings::author(&args.author)?;
    let mut reader = record_of::reader(&place, &programme)?;
    let person = record_of::person(&mut reader, &args.person.person)?;
    if reader.life(person)?.is_none() {
        return Err(nobody(person));
    }
    // The reading is on the record before anything is shown.
    let (writer, running) = record_of::writer(&place, &programme, &author)?;
    let read = writer.read(vec![Reading::of(person, &author, "export", "command line", "machine")]);
    running.stop();
    read?;
    let (now, today) = (Clock::system().now(), record_of::today(&programme)?);
    let taken = server::export::take(&mut reader, person, now, today, &author)?;
    let taken = taken.ok_or_else(|| nobody(person))?;
    match &args.to {
        None => output.line(taken.json)?,
        Some(directory) => {
            record::make_private(directory)?;
            let (json, page) = (directory.join("record.json"), directory.join("record.html"));
            record::write_private(&json, (taken.json + "\n").as_bytes())?;
            record::write_private(&page, taken.page.as_bytes())?;
            output.line(format!("{} is for programs, {} to read and to print.", json.display(), page.display()))?;
            output.line("Both hold everything about this person: guard them, or give them to that person alone.")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn nobody(person: PersonId) -> Failure {
    Failure::refused(format!("there is nobody with the id {person}"))
}
