//! `carer backup`, `restore`, `upgrade` and `doctor`: keeping a record.

use std::process::ExitCode;

use record::{Clock, Ledger, Progress, Restoring};
use serde_json::json;

use crate::args::{BackupArgs, DoctorArgs, RestoreArgs, UpgradeArgs};
use crate::failure::Failure;
use crate::output::{self, Format, Output};
use crate::{record_of, settings};

pub(crate) fn backup(args: &BackupArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let report = with_bar("Verifying the backup", |progress| record::backup(&place, &args.to, progress))?;
    match args.format.format {
        Format::Json => output.json(&json!({ "file": args.to, "report": report }))?,
        Format::Table | Format::Csv => {
            output.line(format!(
                "{} is written. It holds the keys too: guard it like the record itself.",
                args.to.display()
            ))?;
            output.line(&report)?;
        }
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(crate) fn restore(args: &RestoreArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let author = settings::author(&args.author)?;
    let ledger = settings::ledger(&args.ledger, &place)?;
    let (erasures, replace) = (args.erasures.as_deref(), args.replace);
    let how = Restoring { erasures, ledger: ledger.as_ref().map(Ledger::path), replace };
    let now = Clock::system().now();
    let restored =
        with_bar("Verifying the backup", |progress| record::restore(&args.from, &place, how, now, progress))?;
    // Opening it for writing erases again whom the backup brought back, and works the read tables out.
    let programme = settings::programme_of(&place)?;
    let (_, running) = record_of::writer(&place, &programme, &author)?;
    running.stop();
    ledger.map(|ledger| ledger.bring_up(&place)).transpose()?;
    let again = restored.erase_again.len();
    match args.format.format {
        Format::Json => output.json(&json!({ "erased_again": again, "report": restored.report }))?,
        Format::Table | Format::Csv => {
            output.line(format!("restored; erased again since the backup was made: {again}"))?;
            output.line(&restored.report)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn upgrade(args: &UpgradeArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let now = Clock::system().now();
    let upgraded =
        with_bar("Verifying the backup", |progress| record::upgrade(&place, &args.backup_to, now, progress))?;
    match args.format.format {
        Format::Json => output.json(&json!({ "from": upgraded.from, "to": upgraded.to }))?,
        Format::Table | Format::Csv if upgraded.from == upgraded.to => {
            output.line("the record is of this version already; nothing was changed, and no backup was needed")?;
        }
        Format::Table | Format::Csv => output.line(format!(
            "upgraded from layout {} to {}; the backup is {}",
            upgraded.from,
            upgraded.to,
            args.backup_to.display()
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What the doctor found of one thing.
#[derive(serde::Serialize)]
struct Finding {
    what: &'static str,
    well: bool,
    says: String,
}

pub(crate) fn doctor(args: &DoctorArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let mut findings = Vec::new();
    let mut found = |what, says: Result<String, String>| {
        findings.push(Finding { what, well: says.is_ok(), says: says.unwrap_or_else(|why| why) });
    };
    let report =
        with_bar("Verifying", |progress| record::verify(&place, None, progress)).map_err(|error| error.to_string());
    found(
        "log",
        report
            .and_then(|report| if report.faults.is_empty() { Ok(report.to_string()) } else { Err(report.to_string()) }),
    );
    let programme = settings::programme_of(&place);
    found(
        "programme",
        programme.as_ref().map(|p| format!("{} is in force", p.name)).map_err(|failure| failure.to_string()),
    );
    if let Ok(programme) = &programme {
        let worked_out = record::is_worked_out(&place, programme).map_err(|error| error.to_string());
        let says = |well| {
            if well {
                Ok("they are of the file in force".to_owned())
            } else {
                Err("they are of another file or version: the next start of `carer serve` works them out anew"
                    .to_owned())
            }
        };
        found("read tables", worked_out.and_then(says));
        let alike = record::rebuilds_alike(&place, programme, &Clock::system()).map_err(|error| error.to_string());
        found(
            "read tables' contents",
            alike.and_then(|alike| match alike {
                None => Ok("not tried: the record is in use".to_owned()),
                Some(true) => Ok("worked out anew they come to the same".to_owned()),
                Some(false) => {
                    Err("worked out anew they come to something else: this is a fault of Carer; report it".to_owned())
                }
            }),
        );
    }
    let well = findings.iter().all(|finding| finding.well);
    match args.format.format {
        Format::Json => output.json(&findings)?,
        Format::Table | Format::Csv => {
            for finding in &findings {
                output.line(format!(
                    "{:<5} {}: {}",
                    if finding.well { "well" } else { "NOT" },
                    finding.what,
                    finding.says
                ))?;
            }
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn with_bar<T>(
    what: &'static str,
    work: impl FnOnce(&mut dyn FnMut(Progress)) -> Result<T, record::Error>,
) -> Result<T, Failure> {
    let bar = output::progress(what);
    let done = work(&mut |progress: Progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    Ok(done?)
}
