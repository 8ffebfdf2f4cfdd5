//! `/me`: my own page, for whoever the record is about.

use axum::response::Html;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use programme::{PersonId, Role};
use record::Reading;
use serde::Deserialize;

use super::{Page, Sitting};
use crate::console::{Block, MePage, PlainPage, RailPlace, days_read};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many readings of the last month the page shows, and how many a page of all of them.
const OF_MONTH: u32 = 1_000;
const ON_A_PAGE: u32 = 200;

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
    company: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<i64>,
}

/// My page.
pub(crate) async fn handler(state: State, Query(query): Query<Shown>) -> Page {
    let (person, today) = (own(&state)?, state.today());
    let found = state.read_about("me", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let sites = reader.sites(today)?;
        Ok(About::one(person, Some((life, sites))))
    });
    let (life, sites) = found.await?.ok_or_else(Problem::nobody_there)?;
    let since = today.checked_sub(1.month()).unwrap_or(today);
    let mut readings = state.readings_of(person, OF_MONTH).await?;
    let is_all = readings.len() < OF_MONTH as usize;
    readings.retain(|reading| day_of(&state, reading).is_none_or(|day| day >= since));
    let more = !is_all && readings.len() == OF_MONTH as usize;
    let gives = state.caller().who().is_some_and(|who| who.holder.posts.iter().any(|post| post.role == Role::Donor));
    let sitting = Sitting::new(&state);
    let (desk, life, sites, readings, done) = (sitting.desk(), &life, &sites, &readings, query.done);
    let asked_company = query.company.is_some();
    Ok(Html(MePage { desk, life, sites, readings, since, more, gives, done, asked_company }.render()))
}

/// Everything that was ever read about me, page by page.
pub(crate) async fn readings(state: State, Query(query): Query<Before>) -> Page {
    let person = own(&state)?;
    let found = state.read_about("readings", Via::Console, move |reader| {
        let stored = reader.readings_of(person, query.before, ON_A_PAGE + 1)?;
        let accounts = stored.iter().filter_map(|stored| record::account_in(&stored.reading.reader));
        let names = reader.account_names(&accounts.collect())?;
        Ok(About::one(person, (stored, names)))
    });
    let (mut stored, names) = found.await?;
    let is_more = stored.len() > ON_A_PAGE as usize;
    stored.truncate(ON_A_PAGE as usize);
    let next = stored.last().filter(|_| is_more).map(|last| last.seq);
    let named = |stored: record::StoredReading| {
        let reader = names.of_author(&stored.reading.reader).to_owned();
        Reading { reader, ..stored.reading }
    };
    let readings: Vec<Reading> = stored.into_iter().map(named).collect();
    let sitting = Sitting::new(&state);
    let (days, own) = days_read(state.programme(), &readings);
    let mut blocks = Vec::new();
    if days.is_empty() {
        blocks.push(Block::Text("Nobody else has read it in this time.".to_owned()));
    }
    for day in days {
        blocks.push(Block::Section(day.day));
        blocks.push(Block::List(day.read));
    }
    blocks.extend(Some(own).filter(|own| !own.is_empty()).map(Block::Text));
    let older = next.map(|next| (format!("/me/readings?before={next}"), "Older ones".to_owned(), String::new()));
    let back = ("/me".to_owned(), "Back to my page".to_owned(), String::new());
    blocks.push(Block::Links(older.into_iter().chain([back]).collect()));
    let (title, line) = ("Who read about me".to_owned(), "The newest first.".to_owned());
    Ok(Html(PlainPage { desk: sitting.desk(), place: RailPlace::Mine, title, line, blocks }.render()))
}

/// Whoever calls, as a person of the programme.
pub(super) fn own(state: &State) -> Result<PersonId, Problem> {
    state.caller().scope(Right::MakeRequest).own().ok_or_else(Problem::nobody_there)
}

fn day_of(state: &State, reading: &Reading) -> Option<Date> {
    let at = Timestamp::from_microsecond(reading.at).ok()?;
    Some(state.day_of(at))
}
