//! A row of somebody else's file: a person with an examination, or one who gave before, taken once however often the file is
//! brought in.

use jiff::civil::Date;

use crate::birth::Birth;
use crate::command::Command;
use crate::donation::Given;
use crate::event::{DonationEvent, Event, PersonEvent, Private, RefusedRow, Stream};
use crate::examination::Examination;
use crate::facts::Facts;
use crate::person::{Details, Person, Sex};
use crate::refusal::{self, Refusal};
use crate::rules::Programme;
use crate::value::Values;

use super::{details, donation, examination, stage, to_person};

pub(super) fn take(
    facts: &Facts<'_>,
    programme: &Programme,
    command: &Command,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The row was not taken.";
    let Command::TakeRow { person, details, examination, content, day_known, from } = command else {
        unreachable!("decide sends only rows here");
    };
    let content = examination::acceptable(facts, programme, details.birth, content, WHAT)?;
    if let Some(holder) = facts.number_held_by {
        return if same(holder, details, &content, *day_known) { Ok(Vec::new()) } else { Err(differs()) };
    }
    if from.is_some_and(|(_, line)| was_in(facts, line)) {
        return Err(taken_before(WHAT));
    }
    details::acceptable(facts, *person, details, WHAT)?;
    let mut events = to_person(*person, details::registered(facts, programme, *person, details, WHAT)?);
    let content = Private::Known(content);
    events.extend(to_person(*person, PersonEvent::ExaminationRecorded { examination: *examination, content }));
    Ok(events)
}

/// A row about somebody who gave before: who they are, what they gave, and the stage in which they are now. It is recorded, and
/// nothing is asked of them by it.
pub(super) fn take_donor(
    facts: &Facts<'_>,
    programme: &Programme,
    command: &Command,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The row was not taken.";
    let Command::TakeDonor { person, details, donation, given, stage, from } = command else {
        unreachable!("decide sends only rows here");
    };
    donation::acceptable_given(facts, programme, details.birth, given, WHAT)?;
    let stage = stage::brought_in_to(programme, stage, details.birth, facts.today, WHAT)?;
    if let Some(holder) = facts.number_held_by {
        return if is_same_donor(holder, details, given) { Ok(Vec::new()) } else { Err(differs()) };
    }
    if from.is_some_and(|(_, line)| was_in(facts, line)) {
        return Err(taken_before(WHAT));
    }
    details::acceptable(facts, *person, details, WHAT)?;
    let mut events = to_person(*person, details::registered(facts, programme, *person, details, WHAT)?);
    let given = Private::Known(given.clone());
    events.extend(to_person(*person, PersonEvent::Donation(DonationEvent::Recorded { donation: *donation, given })));
    let (stage, on) = (stage.id.clone(), Private::Known(facts.today));
    events.extend(to_person(*person, PersonEvent::StageEntered { stage, on }));
    Ok(events)
}

/// Whether an earlier run of the import went through to its end and had this row in the record. That it was not refused
/// then, or only for saying something else than the record, says so: nothing is kept of who the row was about.
fn was_in(facts: &Facts<'_>, line: u64) -> bool {
    facts.import.is_some_and(|(_, import)| {
        let was_there = |row: &RefusedRow| row.rule.as_str() == refusal::ALREADY_REGISTERED.id;
        import.summary.is_some() && import.refused.get(&line).is_none_or(was_there)
    })
}

/// Whether the record already says what the row says. What the row leaves open may have been added since, by hand.
fn same(holder: &Person, row: &Details, content: &Examination, day_known: bool) -> bool {
    let Some(known) = &holder.details else { return false };
    let same_person =
        (row.name.is_none() || row.name == known.name) && (row.sex == Sex::Unknown || row.sex == known.sex);
    let same_examination = |recorded: &Examination| {
        (!day_known || recorded.on == content.on)
            && (content.site.is_none() || content.site == recorded.site)
            && content.checks.iter().all(|(id, values)| recorded.checks.get(id).is_some_and(|had| holds(had, values)))
            && same_birth(known.birth, row.birth, day_known, recorded.on)
    };
    same_person && holder.examinations.values().any(|recorded| same_examination(&recorded.content))
}

/// The same of a row about somebody who gave.
fn is_same_donor(holder: &Person, row: &Details, given: &Given) -> bool {
    let Some(known) = &holder.details else { return false };
    let same_person = (row.name.is_none() || row.name == known.name)
        && (row.sex == Sex::Unknown || row.sex == known.sex)
        && row.birth == known.birth;
    same_person && holder.donations.iter().any(|donation| donation.given.as_ref() == Some(given))
}

fn holds(recorded: &Values, row: &Values) -> bool {
    row.iter().all(|(field, value)| recorded.get(field) == Some(value))
}

/// Whether a birth is the one that the row gives. A birth date that was found out since has to fit the row's age.
fn same_birth(known: Birth, row: Birth, day_known: bool, examined_on: Date) -> bool {
    match (known, row) {
        (Birth::On(_), Birth::Aged { years, .. }) => known.age_on(examined_on).at_least == i16::from(years),
        (Birth::Aged { years: known, .. }, Birth::Aged { years, .. }) if !day_known => known == years,
        _ => known == row,
    }
}

fn taken_before(what: &str) -> Refusal {
    let next = "Register them by hand if they have come back, or look them up by their new number.";
    refusal::by(refusal::TAKEN_BEFORE, what, "", next).at("details.number")
}

fn differs() -> Refusal {
    let next = "Open the record with this number and compare; amend it there if the row is right.";
    let detail = "Somebody with this number is there, and the row says something else.";
    refusal::by(refusal::ALREADY_REGISTERED, "The row was not taken.", detail, next).at("details.number")
}
