//! Donations: each step, and what has to be so before it.

mod approval;
mod asked;
mod begin;
mod consent;
mod day;
mod error;
mod ground;
mod missing;
mod next;
mod reflect;

use jiff::civil::Date;

use crate::birth::Birth;
use crate::care::CareTime;
use crate::donation::{Donation, DonationStep, Given, RecoveryNote};
use crate::event::{DonationEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{DonationId, DonationKindId, PersonId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::{DonationKind, Programme};

use super::care::has_advocate;
use super::day::{happened, happened_to, living};
use super::text::said;
use super::{birth_of, present, to_person};

pub use missing::{DoBy, Missing, Supplier};
pub use next::{NextKind, NextStep, next_step, waits_for};
pub use reflect::{reflected_on, said_yes};

/// What every step reads.
#[derive(Clone, Copy)]
struct At<'a> {
    facts: &'a Facts<'a>,
    programme: &'a Programme,
    person: PersonId,
    donation: DonationId,
}

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    person: PersonId,
    donation: DonationId,
    step: &DonationStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    use DonationStep as S;
    let at = At { facts, programme, person, donation };
    match step {
        S::Record { given } => record(at, given),
        S::Open { opening } => begin::open(at, opening),
        S::Consent { element, version, to, on } => consent::consent(at, element, *version, *to, *on),
        S::ShortenReflection { to } => consent::shorten(at, *to),
        S::Withdraw { to } => consent::withdraw(at, *to),
        S::Decide { decision } => approval::decide(at, decision),
        S::Schedule { on, site } => day::schedule(at, *on, *site),
        S::Verify { as_expected, identifiers } => day::verify(at, as_expected, identifiers),
        S::Start => day::start(at),
        S::Finish { on } => day::finish(at, *on),
        S::CallOff { reason } => day::call_off(at, reason),
        S::Note { on, text } => note(at, *on, text),
        S::Discharge { on } => discharge(at, *on),
        S::EnterInError { what, reason } => error::enter_in_error(at, *what, reason),
    }
}

/// What was done is recorded, whoever did it and under whatever rules: recording is not asking.
fn record(at: At<'_>, given: &Given) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The donation was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    acceptable_given(at.facts, at.programme, birth_of(person), given, WHAT)?;
    living(person, given.on, WHAT, "given.on")?;
    if given.site.is_some_and(|site| at.facts.site(site).is_none()) {
        return Err(refusal::no_such("site", WHAT).at("given.site"));
    }
    if let Some(known) = at.known(person) {
        let same = known.given.as_ref() == Some(given);
        return if same { Ok(Vec::new()) } else { Err(taken(WHAT)) };
    }
    Ok(at.event(DonationEvent::Recorded { donation: at.donation, given: Private::Known(given.clone()) }))
}

/// What was given, of a kind that the programme knows and on days that can be true.
pub(super) fn acceptable_given(
    facts: &Facts<'_>,
    programme: &Programme,
    birth: Birth,
    given: &Given,
    what: &str,
) -> Result<(), Refusal> {
    known_kind(programme, &given.kind, what)?;
    happened_to(facts, birth, given.on, what, "given.on")?;
    let Some(discharged) = given.discharged else { return Ok(()) };
    happened(facts, discharged, what, "given.discharged")?;
    if discharged < given.on {
        let detail = format!("The operation was on {}.", plain_date(given.on));
        return Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("given.discharged"));
    }
    Ok(())
}

fn known_kind<'a>(programme: &'a Programme, id: &DonationKindId, what: &str) -> Result<&'a DonationKind, Refusal> {
    let next = "Choose one of the kinds of the programme file.";
    let unknown = || refusal::by(refusal::UNKNOWN_DONATION_KIND, what, "", next).at("kind");
    programme.donation_kind(id).ok_or_else(unknown)
}

fn note(at: At<'_>, on: Date, text: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The note was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.of(person, WHAT)?;
    after_operation(at, known, on, WHAT)?;
    living(person, on, WHAT, "on")?;
    said(text, WHAT, "text")?;
    let note = Private::Known(RecoveryNote { on, text: text.to_owned() });
    Ok(at.event(DonationEvent::Noted { donation: at.donation, note }))
}

