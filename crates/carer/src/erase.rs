//! `carer erase`: destroy the keys to everything personal of one person, or of somebody who worked here.

use std::process::ExitCode;

use jiff::civil::Date;
use programme::{Command, Stream};
use record::{Ledger, Place, Reader, Receipt, Submission};
use serde_json::json;

use crate::args::EraseArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::{record_of, settings};

const WHAT_STAYS_OF_STAFF: &str = "What stays, under a random id and without a name: that somebody worked here, which posts \
                                   they held, when they spoke up, and what they wrote and read about others.";

const WHAT_STAYS: &str = "What stays, under a random id and without a name: that somebody was here, when, which kinds of \
                          things happened, which stages and preparations there were, and who wrote and who read. Nothing \
                          that they said or that was measured.";

pub(crate) fn run(args: &EraseArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme_of(&place)?;
    let author = settings::author(&args.author)?;
    let ledger = ledger(args, &place)?;
    let (command, whom) = command(args, &mut record_of::reader(&place, &programme)?)?;
    let (writer, running) = record_of::writer(&place, &programme, &author)?;
    let outcome = writer.submit(Submission::new(author, command));
    running.stop();
    let receipt = outcome?;
    let kept = kept(&mut record_of::reader(&place, &programme)?, &receipt)?;
    ledger.map(|ledger| ledger.bring_up(&place)).transpose()?;
    if args.format.format == Format::Json {
        output.json(&json!({ "stream": receipt.stream, "version": receipt.version, "events": receipt.events, "left": receipt.left, "kept-until": kept }))?;
    } else if receipt.events == 0 {
        output.line(format!("{whom} was erased before; nothing was changed"))?;
    } else {
        output.line(format!("{whom} is erased."))?;
        output.line(if args.whom.account.is_some() { WHAT_STAYS_OF_STAFF } else { WHAT_STAYS })?;
        if let Some(kept) = &kept {
            output.line(format!("What the law has kept, sealed apart, until {kept}: `carer kept` says of whom."))?;
        }
        tell_what_is_left(&receipt, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Until when something is kept of whom it was, where something is.
fn kept(reader: &mut Reader, receipt: &Receipt) -> Result<Option<Date>, Failure> {
    let kept = reader.kept()?.into_iter();
    Ok(kept.filter(|(person, _)| receipt.stream == Stream::Person(*person).to_string()).map(|(_, until)| until).next())
}

/// What erases whom it is, and how they are called here.
fn command(args: &EraseArgs, reader: &mut Reader) -> Result<(Command, String), Failure> {
    let reason = args.reason.clone();
    match (&args.whom.person, args.whom.account) {
        (_, Some(account)) => Ok((Command::EraseAccount { account, reason }, account.to_string())),
        (Some(person), None) => {
            let person = record_of::person(reader, person)?;
            Ok((Command::Erase { person, reason }, person.to_string()))
        }
        (None, None) => Err(Failure::unreadable("say who is to be erased: --person or --account")),
    }
}

fn tell_what_is_left(receipt: &Receipt, output: &mut Output) -> Result<(), Failure> {
    output.line("What it cannot reach, and you have to see to: backups and exports made before, and the files that were imported.")?;
    receipt.left.iter().try_for_each(|left| output.line(format!("As well: {left}.")))
}

/// The ledger beside a database, which can be written to before anybody is erased. Without one a lost database and an older
/// backup would bring them back, and nobody would know.
fn ledger(args: &EraseArgs, place: &Place) -> Result<Option<Ledger>, Failure> {
    let ledger = settings::ledger(&args.ledger, place)?;
    if let Some(ledger) = &ledger {
        ledger.bring_up(place)?;
    } else if place.directory().is_none() {
        return Err(Failure::unreadable(
            "say where the ledger of erasures is: --ledger FILE, on another disk than the database. If the database is \
             lost, an older backup brings everybody back who was erased since, and only the ledger knows better",
        ));
    }
    Ok(ledger)
}
