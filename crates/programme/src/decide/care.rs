//! Who stands by a person.

use jiff::civil::Date;

use crate::account::Account;
use crate::advocate::{Unfit, has_one_from, independent_advocate_on, unfit};
use crate::care::{
    Care, CareKind, CareStep, CareTime, CompanionAnswer, CompanionOffer, CompanyTakenBack, Conversation, Manner,
    Offered, StandingBy, TakenBackBy, donor_since,
};
use crate::event::{CareEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, ConversationId, PersonId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::role::Role;
use crate::rules::Programme;

use super::account::open_one;
use super::carer::is_left;
use super::day::{happened, living};
use super::text::said;
use super::{present, to_person};

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    step: &CareStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        CareStep::HandOver { from, to, on } => hand_over(facts, programme, id, (*from, *to), *on),
        CareStep::Converse { conversation, on, how, words } => converse(facts, id, *conversation, *on, *how, words),
        CareStep::OfferCompany { by, words } => offer(facts, id, *by, words),
        CareStep::AnswerCompany { by, accepted } => answer(facts, id, *by, *accepted),
        CareStep::StopStandingBy { whom, on } => stop(facts, id, *whom, *on),
    }
}

pub(super) fn assign(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    care: &Care,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was put by their side.";
    let person = present(facts, id, WHAT)?;
    let carer = open_one(facts, care.carer, WHAT).map_err(|refusal| refusal.at("care.carer"))?;
    happened(facts, care.on, WHAT, "care.on")?;
    living(person, care.on, WHAT, "care.on")?;
    if carer.person == Some(id) {
        return Err(by_oneself(WHAT).at("care.carer"));
    }
    if !carer.has_role_on(care.kind.role(), facts.today) {
        return Err(no_carer(care.kind, WHAT).at("care.carer"));
    }
    let is_there = |time: &&CareTime| time.carer == care.carer && time.kind == care.kind && time.covers.is_none();
    if person.carers.iter().filter(is_there).any(|time| time.until.is_none()) {
        return Ok(Vec::new());
    }
    let last = person.carers.iter().filter(is_there).filter_map(|time| time.until).max();
    if let Some(last) = last.filter(|last| care.on < *last) {
        let detail = format!("They stood by this person until {} already.", plain_date(last));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("care.on"));
    }
    let mut events = to_person(id, PersonEvent::CarerAssigned { care: Private::Known(*care) });
    match care.kind {
        CareKind::Advocate => {
            refuse_unfit(unfit(carer, person, facts, programme, care.on), programme, WHAT, "care.carer")?;
            not_alone_later(facts, programme, person, care, WHAT)?;
        }
        CareKind::Companion => {
            wanted(programme, person, carer, WHAT)?;
            events.extend(companionship(facts, carer, id, care.on, true));
        }
    }
    Ok(events)
}

pub(super) fn end(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    care: &Care,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    happened(facts, care.on, WHAT, "care.on")?;
    let Some(time) = going_on(person, care.carer, care.kind) else { return Ok(Vec::new()) };
    not_before_it_began(time, care.on, WHAT)?;
    if care.kind == CareKind::Advocate && is_left(facts, programme, person, care.carer, care.on) {
        let next = "Hand them over to another advocate: one goes and the other comes on the same day.";
        return Err(refusal::by(refusal::NEVER_UNCOVERED, WHAT, "", next).article(3).at("care.carer"));
    }
    let mut events = to_person(id, PersonEvent::CarerEnded { care: Private::Known(*care) });
    if care.kind == CareKind::Companion
        && let Some(carer) = facts.account(care.carer)
    {
        events.extend(companionship(facts, carer, id, care.on, false));
    }
    Ok(events)
}

