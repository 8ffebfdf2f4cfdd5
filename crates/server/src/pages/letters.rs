//! `/follow-up/letters`: who is to be asked by letter, letters that wait to be printed and posted, and what could not be sent.
//! That a letter was posted, and so that somebody tried to reach them, is recorded when somebody says so.

use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use programme::{Command, LinkId, MessageId, MessageOutcome, PersonId, ReachStep, WayKind, plain_date};
use record::{FollowUpFilter, MessageState, Reader};
use serde::Deserialize;

use super::messages::not_sent;
use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{
    Asking, Block, Kind, LetterView, PlainPage, RailPlace, counted, letters, letters_table, person_name, plain_form,
};
use crate::extract::{Asked, Form, Query};
use crate::problem::Problem;
use crate::state::{About, Reached, State, Undone, Via};

/// How many people the page offers, and how many letters are printed at once.
const AT_ONCE: usize = 200;

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<String>,
}

/// Everything that the page shows.
#[derive(Debug, Default)]
struct Listed {
    /// Whom to write to: who, what they are called, since when they can be asked.
    due: Vec<(PersonId, String, Date)>,
    /// Letters that wait: whose, which, to whom, written on which day, whether the link in it works.
    waiting: Vec<(PersonId, MessageId, String, Date, bool)>,
    /// What could not be sent: whose, to whom, by what.
    failed: Vec<(PersonId, String, WayKind)>,
    /// How many e-mails and text messages are on their way.
    under_way: usize,
}

/// The page.
pub(crate) async fn list(state: State, Query(query): Query<Shown>) -> Page {
    let told = query.done.map(|_| "It is written down.".to_owned());
    Ok(Html(page(&state, told.into_iter().collect()).await?))
}

/// Writes letters to those who were picked.
pub(crate) async fn make(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields.clone());
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let mut refused = Vec::new();
    for person in picked::<PersonId>(&fields, "person.") {
        let message = MessageId(asked.new_id(&format!("letter to {person}")));
        let (link, _) = state.new_link(person, LinkId(asked.new_id(&format!("link of {person}")))).await?;
        let step = ReachStep::Write { message, by: WayKind::Letter, link };
        note(&mut refused, carry_out(&state, &asked, person, step).await)?;
    }
    answered(&state, refused).await
}

/// Says of letters that they were posted, or that they are not to be.
pub(crate) async fn posted(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields.clone());
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let outcome = match typed.text("outcome") {
        "sent" => MessageOutcome::Sent,
        "stopped" => MessageOutcome::Stopped,
        _ => return Err(Problem::unreadable("outcome", "Choose one from the list.")),
    };
    let mut refused = Vec::new();
    for letter in picked::<Letter>(&fields, "letter.") {
        let step = ReachStep::Finish { message: letter.message, outcome, perhaps_twice: false, note: None };
        note(&mut refused, carry_out(&state, &asked, letter.person, step).await)?;
    }
    answered(&state, refused).await
}

/// The letters that wait, to print.
pub(crate) async fn print(state: State, headers: HeaderMap) -> Page {
    let views = views(&state, &headers).await?;
    Ok(Html(letters(state.programme(), &views)))
}

/// The same, as a table for another program.
pub(crate) async fn merge(state: State, headers: HeaderMap) -> Result<Response, Problem> {
    let views = views(&state, &headers).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"letters.csv\""),
    ];
    Ok((headers, letters_table(&views)).into_response())
}

/// A letter, by whose it is and which.
#[derive(Clone, Copy, Debug)]
struct Letter {
    person: PersonId,
    message: MessageId,
}

impl std::str::FromStr for Letter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (person, message) = text.split_once('.').ok_or(())?;
        Ok(Self { person: person.parse().map_err(|_| ())?, message: message.parse().map_err(|_| ())? })
    }
}

/// What was ticked: the rest of the name of each field that begins so.
fn picked<T: std::str::FromStr>(fields: &[(String, String)], prefix: &str) -> Vec<T> {
    let ticked = fields.iter().filter(|(_, value)| value == "yes");
    ticked.filter_map(|(name, _)| name.strip_prefix(prefix)?.parse().ok()).take(AT_ONCE).collect()
}

