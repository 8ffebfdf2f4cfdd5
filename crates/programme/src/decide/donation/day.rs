//! The day: set, verified by two, begun, and how it ended.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::donation::{Appointed, CalledOff, Donation, Given, Identifier, Verification};
use crate::event::{DonationEvent, Event, FollowUpEvent, PersonEvent, Private, Stream};
use crate::follow_up::Learnt;
use crate::ids::{SiteId, VerifyItemId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::{DonationKind, Reportable};

use super::super::day::{happened, living};
use super::super::text::said;
use super::super::to_person;
use super::asked::waits;
use super::missing::{Missing, Supplier, nothing};
use super::next::{VERIFIERS, wanting};
use super::{At, present};

/// How many things it takes to be sure who somebody is.
const IDENTIFIERS: usize = 2;

/// Sets the day and the place. What was verified for another day is not verified for this one.
pub(super) fn schedule(at: At<'_>, on: Date, site: SiteId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "No day was set.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.before_it_began(person, WHAT)?;
    let kind = at.kind(&known.kind, WHAT)?;
    let appointed = Appointed { on, site };
    if known.appointed == Some(appointed) {
        return Ok(Vec::new());
    }
    if on < at.facts.today {
        let detail = format!("{} has passed.", plain_date(on));
        return Err(refusal::by(refusal::ON_ITS_DAY, WHAT, detail, "Choose today or a later day.").at("on"));
    }
    place(at, kind, site, on, WHAT)?;
    // While they wait no day is set, not even one on which the wait will be over.
    nothing(waits(person, at.facts.today).into_iter().collect(), WHAT)?;
    // What can still be done before the day stops no day from being set; it is asked for anew on the day itself.
    nothing(
        wanting(person, (at.recipient(known), at.beside(known)), known, at.programme, at.facts.today, on).missing,
        WHAT,
    )?;
    at.independent_advocate(person, known.recipient(), at.facts.today, WHAT)?;
    Ok(at.event(DonationEvent::Scheduled { donation: at.donation, appointed: Private::Known(appointed) }))
}

/// One of two people says that all is as expected, and by what they are sure who this is.
pub(super) fn verify(
    at: At<'_>,
    as_expected: &BTreeSet<VerifyItemId>,
    identifiers: &BTreeSet<Identifier>,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "It was not verified.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.before_it_began(person, WHAT)?;
    let kind = at.kind(&known.kind, WHAT)?;
    on_its_day(at, known, WHAT)?;
    let Some(by) = at.facts.author().filter(|author| author.person != Some(at.person)) else {
        let next = "Two people who work there sign in and verify it, each by themselves.";
        return Err(refusal::by(refusal::VERIFIED_BY_TWO, WHAT, "", next).article(4));
    };
    let numberless = person.details.as_ref().is_none_or(|details| details.number.is_none());
    let counted = identifiers.iter().filter(|one| **one != Identifier::Number || !numberless).count();
    if counted < IDENTIFIERS {
        let next = "Ask for their name and for their date of birth, and compare both with the record.";
        return Err(refusal::by(refusal::TWO_IDENTIFIERS, WHAT, "", next).article(8).at("identifiers"));
    }
    let open: Vec<_> = kind.verify.iter().filter(|item| !as_expected.contains(&item.id)).collect();
    if !open.is_empty() {
        let names: Vec<_> = open.iter().map(|item| format!("“{}”", item.name)).collect();
        let detail = format!("Not as expected, or not looked at: {}.", names.join(", "));
        let next = "Look at it again. If it is not as expected, stop here, find out why, or call it off.";
        return Err(refusal::by(refusal::AS_EXPECTED, WHAT, detail, next).article(4).at("as-expected"));
    }
    if known.verified.iter().any(|one| one.by == by.id && one.on == at.facts.today) {
        return Ok(Vec::new());
    }
    let looked_at = kind.verify.iter().map(|item| item.id.clone()).collect();
    let (by, on, identifiers) = (by.id, at.facts.today, identifiers.clone());
    let verification = Private::Known(Verification { by, on, as_expected: looked_at, identifiers });
    Ok(at.event(DonationEvent::Verified { donation: at.donation, verification }))
}

/// The donor goes to sleep: from here on they cannot stop it, so everything is asked once more.
pub(super) fn start(at: At<'_>) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "It was not begun.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.goes_on(person, WHAT)?;
    if known.started == Some(at.facts.today) {
        return Ok(Vec::new());
    }
    let known = at.before_it_began(person, WHAT)?;
    on_its_day(at, known, WHAT)?;
    let today = at.facts.today;
    let mut missing = wanting(person, (at.recipient(known), at.beside(known)), known, at.programme, today, today).all();
    let verified = known.verified_by(at.facts.today);
    if verified < VERIFIERS {
        let detail = match verified {
            0 => "Nobody has, today.",
            _ => "One person has, today.",
        };
        let next = "Let them verify it now.";
        missing.push(Missing::by(refusal::VERIFIED_BY_TWO, detail, Supplier::TwoPeople, next).article(4));
    }
    nothing(missing, WHAT)?;
    at.independent_advocate(person, known.recipient(), at.facts.today, WHAT)?;
    Ok(at.event(DonationEvent::Started { donation: at.donation, on: Private::Known(at.facts.today) }))
}

pub(super) fn finish(at: At<'_>, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "That it was given was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.of(person, WHAT)?;
    if known.given.as_ref().is_some_and(|given| given.on == on) {
        return Ok(Vec::new());
    }
    // Whoever died of it or after it had given all the same.
    let had_begun = known.donor_died.is_some() && known.started.is_some() && known.called_off.is_none();
    let known = if had_begun && known.given.is_none() { known } else { at.goes_on(person, WHAT)? };
    let Some(started) = known.started else {
        let next = "Record first that it began. What was done elsewhere is recorded as such.";
        return Err(refusal::by(refusal::STEP_NOT_NEXT, WHAT, "The operation has not begun.", next));
    };
    happened(at.facts, on, WHAT, "on")?;
    living(person, on, WHAT, "on")?;
    if on < started {
        let detail = format!("The operation began on {}.", plain_date(started));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    let site = known.appointed.map(|appointed| appointed.site);
    let given = Private::Known(Given { kind: known.kind.clone(), on, discharged: None, site });
    Ok(at.event(DonationEvent::Done { donation: at.donation, given }))
}

/// Calling off is never refused while it goes on: nothing is taken from anybody by it.
pub(super) fn call_off(at: At<'_>, reason: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "It was not called off.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.goes_on(person, WHAT)?;
    said(reason, WHAT, "reason")?;
    let (on, after_anaesthesia) = (at.facts.today, known.started.is_some());
    let called_off = Private::Known(CalledOff { on, after_anaesthesia, reason: reason.to_owned() });
    let mut events = at.event(DonationEvent::CalledOff { donation: at.donation, called_off });
    if after_anaesthesia {
        events.extend(broken_off(at, reason));
    }
    Ok(events)
}

/// Where the programme file wants it reported that an operation was broken off, the clock starts now.
fn broken_off(at: At<'_>, reason: &str) -> Vec<(Stream, Event)> {
    let what = Reportable::Aborted;
    let is_reported = at.programme.follow_up.as_ref().is_some_and(|follow_up| follow_up.report_of(what).is_some());
    if !is_reported {
        return Vec::new();
    }
    let (on, learnt, note) = (at.facts.today, at.facts.now, reason.to_owned());
    let learnt = Private::Known(Learnt { donation: at.donation, what, on, learnt, note });
    to_person(at.person, PersonEvent::FollowUp(FollowUpEvent::Learnt { learnt }))
}

fn on_its_day(at: At<'_>, known: &Donation, what: &str) -> Result<(), Refusal> {
    let (detail, next) = match known.appointed {
        Some(appointed) if appointed.on == at.facts.today => return Ok(()),
        Some(appointed) => {
            (format!("It is set for {}.", plain_date(appointed.on)), "Wait for the day, or set another one.")
        }
        None => ("No day is set.".to_owned(), "Set a day first."),
    };
    Err(refusal::by(refusal::ON_ITS_DAY, what, detail, next))
}

fn place(at: At<'_>, kind: &DonationKind, site: SiteId, on: Date, what: &str) -> Result<(), Refusal> {
    let site = at.facts.site(site).ok_or_else(|| refusal::no_such("site", what).at("site"))?;
    let refused = |detail: String| {
        Err(refusal::by(refusal::DONATION_SITE, what, detail, "Choose another site or another day.").at("site"))
    };
    if !site.is_open_on(on) {
        return refused(format!("“{}” is not open on {}.", site.name, plain_date(on)));
    }
    if !kind.site_kinds.is_empty() && !kind.site_kinds.contains(&site.kind) {
        let of = at.programme.site_kind(&site.kind).map_or(site.kind.as_str(), |kind| kind.name.as_str());
        return refused(format!("“{}” is of the kind “{of}”.", site.name));
    }
    Ok(())
}