/// Refuses to put somebody by the side of a donor of whom it is known already that they will not be there on every day to come,
/// where nobody else is on those days.
fn not_alone_later(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    care: &Care,
    what: &str,
) -> Result<(), Refusal> {
    let comes = CareTime::begun(care);
    let is_there = || has_one_from(person.carers.iter().chain([&comes]), facts, facts.today);
    if donor_since(person, programme).is_none() || is_there() {
        return Ok(());
    }
    let detail = "They are to be away, or do not stay in that post, and nobody else stands by this donor meanwhile.";
    let next = "Put somebody by their side first who is there on those days. Then this one can come as well.";
    Err(refusal::by(refusal::NEVER_UNCOVERED, what, detail, next).article(3).at("care.carer"))
}

/// Refuses to ask anything of whoever has no independent advocate on a day (article 3).
pub(super) fn has_advocate(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    day: Date,
    what: &str,
) -> Result<(), Refusal> {
    let Err(why) = independent_advocate_on(person, facts, day) else {
        let is_known = has_one_from(person.carers.iter(), facts, day);
        return if is_known { Ok(()) } else { Err(alone_later(what)) };
    };
    let next = "Ask a coordinator to put an advocate by their side who is independent, and try again.";
    let refusal = refusal::by(refusal::ADVOCATE_BEFORE_ASKED, what, why.plain(), next).article(3);
    Err(match &programme.carers.advocate {
        Some(rule) => refusal.source(&rule.source),
        None => refusal,
    })
}

/// Refuses whoever cannot be somebody's advocate, by the rule that says so.
pub(super) fn refuse_unfit(
    why: Option<Unfit<'_>>,
    programme: &Programme,
    what: &str,
    place: &str,
) -> Result<(), Refusal> {
    let next = "Choose somebody else.";
    let refusal = match why {
        None => return Ok(()),
        Some(Unfit::Themselves) => by_oneself(what),
        Some(Unfit::NotInPost) => no_carer(CareKind::Advocate, what),
        Some(Unfit::Away) => refusal::by(refusal::ADVOCATE_AWAY, what, "", next).article(3),
        Some(Unfit::Untrained(rule)) => {
            let next = "Let them do this training, ask a coordinator to write it down, or choose somebody else.";
            refusal::by_file(rule, what, "This training is missing, or counts no longer.", next)
        }
        Some(Unfit::Full(rule)) => refusal::by_file(rule, what, "They stand by as many already.", next),
        Some(Unfit::Tied(by)) => {
            let detail = format!("They are tied to somebody who could receive: they {}.", by.plain());
            dependent(programme, what, &detail, next)
        }
        Some(Unfit::StandsByDonor) => {
            dependent(programme, what, "They stand by somebody who could give to this person.", next)
        }
    };
    Err(refusal.at(place))
}

/// Whoever is asked has an advocate from then on: nobody is asked today who is known to be alone tomorrow.
fn alone_later(what: &str) -> Refusal {
    let detail = "Their advocate is to be away, or does not stay in that post, and nobody comes instead.";
    let next = "Put somebody by their side who is there meanwhile, and try again.";
    refusal::by(refusal::NEVER_UNCOVERED, what, detail, next).article(3)
}

fn dependent(programme: &Programme, what: &str, detail: &str, next: &str) -> Refusal {
    let refusal = refusal::by(refusal::INDEPENDENT, what, detail, next).article(3);
    match &programme.carers.advocate {
        Some(rule) => refusal.source(&rule.source),
        None => refusal,
    }
}