async fn carry_out(state: &State, asked: &Asked, person: PersonId, step: ReachStep) -> Result<(), Undone> {
    let key = format!("{}/{person}", asked.key);
    state.submit(key, None, Command::Reach { person, step }).await.map(|_| ())
}

/// Gathers what was refused; whatever else went wrong ends it.
fn note(refused: &mut Vec<String>, outcome: Result<(), Undone>) -> Result<(), Problem> {
    match outcome {
        Ok(()) => Ok(()),
        Err(Undone::Rejected(record::Rejection::Refused(refusal))) => {
            refused.push(format!("{} {} {}", refusal.what, refusal.why, refusal.next));
            Ok(())
        }
        Err(undone) => Err(undone.into()),
    }
}

async fn answered(state: &State, refused: Vec<String>) -> Result<Response, Problem> {
    if refused.is_empty() {
        return Ok(Redirect::to("/follow-up/letters?done=yes").into_response());
    }
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, Html(page(state, refused).await?)).into_response())
}

async fn views(state: &State, headers: &HeaderMap) -> Result<Vec<LetterView>, Problem> {
    let (reach, address) = (state.reach(state.caller().right()), state.public_address(headers));
    let found = state.read_about("letters", Via::Console, move |reader| {
        let mut views = Vec::new();
        let mut shown = Vec::new();
        let rows = reader.messages(&[WayKind::Letter])?;
        let tied = reach.tied(reader, &rows.iter().map(|row| row.person).collect::<Vec<_>>())?;
        for row in rows.iter().filter(|row| tied.contains_key(&row.person)).take(AT_ONCE) {
            let Some(life) = reader.life(row.person)? else { continue };
            let Some(message) = life.person.reach.message(row.message) else { continue };
            let Some(secret) = reader.link_secret(row.person, message.content.link)? else { continue };
            views.push(LetterView::of(&message.content, &format!("{address}/answer/{secret}")));
            shown.push(row.person);
        }
        Ok(About::all(shown, views))
    });
    found.await
}

async fn page(state: &State, told: Vec<String>) -> Result<String, Problem> {
    let (today, reach) = (state.today(), state.reach(state.caller().right()));
    let found = state.read_about("letters", Via::Console, move |reader| {
        let (people, listed) = listed(reader, &reach, today)?;
        Ok(About::all(people, listed))
    });
    let listed = found.await?;
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.into_iter().map(Block::Told).collect();
    blocks.extend(not_sent(state).map(Block::Text));
    blocks.push(Block::Heading("waiting", "Letters to print and post".to_owned()));
    blocks.extend(waiting(&asking, &listed));
    blocks.push(Block::Heading("due", "Who is to be asked, and wants letters".to_owned()));
    blocks.extend(due(&asking, &listed));
    blocks.push(Block::Heading("on-their-way", "E-mails and text messages".to_owned()));
    blocks.extend(others(&listed));
    let line = "A letter counts as an attempt to reach somebody once it is posted.".to_owned();
    let (title, place) = ("Letters".to_owned(), RailPlace::FollowUp);
    Ok(PlainPage { desk: sitting.desk(), place, title, line, blocks }.render())
}

