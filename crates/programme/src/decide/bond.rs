//! Bonds: whom somebody names, and what whoever was named says to it.

use crate::bond::{Bond, BondAnswer, BondContent, BondEnd, BondKind, BondSide, BondStep, Contact, Sight, Whom};
use crate::event::{BondEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{BondId, PersonId};
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::role::Role;

use super::text::{named, one_line, said};
use super::{present, to_person};

/// How many digits a telephone number has at least.
const DIGITS_LEAST: usize = 5;

pub(super) fn step(
    facts: &Facts<'_>,
    id: PersonId,
    bond: BondId,
    step: &BondStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        BondStep::Name { content } => name(facts, id, bond, content),
        BondStep::Change { content } => change(facts, id, bond, content),
        BondStep::End => end(facts, id, bond),
        BondStep::Answer { namer, may_see } => answer(facts, id, bond, *namer, *may_see),
        BondStep::Leave { namer } => leave(facts, id, bond, *namer),
    }
}

fn name(facts: &Facts<'_>, id: PersonId, bond: BondId, content: &BondContent) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was named.";
    let person = present(facts, id, WHAT)?;
    own_words(facts, id, WHAT)?;
    if let Some(known) = person.bond(bond) {
        let same = known.content == *content && known.ended.is_none();
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("bond");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    sound(facts, person, content, WHAT)?;
    let mut events = Vec::new();
    if content.kind == BondKind::NotThisPerson {
        // Whoever is to be told nothing from now on was perhaps to be told something until now.
        for other in same_person(person, content).filter(|other| other.content.kind != BondKind::NotThisPerson) {
            events.extend(ended(facts, id, other.id, BondSide::Namer));
        }
    }
    let named = Private::Known((facts.today, content.clone()));
    events.extend(to_bond(id, BondEvent::Named { bond, named }));
    Ok(events)
}

fn change(
    facts: &Facts<'_>,
    id: PersonId,
    bond: BondId,
    content: &BondContent,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    own_words(facts, id, WHAT)?;
    let known = standing(person, bond, WHAT)?;
    if known.content == *content {
        return Ok(Vec::new());
    }
    if known.content.kind != content.kind || known.content.whom.person() != content.whom.person() {
        let next = "End this one, and name them anew.";
        return Err(refusal::by(refusal::BOND_STAYS, WHAT, "", next).at("content"));
    }
    told_nothing(content, WHAT)?;
    both_wish(content, WHAT)?;
    reachable(content, WHAT)?;
    Ok(to_bond(id, BondEvent::Changed { bond, content: Private::Known(content.clone()) }))
}

fn end(facts: &Facts<'_>, id: PersonId, bond: BondId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was ended.";
    let person = present(facts, id, WHAT)?;
    own_words(facts, id, WHAT)?;
    let known = person.bond(bond).ok_or_else(|| refusal::no_such("bond", WHAT).at("bond"))?;
    if known.ended.is_some() {
        return Ok(Vec::new());
    }
    Ok(ended(facts, id, bond, BondSide::Namer))
}

fn answer(
    facts: &Facts<'_>,
    id: PersonId,
    bond: BondId,
    namer: PersonId,
    may_see: bool,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not recorded.";
    let person = present(facts, id, WHAT)?;
    own_words(facts, id, WHAT)?;
    let known = of_other(facts, person, bond, namer, WHAT)?;
    // Who is shown nothing of a bond is not told by an answer that there is one.
    if known.sight(Some(person)) == Sight::Nothing {
        return Err(refusal::no_such("bond", WHAT).at("bond"));
    }
    if person.bond_answers.get(&bond).is_some_and(|answer| answer.may_see == may_see) {
        return Ok(Vec::new());
    }
    Ok(answered(facts, id, bond, namer, may_see))
}

/// Whoever was named ends a bond. Their own record says so first: the receipt is about that, and names nobody else.
fn leave(facts: &Facts<'_>, id: PersonId, bond: BondId, namer: PersonId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was ended.";
    let person = present(facts, id, WHAT)?;
    own_words(facts, id, WHAT)?;
    let known = of_other(facts, person, bond, namer, WHAT)?;
    let is_own = facts.author().is_some_and(|author| author.person == Some(id));
    if is_own && known.sight(Some(person)) == Sight::Nothing {
        return Err(refusal::no_such("bond", WHAT).at("bond"));
    }
    let mut events = answered(facts, id, bond, namer, false);
    events.extend(ended(facts, namer, bond, BondSide::Named));
    Ok(events)
}

/// Refuses what neither the person says, nor somebody who writes it down in their presence. The log has who it was.
fn own_words(facts: &Facts<'_>, id: PersonId, what: &str) -> Result<(), Refusal> {
    let Some(author) = facts.author() else { return Ok(()) };
    let writes_down = |role| author.has_role_on(role, facts.today);
    if author.person == Some(id) || writes_down(Role::Coordinator) || writes_down(Role::Advocate) {
        return Ok(());
    }
    let next = "They can do it on their own page, or with a coordinator or their advocate.";
    Err(refusal::by(refusal::OWN_BONDS, what, "", next))
}

fn sound(facts: &Facts<'_>, person: &Person, content: &BondContent, what: &str) -> Result<(), Refusal> {
    if let Some(whom) = content.whom.person() {
        if whom == person.id {
            return Err(refusal::by(refusal::NOT_ONESELF, what, "", "Name somebody else.").at("content.whom"));
        }
        // Whether there was somebody who is erased now is nobody's to find out.
        present(facts, whom, what).map_err(|_| refusal::no_such("person", what).at("content.whom"))?;
    }
    let in_the_way = |other: &&Bond| {
        other.content.kind == content.kind
            || (other.content.kind == BondKind::NotThisPerson && content.kind != BondKind::NotThisPerson)
    };
    if let Some(other) = same_person(person, content).find(in_the_way) {
        let detail = format!("They are named as {}.", other.content.kind.plain());
        let next = "End that first, or change it.";
        return Err(refusal::by(refusal::NAMED_ALREADY, what, detail, next).at("content.whom"));
    }
    told_nothing(content, what)?;
    both_wish(content, what)?;
    reachable(content, what)
}

fn told_nothing(content: &BondContent, what: &str) -> Result<(), Refusal> {
    if content.kind == BondKind::NotThisPerson && (content.may_see || !content.may_be_told.is_empty()) {
        let next = "Tick nothing, or name them as something else.";
        return Err(refusal::by(refusal::TOLD_NOTHING, what, "", next).at("content.may-be-told"));
    }
    Ok(())
}

fn both_wish(content: &BondContent, what: &str) -> Result<(), Refusal> {
    let recipient = content.kind == BondKind::Recipient && content.whom.person().is_some();
    if recipient && !content.may_see && !content.may_be_told.is_empty() {
        let next = "Let them see you, or tick nothing that they may be told.";
        return Err(refusal::by(refusal::BOTH_WISH, what, "", next).at("content.may-be-told"));
    }
    Ok(())
}

fn reachable(content: &BondContent, what: &str) -> Result<(), Refusal> {
    let Whom::World { contact } = &content.whom else { return Ok(()) };
    readable_contact(contact, what)?;
    let is_reached = matches!(content.kind, BondKind::NextOfKin | BondKind::EmergencyContact);
    if is_reached && !contact.can_be_reached() {
        let next = "Write down an address, an email address or a telephone number.";
        return Err(refusal::by(refusal::CAN_BE_REACHED, what, "", next).at("content.whom.contact"));
    }
    Ok(())
}

fn readable_contact(contact: &Contact, what: &str) -> Result<(), Refusal> {
    named(&contact.name, what, "content.whom.contact.name")?;
    if let Some(post) = &contact.post {
        said(post, what, "content.whom.contact.post")?;
    }
    if let Some(email) = &contact.email {
        let place = "content.whom.contact.email";
        one_line(email, what, place)?;
        let parts: Vec<_> = email.split('@').collect();
        let is_one = matches!(parts[..], [user, host] if !user.is_empty() && !host.is_empty());
        if !is_one || email.contains(char::is_whitespace) {
            return Err(refusal::by(refusal::CONTACT_FORM, what, "", "Look at the email address again.").at(place));
        }
    }
    if let Some(telephone) = &contact.telephone {
        let place = "content.whom.contact.telephone";
        one_line(telephone, what, place)?;
        let known = |c: char| c.is_ascii_digit() || " +-/().".contains(c);
        let digits = telephone.chars().filter(char::is_ascii_digit).count();
        if digits < DIGITS_LEAST || !telephone.chars().all(known) {
            return Err(refusal::by(refusal::CONTACT_FORM, what, "", "Look at the telephone number again.").at(place));
        }
    }
    Ok(())
}

/// The bonds of somebody that stand and are to the same one who is in the record, or who goes by the same name.
fn same_person<'a>(person: &'a Person, content: &'a BondContent) -> impl Iterator<Item = &'a Bond> {
    let same = |bond: &&Bond| match (&bond.content.whom, &content.whom) {
        (Whom::Record { person: one }, Whom::Record { person: other }) => one == other,
        (Whom::World { contact: one }, Whom::World { contact: other }) => one.name.trim() == other.name.trim(),
        _ => false,
    };
    person.bonds.iter().filter(|bond| bond.ended.is_none()).filter(same)
}

fn standing<'a>(person: &'a Person, bond: BondId, what: &str) -> Result<&'a Bond, Refusal> {
    let known = person.bond(bond).ok_or_else(|| refusal::no_such("bond", what).at("bond"))?;
    if known.ended.is_some() {
        return Err(refusal::by(refusal::BOND_ENDED, what, "", "Name them anew, if you wish.").at("bond"));
    }
    Ok(known)
}

