//! `/people/{person}/tellings`: what somebody has been told. Whoever it is about sees it as well.

use axum::response::{Html, Response};
use jiff::civil::Date;
use programme::{AccountId, PersonId, Role, TellingId};
use record::Reader;
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting};
use crate::console::{Candidate, TellingsPage, first_teller, leaflet as leaflet_of};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many of each role are offered as those who told.
const TELLERS: u32 = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
}

/// What somebody has been told, and what is still to be told.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let grants = state.grants(person).await?.rights();
    let (tells, today, account) = (grants.contains(&Right::Tell), state.today(), account(&state));
    let found = state.read_about("tellings", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let tellers = if tells { tellers(reader, today, account)? } else { Vec::new() };
        Ok(About::one(person, Some((life, tellers))))
    });
    let (life, tellers) = found.await?.ok_or_else(Problem::nobody_there)?;
    let sitting = Sitting::new(&state);
    let (own, done) = (is_own(&state, person), query.done.is_some());
    let page = TellingsPage { desk: sitting.desk(), life: &life, own, tells, tellers: &tellers, done };
    Ok(Html(page.render()))
}

/// Writes down that somebody was told something.
pub(crate) async fn record(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Tell(person), form).await
}

/// Takes a telling back.
pub(crate) async fn in_error(
    state: State,
    Path((person, telling)): Path<(PersonId, TellingId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::TellingInError(person, telling), form).await
}

/// A topic as a leaflet.
pub(crate) async fn leaflet(state: State, Path(topic): Path<String>) -> Page {
    let sitting = Sitting::new(&state);
    let topic = state.programme().topic(&topic.as_str().into());
    let topic = topic.ok_or_else(|| Problem::no_such("There is no such topic in the programme file."))?;
    Ok(Html(leaflet_of(sitting.desk(), topic)))
}

/// Who tells, whoever asks first.
pub(super) fn tellers(
    reader: &mut Reader,
    today: Date,
    own: Option<AccountId>,
) -> Result<Vec<Candidate>, record::Error> {
    let mut all = Vec::new();
    for role in [Role::Coordinator, Role::Clinician, Role::Advocate] {
        all.extend(reader.holders_of(role, today, TELLERS)?);
    }
    first_teller(&mut all, own);
    Ok(all)
}

/// The account of whoever calls.
pub(super) fn account(state: &State) -> Option<AccountId> {
    state.caller().who().map(|who| who.holder.account)
}

/// Whether whoever calls is that person.
pub(super) fn is_own(state: &State, person: PersonId) -> bool {
    state.caller().who().is_some_and(|who| who.holder.person == Some(person))
}
