//! `carer bench`: how fast it is, as ratios against something bare in the same run.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use record::Place;
use record::bench::{Bench, BenchReport};

use crate::args::{BenchArgs, BenchRecordArgs, BenchWhat};
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::settings;

pub(crate) fn run(args: &BenchArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    match &args.what {
        BenchWhat::Record(args) => record(args, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn record(args: &BenchRecordArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = tempfile::tempdir_in(args.directory.as_deref().unwrap_or(std::path::Path::new(".")))
        .map_err(Failure::unreadable)?;
    let (place, bare_place) = match (&args.database, &args.bare_database) {
        (Some(url), Some(bare)) => (Place::Database(url.clone()), Place::Database(bare.clone())),
        (None, None) => {
            (Place::Directory(directory.path().join("engine")), Place::Directory(directory.path().join("bare")))
        }
        _ => {
            return Err(Failure::unreadable(
                "give two empty databases: --database for the engine and --bare-database for the bare loop",
            ));
        }
    };
    let bench =
        Bench { place, bare_place, programme, clients: args.clients, duration: Duration::from_secs(args.seconds) };
    let report = record::bench::run(&bench)?;
    match args.format.format {
        Format::Json => output.json(&report),
        Format::Table | Format::Csv => table(&report, output),
    }
}

fn table(report: &BenchReport, output: &mut Output) -> Result<(), Failure> {
    output.line(format!("{} clients, durable and acknowledged commands a second", report.clients))?;
    output.line(format!("{:>10.0}  through the whole engine", report.engine_per_second))?;
    output.line(format!("{:>10.0}  the same rows by a bare loop", report.bare_per_second))?;
    output.line(format!("{:>10.2}  ratio", report.ratio))?;
    for (name, share) in [("engine", &report.writer), ("bare", &report.bare_writer)] {
        output.line(format!(
            "{name}: batches of {:.1}; waiting {:.0} %, loading {:.0} %, deciding {:.0} %, writing {:.0} %, committing {:.0} %",
            share.batch_mean,
            share.waiting * 100.0,
            share.loading * 100.0,
            share.deciding * 100.0,
            share.writing * 100.0,
            share.committing * 100.0
        ))?;
    }
    Ok(())
}
