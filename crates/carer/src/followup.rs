//! `carer followup`: who is to be asked how they are, who is late, who is lost; and how complete the forms are, window by window
//! and field by field, against the thresholds in force on the day of each donation.

use std::process::ExitCode;

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{Details, PersonId, WindowId};
use record::{FollowUpDue, FollowUpFilter, FollowUpReport, Reader, Reading, WindowReport};
use serde::Serialize;

use crate::args::FollowUpArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

pub(crate) fn run(args: &FollowUpArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme_of(&place)?;
    let on = args.on.map_or_else(|| record_of::today(&programme), Ok)?;
    let mut reader = record_of::reader(&place, &programme)?;
    if args.people {
        people(args, &place, &mut reader, on, output)?;
    } else {
        let report = reader.follow_up_report(&programme, on)?;
        match args.format.format {
            Format::Json => output.json(&Answer { on, report: &report })?,
            Format::Csv => csv(&report, output)?,
            Format::Table => table(&report, &programme, on, output)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Answer<'a> {
    on: Date,
    #[serde(flatten)]
    report: &'a FollowUpReport,
}

fn csv(report: &FollowUpReport, output: &mut Output) -> Result<(), Failure> {
    output.line("window,kind,sort,id,people,over,percent-needed,met")?;
    for WindowReport { window, kind, states, over, sections, fields, .. } in &report.windows {
        let mut line = |rest: String| output.line(format!("{window},{kind},{rest}"));
        states.iter().try_for_each(|(state, people)| line(format!("state,{state},{people},,,")))?;
        for section in sections {
            let needed = section.percent_needed.map_or(String::new(), |percent| percent.to_string());
            let met = section.met.map_or("", |met| if met { "yes" } else { "no" });
            line(format!("section,{},{},{},{needed},{met}", section.section, section.complete, section.over))?;
        }
        fields.iter().try_for_each(|field| line(format!("field,{},{},{over},,", field.field, field.known)))?;
    }
    Ok(())
}

fn table(report: &FollowUpReport, programme: &Programme, on: Date, output: &mut Output) -> Result<(), Failure> {
    let FollowUpReport { due, late, lost, .. } = report;
    output.line(format!("On {on}: {due} are due, {late} are late; of these nobody has heard of {lost}."))?;
    for window in &report.windows {
        let id = WindowId::from(window.window.as_str());
        let name = programme.follow_up.as_ref().and_then(|follow_up| follow_up.name_of(&id));
        let name = name.unwrap_or(&window.window);
        let WindowReport { kind, over, complete, .. } = window;
        output.line(format!("\n{name} ({kind}): {complete} of {over} that are over are complete and in time"))?;
        for state in programme::WindowState::ALL {
            let people = window.states.get(state.as_str()).copied().unwrap_or(0);
            output.line(format!("{people:>8}  {}", state.plain()))?;
        }
        for section in &window.sections {
            let against = match (section.percent_needed, section.met) {
                (Some(percent), Some(true)) => format!(", {percent} % asked for: enough"),
                (Some(percent), Some(false)) => format!(", {percent} % asked for: not enough"),
                _ => String::new(),
            };
            let (id, complete, over) = (&section.section, section.complete, section.over);
            output.line(format!("{:>8}  {id}: {complete} of {over}{against}", percent(complete, over)))?;
        }
        for field in &window.fields {
            output.line(format!("{:>16}  {}", percent(field.known, window.over), field.field))?;
        }
    }
    Ok(())
}

fn percent(some: u64, all: u64) -> String {
    (some * 100).checked_div(all).map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

/// One line for each person who is due or late, those first whose window is over first. Each of them is read.
fn people(
    args: &FollowUpArgs,
    place: &record::Place,
    reader: &mut Reader,
    on: Date,
    output: &mut Output,
) -> Result<(), Failure> {
    let late = reader.follow_up_due(FollowUpFilter::Late, on, u32::MAX)?;
    let due = reader.follow_up_due(FollowUpFilter::Due, on, u32::MAX)?;
    let listed: Vec<(&str, FollowUpDue)> = late
        .into_iter()
        .map(|row| (if row.contact.is_none_or(|contact| on < contact) { "lost" } else { "late" }, row))
        .chain(due.into_iter().map(|row| ("due", row)))
        .collect();
    write_readings(args, place, listed.iter().map(|(_, row)| row.person))?;
    if args.format.format == Format::Csv {
        output.line("person,state,window,first,last,form-due")?;
    }
    for together in listed.chunks(500) {
        let ids: Vec<PersonId> = together.iter().map(|(_, row)| row.person).collect();
        // Names only for people who read: a file of ids can be handed on, one of names cannot.
        let wants_names = args.format.format == Format::Table;
        let rows = if wants_names { reader.person_rows(&ids, on)? } else { Vec::new() };
        for (state, row) in together {
            let details = rows.iter().find(|known| known.id == row.person).and_then(|known| known.details.as_ref());
            line(state, row, details, args.format.format, output)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<'a> {
    person: PersonId,
    state: &'a str,
    window: &'a WindowId,
    first: Date,
    last: Date,
    form_due: Date,
}

fn line(
    state: &str,
    row: &FollowUpDue,
    details: Option<&Details>,
    format: Format,
    output: &mut Output,
) -> Result<(), Failure> {
    let FollowUpDue { person, window, first, last, form_due, .. } = row;
    match format {
        Format::Json => {
            output.json_line(&Line { person: *person, state, window, first: *first, last: *last, form_due: *form_due })
        }
        Format::Csv => output.line(format!("{person},{state},{window},{first},{last},{form_due}")),
        Format::Table => {
            let name = details.and_then(|details| details.name.as_deref()).unwrap_or("without a name");
            output.line(format!("{person}  {state:<5}  {window:<18}  {first} to {last}  {name}"))
        }
    }
}

/// Each of these people is read, and may see so: that is on the record before anything is shown.
fn write_readings(
    args: &FollowUpArgs,
    place: &record::Place,
    people: impl Iterator<Item = PersonId>,
) -> Result<(), Failure> {
    let author = settings::author(&args.author)?;
    let in_force = settings::programme_of(place)?;
    let reading = |person| Reading::of(person, &author, "follow-up", "command line", "machine");
    let readings: Vec<Reading> = people.map(reading).collect();
    let (writer, running) = record_of::writer(place, &in_force, &author)?;
    let written = readings.chunks(1_000).try_for_each(|some| writer.read(some.to_vec()));
    running.stop();
    Ok(written?)
}
