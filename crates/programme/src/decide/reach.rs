//! Reaching somebody: links, and messages on their way.

use jiff::civil::Date;

use crate::birth::Birth;
use crate::event::{Event, FollowUpEvent, PersonEvent, Private, ReachEvent, Stream};
use crate::facts::Facts;
use crate::follow_up::{AnswerSource, FollowUpAnswer, WayKind, Window, WindowState, windows};
use crate::ids::{FollowUpAnswerId, LinkId, MessageId, PersonId};
use crate::life::plain_date;
use crate::person::Person;
use crate::reach::{
    Finished, Link, LinkContent, LinkEnd, Message, MessageContent, MessageOutcome, NewLink, ReachStep, TokenHash,
};
use crate::refusal::{self, Refusal};
use crate::rules::{MessageWords, Placeholder, Programme};
use crate::value::Values;

use super::follow_up::answered;
use super::text::{readable, said};
use super::{present, to_person};

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    step: &ReachStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        ReachStep::MakeLink { link } => make_link(facts, programme, id, *link),
        ReachStep::EndLink { link, reason } => end_link(facts, id, *link, reason),
        ReachStep::Answer { link, token, birth, answer, values, note } => {
            let said = Said { birth: *birth, answer: *answer, values, note: note.as_deref() };
            answer_by(facts, programme, id, *link, token, &said)
        }
        ReachStep::Write { message, by, link } => write(facts, programme, id, *message, *by, *link),
        ReachStep::Begin { message } => begin(facts, id, *message),
        ReachStep::Finish { message, outcome, perhaps_twice, note } => {
            let finished = Finished {
                outcome: *outcome,
                at: facts.now,
                on: facts.today,
                perhaps_twice: *perhaps_twice,
                note: note.clone(),
            };
            finish(facts, id, *message, &finished)
        }
    }
}

fn reached(id: PersonId, event: ReachEvent) -> Vec<(Stream, Event)> {
    to_person(id, PersonEvent::Reach(event))
}

fn make_link(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    link: NewLink,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "No link was made.";
    let person = present(facts, id, WHAT)?;
    if person.reach.link(link.id).is_some_and(|known| known.content.token == link.token) {
        return Ok(Vec::new());
    }
    let (window, words) = asked_now(facts, programme, person, WHAT)?;
    Ok(reached(id, new_link(facts, person, link, &window, words, WHAT)?))
}

/// The window that they are asked for now, and the words of the file for it. Of two that are open it is the one that began last.
fn asked_now<'p>(
    facts: &Facts<'_>,
    programme: &'p Programme,
    person: &Person,
    what: &str,
) -> Result<(Window, &'p MessageWords), Refusal> {
    not_left_alone(person, what)?;
    let open = |window: &Window| matches!(window.state_on(facts.today), WindowState::Due | WindowState::Late);
    let window = windows(person, programme).into_iter().filter(open).max_by_key(|window| window.first);
    let Some(window) = window else {
        return Err(refusal::by(refusal::ASKED_WHEN_DUE, what, "", "Wait until they are to be asked again."));
    };
    let words = programme.follow_up.as_ref().and_then(|follow_up| follow_up.message_for(&window.id));
    let Some(words) = words else {
        let next = "Ask a coordinator to add a [[follow-up-message]] to the programme file, or ring them.";
        return Err(refusal::by(refusal::WORDS_OF_THE_FILE, what, "", next));
    };
    if facts.today < words.rule.in_force_from {
        let detail = format!("These words are in force from {}.", plain_date(words.rule.in_force_from));
        return Err(refusal::by(refusal::WORDS_OF_THE_FILE, what, detail, "Ring them."));
    }
    Ok((window, words))
}

/// The dead, those with whom another programme is in touch, and those who wish so are left alone.
fn not_left_alone(person: &Person, what: &str) -> Result<(), Refusal> {
    let why = if person.journey.death.is_some() {
        "They have died."
    } else if person.journey.handed_over().is_some() {
        "Another programme has acknowledged that it stays in touch with them."
    } else if person.follow_up.wants_to_be_left() {
        "They asked to be left alone."
    } else {
        return Ok(());
    };
    let next = "Nothing is to be done. If this is not so, put it right on their page.";
    Err(refusal::by(refusal::LEFT_ALONE, what, why, next))
}

