//! `carer export`: everything that is held about a person, to read and to take away.

use std::path::Path;
use std::process::ExitCode;

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
    // The reading is on the record before anything is shown.
    let (writer, running) = record_of::writer(&place, &programme, &author)?;
    let read = writer.read(vec![Reading::of(person, &author, "the whole record", "export")]);
    running.stop();
    read?;
    let (now, today) = (Clock::system().now(), record_of::today(&programme)?);
    let taken = server::export::take(&mut reader, person, now, today, &author)?;
    let taken = taken.ok_or_else(|| Failure::refused(format!("there is nobody with the id {person}")))?;
    match &args.to {
        None => output.line(taken.json)?,
        Some(directory) => {
            std::fs::create_dir_all(directory).map_err(|error| unwritable(directory, &error))?;
            write(&directory.join("record.json"), &(taken.json + "\n"))?;
            write(&directory.join("record.html"), &taken.page)?;
            output.line(format!(
                "{} and {}",
                directory.join("record.json").display(),
                directory.join("record.html").display()
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unreadable(format!("{}: {error}", path.display()))
}
