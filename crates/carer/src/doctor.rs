//! `carer doctor`: look a record over, and say in plain words what was tried, what was found, and what to do.

use std::process::ExitCode;
use std::sync::Arc;

use programme::rules::Programme;
use record::{Clock, Place};
use serde::Serialize;

use crate::args::DoctorArgs;
use crate::failure::Failure;
use crate::keep::with_bar;
use crate::output::{Format, Output};
use crate::{record_of, settings};

const LOG: &str = "The log";
const PROGRAMME: &str = "The programme";
const TABLES: &str = "The read tables";
const CONTENTS: &str = "What the read tables say";

/// What was found of one thing.
#[derive(Serialize)]
struct Finding {
    what: &'static str,
    /// What was done to find out.
    tried: &'static str,
    /// Whether it is as it should be; `None` where that was not tried.
    well: Option<bool>,
    found: String,
    /// What to do, where something is to be done.
    next: Option<&'static str>,
}

pub(crate) fn run(args: &DoctorArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let log = log(&place);
    let programme = settings::programme_of(&place);
    if args.rebuild {
        rebuild(&place, &log, &programme, settings::author(&args.author)?)?;
    }
    let mut findings = vec![log, in_force(&programme)];
    if let Ok(programme) = &programme {
        findings.extend([tables(&place, programme), contents(&place, programme)]);
    }
    match args.format.format {
        Format::Json => output.json(&findings)?,
        Format::Table | Format::Csv => tell(&findings, output)?,
    }
    let well = findings.iter().all(|finding| finding.well != Some(false));
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn log(place: &Place) -> Finding {
    let tried = "Every event was read, every sealed part opened, every hash and signature worked out anew.";
    let next = "Do not write to it any more. Copy it away as it is, and restore the newest backup that verifies.";
    match with_bar("Verifying", |progress| record::verify(place, None, progress)) {
        Ok(report) if report.holds() => Finding::well(LOG, tried, report.to_string()),
        Ok(report) => Finding::unwell(LOG, tried, report.to_string(), next),
        Err(failure) => {
            let next = "See to it that there is a record of this version and that it can be read.";
            Finding::unwell(LOG, tried, format!("It could not be read: {failure}."), next)
        }
    }
}

fn in_force(programme: &Result<Arc<Programme>, Failure>) -> Finding {
    let tried = "The file in force was taken from the log and read.";
    match programme {
        Ok(programme) => {
            let (name, faults) = (&programme.name, crate::check::served(&programme.text).map(|(_, faults)| faults));
            match faults.unwrap_or_default().as_slice() {
                [] => Finding::well(PROGRAMME, tried, format!("{name} is in force.")),
                faults => {
                    let next = "Mend these in a copy of the file, check it with `carer check`, and serve that. Until then \
                                nothing is asked of anybody that an article forbids; everything else goes on.";
                    let found = format!(
                        "{name} is in force, and falls short of what this version asks for:\n{}",
                        faults.join("\n")
                    );
                    Finding::unwell(PROGRAMME, tried, found, next)
                }
            }
        }
        Err(failure) => {
            let next = "Start `carer serve` or `carer import` with the programme file.";
            Finding::unwell(PROGRAMME, tried, format!("It could not be read: {failure}."), next)
        }
    }
}

fn tables(place: &Place, programme: &Programme) -> Finding {
    let tried = "The file and the version that they were worked out under were compared with those of today.";
    let next = "The next `carer serve` works them out anew by itself.";
    match record::is_worked_out(place, programme) {
        Ok(true) => Finding::well(TABLES, tried, "They are of the file in force.".to_owned()),
        Ok(false) => Finding::unwell(TABLES, tried, "They are of another file or version.".to_owned(), next),
        Err(error) => Finding::unwell(TABLES, tried, format!("They could not be read: {error}."), next),
    }
}

fn contents(place: &Place, programme: &Programme) -> Finding {
    let tried = "They were worked out anew from the log, compared, and put back as they were.";
    let next = "Pages and counts may be wrong until they are worked out anew: stop whatever uses the record, copy it away \
                as it is, and run `carer doctor --rebuild`. The log is what counts, and this does not touch it.";
    match record::rebuilds_alike(place, programme, &Clock::system()) {
        Ok(Some(true)) => Finding::well(CONTENTS, tried, "It is what the log says.".to_owned()),
        Ok(Some(false)) => {
            let found = "It is not what the log says. Somebody may have changed it past Carer, or it was damaged on the \
                         disk; or Carer worked it out wrongly, and then please report it.";
            Finding::unwell(CONTENTS, tried, found.to_owned(), next)
        }
        Ok(None) => Finding {
            what: CONTENTS,
            tried: "Nothing: the record is in use.",
            well: None,
            found: "It is not known whether it is what the log says.".to_owned(),
            next: Some("To find out, run this again while no server has the record open."),
        },
        Err(error) => Finding::unwell(CONTENTS, tried, format!("It could not be worked out: {error}."), next),
    }
}

/// Works the read tables out anew, for good. What is not proven to hold is not worked out from.
fn rebuild(
    place: &Place,
    log: &Finding,
    programme: &Result<Arc<Programme>, Failure>,
    author: String,
) -> Result<(), Failure> {
    let (Some(true), Ok(programme)) = (log.well, programme) else {
        return Err(Failure::refused(format!(
            "nothing was worked out anew, since the log is not sound. {}",
            log.found
        )));
    };
    if !record::ask_for_rebuild(place, &Clock::system())? {
        return Err(Failure::refused("nothing was worked out anew: the record is in use. Stop the server first"));
    }
    record_of::writer(place, programme, &author)?.1.stop();
    Ok(())
}

fn tell(findings: &[Finding], output: &mut Output) -> Result<(), Failure> {
    for finding in findings {
        let state = match finding.well {
            Some(true) => "sound",
            Some(false) => "needs somebody",
            None => "not tried",
        };
        output.line(format!("{}: {state}", finding.what))?;
        output.line(format!("  Tried: {}", finding.tried))?;
        output.line(format!("  Found: {}", finding.found.replace('\n', "\n         ")))?;
        if let Some(next) = finding.next {
            output.line(format!("  To do: {next}"))?;
        }
    }
    let those = |state| findings.iter().filter(move |finding| finding.well == state).map(|finding| finding.what);
    let (unwell, untried): (Vec<_>, Vec<_>) = (those(Some(false)).collect(), those(None).collect());
    output.line("")?;
    output.line(match (unwell.is_empty(), untried.is_empty()) {
        (true, true) => "Everything was tried, and is sound.".to_owned(),
        (true, false) => format!("What was tried is sound. Not tried: {}.", untried.join("; ")),
        (false, _) => format!("This needs somebody: {}.", unwell.join("; ")),
    })
}

impl Finding {
    fn well(what: &'static str, tried: &'static str, found: String) -> Self {
        Self { what, tried, well: Some(true), found, next: None }
    }

    fn unwell(what: &'static str, tried: &'static str, found: String, next: &'static str) -> Self {
        Self { what, tried, well: Some(false), found, next: Some(next) }
    }
}
