//! Who somebody is: registering them, and putting a wrong entry right.

use crate::birth::Birth;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{PersonId, SiteId};
use crate::person::Details;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::happened;
use super::text::{named, said};
use super::{birth, present, site, to_person};

/// The greatest age that is taken for true, in completed years: the oldest person known reached 122.
const AGE_MAX: i16 = 130;

pub(super) fn register(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    details: &Details,
    site: Option<SiteId>,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was registered.";
    acceptable(facts, id, details, WHAT)?;
    let mut events = to_person(id, registered(facts, programme, id, details, WHAT)?);
    if let Some(site) = site {
        let stage = &programme.stages[0];
        site::has_place(facts, programme, stage, site, facts.today, WHAT)?;
        let moved = PersonEvent::Moved { site: Private::Known(Some(site)), on: Private::Known(facts.today) };
        events.extend(to_person(id, moved));
    }
    Ok(events)
}

/// The event by which somebody comes into the programme, in its first stage, which has to be open at their age.
pub(super) fn registered(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    details: &Details,
    what: &str,
) -> Result<PersonEvent, Refusal> {
    if facts.person(id).is_some() {
        return Err(refusal::by(refusal::ID_TAKEN, what, "", "Try again with a new id.").at("person"));
    }
    super::short::assessed_from_the_start(programme, what)?;
    let first = &programme.stages[0];
    super::stage::old_enough(programme, first, details.birth, facts.today, what).map_err(|r| r.at("details.birth"))?;
    Ok(PersonEvent::Registered { stage: first.id.clone(), on: facts.today, details: Private::Known(details.clone()) })
}

pub(super) fn amend(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    details: &Details,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The entry was not changed.";
    let person = present(facts, id, WHAT)?;
    acceptable(facts, id, details, WHAT)?;
    if person.details.as_ref() == Some(details) {
        return Ok(Vec::new());
    }
    said(reason, WHAT, "reason")?;
    if person.details.as_ref().is_some_and(|known| known.birth != details.birth) {
        birth::fits(person, programme, details.birth, WHAT)?;
    }
    let (details, reason) = (Private::Known(details.clone()), Private::Known(reason.to_owned()));
    Ok(to_person(id, PersonEvent::DetailsAmended { details, reason }))
}

/// Refuses details that cannot be true, or a number that is somebody else's.
pub(super) fn acceptable(facts: &Facts<'_>, id: PersonId, details: &Details, what: &str) -> Result<(), Refusal> {
    if details.name.is_none() && details.number.is_none() {
        let next = "Give a name, a number, or both.";
        return Err(refusal::by(refusal::NEEDS_A_NAME, what, "", next).at("details.name"));
    }
    for (place, value) in [("details.name", &details.name), ("details.number", &details.number)] {
        value.as_ref().map_or(Ok(()), |value| named(value, what, place))?;
    }
    believable(facts, details.birth, what)?;
    if facts.number_held_by.is_some_and(|holder| holder.id != id) {
        let next = "Open the record that has this number: it may be the same person.";
        return Err(refusal::by(refusal::NUMBER_TAKEN, what, "Somebody has this number.", next).at("details.number"));
    }
    Ok(())
}

fn believable(facts: &Facts<'_>, birth: Birth, what: &str) -> Result<(), Refusal> {
    const PLACE: &str = "details.birth";
    if let Birth::Aged { on, .. } = birth {
        happened(facts, on, what, PLACE)?;
    }
    let age = birth.age_on(facts.today);
    if age.at_most < 0 {
        let next = "Correct the birth.";
        return Err(refusal::by(refusal::BEFORE_BIRTH, what, "This birth is still to come.", next).at(PLACE));
    }
    if age.at_least > AGE_MAX {
        let detail = format!("This birth would make them {}.", age.at_least);
        return Err(refusal::by(refusal::AGE_IMPLAUSIBLE, what, detail, "Correct the birth.").at(PLACE));
    }
    Ok(())
}
