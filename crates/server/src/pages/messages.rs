//! `/people/{person}/messages`: what was written to somebody and what became of it, and the links by which they answer.

use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use programme::{
    Command, Link, LinkEnd, LinkId, Message, MessageId, MessageOutcome, Person, PersonId, ReachStep, WayKind,
    plain_date,
};
use record::Rejection;
use serde::Deserialize;

use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{Asking, Block, FieldView, Kind, PlainPage, RailPlace, capital, person_name, plain_form};
use crate::extract::{Asked, Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Undone, Via};

/// The ways by which something is written.
const WAYS: [WayKind; 3] = [WayKind::Email, WayKind::TextMessage, WayKind::Letter];

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<String>,
}

/// Everything that was written to somebody.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let told = query.done.map(|_| "It is written down.".to_owned());
    Ok(Html(page(&state, person, told, None).await?))
}

/// Writes a message.
pub(crate) async fn write(state: State, Path(person): Path<PersonId>, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let by = WAYS.into_iter().find(|way| way.as_str() == typed.text("by"));
    let by = by.ok_or_else(|| Problem::unreadable("by", "Choose one from the list."))?;
    let message = MessageId(asked.new_id("message"));
    let (link, _) = state.new_link(person, LinkId(asked.new_id("link"))).await?;
    let step = ReachStep::Write { message, by, link };
    carry_out(&state, person, asked, step).await
}

/// Says what became of a message.
pub(crate) async fn finish(
    state: State,
    Path((person, message)): Path<(PersonId, MessageId)>,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let outcome = MessageOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == typed.text("outcome"));
    let outcome = outcome.ok_or_else(|| Problem::unreadable("outcome", "Choose one from the list."))?;
    let step = ReachStep::Finish { message, outcome, perhaps_twice: false, note: None };
    carry_out(&state, person, asked, step).await
}

/// Makes a link, and shows it once.
pub(crate) async fn make_link(
    state: State,
    Path(person): Path<PersonId>,
    headers: HeaderMap,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let (link, secret) = state.new_link(person, LinkId(asked.new_id("link"))).await?;
    submit(&state, person, asked, ReachStep::MakeLink { link }).await?;
    let link = format!("{}/answer/{secret}", state.public_address(&headers));
    Ok(Html(page(&state, person, None, Some(link)).await?).into_response())
}

/// Ends a link.
pub(crate) async fn end_link(
    state: State,
    Path((person, link)): Path<(PersonId, LinkId)>,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let step = ReachStep::EndLink { link, reason: typed.text("reason").to_owned() };
    carry_out(&state, person, asked, step).await
}

async fn carry_out(state: &State, person: PersonId, asked: Asked, step: ReachStep) -> Result<Response, Problem> {
    submit(state, person, asked, step).await?;
    Ok(Redirect::to(&format!("/people/{person}/messages?done=yes")).into_response())
}

/// Carries a step out. To who may not see somebody, nobody is there.
async fn submit(state: &State, person: PersonId, asked: Asked, step: ReachStep) -> Result<(), Problem> {
    match state.submit(asked.key, asked.expected, Command::Reach { person, step }).await {
        Ok(_) => Ok(()),
        Err(Undone::Rejected(Rejection::Refused(refusal)))
            if refusal.rule.as_str() == "no-such" && refusal.place.is_none() =>
        {
            Err(Problem::nobody_there())
        }
        Err(undone) => Err(undone.into()),
    }
}

/// What is said where something is not sent here; nothing where everything is.
pub(super) fn not_sent(state: &State) -> Option<String> {
    let outbox = state.manner().outbox.as_ref();
    let missing = match (outbox.is_some_and(|outbox| outbox.email.is_some()), outbox.is_some_and(|o| o.text.is_some()))
    {
        (true, true) => return None,
        (false, false) => "E-mails and text messages are",
        (false, true) => "E-mails are",
        (true, false) => "Text messages are",
    };
    Some(format!(
        "{missing} not sent from here: what is written waits. Whoever runs the machine sets it up in carer.toml, under \
         [messages]; the manual for operating says how."
    ))
}

async fn page(state: &State, person: PersonId, told: Option<String>, link: Option<String>) -> Result<String, Problem> {
    let found = state.read_about_by(Right::StayInTouch, "messages", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        Ok(About::one(person, Some(life.person)))
    });
    let person = found.await?.ok_or_else(Problem::nobody_there)?;
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let name = person_name(person.details.as_ref());
    let mut blocks: Vec<Block> = told.map(Block::Told).into_iter().collect();
    if let Some(link) = link {
        blocks.push(Block::Told("Here is the link. It is a secret: give it to nobody else.".to_owned()));
        blocks.push(Block::Copy(link));
    }
    blocks.extend(not_sent(state).map(Block::Text));
    blocks.extend(messages(&asking, &person));
    blocks.extend(links(&asking, &person));
    let back = (format!("/people/{}", person.id), format!("Back to {name}"), String::new());
    let letters = ("/follow-up/letters".to_owned(), "Letters".to_owned(), "to print and post".to_owned());
    blocks.push(Block::Links(vec![back, letters]));
    let (title, line) = (format!("Messages to {name}"), "Each in the words of the programme file.".to_owned());
    let place = RailPlace::People;
    Ok(PlainPage { desk: sitting.desk(), place, title, line, blocks }.render())
}

