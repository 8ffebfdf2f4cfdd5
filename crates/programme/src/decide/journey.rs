//! The end of a journey.

use jiff::civil::Date;

use crate::donation::Donation;
use crate::event::{Event, JourneyEvent, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::PersonId;
use crate::journey::{Acknowledgement, Death, HandOverOffer, JourneyStep};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::care::{companionships_end, companionships_go_on, has_advocate};
use super::day::{happened_to, living};
use super::follow_up::has_come;
use super::happenings::happenings;
use super::text::{named, readable, said};
use super::{birth_of, present, to_person};

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    step: &JourneyStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    let event = match step {
        JourneyStep::Die { death } => die(facts, programme, id, death),
        JourneyStep::Live { reason } => live(facts, id, reason),
        JourneyStep::OfferHandOver { offer } => offer_hand_over(facts, id, offer),
        JourneyStep::AcknowledgeHandOver { acknowledgement } => acknowledge(facts, id, acknowledgement),
        JourneyStep::TakeBackHandOver { on, reason } => take_back(facts, programme, id, *on, reason),
    }?;
    let mut events = event.map_or_else(Vec::new, |event| to_person(id, PersonEvent::Journey(event)));
    if let (Some(person), false) = (facts.person(id), events.is_empty()) {
        events.extend(match step {
            JourneyStep::Die { death } => companionships_end(facts, person, death.on),
            JourneyStep::Live { .. } => companionships_go_on(facts, person, facts.today),
            _ => Vec::new(),
        });
    }
    Ok(events)
}

/// A death of somebody whose death is known puts right what is known of it.
fn die(facts: &Facts<'_>, programme: &Programme, id: PersonId, death: &Death) -> Result<Option<JourneyEvent>, Refusal> {
    const WHAT: &str = "The death was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), death.on, WHAT, "death.on")?;
    has_come(facts, death.learnt, WHAT, "death.learnt")?;
    named(&death.how, WHAT, "death.how")?;
    if let Some(cause) = &death.cause {
        readable(cause, WHAT, "death.cause")?;
    }
    let alive = happenings(person, programme).into_iter().filter(|one| one.alive && death.on < one.on);
    if let Some(last) = alive.max_by_key(|one| one.on) {
        let detail = format!("They lived on {}: {}.", plain_date(last.on), last.what);
        let next = "Correct the day, or take back what was recorded of a later one.";
        return Err(refusal::by(refusal::NOT_AFTER_DEATH, WHAT, detail, next).at("death.on"));
    }
    // The clock started when it was learnt of first, whatever is put right of it.
    let known = person.journey.death.as_ref();
    let learnt = known.map_or(death.learnt, |known| known.learnt.min(death.learnt));
    let death = Death { learnt, ..death.clone() };
    if known == Some(&death) {
        return Ok(None);
    }
    Ok(Some(JourneyEvent::Died { death: Private::Known(death) }))
}

fn live(facts: &Facts<'_>, id: PersonId, reason: &str) -> Result<Option<JourneyEvent>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    said(reason, WHAT, "reason")?;
    let died = person.journey.death.is_some();
    Ok(died.then(|| JourneyEvent::DiedInError { reason: Private::Known(reason.to_owned()) }))
}

fn offer_hand_over(facts: &Facts<'_>, id: PersonId, offer: &HandOverOffer) -> Result<Option<JourneyEvent>, Refusal> {
    const WHAT: &str = "The hand-over was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), offer.on, WHAT, "offer.on")?;
    living(person, offer.on, WHAT, "offer.on")?;
    named(&offer.to, WHAT, "offer.to")?;
    if person.journey.open_offer() == Some(offer) {
        return Ok(None);
    }
    if person.journey.open_offer().is_some() || person.journey.handed_over().is_some() {
        let next = "Take back the one there is first.";
        return Err(refusal::by(refusal::ONE_HAND_OVER, WHAT, "", next).at("offer"));
    }
    let before = person.journey.hand_overs.last().and_then(|last| last.taken_back);
    in_order(before, offer.on, WHAT, "offer.on")?;
    Ok(Some(JourneyEvent::HandOverOffered { offer: Private::Known(offer.clone()) }))
}

/// Only now does staying in touch end here: until the other programme has said so, the donor is this one's (article 6).
fn acknowledge(
    facts: &Facts<'_>,
    id: PersonId,
    acknowledgement: &Acknowledgement,
) -> Result<Option<JourneyEvent>, Refusal> {
    const WHAT: &str = "The acknowledgement was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), acknowledgement.on, WHAT, "acknowledgement.on")?;
    living(person, acknowledgement.on, WHAT, "acknowledgement.on")?;
    named(&acknowledgement.by, WHAT, "acknowledgement.by")?;
    if person.journey.handed_over().is_some_and(|(_, known)| known == acknowledgement) {
        return Ok(None);
    }
    let Some(offer) = person.journey.open_offer() else {
        let next = "Offer them to the other programme first.";
        return Err(refusal::by(refusal::OFFERED_FIRST, WHAT, "", next).article(6));
    };
    in_order(Some(offer.on), acknowledgement.on, WHAT, "acknowledgement.on")?;
    Ok(Some(JourneyEvent::HandOverAcknowledged { acknowledgement: Private::Known(acknowledgement.clone()) }))
}

/// Whoever is with another programme needs no advocate of this one. Before they are a donor of this one again who is asked
/// things, they have one (article 3).
fn take_back(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    on: Date,
    reason: &str,
) -> Result<Option<JourneyEvent>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "on")?;
    said(reason, WHAT, "reason")?;
    let Some(last) = person.journey.hand_overs.last().filter(|last| last.taken_back.is_none()) else {
        return Ok(None);
    };
    let since = last.acknowledged.as_ref().map_or(last.offer.on, |known| known.on);
    in_order(Some(since), on, WHAT, "on")?;
    let is_assessed = programme.stage(person.stage()).is_some_and(|stage| stage.assessed);
    if last.acknowledged.is_some() && (is_assessed || person.donations.iter().any(Donation::is_open)) {
        has_advocate(facts, programme, person, on, WHAT)?;
    }
    let reason = Private::Known(reason.to_owned());
    Ok(Some(JourneyEvent::HandOverTakenBack { on: Private::Known(on), reason }))
}

fn in_order(before: Option<Date>, on: Date, what: &str, place: &str) -> Result<(), Refusal> {
    match before.filter(|before| on < *before) {
        Some(before) => {
            let detail = format!("The step before it was on {}.", plain_date(before));
            Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at(place))
        }
        None => Ok(()),
    }
}
