//! `carer kept`: what the law has kept of those who are erased.

use std::process::ExitCode;

use record::Reading;
use serde_json::json;

use crate::args::KeptArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

pub(crate) fn run(args: &KeptArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme_of(&place)?;
    let mut reader = record_of::reader(&place, &programme)?;
    let all = reader.kept()?;
    let Some(person) = args.person else {
        if args.format.format == Format::Json {
            let all: Vec<_> = all.iter().map(|(person, until)| json!({ "person": person, "until": until })).collect();
            output.json(&all)?;
        } else {
            output.line(match all.len() {
                0 => "Nothing is kept of anybody who is erased.".to_owned(),
                1 => "Of one person who is erased something is kept.".to_owned(),
                count => format!("Of {count} people who are erased something is kept."),
            })?;
            all.iter().try_for_each(|(person, until)| output.line(format!("{person}: until {until}")))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    if !all.iter().any(|(kept, _)| *kept == person) {
        return Err(Failure::refused(format!("nothing is kept of {person}")));
    }
    // The reading is on the record before anything is shown.
    let author = settings::author(&args.author)?;
    let (writer, running) = record_of::writer(&place, &programme, &author)?;
    let read = writer.read(vec![Reading::of(person, &author, "kept", "command line", "machine")]);
    running.stop();
    read?;
    let kept = reader.kept_of(person)?.ok_or_else(|| Failure::refused(format!("nothing is kept of {person}")))?;
    output.json(&kept)?;
    Ok(ExitCode::SUCCESS)
}