fn hand_over(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    (from, to): (AccountId, AccountId),
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "They were not handed over.";
    let person = present(facts, id, WHAT)?;
    happened(facts, on, WHAT, "step.on")?;
    living(person, on, WHAT, "step.on")?;
    let kind = CareKind::Advocate;
    let Some(time) = going_on(person, from, kind) else {
        return Err(refusal::by(refusal::NOT_A_CARER, WHAT, "", "Look at who stands by them now.").at("step.from"));
    };
    not_before_it_began(time, on, WHAT)?;
    let successor = open_one(facts, to, WHAT).map_err(|refusal| refusal.at("step.to"))?;
    if from == to {
        // Whoever is handed over to the one they have, keeps them.
        return Ok(Vec::new());
    }
    let ended = PersonEvent::CarerEnded { care: Private::Known(Care { carer: from, kind, on }) };
    let comes = CareTime::begun(&Care { carer: to, kind, on });
    let stays = person.carers.iter().filter(|time| time.carer != from || time.until.is_some());
    if donor_since(person, programme).is_some() && !has_one_from(stays.chain([&comes]), facts, on) {
        return Err(alone_later(WHAT).at("step.to"));
    }
    let mut events = to_person(id, ended);
    match going_on(person, to, kind) {
        // They stand by them already: nothing has to begin, and it has to have begun by then.
        Some(time) => not_before_it_began(time, on, WHAT)?,
        None => {
            refuse_unfit(unfit(successor, person, facts, programme, on), programme, WHAT, "step.to")?;
            let care = Care { carer: to, kind, on };
            events.extend(to_person(id, PersonEvent::CarerAssigned { care: Private::Known(care) }));
        }
    }
    Ok(events)
}

fn converse(
    facts: &Facts<'_>,
    id: PersonId,
    conversation: ConversationId,
    on: Date,
    how: Manner,
    words: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The conversation was not written down.";
    let person = present(facts, id, WHAT)?;
    happened(facts, on, WHAT, "step.on")?;
    living(person, on, WHAT, "step.on")?;
    said(words, WHAT, "step.words")?;
    let stood_by =
        |by: &AccountId| person.carers_on(on).any(|time| time.carer == *by && time.kind == CareKind::Advocate);
    let Some(by) = facts.author.filter(stood_by) else {
        let next = "Let their advocate write it down, on a day on which they stood by them.";
        return Err(refusal::by(refusal::CONVERSATION_BY, WHAT, "", next).at("step.on"));
    };
    let talk = Conversation { by, on, how, words: words.to_owned() };
    if let Some((_, known)) = person.care.conversations.iter().find(|(known, _)| *known == conversation) {
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("step.conversation");
        return if *known == talk { Ok(Vec::new()) } else { Err(taken()) };
    }
    Ok(to_care(id, CareEvent::Conversed { conversation, talk: Private::Known(talk) }))
}

fn offer(facts: &Facts<'_>, id: PersonId, by: AccountId, words: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was asked.";
    let person = present(facts, id, WHAT)?;
    living(person, facts.today, WHAT, "step.by")?;
    let account = open_one(facts, by, WHAT).map_err(|refusal| refusal.at("step.by"))?;
    for_oneself(facts, facts.author == Some(by), WHAT)?;
    if account.person == Some(id) {
        return Err(by_oneself(WHAT).at("step.by"));
    }
    if account.person.is_none() {
        let next = "Open an account for the person's own record.";
        return Err(refusal::by(refusal::POST_OF_A_PERSON, WHAT, "", next).at("step.by"));
    }
    said(words, WHAT, "step.words")?;
    // Whoever waits for an answer, or has a yes, need not ask.
    let is_open = |known: &Offered| known.answer.is_none_or(|answer| answer.accepted);
    if person.care.open_offer(by).is_some_and(is_open) {
        return Ok(Vec::new());
    }
    let offer = CompanionOffer { by, on: facts.today, words: words.to_owned() };
    Ok(to_care(id, CareEvent::CompanionOffered { offer: Private::Known(offer) }))
}

fn answer(facts: &Facts<'_>, id: PersonId, by: AccountId, accepted: bool) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not written down.";
    let person = present(facts, id, WHAT)?;
    living(person, facts.today, WHAT, "step.by")?;
    for_oneself(facts, facts.author().is_some_and(|author| author.person == Some(id)), WHAT)?;
    let last = person.care.offers.iter().rev().find(|known| known.offer.by == by);
    let last = last.ok_or_else(|| refusal::no_such("question", WHAT).at("step.by"))?;
    let is_over = last.over.is_some();
    match last.answer.filter(|_| !is_over) {
        None if !is_over => {
            let answer = CompanionAnswer { by, on: facts.today, accepted };
            Ok(to_care(id, CareEvent::CompanionAnswered { answer: Private::Known(answer) }))
        }
        Some(known) if known.accepted == accepted => Ok(Vec::new()),
        Some(_) if !accepted => Ok(no_more(facts, person, by)),
        None if !accepted => Ok(Vec::new()),
        _ => {
            let next = "If it is to be another way, let them ask again.";
            Err(refusal::by(refusal::ALREADY_ANSWERED, WHAT, "", next).at("step.by"))
        }
    }
}