fn discharge(at: At<'_>, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "That they went home was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.of(person, WHAT)?;
    if known.discharged == Some(on) {
        return Ok(Vec::new());
    }
    if let Some(home) = known.discharged {
        let detail = format!("They went home on {}.", plain_date(home));
        return Err(refusal::by(refusal::DONATION_OVER, WHAT, detail, "Nothing needs to be done.").at("on"));
    }
    after_operation(at, known, on, WHAT)?;
    living(person, on, WHAT, "on")?;
    Ok(at.event(DonationEvent::Discharged { donation: at.donation, on: Private::Known(on) }))
}

/// Refuses what comes after the operation where there was none, or on a day before it.
fn after_operation(at: At<'_>, known: &Donation, on: Date, what: &str) -> Result<(), Refusal> {
    happened(at.facts, on, what, "on")?;
    let aborted = known.called_off.as_ref().filter(|off| off.after_anaesthesia).map(|off| off.on);
    let Some(day) = known.given.as_ref().map(|given| given.on).or(aborted) else {
        let next = "Record first that it was given, or called off.";
        return Err(refusal::by(refusal::STEP_NOT_NEXT, what, "There was no operation yet.", next));
    };
    if on < day {
        let detail = format!("The operation was on {}.", plain_date(day));
        return Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("on"));
    }
    Ok(())
}

/// How a donation ended that does not go on. Whoever is about to take its next step has to know; that it was stopped, and nothing
/// of why.
fn ended(known: &Donation) -> String {
    let on = |how: &str, day| format!("{how} on {}.", plain_date(day));
    match (&known.withdrawn, &known.called_off, &known.given) {
        (Some(word), ..) => on("They stopped it", word.on),
        (None, Some(called_off), _) => on("It was called off", called_off.on),
        (None, None, Some(given)) => on("It was given", given.on),
        (None, None, None) => known.donor_died.map_or(String::new(), |day| on("They died", day)),
    }
}

fn taken(what: &str) -> Refusal {
    refusal::by(refusal::ID_TAKEN, what, "", "Try again with a new id.").at("donation")
}

impl<'a> At<'a> {
    /// Refuses what is asked of a donor who has no advocate on a day without a tie to whoever would receive (article 3). What
    /// can be seen without others' records was looked at before; this looks at every tie that the record knows.
    fn independent_advocate(
        &self,
        donor: &Person,
        recipient: Option<PersonId>,
        day: Date,
        what: &str,
    ) -> Result<(), Refusal> {
        let mut facts = self.facts.clone();
        facts.recipients.entry(donor.id).or_default().extend(recipient);
        has_advocate(&facts, self.programme, donor, day, what)
    }

    fn event(&self, event: DonationEvent) -> Vec<(Stream, Event)> {
        to_person(self.person, PersonEvent::Donation(event))
    }

    fn kind(&self, id: &DonationKindId, what: &str) -> Result<&'a DonationKind, Refusal> {
        known_kind(self.programme, id, what)
    }

    fn known<'p>(&self, person: &'p Person) -> Option<&'p Donation> {
        person.donations.iter().find(|known| known.id == self.donation)
    }

    fn of<'p>(&self, person: &'p Person, what: &str) -> Result<&'p Donation, Refusal> {
        self.known(person).ok_or_else(|| refusal::no_such("donation", what).at("donation"))
    }

    /// A donation that goes on, and has not begun on the table.
    fn before_it_began<'p>(&self, person: &'p Person, what: &str) -> Result<&'p Donation, Refusal> {
        let known = self.goes_on(person, what)?;
        match known.started {
            None => Ok(known),
            Some(_) => {
                let next = "Record how it ended.";
                Err(refusal::by(refusal::STEP_NOT_NEXT, what, "The operation has begun.", next))
            }
        }
    }

    fn goes_on<'p>(&self, person: &'p Person, what: &str) -> Result<&'p Donation, Refusal> {
        let known = self.of(person, what)?;
        if known.is_open() && known.given.is_none() && known.called_off.is_none() {
            return Ok(known);
        }
        let next = "If they think of giving again, begin another donation.";
        Err(refusal::by(refusal::DONATION_OVER, what, ended(known), next).at("donation"))
    }

    fn recipient(&self, donation: &Donation) -> Option<&'a Person> {
        donation.recipient().and_then(|recipient| self.facts.person(recipient))
    }

    fn beside(&self, donation: &Donation) -> &'a [CareTime] {
        self.recipient(donation).map_or(&[], |recipient| &recipient.carers)
    }
}