/// A bond of somebody else in which this person is named, as far as they can ever hear of it.
fn of_other<'a>(
    facts: &Facts<'a>,
    person: &Person,
    bond: BondId,
    namer: PersonId,
    what: &str,
) -> Result<&'a Bond, Refusal> {
    let known = facts.person(namer).and_then(|namer| namer.bond(bond));
    let is_theirs = |known: &&Bond| {
        known.ended.is_none()
            && known.content.kind != BondKind::NotThisPerson
            && known.content.whom.person() == Some(person.id)
    };
    known.filter(is_theirs).ok_or_else(|| refusal::no_such("bond", what).at("bond"))
}

fn answered(facts: &Facts<'_>, id: PersonId, bond: BondId, namer: PersonId, may_see: bool) -> Vec<(Stream, Event)> {
    let answer = Private::Known(BondAnswer { namer, may_see, on: facts.today });
    to_bond(id, BondEvent::Answered { bond, answer })
}

fn ended(facts: &Facts<'_>, id: PersonId, bond: BondId, by: BondSide) -> Vec<(Stream, Event)> {
    to_bond(id, BondEvent::Ended { bond, end: Private::Known(BondEnd { on: facts.today, by }) })
}

fn to_bond(id: PersonId, event: BondEvent) -> Vec<(Stream, Event)> {
    to_person(id, PersonEvent::Bond(event))
}
