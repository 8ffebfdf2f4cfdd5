//! `carer export`: everything that is held about a person, to read and to take away.

use std::path::Path;
use std::process::ExitCode;

use record::{Reading, StoredReading};

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
    let life = reader.life(person)?.ok_or_else(|| Failure::refused(format!("there is nobody with the id {person}")))?;
    let readings = all_readings(&mut reader, person)?;
    let sites = reader.sites(record_of::today(&programme)?)?;
    let today = record_of::today(&programme)?;
    let export = server::export::Export::of(&life, &readings, &sites, &programme, today);
    match &args.to {
        None => output.json(&export)?,
        Some(directory) => {
            std::fs::create_dir_all(directory).map_err(|error| unwritable(directory, &error))?;
            let json = serde_json::to_string_pretty(&export).expect("a record serialises");
            write(&directory.join("record.json"), &(json + "\n"))?;
            write(&directory.join("record.html"), &export.page(&author))?;
            output.line(format!("{} and {}", directory.join("record.json").display(), directory.join("record.html").display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn all_readings(reader: &mut record::Reader, person: programme::PersonId) -> Result<Vec<StoredReading>, Failure> {
    let mut all: Vec<StoredReading> = Vec::new();
    loop {
        let some = reader.readings_of(person, all.last().map(|last| last.seq), 1_000)?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unreadable(format!("{}: {error}", path.display()))
}
