//! Leaving, coming back, being forgotten.

use jiff::civil::Date;

use crate::donation::Donation;
use crate::event::{AccountEvent, Departure, Event, KeepEvent, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::folding::words;
use crate::ids::PersonId;
use crate::keep::to_be_kept;
use crate::life::plain_date;
use crate::person::Details;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::{happened_to, living};
use super::text::{readable, said};
use super::{birth_of, present, to_person};

/// A departure is recorded, never refused: of somebody who is there it needs nothing but a day that has come (article 8). Of
/// somebody who has left already it puts the day, or what they said, right.
pub(super) fn depart(facts: &Facts<'_>, id: PersonId, departure: &Departure) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The departure was not recorded.";
    let person = present(facts, id, WHAT)?;
    // Nobody is kept by this: a day that is still to come would leave them nowhere until then.
    happened_to(facts, birth_of(person), departure.on, WHAT, "on")?;
    if let Some(said) = &departure.said {
        readable(said, WHAT, "said")?;
    }
    let mut departure = departure.clone();
    if let Some(known) = &person.departed {
        departure.said = departure.said.or_else(|| known.said.clone());
        if departure == *known {
            return Ok(Vec::new());
        }
    }
    Ok(to_person(id, PersonEvent::Departed { departure: Private::Known(departure) }))
}

pub(super) fn come_back(facts: &Facts<'_>, id: PersonId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The return was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "on")?;
    living(person, on, WHAT, "on")?;
    let Some(departure) = &person.departed else {
        return Err(refusal::by(refusal::NOT_AWAY, WHAT, "", "Nothing needs to be done: they are in the programme."));
    };
    if on < departure.on {
        let detail = format!("They left on {}.", plain_date(departure.on));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    Ok(to_person(id, PersonEvent::Returned { on: Private::Known(on) }))
}

pub(super) fn erase(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was erased.";
    let person = facts.person(id).ok_or_else(|| refusal::no_such("person", WHAT))?;
    said(reason, WHAT, "reason")?;
    if person.erased {
        return Ok(Vec::new());
    }
    if let Some(Details { name, number, .. }) = &person.details {
        names_nobody(name.as_deref(), number.as_deref(), reason, WHAT)?;
    }
    // Whose details are gone was erased before, and nothing is known of their donations any more.
    let in_hospital = |donation: &&Donation| donation.is_open() && donation.started.is_some();
    if let Some(since) = person.donations.iter().find(in_hospital).and_then(|donation| donation.started) {
        let detail = format!("They went to sleep for it on {}.", plain_date(since));
        let next = "Once it is recorded that they went home, they can be erased.";
        return Err(refusal::by(refusal::NOT_IN_HOSPITAL, WHAT, detail, next));
    }
    // What the law has kept is put together while it can still be read, and outlasts the keys of everything else.
    let kept = to_be_kept(person, programme, facts.today);
    let kept = kept.map(|(kept, content)| KeepEvent::Kept { kept, content: Private::Known(content) });
    let mut events: Vec<_> = kept.into_iter().flat_map(|event| to_person(id, PersonEvent::Keep(event))).collect();
    events.extend(to_person(id, PersonEvent::Erased { reason: reason.to_owned() }));
    for account in facts.accounts_of_person.iter().filter_map(|account| facts.account(*account)) {
        // Whose keys are gone already was erased before, and is erased again after a restore.
        if account.has_open_concern() && person.details.is_some() {
            let next = "Answer what they said. When the auditor has closed the matter, they can be erased.";
            return Err(refusal::by(refusal::OPEN_CONCERN, WHAT, "", next));
        }
        events.extend(super::account::to_account(account.id, AccountEvent::Erased { reason: None }));
    }
    Ok(events)
}

/// Destroys what was kept of whoever is erased: not before its time is over, and nobody is asked then.
pub(super) fn end_keeping(facts: &Facts<'_>, id: PersonId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was destroyed.";
    let person = facts.person(id).ok_or_else(|| refusal::no_such("person", WHAT))?;
    match &person.kept {
        None => Ok(Vec::new()),
        Some(kept) if kept.until <= facts.today => Ok(to_person(id, PersonEvent::Keep(KeepEvent::Over))),
        Some(kept) => {
            let detail = format!("That is until {}.", plain_date(kept.until));
            Err(refusal::by(refusal::KEPT_BY_LAW, WHAT, detail, "Wait until then. It is destroyed by itself."))
        }
    }
}

/// Refuses a reason that says who was erased: it stays readable when all else is gone.
pub(super) fn names_nobody(name: Option<&str>, number: Option<&str>, reason: &str, what: &str) -> Result<(), Refusal> {
    let said = words(reason);
    let (name, number) = (name.map(words).unwrap_or_default(), number.map(words).unwrap_or_default());
    let says = |all: &[String]| !all.is_empty() && said.windows(all.len()).any(|part| part == all);
    // A shorter word of a name is one of the language as well, more often than not.
    let long = |word: &&String| word.chars().count() >= 3;
    let of_name = name.iter().filter(long).any(|word| said.contains(word)) || says(&name);
    if !of_name && !says(&number) {
        return Ok(());
    }
    let detail = if of_name { "It has a word of their name in it." } else { "It has their number in it." };
    let next = "Write it without, such as “their own wish”.";
    Err(refusal::by(refusal::NAMES_NOBODY, what, detail, next).at("reason"))
}
