//! A form that was sent: read, carried out, and answered with the page that shows what was done; or, where it was not
//! done, with its own page again, saying why and keeping what was typed.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use programme::{AccountId, CareKind, Command, Refusal};
use record::{Reader, Rejection};

use super::Sitting;
use super::problem::told;
use super::what::{Drawn, What};
use crate::console::forms::{Read, Typed, Understood, Wrong};
use crate::console::{Block, Candidate, DoubtPage, PlainPage, RailPlace, RefusalPage, UnclearPage};
use crate::extract::{Asked, Form};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Undone, Via};

/// Carries out what a form asks for.
///
/// # Errors
/// Where the form has no key, or the server could not do its work.
pub(super) async fn send(state: &State, what: What, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(state, typed.key(), typed.version())?;
    match what.command(&typed, state.programme(), state.today(), &asked) {
        Ok(read) => carry_out(state, what, &typed, asked, read).await,
        Err(wrong) => unclear(state, &what, &typed, &wrong).await,
    }
}

/// Carries out a command that was read from a form.
///
/// # Errors
/// Where the server could not do its work.
pub(super) async fn carry_out(
    state: &State,
    what: What,
    typed: &Typed,
    asked: Asked,
    read: Read<Command>,
) -> Result<Response, Problem> {
    match state.submit(asked.key, asked.expected, read.value.clone()).await {
        Ok(receipt) => recorded(state, &what, &read.value, receipt.version).await,
        Err(Undone::Rejected(Rejection::Refused(refusal))) => {
            refused(state, &what, typed, &read.understood, &refusal, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Undone::Rejected(Rejection::Stale { .. })) => {
            let why = "Somebody wrote something here after you had opened the page.";
            let next = "Open the page in another window, look at what is new, and send this again if it still holds.";
            let refusal = told("This was not written down", why, next);
            refused(state, &what, typed, &read.understood, &refusal, StatusCode::PRECONDITION_FAILED).await
        }
        Err(Undone::Rejected(Rejection::KeyReused)) => {
            let why = "This page was sent before, and something else was written on it then.";
            let next = "Look at whether it is written down already. If it is not, send this again.";
            let refusal = told("This was not written down again", why, next);
            refused(state, &what, typed, &read.understood, &refusal, StatusCode::CONFLICT).await
        }
        Err(Undone::Rejected(Rejection::Unknown)) => Ok(in_doubt(state, &what, typed).await),
        Err(undone) => Err(undone.into()),
    }
}

/// To the page that shows what was done; whoever sees the person no longer because of it is told that it is done.
async fn recorded(state: &State, what: &What, command: &Command, version: u64) -> Result<Response, Problem> {
    let sees = match what.person().filter(|_| matches!(what, What::Move(_) | What::Depart(_))) {
        Some(person) => state.grants(person).await?.rights().contains(&Right::ReadPerson),
        None => true,
    };
    if sees {
        return Ok(Redirect::to(&what.leads_to(command, version)).into_response());
    }
    let sitting = Sitting::new(state);
    let title = "Recorded".to_owned();
    let line =
        "It is on their record. They are where none of your posts takes you, so you see them no longer.".to_owned();
    let blocks = vec![Block::Links(vec![("/people".to_owned(), "Go on to People".to_owned(), String::new())])];
    let page = PlainPage { desk: sitting.desk(), place: RailPlace::People, title, line, blocks };
    Ok(Html(page.render()).into_response())
}

/// The form again, under the same key. Where it cannot be drawn now, since the record is not at hand, at least what is to be
/// known of it.
async fn in_doubt(state: &State, what: &What, typed: &Typed) -> Response {
    let drawn = drawn(state, what).await.ok();
    let sitting = Sitting::new(state);
    let (asked, sites) = match &drawn {
        Some(drawn) => (what.asked(drawn), &drawn.sites[..]),
        None => (crate::console::Asked::Nothing, &[][..]),
    };
    let page = DoubtPage { desk: sitting.desk(), asked, typed, sites };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Html(page.render())).into_response();
    Problem::in_doubt().headers_on(&mut response);
    response
}