/// Whoever said yes takes it back, with no reason and from today on. Whoever stands by them by it does so no more, and waits for it
/// no longer; nothing else is touched.
fn no_more(facts: &Facts<'_>, person: &Person, by: AccountId) -> Vec<(Stream, Event)> {
    let on = facts.today;
    let back = CompanyTakenBack { by, whose: TakenBackBy::Person, on };
    let mut events = to_care(person.id, CareEvent::CompanyTakenBack { back: Private::Known(back) });
    if let Some(time) = going_on(person, by, CareKind::Companion) {
        let care = Care { carer: by, kind: CareKind::Companion, on: on.max(time.from) };
        events.extend(to_person(person.id, PersonEvent::CarerEnded { care: Private::Known(care) }));
        events.extend(facts.account(by).and_then(|carer| companionship(facts, carer, person.id, on, false)));
    }
    events
}

/// The companion's own end of it needs nobody's leave. Where it has not begun they take back that they asked.
fn stop(facts: &Facts<'_>, id: PersonId, whom: PersonId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    happened(facts, on, WHAT, "step.on")?;
    let open = person.care.stands_by.iter().find(|(known, _, until)| *known == whom && until.is_none());
    let Some((_, since, _)) = open else { return Ok(asks_no_more(facts, id, whom)) };
    if on < *since {
        let detail = format!("They have stood by them since {}.", plain_date(*since));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("step.on"));
    }
    Ok(stops(facts, id, whom, on))
}

/// Somebody who asked to be a companion, and may have been told yes, takes it back from today on.
fn asks_no_more(facts: &Facts<'_>, id: PersonId, whom: PersonId) -> Vec<(Stream, Event)> {
    let Some(other) = facts.person(whom).filter(|other| !other.erased) else { return Vec::new() };
    let is_theirs = |account: &&&Account| account.person == Some(id);
    let still_counts = |account: &&Account| {
        other.care.open_offer(account.id).is_some_and(|known| known.answer.is_none_or(|answer| answer.accepted))
    };
    let by = facts.accounts.iter().filter(is_theirs).find(|account| still_counts(account));
    let back = |account: &&Account| CompanyTakenBack { by: account.id, whose: TakenBackBy::Companion, on: facts.today };
    by.map(back).map_or_else(Vec::new, |back| to_care(whom, CareEvent::CompanyTakenBack { back: Private::Known(back) }))
}

/// Refuses a companion whom the person has not said they want, where the programme has companions.
fn wanted(programme: &Programme, person: &Person, carer: &Account, what: &str) -> Result<(), Refusal> {
    if programme.carers.companion.is_none() || person.care.has_accepted(carer.id) {
        return Ok(());
    }
    let next = "Let the companion ask, and the person say that they want it.";
    Err(refusal::by(refusal::COMPANION_ACCEPTED, what, "", next).at("care.carer"))
}

/// What a death ends in the records of others: whoever stood by them as companion waits for it no longer, unless by a wait of
/// their own, and by whom they stood as companion they stand no more.
pub(super) fn companionships_end(facts: &Facts<'_>, dead: &Person, on: Date) -> Vec<(Stream, Event)> {
    let by_them = dead.care.stands_by.iter().filter(|(_, _, until)| until.is_none());
    let by_them = by_them.flat_map(|(whom, since, _)| stops(facts, dead.id, *whom, on.max(*since)));
    companions_of(facts, dead)
        .filter_map(|companion| companionship(facts, companion, dead.id, on, false))
        .chain(by_them)
        .collect()
}

