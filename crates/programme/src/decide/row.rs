//! A row of somebody else's file: a person with an examination, taken once however often the file is brought in.

use crate::command::Command;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::examination::Examination;
use crate::facts::Facts;
use crate::folding::folded_number;
use crate::person::{Details, Person};
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::{details, examination, to_person};

pub(super) fn take(
    facts: &Facts<'_>,
    programme: &Programme,
    command: &Command,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The row was not taken.";
    let Command::TakeRow { person, details, examination, content, day_known } = command else {
        unreachable!("decide sends only rows here");
    };
    let content = examination::acceptable(facts, programme, details.birth, content, WHAT)?;
    if let Some(holder) = facts.number_held_by {
        return if same(holder, details, &content, *day_known) { Ok(Vec::new()) } else { Err(differs()) };
    }
    details::acceptable(facts, *person, details, WHAT)?;
    let mut events = to_person(*person, details::registered(facts, programme, *person, details, WHAT)?);
    let content = Private::Known(content);
    events.extend(to_person(*person, PersonEvent::ExaminationRecorded { examination: *examination, content }));
    Ok(events)
}

/// Whether the record already says what the row says. A day that the file did not give does not count.
fn same(holder: &Person, details: &Details, content: &Examination, day_known: bool) -> bool {
    let same_examination = |recorded: &Examination| {
        recorded.checks == content.checks && if day_known { recorded == content } else { recorded.site == content.site }
    };
    let same_person = |known: &Details| {
        known.sex == details.sex
            && if day_known {
                same_person_in_full(known, details)
            } else {
                known.birth.completed_years() == details.birth.completed_years()
            }
    };
    holder.details.as_ref().is_some_and(same_person)
        && holder.examinations.values().any(|recorded| same_examination(&recorded.content))
}

/// Whether two entries about who somebody is say the same, however their number is written.
fn same_person_in_full(known: &Details, row: &Details) -> bool {
    let folded = |details: &Details| details.number.as_deref().map(folded_number);
    folded(known) == folded(row) && *known == Details { number: known.number.clone(), ..row.clone() }
}

fn differs() -> Refusal {
    let next = "Open the record with this number and compare; amend it there if the row is right.";
    let detail = "Somebody with this number is there, and the row says something else.";
    refusal::by(refusal::ALREADY_REGISTERED, "The row was not taken.", detail, next).at("details.number")
}
