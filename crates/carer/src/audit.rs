//! `carer audit`: prove from the log that none of the articles was broken. The auditor shares nothing with the engine but the
//! stored event format. It shows nobody: a breach names a person by their id, and nothing else of them.

use std::process::ExitCode;

use audit::{Auditor, Entry};
use jiff::Timestamp;
use record::OpenedEvent;

use crate::args::AuditArgs;
use crate::failure::Failure;
use crate::output::{self, Format, Output};
use crate::settings;

pub(crate) fn run(args: &AuditArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let bar = output::progress("Auditing");
    let mut auditor = Auditor::default();
    let read = record::each_event(&place, &mut |opened| take(&mut auditor, &opened), &mut |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    read?;
    let on = args.on.unwrap_or_else(|| auditor.day_of(record::Clock::system().now()));
    let report = auditor.finish(on);
    match args.format.format {
        Format::Json => output.json(&report)?,
        Format::Table | Format::Csv => output.line(&report)?,
    }
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn take(auditor: &mut Auditor, opened: &OpenedEvent) {
    let event = &opened.event;
    auditor.take(&Entry {
        stream: &event.stream.to_string(),
        version: event.version.unsigned_abs(),
        // An instant that no clock shows is as far off as can be: nothing that holds on its day is taken for good.
        at: Timestamp::from_microsecond(event.at).unwrap_or(Timestamp::MAX),
        author: &event.author,
        programme: event.programme,
        kind: &event.kind,
        schema: event.schema,
        clear: &event.clear,
        private: opened.private.as_deref(),
    });
}
