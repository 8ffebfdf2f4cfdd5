//! Leaving, coming back, being forgotten.

use jiff::civil::Date;

use crate::event::{Departure, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::PersonId;
use crate::life::plain_date;
use crate::refusal::{self, Refusal};

use super::{happened, not_too_long, present, said, to_person};

/// A departure is recorded, never refused: of somebody who is there it needs nothing but a day that has come (article 8).
pub(super) fn depart(facts: &Facts<'_>, id: PersonId, departure: &Departure) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The departure was not recorded.";
    let person = present(facts, id, WHAT)?;
    // Nobody is kept by this: a day that is still to come would leave them nowhere until then.
    happened(facts, departure.on, WHAT, "on")?;
    if let Some(said) = &departure.said {
        not_too_long(said, WHAT, "said")?;
    }
    if person.departed.is_some() {
        return Ok(Vec::new());
    }
    Ok(to_person(id, PersonEvent::Departed { departure: Private::Known(departure.clone()) }))
}

pub(super) fn come_back(facts: &Facts<'_>, id: PersonId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The return was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened(facts, on, WHAT, "on")?;
    let Some(departure) = &person.departed else {
        return Err(refusal::by(refusal::NOT_AWAY, WHAT, "", "Nothing needs to be done: they are in the programme."));
    };
    if on < departure.on {
        let detail = format!("They left on {}.", plain_date(departure.on));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    Ok(to_person(id, PersonEvent::Returned { on: Private::Known(on) }))
}

pub(super) fn erase(facts: &Facts<'_>, id: PersonId, reason: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was erased.";
    let person = facts.person(id).ok_or_else(|| refusal::no_such("person", WHAT))?;
    said(reason, WHAT, "reason")?;
    if person.erased {
        return Ok(Vec::new());
    }
    Ok(to_person(id, PersonEvent::Erased { reason: reason.to_owned() }))
}