/// Whoever stood by somebody of whom a death was recorded in error stands by them again from a day on.
pub(super) fn companionships_go_on(facts: &Facts<'_>, alive: &Person, on: Date) -> Vec<(Stream, Event)> {
    companions_of(facts, alive).filter_map(|companion| companionship(facts, companion, alive.id, on, true)).collect()
}

/// The accounts of those who stand by somebody as companions, with no end.
fn companions_of<'a>(facts: &'a Facts<'_>, person: &'a Person) -> impl Iterator<Item = &'a Account> {
    let going_on = |time: &&CareTime| time.kind == CareKind::Companion && time.until.is_none();
    person.carers.iter().filter(going_on).filter_map(|time| facts.account(time.carer))
}

/// A companion stands by somebody no longer: in the record of both.
fn stops(facts: &Facts<'_>, id: PersonId, whom: PersonId, on: Date) -> Vec<(Stream, Event)> {
    let by = StandingBy { whom, on };
    let mut events = to_care(id, CareEvent::StandsByNoLonger { by: Private::Known(by) });
    // Where the other was erased there is nothing left to end.
    let other = facts.person(whom).filter(|other| !other.erased);
    let is_theirs = |time: &&CareTime| {
        let account = facts.account(time.carer);
        time.kind == CareKind::Companion && time.until.is_none() && account.is_some_and(|a| a.person == Some(id))
    };
    if let Some(time) = other.and_then(|other| other.carers.iter().find(is_theirs)) {
        let care = Care { carer: time.carer, kind: CareKind::Companion, on: on.max(time.from) };
        events.extend(to_person(whom, PersonEvent::CarerEnded { care: Private::Known(care) }));
    }
    events
}

/// What a companionship is in the companion's own record, where they have one: it is what their own giving waits for.
fn companionship(
    facts: &Facts<'_>,
    carer: &Account,
    whom: PersonId,
    on: Date,
    begins: bool,
) -> Option<(Stream, Event)> {
    let companion = carer.person.and_then(|id| facts.person(id)).filter(|person| !person.erased)?;
    let open = companion.care.stands_by.iter().find(|(known, _, until)| *known == whom && until.is_none());
    let event = match (begins, open) {
        (true, None) => CareEvent::StandsBy { by: Private::Known(StandingBy { whom, on }) },
        (false, Some((_, since, _))) => {
            CareEvent::StandsByNoLonger { by: Private::Known(StandingBy { whom, on: on.max(*since) }) }
        }
        _ => return None,
    };
    Some((Stream::Person(companion.id), Event::Person(PersonEvent::Care(event))))
}

/// Refuses to ask or answer for somebody else; a coordinator writes down what people say.
fn for_oneself(facts: &Facts<'_>, is_oneself: bool, what: &str) -> Result<(), Refusal> {
    let writes_down = facts.author().is_some_and(|author| author.has_role_on(Role::Coordinator, facts.today));
    if is_oneself || writes_down || facts.author.is_none() {
        return Ok(());
    }
    let next = "Let them say it themselves, or a coordinator write it down.";
    Err(refusal::by(refusal::OWN_COMPANY, what, "", next).at("step.by"))
}

fn going_on(person: &Person, carer: AccountId, kind: CareKind) -> Option<&CareTime> {
    person.carers.iter().find(|time| time.carer == carer && time.kind == kind && time.until.is_none())
}

fn not_before_it_began(time: &CareTime, on: Date, what: &str) -> Result<(), Refusal> {
    if on < time.from {
        let detail = format!("They have stood by this person since {}.", plain_date(time.from));
        return Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("care.on"));
    }
    Ok(())
}

fn by_oneself(what: &str) -> Refusal {
    refusal::by(refusal::NOT_BY_ONESELF, what, "", "Choose somebody else.").article(3)
}

fn no_carer(kind: CareKind, what: &str) -> Refusal {
    let next = format!("Appoint them as {} first, or choose somebody else.", kind.role());
    refusal::by(refusal::NOT_A_CARER, what, "", next)
}

fn to_care(id: PersonId, event: CareEvent) -> Vec<(Stream, Event)> {
    to_person(id, PersonEvent::Care(event))
}
