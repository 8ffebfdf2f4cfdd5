//! `/my-people`: by whom somebody stands, and what each of them needs now.

use axum::response::{Html, Response};
use programme::PersonId;
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting};
use crate::console::MyPeoplePage;
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::state::{State, Via};

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
}

/// The people by whom whoever calls stands.
pub(crate) async fn handler(state: State, Query(query): Query<Shown>) -> Page {
    let (people, sites) = state.my_people(Via::Console).await?;
    let absent = people.iter().filter_map(|mine| mine.time.covers).collect();
    let names = state.read_door(move |reader| reader.account_names(&absent)).await?;
    let sitting = Sitting::new(&state);
    let (people, sites, names, done) = (&people[..], &sites[..], &names, query.done.is_some());
    Ok(Html(MyPeoplePage { desk: sitting.desk(), people, sites, names, done }.render()))
}

/// Writes down a conversation with one of them.
pub(crate) async fn converse(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Converse(person, true), form).await
}