fn new_link(
    facts: &Facts<'_>,
    person: &Person,
    link: NewLink,
    window: &Window,
    words: &MessageWords,
    what: &str,
) -> Result<ReachEvent, Refusal> {
    let is_taken = |known: &Link| known.id == link.id || known.content.token == link.token;
    if person.reach.links.iter().any(is_taken) {
        return Err(refusal::by(refusal::ID_TAKEN, what, "", "Try again with a new id.").at("link.id"));
    }
    let born_on_a_day = person.details.as_ref().is_some_and(|details| matches!(details.birth, Birth::On(_)));
    if !born_on_a_day {
        let next = "Ask them on the telephone, or write their date of birth into their record first.";
        return Err(refusal::by(refusal::KNOWN_BY_BIRTH, what, "The record does not have it.", next));
    }
    let content = LinkContent {
        token: link.token,
        donation: window.donation,
        window: window.id.clone(),
        on: facts.today,
        until: words.link_for.after(facts.today),
    };
    Ok(ReachEvent::LinkMade { link: link.id, content: Private::Known(content) })
}

fn end_link(facts: &Facts<'_>, id: PersonId, link: LinkId, reason: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The link was not ended.";
    let person = present(facts, id, WHAT)?;
    let known = person.reach.link(link).ok_or_else(|| refusal::no_such("link", WHAT).at("link"))?;
    said(reason, WHAT, "reason")?;
    if known.ended.is_some() {
        return Ok(Vec::new());
    }
    Ok(reached(id, ReachEvent::LinkEnded { link, reason: Private::Known(reason.to_owned()) }))
}

/// What somebody says who came by a link.
struct Said<'a> {
    birth: Date,
    answer: FollowUpAnswerId,
    values: &'a Values,
    note: Option<&'a str>,
}

/// Whatever is wrong with a link, whoever has it is told the same: nobody learns by it who somebody is, or how they are.
fn answer_by(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    link: LinkId,
    token: &TokenHash,
    said: &Said<'_>,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answers were not recorded.";
    let over = || refusal::by(refusal::LINK_OVER, WHAT, "", "Ask whoever sent it for another, or ring them.");
    let person = facts.person(id).filter(|person| !person.erased && person.details.is_some()).ok_or_else(over)?;
    let content = FollowUpAnswer {
        seen: facts.today,
        source: AnswerSource::Link,
        values: said.values.clone(),
        note: said.note.map(str::to_owned),
    };
    let known = person.reach.link(link).filter(|known| known.content.token == *token).ok_or_else(over)?;
    if !person.was_born_on(said.birth) {
        let next = "Look at the date again. If it is right, ring us: our record may have it wrong.";
        return Err(
            refusal::by(refusal::KNOWN_BY_BIRTH, WHAT, "It is another one that was written there.", next).at("birth")
        );
    }
    if known.ended == Some(LinkEnd::Used(said.answer)) {
        // The same answer, sent again: it is there, or it is refused as another.
        return answered(facts, programme, id, said.answer, &content).map(|_| Vec::new());
    }
    person.open_link(token, facts.today).ok_or_else(over)?;
    let Some(event) = answered(facts, programme, id, said.answer, &content)? else { return Ok(Vec::new()) };
    debug_assert!(matches!(event, FollowUpEvent::Answered { .. }), "an answer is recorded as one");
    let mut events = to_person(id, PersonEvent::FollowUp(event));
    events.extend(reached(id, ReachEvent::LinkUsed { link, answer: said.answer }));
    Ok(events)
}

