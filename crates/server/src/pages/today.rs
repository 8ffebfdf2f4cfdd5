//! `/today`: what needs a person now.

use std::collections::BTreeSet;

use axum::response::Html;
use jiff::civil::Date;
use record::{Reader, RequestRow, Today};
use serde::Deserialize;

use super::waits::waiting;
use super::{Page, Sitting, chosen};
use crate::api::today::{needed, shown};
use crate::console::{Granted, Need, RequestItem, Requests, TodayPage, Waits};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via};

/// How many of a section are shown beside the others, and how many by themselves.
const TOGETHER: u32 = 12;
const ALONE: u32 = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct Only {
    only: Option<String>,
}

/// What needs a person now, or one section of it at length.
pub(crate) async fn handler(state: State, Query(query): Query<Only>) -> Page {
    let only = chosen::<Section>(query.only.as_deref(), "only")?.map(|Section(need)| need);
    let (today, limit) = (state.today(), if only.is_some() { ALONE } else { TOGETHER });
    let (reach, sees_rows) = (state.reach(Right::SeeToday), state.caller().has(Right::LookAtRows));
    let acts = [Right::AnswerAlert, Right::AnswerRequest, Right::Examine].map(|right| (right, state.reach(right)));
    let answers = state.caller().has(Right::AnswerRequest) && only.is_none_or(|only| only == Need::Asked);
    let found = state.read_about("today", Via::Console, move |reader| {
        let mut found = needed(reader, &reach, sees_rows, today, limit)?;
        if let Some(only) = only {
            keep(only, &mut found);
        }
        let (asked, asked_total) = if answers { asked(reader, &reach, today, limit)? } else { (Vec::new(), 0) };
        let (mut appeals, mut reviews) = waiting(reader, &reach, today, limit as usize)?;
        if only.is_some_and(|only| only != Need::Objected) {
            appeals.clear();
        }
        if only.is_some_and(|only| only != Need::Review) {
            reviews.clear();
        }
        let sites = reader.sites(today)?;
        let waits = appeals.iter().map(|(person, _)| person.id).chain(reviews.iter().map(|(person, _)| person.id));
        let people: Vec<_> =
            shown(&found).into_iter().chain(asked.iter().map(|item| item.person.id)).chain(waits).collect();
        let mut granted = Granted::new();
        for (right, reach) in acts {
            for person in reach.tied(reader, &people)?.into_keys() {
                granted.entry(person).or_default().insert(right);
            }
        }
        Ok(About::all(people, (found, asked, asked_total, appeals, reviews, sites, granted)))
    });
    let (found, asked, asked_total, appeals, reviews, sites, granted) = found.await?;
    let waits = Waits { appeals: &appeals, reviews: &reviews };
    let sitting = Sitting::new(&state);
    let (desk, requests) = (sitting.desk(), Requests { items: &asked, total: asked_total });
    Ok(Html(TodayPage { desk, today: &found, requests, waits, granted: &granted, sites: &sites, only }.render()))
}

/// What people asked and were not answered, the oldest first, and how many there are.
fn asked(
    reader: &mut Reader,
    reach: &Reached,
    today: Date,
    limit: u32,
) -> Result<(Vec<RequestItem>, u64), record::Error> {
    let mut open = reader.open_requests()?;
    let people: Vec<_> = open.iter().map(|row| row.person).collect();
    let tied = reach.tied(reader, &people)?;
    open.retain(|row| tied.contains_key(&row.person));
    let total = open.len() as u64;
    open.truncate(limit as usize);
    let people: BTreeSet<_> = open.iter().map(|row| row.person).collect();
    let people = reader.person_rows(&people.into_iter().collect::<Vec<_>>(), today)?;
    let item = |row: RequestRow| {
        let person = people.iter().find(|person| person.id == row.person)?.clone();
        Some(RequestItem { person, row })
    };
    Ok((open.into_iter().filter_map(item).collect(), total))
}

/// Takes out who is not shown, so that nobody has a reading who was not.
fn keep(only: Need, today: &mut Today) {
    if only != Need::Contact {
        today.alerts.clear();
    }
    if only != Need::Alone {
        today.uncovered.clear();
    }
    if only != Need::Talk {
        today.talks.clear();
    }
    if only != Need::Late {
        today.late.clear();
    }
    if only != Need::Due {
        today.due.clear();
    }
    if only != Need::Changed {
        today.changed.clear();
    }
}

/// A section as an address names it.
struct Section(Need);

impl std::str::FromStr for Section {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|()| Problem::no_such("Today has no such section."))
    }
}
