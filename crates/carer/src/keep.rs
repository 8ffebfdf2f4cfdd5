//! `carer backup`, `restore` and `upgrade`: keeping a record.

use std::process::ExitCode;

use record::{Clock, Ledger, Progress, Restoring};
use serde_json::json;

use crate::args::{BackupArgs, RestoreArgs, UpgradeArgs};
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
            output.line(match again {
                0 => "The backup is restored. Nobody was erased after it was made, as far as is known.".to_owned(),
                1 => "The backup is restored. 1 person was erased after it was made, and is erased again.".to_owned(),
                n => format!("The backup is restored. {n} people were erased after it was made, and are erased again."),
            })?;
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
            output.line("The record is of this version already; nothing was changed, and no backup was needed.")?;
        }
        Format::Table | Format::Csv => output.line(format!(
            "The record is brought up from layout {} to {}. The backup made before is {}.",
            upgraded.from,
            upgraded.to,
            args.backup_to.display()
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Does something that says how far it has come, under a bar.
pub(crate) fn with_bar<T>(
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
