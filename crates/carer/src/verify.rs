//! `carer verify`: prove that nothing in the log was changed or is missing.

use std::process::ExitCode;

use record::ExportedCheckpoint;

use crate::args::VerifyArgs;
use crate::failure::Failure;
use crate::output::{self, Format, Output};
use crate::settings;

pub(crate) fn run(args: &VerifyArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let exported = args.checkpoint.as_deref().map(read).transpose()?;
    let bar = output::progress("Verifying");
    let report = record::verify(&place, exported.as_ref(), &mut |progress: record::Progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    let report = report?;
    if let Some(path) = &args.export_checkpoint {
        let newest = record::newest_checkpoint(&place)?;
        let newest = newest.ok_or_else(|| Failure::refused("there is no checkpoint yet to export"))?;
        let text = serde_json::to_string_pretty(&newest).expect("a checkpoint serialises");
        record::write_private(path, (text + "\n").as_bytes())?;
    }
    match args.format.format {
        Format::Json => output.json(&report)?,
        Format::Table | Format::Csv => output.line(&report)?,
    }
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn read(path: &std::path::Path) -> Result<ExportedCheckpoint, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::unreadable(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    serde_json::from_str(&text).map_err(|error| {
        wrong(&format!("is no checkpoint ({error}). Give a file that `carer verify --export-checkpoint` wrote"))
    })
}
