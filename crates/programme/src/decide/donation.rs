//! Donations.

use crate::donation::{DonationStep, Given};
use crate::event::{DonationEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{DonationId, PersonId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::{happened, happened_to};
use super::{birth_of, present, to_person};

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    donation: DonationId,
    step: &DonationStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        DonationStep::Record { given } => record(facts, programme, id, donation, given),
    }
}

/// What was done is recorded, whoever did it and under whatever rules: recording is not asking.
fn record(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    donation: DonationId,
    given: &Given,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The donation was not recorded.";
    let person = present(facts, id, WHAT)?;
    if programme.donation_kind(&given.kind).is_none() {
        let next = "Choose one of the kinds of the programme file.";
        return Err(refusal::by(refusal::UNKNOWN_DONATION_KIND, WHAT, "", next).at("given.kind"));
    }
    happened_to(facts, birth_of(person), given.on, WHAT, "given.on")?;
    if let Some(discharged) = given.discharged {
        happened(facts, discharged, WHAT, "given.discharged")?;
        if discharged < given.on {
            let detail = format!("The operation was on {}.", plain_date(given.on));
            return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("given.discharged"));
        }
    }
    if let Some(known) = person.donations.iter().find(|known| known.id == donation) {
        let same = known.given.as_ref() == Some(given);
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("donation");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    let event = DonationEvent::Recorded { donation, given: Private::Known(given.clone()) };
    Ok(to_person(id, PersonEvent::Donation(event)))
}
