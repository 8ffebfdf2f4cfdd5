//! What of a donation was written down in error is taken back: the last first, and whether an operation began by two.

use crate::donation::{Donation, SaidInError, Slip};
use crate::event::{DonationEvent, Event, Private, Stream};
use crate::follow_up::Learnt;
use crate::refusal::{self, Refusal};

use super::super::text::said;
use super::{At, present};

const WHAT: &str = "Nothing was taken back.";

/// Nothing is changed in the log: it says that it was said, and from then on it counts for nothing.
pub(super) fn enter_in_error(at: At<'_>, what: Slip, reason: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.of(person, WHAT)?;
    said(reason, WHAT, "reason")?;
    match what {
        Slip::Learnt { what } => {
            let is_it = |learnt: &&Learnt| learnt.donation == at.donation && learnt.what == what;
            if !person.follow_up.learnt.iter().any(|learnt| is_it(&learnt)) {
                return Err(refusal::no_such("report", WHAT).at("what"));
            }
        }
        _ => goes_first(known, what)?,
    }
    let others = || person.donations.iter().filter(|donation| donation.id != at.donation);
    if what == Slip::Discharged && others().any(Donation::is_open) {
        let next = "Look at the one that is open first.";
        return Err(refusal::by(refusal::ONE_AT_A_TIME, WHAT, "", next));
    }
    let by = at.facts.author().map(|author| author.id);
    if what.takes_two() {
        let is_another = at.facts.author().is_some_and(|author| author.person != Some(at.person));
        if !is_another {
            let next = "Two people who work there sign in and say so, each by themselves.";
            return Err(refusal::by(refusal::ERROR_BY_TWO, WHAT, "", next));
        }
        if known.said_in_error.iter().any(|said| said.what == what && said.by == by) {
            // They have said so. It is for somebody else to say it as well.
            return Ok(Vec::new());
        }
    }
    let said = Private::Known(SaidInError { what, by, on: at.facts.today, reason: reason.to_owned() });
    Ok(at.event(DonationEvent::EnteredInError { donation: at.donation, said }))
}

/// What was written down last is taken back first.
fn goes_first(known: &Donation, what: Slip) -> Result<(), Refusal> {
    let last = known.can_be_in_error();
    if last == Some(what) {
        return Ok(());
    }
    let (detail, next) = match last {
        None => ("Nothing of this kind is written down.".to_owned(), "Nothing needs to be done."),
        Some(last) => (
            format!("What was written down last is {}.", last.plain()),
            "Take that back first, if it is wrong as well.",
        ),
    };
    Err(refusal::by(refusal::STEP_NOT_NEXT, WHAT, detail, next).at("what"))
}