fn write(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    message: MessageId,
    by: WayKind,
    link: NewLink,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The message was not written.";
    let person = present(facts, id, WHAT)?;
    if let Some(known) = person.reach.message(message) {
        let same = known.content.by == by && known.content.link == link.id;
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("message");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    let (window, words) = asked_now(facts, programme, person, WHAT)?;
    let address = wished(person, by, WHAT)?;
    if person.reach.under_way().any(|known| known.content.by == by) {
        let next = "Wait until it is known what became of it, or stop it.";
        return Err(refusal::by(refusal::ONE_UNDER_WAY, WHAT, "", next).at("by"));
    }
    let made = new_link(facts, person, link, &window, words, WHAT)?;
    let name = person.details.as_ref().and_then(|details| details.name.clone());
    let until = words.link_for.after(facts.today);
    let text = match by {
        WayKind::TextMessage => &words.short,
        WayKind::Letter => &words.letter,
        _ => &words.text,
    };
    let content = MessageContent {
        by,
        address,
        window: window.id.clone(),
        words: words.rule.id.clone(),
        subject: (by == WayKind::Email).then(|| words.subject.clone()),
        text: filled_in(text, name.as_deref(), programme, until),
        name,
        link: link.id,
        written: facts.now,
        on: facts.today,
    };
    let mut events = reached(id, made);
    events.extend(reached(id, ReachEvent::Written { message, content: Private::Known(content) }));
    Ok(events)
}

/// The address by which they wish to be reached this way: nobody is written to in a way that they did not choose.
fn wished(person: &Person, by: WayKind, what: &str) -> Result<String, Refusal> {
    if !matches!(by, WayKind::Email | WayKind::TextMessage | WayKind::Letter) {
        let next = "Choose e-mail, text message or letter, or try to reach them and write down what came of it.";
        return Err(refusal::by(refusal::WRITTEN_BY, what, "", next).at("by"));
    }
    let ways = person.follow_up.plan.iter().flat_map(|plan| &plan.ways);
    let way = ways.into_iter().find(|way| way.by == by);
    way.map(|way| way.address.trim().to_owned()).ok_or_else(|| {
        let next = "Choose one of the ways that they wish, or agree with them on how they want to be reached.";
        refusal::by(refusal::AS_THEY_WISH, what, "", next).at("by")
    })
}

/// The words with everything filled in but the link. What somebody is called may hold braces: it is filled in once.
fn filled_in(text: &str, name: Option<&str>, programme: &Programme, until: Date) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let placeholder = Placeholder::ALL.into_iter().find(|placeholder| rest.starts_with(placeholder.as_str()));
        let (value, length) = match placeholder {
            Some(Placeholder::Name) => (name.unwrap_or("donor").replace(['{', '}'], ""), "{name}".len()),
            Some(Placeholder::Programme) => (programme.name.replace(['{', '}'], ""), "{programme}".len()),
            Some(Placeholder::Until) => (plain_date(until), "{until}".len()),
            Some(Placeholder::Link) => ("{link}".to_owned(), "{link}".len()),
            None => ("{".to_owned(), 1),
        };
        filled.push_str(&value);
        rest = &rest[length..];
    }
    filled.push_str(rest);
    filled
}

fn begin(facts: &Facts<'_>, id: PersonId, message: MessageId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The message was not sent.";
    let (person, known) = message_of(facts, id, message, WHAT)?;
    if facts.author.is_some() {
        return Err(refusal::by(refusal::OUTBOX_SAYS, WHAT, "", "Leave it to be sent, or stop it."));
    }
    if known.finished.is_some() {
        return Err(refusal::by(refusal::MESSAGE_OVER, WHAT, "", "Write another one, if they are still to be asked."));
    }
    not_left_alone(person, WHAT)?;
    let link = person.reach.link(known.content.link);
    if link.is_none_or(|link| person.open_link(&link.content.token, facts.today).is_none()) {
        return Err(refusal::by(refusal::LINK_OVER, WHAT, "", "Write another one, if they are still to be asked."));
    }
    if known.begun.is_some() {
        return Ok(Vec::new());
    }
    Ok(reached(id, ReachEvent::Begun { message, at: facts.now }))
}

/// What is sent is sent, and what comes back comes back, whatever was said before.
fn finish(
    facts: &Facts<'_>,
    id: PersonId,
    message: MessageId,
    finished: &Finished,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "This was not recorded.";
    let (_, known) = message_of(facts, id, message, WHAT)?;
    let is_sent = matches!(finished.outcome, MessageOutcome::Sent | MessageOutcome::Failed);
    if is_sent && known.content.by != WayKind::Letter && facts.author.is_some() {
        return Err(refusal::by(refusal::OUTBOX_SAYS, WHAT, "", "Leave it to be sent, or stop it.").at("outcome"));
    }
    if let Some(note) = &finished.note {
        readable(note, WHAT, "note")?;
    }
    let is_news = match known.finished.as_ref().map(|before| before.outcome) {
        None => true,
        Some(before) if before == finished.outcome => return Ok(Vec::new()),
        Some(MessageOutcome::Sent) => finished.outcome == MessageOutcome::Returned,
        Some(MessageOutcome::Returned) => false,
        Some(MessageOutcome::Failed | MessageOutcome::Stopped) => finished.outcome == MessageOutcome::Sent,
    };
    if !is_news {
        return Err(refusal::by(refusal::MESSAGE_OVER, WHAT, "", "Write another one, if they are still to be asked."));
    }
    Ok(reached(id, ReachEvent::Finished { message, content: Private::Known(finished.clone()) }))
}

fn message_of<'a>(
    facts: &Facts<'a>,
    id: PersonId,
    message: MessageId,
    what: &str,
) -> Result<(&'a Person, &'a Message), Refusal> {
    let person = present(facts, id, what)?;
    let known = person.reach.message(message).ok_or_else(|| refusal::no_such("message", what).at("message"))?;
    Ok((person, known))
}
