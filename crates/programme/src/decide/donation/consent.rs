//! What only the donor says: yes to each thing, sooner, and stop (article 2).

use jiff::civil::Date;

use crate::account::Account;
use crate::advocate::dependence;
use crate::donation::{Consent, Donation, OwnWord};
use crate::event::{DonationEvent, Event, Private, Stream};
use crate::ids::{AccountId, ElementId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};

use super::super::day::happened;
use super::asked::Asked;
use super::missing::{Missing, Supplier, nothing};
use super::reflect::{said_yes, still_reflecting};
use super::{At, ground, present};

pub(super) fn consent(
    at: At<'_>,
    element: &ElementId,
    version: u32,
    to: AccountId,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The consent was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.before_it_began(person, WHAT)?;
    let kind = at.kind(&known.kind, WHAT)?;
    let present_words = at.programme.consent_for(&known.kind).find(|asked| asked.id == *element);
    let Some(asked) = present_words.filter(|asked| asked.version == version) else {
        let detail = present_words.map_or(String::new(), |asked| {
            format!("The present words are version {}; this was version {version}.", asked.version)
        });
        let next = "Let them read the present words, and say yes or no to these.";
        return Err(refusal::by(refusal::CONSENT_ELEMENT, WHAT, detail, next).article(2).at("element"));
    };
    donors_own(at, Some(to), WHAT)?;
    independent(at, known, to, WHAT)?;
    happened(at.facts, on, WHAT, "on")?;
    if let Some((_, opened)) = known.opened.as_ref().filter(|(_, opened)| on < *opened) {
        let detail = format!("They were first asked, or offered, on {}.", plain_date(*opened));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    nothing(
        Asked::of(person, (at.recipient(known), at.beside(known)), known, kind, at.programme).not_askable(on),
        WHAT,
    )?;
    nothing(still_reflecting(person, known, kind, at.programme, on).into_iter().collect(), WHAT)?;
    at.independent_advocate(person, known.recipient(), on, WHAT)?;
    if said_yes(person, known, at.programme, asked) {
        // Whoever says yes twice has said yes: the first time stands.
        return Ok(Vec::new());
    }
    let consent = Private::Known(Consent { element: element.clone(), version, to, on });
    Ok(at.event(DonationEvent::Consented { donation: at.donation, consent }))
}

pub(super) fn shorten(at: At<'_>, to: Option<AccountId>) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The time to reflect was not shortened.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.before_it_began(person, WHAT)?;
    let kind = at.kind(&known.kind, WHAT)?;
    donors_own(at, to, WHAT)?;
    if let Some(to) = to {
        independent(at, known, to, WHAT)?;
    }
    let Some(reflection) = kind.reflection.as_ref().filter(|reflection| reflection.least.is_some()) else {
        return Err(refusal::by(refusal::NO_LESS_TIME, WHAT, "", "Wait until it is over.").article(2));
    };
    if known.shortened.is_some() {
        return Ok(Vec::new());
    }
    if still_reflecting(person, known, kind, at.programme, at.facts.today).is_none() {
        let next = "Nothing needs to be done.";
        let missing = Missing::of(&reflection.rule, "It is over already.", Supplier::Nobody, next);
        return Err(missing.article(2).refusal(WHAT));
    }
    let word = Private::Known(OwnWord { on: at.facts.today, to });
    Ok(at.event(DonationEvent::ReflectionShortened { donation: at.donation, word }))
}

/// Stopping takes nothing but the donor's word, from the first day until they are asleep.
pub(super) fn withdraw(at: At<'_>, to: Option<AccountId>) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "It was not stopped.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.of(person, WHAT)?;
    donors_own(at, to, WHAT)?;
    if known.withdrawn.is_some() {
        return Ok(Vec::new());
    }
    if known.is_open() && known.started.is_some() {
        let next = "Whoever is with them now calls it off if that can still be done.";
        return Err(refusal::by(refusal::UNTIL_ASLEEP, WHAT, "They are, or were.", next).article(2));
    }
    if !known.is_open() {
        return Err(refusal::by(refusal::DONATION_OVER, WHAT, "", "Nothing needs to be done.").at("donation"));
    }
    let word = Private::Known(OwnWord { on: at.facts.today, to });
    Ok(at.event(DonationEvent::Withdrawn { donation: at.donation, word }))
}

/// Refuses words that are put into a donor's mouth: they write them themselves, or whoever heard them does so in their own name.
fn donors_own(at: At<'_>, to: Option<AccountId>, what: &str) -> Result<(), Refusal> {
    let Some(author) = at.facts.author() else { return Ok(()) };
    if author.person == Some(at.person) || to == Some(author.id) {
        return Ok(());
    }
    let next = "Let the donor say so on their own page, or whoever heard it write it down as heard by them.";
    Err(refusal::by(refusal::DONORS_OWN, what, "", next).article(2).at("to"))
}

/// Refuses a hearer who is the donor, is on the recipient's side, or has no post in the programme.
fn independent(at: At<'_>, donation: &Donation, to: AccountId, what: &str) -> Result<(), Refusal> {
    let refused = |detail: &str| {
        let next = "Choose the donor’s advocate, or somebody else who has nothing to do with whoever would receive.";
        refusal::by(refusal::HEARD_BY, what, detail, next).article(2).at("to")
    };
    let Some(hearer) = at.facts.account(to).filter(|account| account.is_open()) else {
        return Err(refused("There is no such account, or it is closed."));
    };
    if hearer.person.is_some_and(|person| person == at.person || Some(person) == donation.recipient()) {
        return Err(refused("They are the donor, or would receive."));
    }
    if ground::cares_for(to, at.beside(donation), at.facts.today) {
        return Err(refused("They stand by whoever would receive."));
    }
    let donor = at.facts.person(at.person);
    if let Some(found) = donor.and_then(|donor| dependence(hearer, donor, at.facts, at.facts.today)) {
        return Err(refused(&format!("They have a tie to somebody who could receive: they {}.", found.by.plain())));
    }
    if !has_a_post(hearer, at.facts.today) && !is_advocate(at.facts.person(at.person), to, at.facts.today) {
        return Err(refused("They hold no post in the programme."));
    }
    Ok(())
}

fn has_a_post(account: &Account, on: Date) -> bool {
    let held = |post: &&crate::account::Post| post.from <= on && post.until.is_none_or(|until| on < until);
    account.posts.iter().filter(held).any(|post| !post.role.is_of_a_person())
}

fn is_advocate(donor: Option<&Person>, account: AccountId, on: Date) -> bool {
    let advocate = |time: &crate::care::CareTime| time.carer == account && time.kind == crate::care::CareKind::Advocate;
    donor.is_some_and(|donor| donor.carers_on(on).any(advocate))
}
