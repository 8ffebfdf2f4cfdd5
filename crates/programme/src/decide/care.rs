//! Who stands by a person.

use crate::care::Care;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::PersonId;
use crate::life::plain_date;
use crate::refusal::{self, Refusal};

use super::account::open_one;
use super::day::happened;
use super::{present, to_person};

pub(super) fn assign(facts: &Facts<'_>, id: PersonId, care: &Care) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was put by their side.";
    let person = present(facts, id, WHAT)?;
    let carer = open_one(facts, care.carer, WHAT).map_err(|refusal| refusal.at("care.carer"))?;
    happened(facts, care.on, WHAT, "care.on")?;
    if carer.person == Some(id) {
        return Err(refusal::by(refusal::NOT_BY_ONESELF, WHAT, "", "Choose somebody else.")
            .at("care.carer")
            .article(3));
    }
    if !carer.has_role_on(care.kind.role(), facts.today) {
        let next = format!("Appoint them as {} first, or choose somebody else.", care.kind.role());
        return Err(refusal::by(refusal::NOT_A_CARER, WHAT, "", next).at("care.carer"));
    }
    let is_there = |time: &&crate::care::CareTime| time.carer == care.carer && time.kind == care.kind;
    if person.carers.iter().filter(is_there).any(|time| time.until.is_none()) {
        return Ok(Vec::new());
    }
    let last = person.carers.iter().filter(is_there).filter_map(|time| time.until).max();
    if let Some(last) = last.filter(|last| care.on < *last) {
        let detail = format!("They stood by this person until {} already.", plain_date(last));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("care.on"));
    }
    Ok(to_person(id, PersonEvent::CarerAssigned { care: Private::Known(*care) }))
}

pub(super) fn end(facts: &Facts<'_>, id: PersonId, care: &Care) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    happened(facts, care.on, WHAT, "care.on")?;
    let time =
        person.carers.iter().find(|time| time.carer == care.carer && time.kind == care.kind && time.until.is_none());
    let Some(time) = time else { return Ok(Vec::new()) };
    if care.on < time.from {
        let detail = format!("They have stood by this person since {}.", plain_date(time.from));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("care.on"));
    }
    Ok(to_person(id, PersonEvent::CarerEnded { care: Private::Known(*care) }))
}
