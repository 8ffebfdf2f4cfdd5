//! `carer import`.

use std::process::ExitCode;
use std::sync::Arc;

use programme::rules::Programme;
use record::{Clock, Entropy, Place};
use serde::Serialize;

use crate::args::{ImportArgs, ImportChecksArgs, ImportDonorsArgs, ImportWhat};
use crate::failure::Failure;
use crate::output::{self, Format, Output};
use crate::{record_of, settings};

use super::{Account, AssumedDay, Import, Mapping, SHIPPED, run as bring_in};

/// How many refused rows are listed for people; the JSON has all of them.
const LISTED_MAX: usize = 20;

pub(crate) fn run(args: &ImportArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    match &args.what {
        ImportWhat::Checks(args) => checks(args, output),
        ImportWhat::Donors(args) => donors(args, output),
    }
}

/// Those who gave before the record began. Nobody is asked anything by it.
fn donors(args: &ImportDonorsArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme(&args.programme, &place)?;
    let author = settings::author(&args.author)?;
    let mapping = mapping(&args.mapping)?;
    if mapping.donation.is_none() {
        let id = &mapping.id;
        return Err(Failure::unreadable(format!(
            "mapping {id} has no [donation]: carer import checks brings examinations in. Nothing was changed"
        )));
    }
    let examined_on = AssumedDay::Same(record_of::today(&programme)?);
    let import = Import { path: &args.file, mapping: &mapping, programme: &programme, examined_on, author: &author };
    let account = run_through(&import, &programme, &place)?;
    report(&account, args.format.format, &args.file.display().to_string(), output)?;
    Ok(ExitCode::SUCCESS)
}

fn checks(args: &ImportChecksArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme(&args.programme, &place)?;
    let author = settings::author(&args.author)?;
    let mapping = mapping(&args.mapping)?;
    if mapping.donation.is_some() {
        let id = &mapping.id;
        return Err(Failure::unreadable(format!(
            "mapping {id} is of earlier donors: carer import donors brings them in. Nothing was changed"
        )));
    }
    let today = record_of::today(&programme)?;
    let examined_on = args.examined_on.unwrap_or(today);
    // Said once, and before anything is written: every row would be refused for it, and lose the reason it was refused for before.
    if examined_on > today {
        return Err(Failure::unreadable(format!(
            "--examined-on {examined_on} is after today, {today}: nobody was examined on it yet. Nothing was changed; correct \
             the day"
        )));
    }
    let examined_on = AssumedDay::Same(examined_on);
    let import = Import { path: &args.file, mapping: &mapping, programme: &programme, examined_on, author: &author };
    let account = run_through(&import, &programme, &place)?;
    if mapping.examination.on.is_none() && args.format.format != Format::Json {
        let days = match examined_on {
            AssumedDay::Same(day) => day.to_string(),
            AssumedDay::Spread { .. } => unreachable!("only the demo spreads its days"),
        };
        let name = &mapping.name;
        output.line(format!(
            "{name} gives no days of examination: these are dated {days} (--examined-on says otherwise)"
        ))?;
    }
    report(&account, args.format.format, &args.file.display().to_string(), output)?;
    Ok(ExitCode::SUCCESS)
}

/// Looks at the file as a whole, and brings it in.
fn run_through(import: &Import<'_>, programme: &Arc<Programme>, place: &Place) -> Result<Account, Failure> {
    let looked = import.look().map_err(Failure::unreadable)?;
    let (writer, running) = record_of::writer(place, programme, import.author)?;
    let bar = output::progress("Bringing in");
    let account = bring_in(import, &looked, &writer, &Clock::system(), &mut Entropy::system(), &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    running.stop();
    account.map_err(Failure::unreadable)
}

/// A mapping by name or from a file.
fn mapping(name: &str) -> Result<Mapping, Failure> {
    if let Some((_, text)) = SHIPPED.iter().find(|(id, _)| *id == name) {
        return Mapping::parse(text).map_err(Failure::unreadable);
    }
    let shipped: Vec<_> = SHIPPED.iter().map(|(id, _)| *id).collect();
    let text = std::fs::read_to_string(name).map_err(|error| {
        Failure::unreadable(format!("{name}: {error}. Mappings that come with Carer: {}", shipped.join(", ")))
    })?;
    Mapping::parse(&text).map_err(|error| Failure::unreadable(format!("{name}: {error}")))
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    summary: &'a programme::ImportSummary,
    refused_rows: &'a [programme::RefusedRow],
}

fn report(account: &Account, format: Format, file: &str, output: &mut Output) -> Result<(), Failure> {
    let Account { summary, refused } = account;
    if format == Format::Json {
        return output.json(&Report { summary, refused_rows: refused });
    }
    for row in refused.iter().take(LISTED_MAX) {
        let column = row.column.map_or(String::new(), |column| format!(":{column}"));
        let name = row.column_name.as_ref().map_or(String::new(), |name| format!(" {name}:"));
        output.line(format!("{file}:{}{column}:{name} {} [{}]", row.line, row.why, row.rule))?;
    }
    if refused.len() > LISTED_MAX {
        output.line(format!("… and {} more; --format json lists all of them", refused.len() - LISTED_MAX))?;
    }
    output.line(format!(
        "{} rows: {} taken, {} in the record already, {} refused{}",
        summary.rows,
        summary.taken,
        summary.unchanged,
        summary.refused,
        not_taken_again(summary.not_taken_again)
    ))
}

/// What is said of those who were erased, where there are any.
fn not_taken_again(rows: u64) -> String {
    match rows {
        0 => String::new(),
        1 => ", 1 not taken again.\nThat person was taken in from this file before and has been erased since, or has \
              another number now. Whoever comes back is registered by hand."
            .to_owned(),
        many => format!(
            ", {many} not taken again.\nThese people were taken in from this file before and have been erased since, or have \
             other numbers now. Whoever comes back is registered by hand."
        ),
    }
}
