//! Donations: the board of all that go on, and what one person gives.

use std::collections::BTreeMap;

use axum::response::{Html, Response};
use programme::{DonationId, PersonId};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{BoardPage, DonationsPage};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via, beside};

/// How many people the board shows.
const ON_THE_BOARD: u32 = 200;

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    done: Option<u64>,
}

/// Every donation that goes on.
pub(crate) async fn board(state: State) -> Page {
    let board = state.board(Via::Console, None, ON_THE_BOARD).await?;
    let more = board.len() >= ON_THE_BOARD as usize;
    let sitting = Sitting::new(&state);
    Ok(Html(BoardPage { desk: sitting.desk(), rows: &board, more }.render()))
}

/// What somebody gives.
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>, Query(query): Query<Shown>) -> Page {
    let today = state.today();
    let grants = state.grants(person).await?.rights();
    let found = state.read_about("donations", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let mut besides = BTreeMap::new();
        for donation in life.person.donations.iter().filter(|donation| donation.is_open()) {
            besides.insert(donation.id, beside(reader, &life.person, donation)?);
        }
        let sites = reader.sites(today)?;
        Ok(About::one(person, Some((life, besides, sites))))
    });
    let (life, besides, sites) = found.await?.ok_or_else(Problem::nobody_there)?;
    let sitting = Sitting::new(&state);
    let holder = &state.caller().signed_in()?.holder;
    let other = (holder.person != Some(person)).then_some(holder.account);
    let (life, besides, sites, grants, done) = (&life, &besides, &sites, &grants, query.done.is_some());
    Ok(Html(DonationsPage { desk: sitting.desk(), life, besides, sites, grants, other, done }.render()))
}

/// Begins a donation, or writes down one that was made elsewhere. Whoever would receive is found by their number, where
/// whoever asks finds people at all.
pub(crate) async fn begin(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    let typed = Typed::new(form.0.clone());
    if typed.text("do") == "record" {
        return send(&state, What::RecordDonation(person), form).await;
    }
    let number = typed.text("opening.toward.recipient").to_owned();
    let mut recipient = None;
    if !number.is_empty() && state.caller().has(Right::FindPeople) {
        let reach = state.reach(Right::FindPeople);
        let found = state.read_door(move |reader| {
            let holder: Vec<PersonId> = reader.by_number(&number)?.into_iter().collect();
            Ok(reach.tied(reader, &holder)?.into_keys().next())
        });
        recipient = found.await?;
    }
    send(&state, What::BeginDonation(person, recipient), form).await
}

/// Writes down what only the donor says.
pub(crate) async fn word(
    state: State,
    Path((person, donation)): Path<(PersonId, DonationId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::DonationWord(person, donation), form).await
}

/// Takes a donation a step further.
pub(crate) async fn step(
    state: State,
    Path((person, donation)): Path<(PersonId, DonationId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::DonationStep(person, donation), form).await
}
