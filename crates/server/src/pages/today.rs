//! `/today`: what needs a person now.

use std::collections::BTreeSet;

use axum::response::Html;
use jiff::civil::Date;
use programme::{PersonId, Supplier, next_step};
use record::{Reader, RequestRow, Today, Waiting, WaitingFor};
use serde::Deserialize;

use super::waits::waiting;
use super::{Page, Sitting, chosen};
use crate::api::today::{needed, shown};
use crate::console::{Granted, More, Need, RequestItem, Requests, TodayPage, Waits};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via, beside};

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
    let acts = [Right::AnswerAlert, Right::AnswerRequest, Right::Examine, Right::Tell, Right::ReadLife]
        .map(|right| (right, state.reach(right)));
    let asks = WaitingFor {
        carers: state.caller().has(Right::AssignCarer),
        requests: state.caller().has(Right::AnswerRequest),
        follow_up: state.caller().has(Right::StayInTouch),
    };
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
        let among = reach.people(reader)?;
        let mut more = More { waiting: reader.waiting(asks, among.as_ref(), today, limit)?, ..More::default() };
        keep_more(only, &mut more.waiting);
        set_for_a_day(reader, &mut more, today)?;
        let staff = more.waiting.training.iter().map(|row| row.account);
        let staff = staff.chain(more.waiting.applications.iter().map(|(_, account)| *account));
        let staff = staff.chain(more.waiting.tied.iter().map(|(_, row)| row.advocate)).collect();
        more.names = reader.account_names(&staff)?;
        let sites = reader.sites(today)?;
        let waits = appeals.iter().map(|(person, _)| person.id).chain(reviews.iter().map(|(person, _)| person.id));
        let mut people: Vec<_> =
            shown(&found).into_iter().chain(asked.iter().map(|item| item.person.id)).chain(waits).collect();
        // Nobody comes up on their own desk.
        let tied = reach.tied(reader, &of_more(&more.waiting))?;
        retain_more(&mut more.waiting, |person| tied.contains_key(&person));
        people.extend(of_more(&more.waiting));
        let mut granted = Granted::new();
        for (right, reach) in acts {
            for person in reach.tied(reader, &people)?.into_keys() {
                granted.entry(person).or_default().insert(right);
            }
        }
        Ok(About::all(people, (found, asked, asked_total, appeals, reviews, more, sites, granted)))
    });
    let (found, asked, asked_total, appeals, reviews, more, sites, granted) = found.await?;
    let waits = Waits { appeals: &appeals, reviews: &reviews };
    let sitting = Sitting::new(&state);
    let (desk, requests) = (sitting.desk(), Requests { items: &asked, total: asked_total });
    let (today, more, granted, sites) = (&found, &more, &granted, &sites);
    Ok(Html(TodayPage { desk, today, requests, waits, more, granted, sites, only }.render()))
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

/// Leaves out what is not shown, where only one section is.
fn keep_more(only: Option<Need>, waiting: &mut Waiting) {
    let Some(only) = only else { return };
    let all = std::mem::take(waiting);
    match only {
        Need::Soon => (waiting.soon, waiting.soon_total) = (all.soon, all.soon_total),
        Need::Tied => waiting.tied = all.tied,
        Need::Train => waiting.training = all.training,
        Need::Apply => (waiting.applications, waiting.applications_total) = (all.applications, all.applications_total),
        Need::Again => (waiting.again, waiting.again_total) = (all.again, all.again_total),
        Need::Gives => (waiting.gives, waiting.gives_total) = (all.gives, all.gives_total),
        Need::Erase => waiting.erasures = all.erasures,
        Need::Report => waiting.reports = all.reports,
        Need::FollowUp => {
            (waiting.follow_up_due, waiting.follow_up_late) = (all.follow_up_due, all.follow_up_late);
            waiting.follow_up_lost = all.follow_up_lost;
        }
        _ => {}
    }
}

/// What is missing for each donation that is set for today or a day to come, as far as its line is shown.
fn set_for_a_day(reader: &mut Reader, more: &mut More, today: Date) -> Result<(), record::Error> {
    let programme = reader.programme().clone();
    let set = more.waiting.gives.iter().filter(|row| row.appointed.is_some_and(|on| today <= on));
    for (person, id) in set.map(|row| (row.person.id, row.donation)).collect::<Vec<_>>() {
        let Some(donor) = reader.life(person)?.map(|life| life.person) else { continue };
        let Some(donation) = donor.donations.iter().find(|donation| donation.id == id) else { continue };
        let beside = beside(reader, &donor, donation)?;
        let next = next_step(&donor, &beside, donation, &programme, today);
        // That its day has not come is said by the day itself.
        let lacks = next.missing.into_iter().filter(|one| one.who != Supplier::Time).collect();
        more.missing.insert(id, lacks);
    }
    Ok(())
}

/// Everybody who comes up in it.
fn of_more(waiting: &Waiting) -> Vec<PersonId> {
    let soon = waiting.soon.iter().map(|row| row.person.id);
    let tied = waiting.tied.iter().map(|(person, _)| person.id);
    let again = waiting.again.iter().map(|row| row.person.id);
    let gives = waiting.gives.iter().map(|row| row.person.id);
    let erased = waiting.erasures.iter().map(|row| row.person.id);
    soon.chain(tied)
        .chain(again)
        .chain(gives)
        .chain(erased)
        .chain(waiting.reports.iter().map(|row| row.person.id))
        .collect()
}

fn retain_more(waiting: &mut Waiting, keep: impl Fn(PersonId) -> bool) {
    waiting.soon.retain(|row| keep(row.person.id));
    waiting.tied.retain(|(person, _)| keep(person.id));
    waiting.again.retain(|row| keep(row.person.id));
    waiting.gives.retain(|row| keep(row.person.id));
    waiting.erasures.retain(|row| keep(row.person.id));
    waiting.reports.retain(|row| keep(row.person.id));
}

/// A section as an address names it.
struct Section(Need);

impl std::str::FromStr for Section {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|()| Problem::no_such("Today has no such section."))
    }
}
