//! Waiting, deferring, objecting, deciding and assessing; and the docket of all of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{Html, Response};
use jiff::civil::Date;
use programme::{AppealId, PersonId};
use record::{PersonRow, Reader};

use super::form::send;
use super::me::own;
use super::what::What;
use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{Docket, DocketPage};
use crate::extract::{Asked, Form, Path};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via};

/// How many people deferred by what was found the docket shows.
const SHOWN: u32 = 500;

/// One's own wait. Whoever is asked to wait as well is named by their number; whether there is somebody with it changes nothing
/// of what whoever asks sees.
pub(crate) async fn own_wait(state: State, Form(mut fields): Form) -> Result<Response, Problem> {
    let person = own(&state)?;
    let typed = Typed::new(fields.clone());
    let number = typed.text("number").to_owned();
    fields.retain(|(name, _)| name != "step.with");
    if !number.is_empty() {
        let asked = Asked::of_form(&state, typed.key(), typed.version())?;
        let account = state.caller().signed_in()?.holder.account;
        // Whoever has asked too often for numbers waits all the same, and asks nobody.
        let found = match state.door().count_search(account).await? {
            Ok(()) => state.read_door(move |reader| reader.by_number(&number)).await?,
            Err(_) => None,
        };
        let with = found.unwrap_or_else(|| PersonId(asked.new_id("somebody")));
        fields.push(("step.with".to_owned(), with.to_string()));
    }
    send(&state, What::Wait(person, true), Form(fields)).await
}

/// One's own objection.
pub(crate) async fn own_appeal(state: State, form: Form) -> Result<Response, Problem> {
    let person = own(&state)?;
    send(&state, What::Object(person, true), form).await
}

/// Somebody's wait, written down for them.
pub(crate) async fn wait(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Wait(person, false), form).await
}

/// A deferral by others.
pub(crate) async fn defer(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Defer(person), form).await
}

/// An objection on somebody's behalf.
pub(crate) async fn object(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Object(person, false), form).await
}

/// The decision on an objection.
pub(crate) async fn decide(
    state: State,
    Path((person, appeal)): Path<(PersonId, AppealId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::DecideAppeal(person, appeal), form).await
}

/// An assessment.
pub(crate) async fn assess(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Assess(person), form).await
}

/// The docket: every wait, deferral and objection of everybody whom whoever calls may see. Each of them is read by it.
pub(crate) async fn docket(state: State) -> Page {
    let (reach, today) = (state.reach(Right::SeeToday), state.today());
    let found = state.read_about("docket", Via::Console, move |reader| {
        let docket = read(reader, &reach, today)?;
        Ok(About::all(docket.people.keys().copied().collect::<Vec<_>>(), docket))
    });
    let docket = found.await?;
    let sitting = Sitting::new(&state);
    Ok(Html(DocketPage { desk: sitting.desk(), docket: &docket }.render()))
}

fn read(reader: &mut Reader, reach: &Reached, today: Date) -> Result<Docket, record::Error> {
    let (mut appeals, mut deferrals) = (reader.open_appeals()?, reader.deferrals_on(today)?);
    let mut found = reader.deferred_by_rules(today, SHOWN)?;
    let people: BTreeSet<PersonId> = appeals
        .iter()
        .map(|row| row.person)
        .chain(deferrals.iter().map(|row| row.person))
        .chain(found.iter().map(|(person, ..)| *person))
        .collect();
    let tied = reach.tied(reader, &people.into_iter().collect::<Vec<_>>())?;
    appeals.retain(|row| tied.contains_key(&row.person));
    deferrals.retain(|row| tied.contains_key(&row.person));
    found.retain(|(person, ..)| tied.contains_key(person));
    let people = rows(reader, tied.into_keys().collect(), today)?;
    Ok(Docket { appeals, deferrals, found, people })
}

fn rows(
    reader: &mut Reader,
    people: BTreeSet<PersonId>,
    today: Date,
) -> Result<BTreeMap<PersonId, PersonRow>, record::Error> {
    let people: Vec<PersonId> = people.into_iter().collect();
    Ok(reader.person_rows(&people, today)?.into_iter().map(|row| (row.id, row)).collect())
}
