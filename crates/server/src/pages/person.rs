//! `/people/{person}`: a life, and what is written down in it.

use std::collections::BTreeSet;

use axum::response::{Html, Response};
use programme::{ExaminationId, PersonEvent, PersonId};
use record::{Life, Reading, SiteRow};
use serde::Deserialize;

use super::form::{candidates, send};
use super::what::What;
use super::{Page, Sitting, day_or_today};
use crate::console::{Bonds, Booklet, PersonPage};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many readings a page lists, and how many a booklet.
const READINGS: u32 = 50;
const READINGS_PRINTED: u32 = 1_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    on: Option<String>,
    done: Option<u64>,
}

/// A person's life.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let on = day_or_today(query.on.as_deref(), state.today())?;
    let (life, sites, readings, grants) = life(&state, person, "timeline", READINGS).await?;
    let today = state.today();
    let (assigns, manages) = (grants.contains(&Right::AssignCarer), state.caller().has(Right::ManageAccounts));
    let bonds = state.read_door(move |reader| {
        let candidates = if assigns { candidates(reader, today)? } else { Vec::new() };
        let account = if manages { reader.account_of_person(person)? } else { None };
        Ok((candidates, account))
    });
    let (candidates, account) = bonds.await?;
    let bonds = Bonds { candidates: &candidates, account };
    let sitting = Sitting::new(&state);
    let (desk, done) = (sitting.desk(), query.done);
    let (life, sites, readings, grants) = (&life, &sites, &readings, &grants);
    Ok(Html(PersonPage { desk, life, sites, grants, readings, bonds, on, done }.render()))
}

/// A person's life to print.
pub(crate) async fn print(state: State, Path(person): Path<PersonId>) -> Page {
    let (life, sites, readings, _) = life(&state, person, "print", READINGS_PRINTED).await?;
    let sitting = Sitting::new(&state);
    let booklet = Booklet { desk: sitting.desk(), life: &life, sites: &sites, readings: &readings, alone: false };
    Ok(Html(booklet.render()))
}

/// A life, with who has read it: this reading included, which is on the record by then.
async fn life(
    state: &State,
    person: PersonId,
    part: &'static str,
    most: u32,
) -> Result<(Life, Vec<SiteRow>, Vec<Reading>, BTreeSet<Right>), Problem> {
    let today = state.today();
    let grants = state.grants(person).await?.rights();
    let found = state.read_about(part, Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let sites = reader.sites(today)?;
        Ok(About::one(person, Some((life, sites))))
    });
    let (life, sites) = found.await?.ok_or_else(nobody)?;
    let reads_readings = grants.contains(&Right::ReadReadings);
    let readings = if reads_readings { state.readings_of(person, most).await? } else { Vec::new() };
    Ok((withheld(life, &grants), sites, readings, grants))
}

/// A life without what whoever reads it may not read: then neither its page nor anything made from it can show it.
fn withheld(mut life: Life, grants: &BTreeSet<Right>) -> Life {
    if !grants.contains(&Right::ReadLife) {
        life.entries.retain(|entry| entry.event.is_of_whereabouts());
        life.entries.iter_mut().for_each(|entry| entry.event.leave_words_out());
        life.person.departed.iter_mut().for_each(|departure| departure.said = None);
        life.person.examinations.clear();
        life.person.answers.clear();
        life.person.bonds.clear();
        life.person.tellings.clear();
        life.person.deferrals = programme::Deferrals::default();
        life.person.appeals.clear();
        life.person.assessments.clear();
    }
    // What somebody asks about their own record may say how they are.
    if !grants.contains(&Right::ReadLife) && !grants.contains(&Right::AnswerRequest) {
        let is_asked = |event: &PersonEvent| {
            matches!(event, PersonEvent::RequestMade { .. } | PersonEvent::RequestAnswered { .. })
        };
        life.entries.retain(|entry| !is_asked(&entry.event));
        life.person.requests.clear();
    }
    life
}

/// Puts right who somebody is.
pub(crate) async fn details(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::AmendDetails(person), form).await
}

/// Records that somebody was in touch because of an alert.
pub(crate) async fn answer_alert(
    state: State,
    Path((person, examination, rule)): Path<(PersonId, ExaminationId, String)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::AnswerAlert(person, examination, rule.as_str().into()), form).await
}

/// Records a move.
pub(crate) async fn move_to(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Move(person), form).await
}

/// Records that somebody entered a stage of life.
pub(crate) async fn enter_stage(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::EnterStage(person), form).await
}

/// Records that something was done to prepare for a stage.
pub(crate) async fn prepare(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::RecordPreparation(person), form).await
}

/// Records a departure.
pub(crate) async fn depart(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Depart(person), form).await
}

/// Records a return.
pub(crate) async fn come_back(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Return(person), form).await
}

pub(super) fn nobody() -> Problem {
    Problem::nobody_there()
}
