//! `carer bench`: how fast it is, as ratios against something bare in the same run.

mod history;
mod http;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use record::Place;
use record::bench::{Bench, BenchReport, FollowUpBenchReport, HistoryReport, ReadingsReport, SearchReport, Spread};
use serde::Serialize;

use crate::args::{
    BenchArgs, BenchFollowUpArgs, BenchHistoryArgs, BenchReadingsArgs, BenchRecordArgs, BenchSearchArgs, BenchWhat,
};
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::settings;

pub(crate) fn run(args: &BenchArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    match &args.what {
        BenchWhat::Record(args) => record(args, output)?,
        BenchWhat::Readings(args) => readings(args, output)?,
        BenchWhat::Search(args) => search(args, output)?,
        BenchWhat::Followup(args) => followup(args, output)?,
        BenchWhat::History(args) => history(args, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn record(args: &BenchRecordArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = scratch(args.directory.as_deref())?;
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
    let engine = record::bench::run(&bench)?;
    let http_place = Place::Directory(directory.path().join("http"));
    let http = http::run(&http_place, &bench.programme, args.clients, bench.duration)?;
    match args.format.format {
        Format::Json => output.json(&RecordReport { engine, http }),
        Format::Table | Format::Csv => {
            table(&engine, output)?;
            let http::HttpReport { clients, per_second, .. } = http;
            output.line(format!("{per_second:>10.0}  over HTTP, {clients} connections, each command alone"))
        }
    }
}

/// The engine in process, and apart from it the same over HTTP.
#[derive(Serialize)]
struct RecordReport {
    #[serde(flatten)]
    engine: BenchReport,
    http: http::HttpReport,
}

fn readings(args: &BenchReadingsArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = scratch(args.directory.as_deref())?;
    let place = Place::Directory(directory.path().join("record"));
    let report = record::bench::readings(&place, &programme, args.clients, Duration::from_secs(args.seconds))?;
    if args.format.format == Format::Json {
        return output.json(&report);
    }
    let ReadingsReport { clients, with_per_second, without_per_second, ratio } = report;
    output.line(format!("{clients} clients, lives read a second"))?;
    output.line(format!("{with_per_second:>10.0}  each reading durable before its life is handed out"))?;
    output.line(format!("{without_per_second:>10.0}  without that"))?;
    output.line(format!("{ratio:>10.2}  ratio"))
}

fn search(args: &BenchSearchArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = scratch(args.directory.as_deref())?;
    let place = Place::Directory(directory.path().join("record"));
    let report = record::bench::search(&place, &programme, args.people)?;
    if args.format.format == Format::Json {
        return output.json(&report);
    }
    let SearchReport { people, queries, p50_ms, p99_ms, max_ms, finding_p99_ms, start_seconds } = report;
    output.line(format!("{queries} searches among {people} people, the 50 rows of a page included"))?;
    output.line(format!("{p50_ms:>8.2} ms  half of them took no longer"))?;
    output.line(format!("{p99_ms:>8.2} ms  99 of a hundred took no longer; finding alone {finding_p99_ms:.2} ms"))?;
    output.line(format!("{max_ms:>8.2} ms  the longest"))?;
    output.line(format!("{start_seconds:>8.2} s   to bring the names into memory at the start"))
}

fn followup(args: &BenchFollowUpArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = scratch(args.directory.as_deref())?;
    let place = Place::Directory(directory.path().join("record"));
    let report = record::bench::follow_up(&place, &programme, args.donors)?;
    if args.format.format == Format::Json {
        return output.json(&report);
    }
    let FollowUpBenchReport { donors, windows, report_p50_ms, report_max_ms, list_max_ms } = report;
    output.line(format!("{donors} people who gave, with {windows} windows"))?;
    output.line(format!("{report_p50_ms:>8.2} ms  the whole report: half of the times it took no longer"))?;
    output.line(format!("{report_max_ms:>8.2} ms  the longest"))?;
    output.line(format!("{list_max_ms:>8.2} ms  the first 50 who are late, the longest"))
}

fn history(args: &BenchHistoryArgs, output: &mut Output) -> Result<(), Failure> {
    let programme = Arc::new(settings::shipped_or(&args.programme)?);
    let directory = scratch(args.directory.as_deref())?;
    let place = Place::Directory(directory.path().join("record"));
    let report = history::run(&place, &programme, args.rounds)?;
    if args.format.format == Format::Json {
        return output.json(&report);
    }
    let HistoryReport { events, rounds, .. } = report;
    output.line(format!("a life of {events} events, {rounds} rounds; milliseconds"))?;
    output.line("     least      half  99 of 100")?;
    let rows = [
        (report.load, "load: the life, the sites, who read it"),
        (report.decide, "decide: one command, what follows from it, and the rows of the read tables"),
        (report.render, "render: the person's page"),
        (report.sum, "the three together, in one round"),
        (report.bare, "beside it: the same events read and decoded, and nothing more"),
        (report.durable, "apart: the command through the engine, durable"),
    ];
    for (Spread { min_ms, p50_ms, p99_ms }, what) in rows {
        output.line(format!("{min_ms:>10.2}{p50_ms:>10.2}{p99_ms:>11.2}  {what}"))?;
    }
    output.line(format!("{:>10.1}  the three together, as a multiple of what is beside them", report.ratio))
}

fn scratch(directory: Option<&Path>) -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir_in(directory.unwrap_or(Path::new("."))).map_err(Failure::unreadable)
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
