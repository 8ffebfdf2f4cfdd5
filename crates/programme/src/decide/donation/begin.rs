//! How a donation begins: somebody is asked, or offers.

use crate::donation::{Donation, Idea, Opening};
use crate::event::{DonationEvent, Event, Private, Stream};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::DonationKind;

use super::asked::Asked;
use super::missing::{Missing, Supplier, nothing};
use super::next::limits;
use super::{At, present, taken};

pub(super) fn open(at: At<'_>, opening: &Opening) -> Result<Vec<(Stream, Event)>, Refusal> {
    let what = match opening.idea {
        Idea::Asked => "They were not asked.",
        Idea::Offered => "The offer was not recorded.",
    };
    let person = present(at.facts, at.person, what)?;
    let kind = at.kind(&opening.kind, what).map_err(|refusal| refusal.at("opening.kind"))?;
    if let Some(known) = at.known(person) {
        let same = known.opened.as_ref().is_some_and(|(known, _)| known == opening);
        return if same { Ok(Vec::new()) } else { Err(taken(what)) };
    }
    route(kind, opening, what)?;
    let recipient = recipient(at, opening, what)?;
    stopped_before(person, opening, what)?;
    let beside = recipient.map_or(&[][..], |one| &one.carers);
    let (route, is_offer) = (Some(opening.toward.route()), opening.idea == Idea::Offered);
    let asked = Asked { donor: person, recipient, beside, route, kind, programme: at.programme, is_offer };
    let mut missing = asked.not_askable(at.facts.today);
    missing.extend(limits(person, kind, at.facts.today));
    nothing(missing, what)?;
    at.independent_advocate(person, opening.toward.recipient(), at.facts.today, what)?;
    if person.donations.iter().any(Donation::is_open) {
        let next = "Look at the one that is open. If they want another one instead, call it off, or they can stop it.";
        return Err(refusal::by(refusal::ONE_AT_A_TIME, what, "", next));
    }
    let opening = Private::Known((opening.clone(), at.facts.today));
    Ok(at.event(DonationEvent::Opened { donation: at.donation, opening }))
}

/// Whoever has stopped is not asked again: what comes next is their own idea.
fn stopped_before(person: &Person, opening: &Opening, what: &str) -> Result<(), Refusal> {
    let last = person.donations.iter().rev().find(|donation| donation.opened.is_some());
    let stopped = last.and_then(|donation| donation.withdrawn).filter(|_| opening.idea == Idea::Asked);
    let Some(word) = stopped else { return Ok(()) };
    let detail = format!("They stopped on {}.", plain_date(word.on));
    let next = "If they want to begin anew they say so, and it is written down as their offer.";
    Err(Missing::by(refusal::STOPPED, detail, Supplier::Donor, next).article(2).refusal(what).at("opening.idea"))
}

fn route(kind: &DonationKind, opening: &Opening, what: &str) -> Result<(), Refusal> {
    if kind.routes.contains(&opening.toward.route()) {
        return Ok(());
    }
    let ways: Vec<_> = kind.routes.iter().map(|route| route.plain()).collect();
    let detail = format!("It is given {}.", ways.join(", or "));
    Err(Missing::of(&kind.rule, detail, Supplier::Nobody, "Choose one of these.").refusal(what).at("opening.toward"))
}

/// Whoever would receive, where the donor names somebody: a person of the record who is not the donor.
fn recipient<'a>(at: At<'a>, opening: &Opening, what: &str) -> Result<Option<&'a Person>, Refusal> {
    let Some(id) = opening.toward.recipient() else { return Ok(None) };
    let known = at.facts.person(id).filter(|person| id != at.person && !person.erased);
    let next = "Register them first, or choose somebody else.";
    let refused = || refusal::by(refusal::ANOTHER_RECEIVES, what, "", next).at("opening.toward.recipient");
    known.map(Some).ok_or_else(refused)
}