fn listed(reader: &mut Reader, reach: &Reached, today: Date) -> Result<(Vec<PersonId>, Listed), record::Error> {
    let (mut listed, mut shown) = (Listed::default(), Vec::new());
    let rows = reader.messages(&[WayKind::Email, WayKind::TextMessage, WayKind::Letter])?;
    let mut asked = reader.follow_up_due(FollowUpFilter::Late, today, u32::MAX)?;
    asked.extend(reader.follow_up_due(FollowUpFilter::Due, today, u32::MAX)?);
    let all: Vec<PersonId> = rows.iter().map(|row| row.person).chain(asked.iter().map(|due| due.person)).collect();
    let tied = reach.tied(reader, &all)?;
    for row in rows.iter().filter(|row| tied.contains_key(&row.person)) {
        if row.by != WayKind::Letter && row.state != MessageState::Failed {
            listed.under_way += 1;
            continue;
        }
        let Some(life) = reader.life(row.person)? else { continue };
        let Some(message) = life.person.reach.message(row.message) else { continue };
        let name = person_name(life.person.details.as_ref());
        shown.push(row.person);
        if row.state == MessageState::Failed {
            listed.failed.push((row.person, name, row.by));
        } else {
            let link = life.person.reach.link(message.content.link);
            let works = link.is_some_and(|link| life.person.open_link(&link.content.token, today).is_some());
            listed.waiting.push((row.person, row.message, name, message.content.on, works));
        }
    }
    for due in asked.iter().filter(|due| tied.contains_key(&due.person)) {
        if listed.due.len() >= AT_ONCE {
            break;
        }
        let is_listed = listed.due.iter().any(|(person, ..)| *person == due.person);
        let has_letter = listed.waiting.iter().any(|(person, ..)| *person == due.person);
        if is_listed || has_letter {
            continue;
        }
        let Some(life) = reader.life(due.person)? else { continue };
        let plan = life.person.follow_up.plan.as_ref();
        if plan.is_some_and(|plan| plan.ways.iter().any(|way| way.by == WayKind::Letter)) {
            listed.due.push((due.person, person_name(life.person.details.as_ref()), due.first));
            shown.push(due.person);
        }
    }
    Ok((shown, listed))
}

fn waiting(asking: &Asking<'_>, listed: &Listed) -> Vec<Block> {
    if listed.waiting.is_empty() {
        return vec![Block::Text("No letter waits.".to_owned())];
    }
    let tick = |(person, message, name, on, works): &(PersonId, MessageId, String, Date, bool)| {
        let stale = if *works { "" } else { ", but the link in it works no more" };
        let label = format!("To {name}, written on {}{stale}", plain_date(*on));
        asking.field("posted", Kind::Tick, &format!("letter.{person}.{message}"), label)
    };
    let mut fields: Vec<_> = listed.waiting.iter().map(tick).collect();
    let outcome = |outcome: MessageOutcome, says: &str| (outcome.as_str().to_owned(), says.to_owned());
    let options = [
        outcome(MessageOutcome::Sent, "They were posted"),
        outcome(MessageOutcome::Stopped, "They are not to be posted"),
    ];
    fields.push(asking.one_of("posted", Kind::Radio, "outcome", "What became of those that are ticked", &options));
    vec![
        Block::Links(vec![
            ("/follow-up/letters/print".to_owned(), "Print them".to_owned(), "one to a sheet".to_owned()),
            (
                "/follow-up/letters/merge".to_owned(),
                "Take them as a table".to_owned(),
                "for the mail merge of another program".to_owned(),
            ),
        ]),
        Block::Form(plain_form(asking, "posted", "/follow-up/letters/posted", "", fields, "Write it down")),
    ]
}

fn due(asking: &Asking<'_>, listed: &Listed) -> Vec<Block> {
    if listed.due.is_empty() {
        return vec![Block::Text(
            "Nobody is: whoever wants letters has one already, or is not to be asked now.".to_owned(),
        )];
    }
    let tick = |(person, name, since): &(PersonId, String, Date)| {
        let label = format!("{name}, to be asked since {}", plain_date(*since));
        asking.field("make", Kind::Tick, &format!("person.{person}"), label)
    };
    let fields = listed.due.iter().map(tick).collect();
    let lead = "A letter is written to each who is ticked, with a link of their own.";
    vec![Block::Form(plain_form(asking, "make", "/follow-up/letters", lead, fields, "Write the letters"))]
}

fn others(listed: &Listed) -> Vec<Block> {
    let on_their_way = match listed.under_way {
        0 => "None waits.".to_owned(),
        count => format!("{} on the way.", counted(count as u64, "message is", "messages are")),
    };
    let mut blocks = vec![Block::Text(on_their_way)];
    if !listed.failed.is_empty() {
        let link = |(person, name, by): &(PersonId, String, WayKind)| {
            (format!("/people/{person}/messages"), name.clone(), format!("could not be reached {}", by.plain()))
        };
        blocks.push(Block::Links(listed.failed.iter().map(link).collect()));
    }
    blocks
}
