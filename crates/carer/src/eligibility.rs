//! `carer eligibility`: who may give and who may not, with every reason, on any day.

use std::process::ExitCode;

use programme::PersonId;
use programme::rules::{Outcome, Programme};
use record::{OutcomeCounts, PersonReasons, Reading, Reader};
use serde::Serialize;

use crate::args::EligibilityArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

pub(crate) fn run(args: &EligibilityArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let programme = settings::programme(&args.programme)?;
    let place = settings::place(&args.place)?;
    let author = settings::author(&args.author)?;
    let on = args.on.map_or_else(|| record_of::today(&programme), Ok)?;
    let mut reader = record_of::reader(&place, &programme, &author)?;
    if args.people {
        let mut people = Vec::new();
        reader.reasons_on(on, |person| {
            people.push(person);
            Ok(())
        })?;
        // Each of these people is read, and may see so on their own page.
        let readings = people.iter().map(|person| Reading::of(person.person, &author, "eligibility", "command line"));
        let (writer, running) = record_of::writer(&place, &programme, &author)?;
        let read = readings.collect::<Vec<_>>().chunks(1_000).try_for_each(|some| writer.read(some.to_vec()));
        running.stop();
        read?;
        list(&people, &programme, args.format.format, output)?;
    } else {
        count(&mut reader, on, args.format.format, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn count(reader: &mut Reader, on: jiff::civil::Date, format: Format, output: &mut Output) -> Result<(), Failure> {
    let mut counts = reader.outcomes_on(on)?;
    for outcome in Outcome::ALL {
        counts.outcomes.entry(outcome).or_default();
    }
    match format {
        Format::Json => output.json(&counts),
        Format::Csv => csv(&counts, output),
        Format::Table => table(&counts, on, output),
    }
}

fn csv(counts: &OutcomeCounts, output: &mut Output) -> Result<(), Failure> {
    output.line("kind,id,people")?;
    output.line(format!("all,,{}", counts.people))?;
    counts.outcomes.iter().try_for_each(|(outcome, people)| output.line(format!("outcome,{outcome},{people}")))?;
    counts.reasons.iter().try_for_each(|(reason, people)| output.line(format!("reason,{reason},{people}")))
}

fn table(counts: &OutcomeCounts, on: jiff::civil::Date, output: &mut Output) -> Result<(), Failure> {
    output.line(format!("{} people on {on}", counts.people))?;
    for outcome in Outcome::ALL {
        let people = counts.outcomes.get(&outcome).copied().unwrap_or(0);
        output.line(format!("\n{people:>8}  {outcome}: {}", outcome.plain()))?;
        let prefix = format!("{outcome}:");
        for (reason, people) in counts.reasons.iter().filter(|(reason, _)| reason.starts_with(&prefix)) {
            output.line(format!("{people:>16}  {}", &reason[prefix.len()..]))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<'a> {
    person: PersonId,
    outcome: Outcome,
    reasons: Vec<LineReason<'a>>,
}

#[derive(Serialize)]
struct LineReason<'a> {
    outcome: &'a str,
    rule: &'a str,
    plain: &'a str,
    source: &'a str,
}

fn list(people: &[PersonReasons], programme: &Programme, format: Format, output: &mut Output) -> Result<(), Failure> {
    if format == Format::Csv {
        output.line("person,outcome,reasons")?;
    }
    for person in people {
        match format {
            Format::Json => {
                let reasons = person.reasons.iter().map(|reason| line_reason(reason, programme)).collect();
                output.json_line(&Line { person: person.person, outcome: person.outcome, reasons })?;
            }
            Format::Csv => output.line(format!("{},{},{}", person.person, person.outcome, person.reasons.join(" ")))?,
            Format::Table => output.line(format!("{}  {:<16}  {}", person.person, person.outcome, person.reasons.join(", ")))?,
        }
    }
    Ok(())
}

fn line_reason<'a>(reason: &'a str, programme: &'a Programme) -> LineReason<'a> {
    let (outcome, rule) = reason.split_once(':').unwrap_or(("", reason));
    let text = programme.rule_of(outcome, rule);
    LineReason { outcome, rule, plain: text.map_or("", |text| &text.plain), source: text.map_or("", |text| &text.source) }
}
