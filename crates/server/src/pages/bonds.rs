//! `/people/{person}/bonds`: whom somebody names, and who named them. Whoever it is about names them here as well.

use axum::response::{Html, Response};
use programme::{BondId, PersonId};
use serde::Deserialize;
use uuid::Uuid;

use super::form::send;
use super::tellings::is_own;
use super::what::What;
use super::{Page, Sitting};
use crate::console::BondsPage;
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{State, Via};

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
}

/// Whom somebody names.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let (life, seen) = state.bonds_of(person, Via::Console).await?;
    let sitting = Sitting::new(&state);
    let (own, finds, done) = (is_own(&state, person), finds(&state, person), query.done.is_some());
    Ok(Html(BondsPage { desk: sitting.desk(), life: &life, seen: &seen, own, finds, done }.render()))
}

/// Names somebody.
pub(crate) async fn name(state: State, Path(person): Path<PersonId>, mut form: Form) -> Result<Response, Problem> {
    let typed = form.0.iter().find(|(name, _)| name == "number").map(|(_, number)| number.trim().to_owned());
    let number = typed.filter(|number| !number.is_empty() && finds(&state, person));
    if let Some(number) = number {
        let found = state.read_door(move |reader| reader.by_number(&number)).await?;
        // Of a number that nobody has the engine says that nobody is there.
        form.0.push(("content.whom".to_owned(), found.map_or(Uuid::nil(), |person| person.0).to_string()));
    }
    let (own, finds) = (is_own(&state, person), finds(&state, person));
    send(&state, What::NameBond(person, own, finds), form).await
}

/// Says anew what somebody who is named may be told.
pub(crate) async fn change(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::ChangeBond(person, bond, is_own(&state, person)), form).await
}

/// Ends a bond, as whoever named or as whoever was named.
pub(crate) async fn end(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    form: Form,
) -> Result<Response, Problem> {
    let step = state.end_of_bond(person, bond).await?;
    send(&state, What::StepBond(person, bond, step, is_own(&state, person)), form).await
}

/// Says whether whoever named somebody may see them.
pub(crate) async fn answer(
    state: State,
    Path((person, bond)): Path<(PersonId, BondId)>,
    form: Form,
) -> Result<Response, Problem> {
    let may_see = form.0.iter().any(|(name, value)| name == "may-see" && value == "yes");
    let step = state.answer_of_bond(person, bond, may_see).await?;
    send(&state, What::StepBond(person, bond, step, is_own(&state, person)), form).await
}

/// Whether whoever calls sees everybody, and so may name people by their number. Of their own record nobody does by a post.
fn finds(state: &State, person: PersonId) -> bool {
    !is_own(state, person) && state.caller().scope(Right::FindPeople).is_everybody()
}