async fn refused(
    state: &State,
    what: &What,
    typed: &Typed,
    understood: &[Understood],
    refusal: &Refusal,
    status: StatusCode,
) -> Result<Response, Problem> {
    let drawn = drawn(state, what).await?;
    let sitting = Sitting::new(state);
    let (desk, asked) = (sitting.desk(), what.asked(&drawn));
    let page = RefusalPage { desk, refusal, asked, typed, understood, sites: &drawn.sites };
    Ok((status, Html(page.render())).into_response())
}

/// The form again, with what could not be read of it.
pub(super) async fn unclear(state: &State, what: &What, typed: &Typed, wrong: &[Wrong]) -> Result<Response, Problem> {
    let drawn = drawn(state, what).await?;
    let sitting = Sitting::new(state);
    let page = UnclearPage { desk: sitting.desk(), wrong, asked: what.asked(&drawn), typed, sites: &drawn.sites };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render())).into_response())
}

/// What the form is drawn from again. It shows who it is about, so that is a reading.
async fn drawn(state: &State, what: &What) -> Result<Drawn, Problem> {
    let (what, today) = (what.clone(), state.today());
    let right = what.shown_by().unwrap_or(state.caller().right());
    let (roles, finds) = (super::accounts::appoints(state), state.caller().has(Right::FindPeople));
    let (account, reach) = (super::tellings::account(state), state.reach(right));
    let whom = match what {
        What::SpeakUp(_) => super::concerns::whom(state, None).await?,
        _ => Vec::new(),
    };
    let found = state.read_about_by(right, "form", Via::Console, move |reader| {
        let life = what.person().map(|person| reader.life(person)).transpose()?.flatten();
        let row = row(reader, &what)?;
        let about = what.account().map(|account| reader.account(account)).transpose()?.flatten();
        let about = about.map(|life| life.account);
        let candidates = match what {
            What::AssignCarer(_) | What::HandOver(_) => candidates(reader, today)?,
            What::Tell(_) => super::tellings::tellers(reader, today, account)?,
            _ => Vec::new(),
        };
        let charges = match what {
            What::GoAway(account) => seen_charges(reader, &reach, account, today)?,
            _ => Vec::new(),
        };
        let sites = reader.sites(today)?;
        let drawn = Drawn { life, row, sites, account: about, roles, candidates, whom, finds, charges };
        let people = drawn.life.iter().map(|life| life.person.id);
        let people = people.chain(drawn.charges.iter().map(|charge| charge.person.id)).collect::<Vec<_>>();
        Ok(About::all(people, drawn))
    });
    found.await
}

/// By whom an advocate stands, as far as whoever calls may see them, with who could cover.
fn seen_charges(
    reader: &mut Reader,
    reach: &Reached,
    advocate: AccountId,
    today: Date,
) -> Result<Vec<record::Charge>, record::Error> {
    let mut charges = reader.charges_of(advocate, today)?;
    let tied = reach.tied(reader, &charges.iter().map(|charge| charge.person.id).collect::<Vec<_>>())?;
    charges.retain(|charge| tied.contains_key(&charge.person.id));
    Ok(charges)
}

/// How many who could stand by somebody are offered, of each kind.
const CANDIDATES: u32 = 500;

/// Who could stand by somebody, by name.
pub(super) fn candidates(reader: &mut Reader, today: Date) -> Result<Vec<Candidate>, record::Error> {
    let mut all = Vec::new();
    for kind in CareKind::ALL {
        let mut of_kind = reader.holders_of(kind.role(), today, CANDIDATES)?;
        of_kind.sort_by_key(|(_, name, _)| name.to_lowercase());
        all.extend(of_kind);
    }
    Ok(all)
}

fn row(reader: &mut Reader, what: &What) -> Result<Option<record::RefusedRowRow>, record::Error> {
    let Some((import, line)) = what.row() else { return Ok(None) };
    let before = line.checked_sub(1).filter(|before| i64::try_from(*before).is_ok());
    let Some(before) = before else { return Ok(None) };
    let found = reader.refused_rows(Some((import, before)), 1)?;
    Ok(found.into_iter().find(|found| found.import == import && found.row.line == line))
}
