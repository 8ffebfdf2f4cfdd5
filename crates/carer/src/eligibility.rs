//! `carer eligibility`: who may give and who may not, with every reason, on any day.

use std::process::ExitCode;

use jiff::civil::Date;
use programme::PersonId;
use programme::rules::{Outcome, Programme};
use record::{OutcomeCounts, PersonReasons, Reader, Reading};
use serde::Serialize;

use crate::args::EligibilityArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

pub(crate) fn run(args: &EligibilityArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme(&args.programme, &place)?;
    let on = args.on.map_or_else(|| record_of::today(&programme), Ok)?;
    let mut reader = record_of::reader(&place, &programme)?;
    // Under the file in force the answer is in the read tables; under another one everybody is worked out anew, and nothing
    // of it is kept: so it can be seen what a changed rule would mean before it is served.
    let in_force = record::is_worked_out(&place, &programme)?;
    if args.people {
        let people = if in_force { kept(&mut reader, on)? } else { worked_out(&mut reader, &programme, on)? };
        write_readings(args, &place, &people)?;
        list(&people, &programme, args.format.format, output)?;
    } else {
        let counts =
            if in_force { reader.outcomes_on(on)? } else { counted(&worked_out(&mut reader, &programme, on)?) };
        count(counts, on, args.format.format, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn kept(reader: &mut Reader, on: Date) -> Result<Vec<PersonReasons>, Failure> {
    let mut people = Vec::new();
    reader.reasons_on(on, |person| {
        people.push(person);
        Ok(())
    })?;
    Ok(people)
}

fn worked_out(reader: &mut Reader, programme: &Programme, on: Date) -> Result<Vec<PersonReasons>, Failure> {
    let mut people = Vec::new();
    reader.everybody(|person| {
        // As in the read tables: nobody counts on a day before anything was known of them, or while they are away.
        let periods = programme::eligibility_periods(person, programme);
        let period = periods.into_iter().rev().find(|period| period.from <= on);
        if let Some(found) = period.and_then(|period| period.eligibility) {
            let reasons = found.reasons.iter().map(|reason| format!("{}:{}", reason.outcome, reason.rule.id)).collect();
            people.push(PersonReasons { person: person.id, outcome: found.outcome, reasons });
        }
        Ok(())
    })?;
    Ok(people)
}

fn counted(people: &[PersonReasons]) -> OutcomeCounts {
    let mut counts = OutcomeCounts { people: people.len() as u64, ..OutcomeCounts::default() };
    for person in people {
        *counts.outcomes.entry(person.outcome).or_default() += 1;
        for reason in &person.reasons {
            *counts.reasons.entry(reason.clone()).or_default() += 1;
        }
    }
    counts
}

/// Each of these people is read, and may see so: that is on the record before anything is shown.
fn write_readings(args: &EligibilityArgs, place: &record::Place, people: &[PersonReasons]) -> Result<(), Failure> {
    let author = settings::author(&args.author)?;
    let in_force = settings::programme_of(place)?;
    let reading =
        |person: &PersonReasons| Reading::of(person.person, &author, "eligibility", "command line", "machine");
    let readings: Vec<Reading> = people.iter().map(reading).collect();
    let (writer, running) = record_of::writer(place, &in_force, &author)?;
    let written = readings.chunks(1_000).try_for_each(|some| writer.read(some.to_vec()));
    running.stop();
    Ok(written?)
}

fn count(mut counts: OutcomeCounts, on: Date, format: Format, output: &mut Output) -> Result<(), Failure> {
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

fn table(counts: &OutcomeCounts, on: Date, output: &mut Output) -> Result<(), Failure> {
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
            Format::Table => {
                output.line(format!("{}  {:<16}  {}", person.person, person.outcome, person.reasons.join(", ")))?
            }
        }
    }
    Ok(())
}

fn line_reason<'a>(reason: &'a str, programme: &'a Programme) -> LineReason<'a> {
    let (outcome, rule) = reason.split_once(':').unwrap_or(("", reason));
    let text = programme.rule_of(outcome, rule);
    LineReason {
        outcome,
        rule,
        plain: text.map_or("", |text| &text.plain),
        source: text.map_or("", |text| &text.source),
    }
}