fn messages(asking: &Asking<'_>, person: &Person) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("messages", "Messages".to_owned())];
    let ways = person.follow_up.plan.iter().flat_map(|plan| &plan.ways).map(|way| way.by);
    let mut ways: Vec<WayKind> = ways.filter(|way| WAYS.contains(way)).collect();
    ways.dedup();
    let has_died = person.journey.death.is_some();
    if ways.is_empty() && !has_died {
        blocks.push(Block::Text(
            "They did not agree to be reached by e-mail, text message or letter: nothing can be written to them."
                .to_owned(),
        ));
    } else if !has_died && !person.is_left_alone() && !person.erased {
        let options: Vec<_> = ways.iter().map(|way| (way.as_str().to_owned(), capital(way.plain()))).collect();
        let fields = vec![asking.one_of("write", Kind::Radio, "by", "Ask them how they are", &options)];
        let action = format!("/people/{}/messages", person.id);
        blocks.push(Block::Form(plain_form(asking, "write", &action, "", fields, "Write it")));
    }
    if person.reach.messages.is_empty() {
        blocks.push(Block::Text("Nothing was written yet.".to_owned()));
    }
    for message in person.reach.messages.iter().rev() {
        blocks.push(Block::Section(format!(
            "{}, {}",
            capital(message.content.by.plain()),
            plain_date(message.content.on)
        )));
        blocks.push(Block::Text(stands(message)));
        blocks.extend(ends(asking, person, message));
    }
    blocks
}

fn stands(message: &Message) -> String {
    let to = &message.content.address;
    match (&message.finished, message.begun) {
        (Some(finished), _) => {
            let twice = if finished.perhaps_twice { " It may have gone twice." } else { "" };
            let note = finished.note.as_deref().map_or(String::new(), |note| format!(" {note}"));
            format!("To {to}. {} {}{twice}{note}", plain_date(finished.on), finished.outcome.plain())
        }
        (None, Some(_)) => format!("To {to}. It is being sent."),
        (None, None) => format!("To {to}. It waits."),
    }
}

/// What somebody can say of a message.
fn ends(asking: &Asking<'_>, person: &Person, message: &Message) -> Option<Block> {
    let outcome = |outcome: MessageOutcome, says: &str| (outcome.as_str().to_owned(), says.to_owned());
    let options = match message.finished.as_ref().map(|finished| finished.outcome) {
        None if message.content.by == WayKind::Letter => vec![
            outcome(MessageOutcome::Sent, "It was posted"),
            outcome(MessageOutcome::Stopped, "It is not to be posted"),
        ],
        None => vec![outcome(MessageOutcome::Stopped, "It is not to be sent")],
        Some(MessageOutcome::Sent) => vec![outcome(MessageOutcome::Returned, "It came back")],
        Some(_) => return None,
    };
    let id = format!("finish-{}", message.id);
    let fields = vec![asking.one_of(&id, Kind::Radio, "outcome", "What became of it", &options)];
    let action = format!("/people/{}/messages/{}", person.id, message.id);
    let form = plain_form(asking, &id, &action, "", fields, "Write it down");
    Some(Block::Folded(id, "Say what became of it".to_owned(), form))
}

fn links(asking: &Asking<'_>, person: &Person) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("links", "Links".to_owned())];
    let lead = "By a link they answer once, without an account, once they have said when they were born. A newer one ends the one \
                before.";
    let has_died = person.journey.death.is_some();
    if has_died && person.reach.links.is_empty() {
        return Vec::new();
    }
    if !has_died {
        blocks.push(Block::Text(lead.to_owned()));
    }
    if !has_died && !person.is_left_alone() && !person.erased {
        let action = format!("/people/{}/links", person.id);
        let form = plain_form(asking, "link", &action, "", Vec::<FieldView>::new(), "Make a link");
        blocks.push(Block::Folded("link".to_owned(), "Make a link to give to them".to_owned(), form));
    }
    for link in person.reach.links.iter().rev() {
        blocks.push(Block::Section(format!("A link of {}", plain_date(link.content.on))));
        let works = person.open_link(&link.content.token, asking.desk.today).is_some();
        blocks.push(Block::Text(link_stands(link, works)));
        if works {
            let id = format!("end-{}", link.id);
            let fields = vec![asking.field(&id, Kind::Area, "reason", "Why")];
            let action = format!("/people/{}/links/{}/end", person.id, link.id);
            let form = plain_form(asking, &id, &action, "", fields, "End it");
            blocks.push(Block::Folded(id, "End this link".to_owned(), form));
        }
    }
    blocks
}

fn link_stands(link: &Link, works: bool) -> String {
    let until = plain_date(link.content.until);
    match link.ended {
        Some(LinkEnd::Used(_)) => "They answered by it.".to_owned(),
        Some(ended) => format!("It works no more. {}", ended.plain()),
        None if works => format!("It works until {until}."),
        None => format!("It works no more: its last day was {until}, or they are not to be asked any more."),
    }
}
