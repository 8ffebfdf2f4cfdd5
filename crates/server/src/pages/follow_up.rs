//! Staying in touch: whom to ask, and how it stands with one person.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{Html, Response};
use jiff::civil::Date;
use programme::{PersonId, WindowId};
use record::{FollowUpDue, FollowUpDuePage, Reader};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, chosen};
use crate::console::{FollowUpListPage, FollowUpPage, Listed, Narrowed, Only, Waiting};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via};

/// How many of each part are shown beside the others, and how many on a page of that part alone.
const SHOWN: u32 = 15;
const PAGE: u32 = 100;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    only: Option<String>,
    window: Option<String>,
    cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
}

/// Whom to ask how they are. Each of them is read by it.
pub(crate) async fn list(state: State, Query(query): Query<Asked>) -> Page {
    let only: Option<Only> = chosen(query.only.as_deref(), "only")?;
    let window = query.window.as_deref().filter(|text| !text.is_empty()).map(WindowId::from);
    // Pages are of one part: beside each other there is only the beginning of each.
    let cursor = query.cursor.filter(|cursor| only.is_some() && !cursor.is_empty());
    let asked = Narrowed { only, window, cursor };
    let (reach, today, counts) =
        (state.reach(Right::StayInTouch), state.today(), state.caller().has(Right::CountOutcomes));
    let narrowed = asked.clone();
    let found = state.read_about("follow-up", Via::Console, move |reader| {
        let listed = listed(reader, &reach, &narrowed, counts, today)?;
        let read: BTreeSet<PersonId> =
            listed.people.keys().copied().chain(listed.reports.iter().map(|report| report.person.id)).collect();
        Ok(About::all(read, listed))
    });
    let listed = found.await?;
    let sitting = Sitting::new(&state);
    Ok(Html(FollowUpListPage { desk: sitting.desk(), listed: &listed, asked: &asked }.render()))
}

fn listed(
    reader: &mut Reader,
    reach: &Reached,
    asked: &Narrowed,
    counts: bool,
    today: Date,
) -> Result<Listed, record::Error> {
    let mut all = Listed::default();
    let is_shown = |part: Only| asked.only.is_none_or(|only| only == part);
    if is_shown(Only::Reports) && asked.window.is_none() {
        let reports = reader.reports_due(today, u32::MAX)?;
        let people: Vec<PersonId> = reports.iter().map(|report| report.person.id).collect();
        let tied = reach.tied(reader, &people)?;
        all.reports = reports.into_iter().filter(|report| tied.contains_key(&report.person.id)).collect();
    }
    let of_people = reach.people(reader)?;
    for part in Only::ALL.into_iter().filter(|part| is_shown(*part)) {
        let Some(filter) = part.filter() else { continue };
        let (window, limit) = (asked.window.as_ref(), if asked.only.is_some() { PAGE } else { SHOWN });
        let page = reader.follow_up_page(filter, window, of_people.as_ref(), today, asked.cursor.as_deref(), limit)?;
        let FollowUpDuePage { mut rows, total, next } = page;
        // Nobody comes up on their own desk.
        let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        let tied = reach.tied(reader, &people)?;
        rows.retain(|row| tied.contains_key(&row.person));
        read(reader, &rows, &mut all.people)?;
        all.waiting.push(Waiting { part, rows, total, next });
    }
    if counts && asked.only.is_none() && asked.window.is_none() {
        let programme = std::sync::Arc::clone(reader.programme());
        all.report = Some(reader.follow_up_report(&programme, today)?);
    }
    Ok(all)
}

/// How each is reached, and who tried, is said by their lives alone.
fn read(
    reader: &mut Reader,
    rows: &[FollowUpDue],
    people: &mut BTreeMap<PersonId, programme::Person>,
) -> Result<(), record::Error> {
    for row in rows {
        if !people.contains_key(&row.person) {
            people.extend(reader.life(row.person)?.map(|life| (row.person, life.person)));
        }
    }
    Ok(())
}

/// How it stands with one person; to the donor, with them.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let grants = state.grants(person).await?.rights();
    let found = state.read_about("follow-up", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        Ok(About::one(person, Some(life)))
    });
    let life = found.await?.ok_or_else(Problem::nobody_there)?;
    let sitting = Sitting::new(&state);
    let own = state.caller().signed_in()?.holder.person == Some(person);
    let (life, grants, done) = (&life, &grants, query.done.is_some());
    Ok(Html(FollowUpPage { desk: sitting.desk(), life, grants, own, done }.render()))
}

/// Writes down what only the donor says.
pub(crate) async fn word(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::FollowUpWord(person), form).await
}

/// Writes down what the programme does to stay in touch.
pub(crate) async fn step(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::FollowUpStep(person), form).await
}

/// Writes down the end of a journey.
pub(crate) async fn journey(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Journey(person), form).await
}
