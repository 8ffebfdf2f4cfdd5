//! Donations: begun, said yes to, stopped, and taken step by step.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::rules::{Interview, Programme, Reportable};
use programme::{
    Approved, Command, DonationId, DonationStep, Given, Idea, Identifier, Opening, PersonId, Slip, Toward,
};

use crate::console::form::donation;

use super::{FormReader, FormResult, Typed};

/// A donation that begins. `recipient` is whoever has the number that was typed, where somebody has it who may be seen.
///
/// # Errors
/// Where it is not said towards whom, or nobody is found by the number.
pub fn begin_donation(
    typed: &Typed,
    person: PersonId,
    donation: DonationId,
    recipient: Option<PersonId>,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let kind = reader.chosen("opening.kind");
    let idea = if typed.text("opening.idea") == "asked" { Idea::Asked } else { Idea::Offered };
    let route = reader.chosen("opening.toward");
    let toward = route.and_then(|route| match (route.as_str(), recipient) {
        ("list", _) => Some(Toward::List),
        ("directed", Some(recipient)) => Some(Toward::Directed { recipient }),
        ("exchange", Some(recipient)) => Some(Toward::Exchange { recipient }),
        _ => {
            let message = "Write the number of whoever would receive, as it is in the record.";
            reader.wrong("opening.toward.recipient", message);
            None
        }
    });
    let opening = kind.zip(toward).map(|(kind, toward)| Opening { kind: kind.as_str().into(), toward, idea });
    reader.finish(opening.map(|opening| Command::Donation { person, donation, step: DonationStep::Open { opening } }))
}

/// Something that was given elsewhere, or before this record began.
///
/// # Errors
/// Every field that could not be read.
pub fn record_donation(typed: &Typed, today: Date, person: PersonId, donation: DonationId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (kind, on) = (reader.chosen("given.kind"), reader.day("given.on"));
    let site = reader.chosen_id("given.site");
    let given = kind.zip(on).map(|(kind, on)| Given { kind: kind.as_str().into(), on, discharged: None, site });
    reader.finish(given.map(|given| Command::Donation { person, donation, step: DonationStep::Record { given } }))
}

/// What only the donor says, as the form's `do` says what.
///
/// # Errors
/// Every field that could not be read.
pub fn donation_word(typed: &Typed, today: Date, person: PersonId, donation: DonationId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = match typed.text("do") {
        "consent" => consent(&mut reader),
        "shorten-reflection" => Some(DonationStep::ShortenReflection { to: reader.chosen_id("to") }),
        "withdraw" => Some(DonationStep::Withdraw { to: reader.chosen_id("to") }),
        _ => nothing(&mut reader),
    };
    reader.finish(step.map(|step| Command::Donation { person, donation, step }))
}

/// A step of a donation, as the form's `do` says which.
///
/// # Errors
/// Every field that could not be read.
pub fn donation_step(
    typed: &Typed,
    programme: &Programme,
    today: Date,
    person: PersonId,
    donation: DonationId,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = match typed.text("do") {
        "schedule" => {
            let (on, site) = (reader.day("on"), reader.chosen("site"));
            let site = site.and_then(|_| reader.chosen_id("site"));
            on.zip(site).map(|(on, site)| DonationStep::Schedule { on, site })
        }
        "decide" => decision(&mut reader, programme).map(|decision| DonationStep::Decide { decision }),
        "verify" => Some(verified(typed, programme)),
        "start" => Some(DonationStep::Start),
        "finish" => reader.day("on").map(|on| DonationStep::Finish { on }),
        "call-off" => Some(DonationStep::CallOff { reason: typed.text("reason").to_owned() }),
        "note" => reader.day("on").map(|on| DonationStep::Note { on, text: typed.text("text").to_owned() }),
        "discharge" => reader.day("on").map(|on| DonationStep::Discharge { on }),
        "enter-in-error" => {
            slip(&mut reader).map(|what| DonationStep::EnterInError { what, reason: typed.text("reason").to_owned() })
        }
        _ => nothing(&mut reader),
    };
    reader.finish(step.map(|step| Command::Donation { person, donation, step }))
}

fn slip(reader: &mut FormReader<'_>) -> Option<Slip> {
    let what = reader.chosen("what")?;
    let learnt = || Reportable::ALL.into_iter().map(|what| Slip::Learnt { what });
    let all = [Slip::Recorded, Slip::Started, Slip::Done, Slip::Discharged].into_iter().chain(learnt());
    let found = all.into_iter().find(|slip| donation::slip_value(*slip) == what);
    if found.is_none() {
        reader.wrong("what", "Choose one from the list.");
    }
    found
}

/// A form that another right would be needed for, or that nobody drew.
fn nothing(reader: &mut FormReader<'_>) -> Option<DonationStep> {
    reader.wrong("do", "This form was not sent from its page. Open the page again.");
    None
}

fn consent(reader: &mut FormReader<'_>) -> Option<DonationStep> {
    let element = reader.chosen("element");
    let version = reader.typed.text("element-version").parse().ok();
    let to = reader.chosen("to").and_then(|_| reader.chosen_id("to"));
    let on = reader.day("on");
    Some(DonationStep::Consent { element: element?.as_str().into(), version: version?, to: to?, on: on? })
}

fn decision(reader: &mut FormReader<'_>, programme: &Programme) -> Option<Approved> {
    let (approval, granted) = (reader.chosen("approval"), reader.chosen("granted"));
    let (reported, decided) = (reader.day("reported"), reader.day("decided"));
    let typed = reader.typed;
    let ticked = |name: String| !typed.text(&name).is_empty();
    let items = programme.donation_kinds.iter().flat_map(|kind| &kind.approvals).flat_map(|asked| &asked.finds);
    let found = items.map(|item| item.id.clone()).filter(|item| ticked(format!("found.{item}")));
    let interviewed = Interview::ALL.into_iter().filter(|one| ticked(format!("interviewed.{}", one.as_str())));
    Some(Approved {
        approval: approval?.as_str().into(),
        assessor: typed.text("assessor").to_owned(),
        interviewed: interviewed.collect(),
        found: found.collect(),
        reported: reported?,
        decided: decided?,
        granted: granted? == "yes",
        reason: typed.text("reason").to_owned(),
    })
}

fn verified(typed: &Typed, programme: &Programme) -> DonationStep {
    let ticked = |name: String| !typed.text(&name).is_empty();
    let items = programme.donation_kinds.iter().flat_map(|kind| &kind.verify).map(|item| item.id.clone());
    let as_expected: BTreeSet<_> = items.filter(|item| ticked(format!("as-expected.{item}"))).collect();
    let identifiers = Identifier::ALL.into_iter().filter(|one| ticked(format!("identifiers.{}", one.as_str())));
    DonationStep::Verify { as_expected, identifiers: identifiers.collect() }
}
