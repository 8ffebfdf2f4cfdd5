//! Company: somebody offers to stand by another as a companion, is answered, and stops. What each says is theirs alone.

use axum::response::{IntoResponse, Redirect, Response};
use programme::{AccountId, CareStep, Command, PersonId};

use super::me::own;
use crate::console::forms::Typed;
use crate::extract::{Asked, Form};
use crate::problem::Problem;
use crate::state::State;

/// How long what is asked may be, in characters.
const WORDS_MAX: usize = 4_000;

/// Offers company to whoever has a number. Whether there is somebody with it changes nothing of what whoever offers sees.
pub(crate) async fn offer(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), None)?;
    let (number, words) = (typed.text("number").to_owned(), typed.text("words").to_owned());
    if number.is_empty() {
        return Err(Problem::unreadable("number", "Write the number of the person whom you would stand by."));
    }
    if words.is_empty() || words.chars().count() > WORDS_MAX {
        return Err(Problem::unreadable("words", "Write in a sentence or two what you would say to them."));
    }
    let holder = &state.caller().signed_in()?.holder;
    let (by, me) = (holder.account, holder.person);
    // Whoever has asked too often for numbers is answered alike, and nobody is asked.
    let found = match state.door().count_search(by).await? {
        Ok(()) => state.read_door(move |reader| reader.by_number(&number)).await?,
        Err(_) => None,
    };
    if let Some(person) = found.filter(|person| Some(*person) != me) {
        let command = Command::Care { person, step: CareStep::OfferCompany { by, words } };
        // Why it was not done would tell who is there, and how they are.
        if let Err(crate::state::Undone::Unasked(problem)) = state.submit(asked.key, None, command).await {
            return Err(problem);
        }
    }
    Ok(Redirect::to("/me?company=asked#side").into_response())
}

/// Says whether somebody is wanted as a companion.
pub(crate) async fn answer(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let by: AccountId = typed.text("by").parse().map_err(|_| Problem::unreadable("by", "This form was not whole."))?;
    let accepted = match typed.text("accepted") {
        "yes" => true,
        "no" => false,
        _ => return Err(Problem::unreadable("accepted", "Choose yes or no.")),
    };
    carry_out(&state, &typed, own(&state)?, CareStep::AnswerCompany { by, accepted }).await
}

/// Stands by somebody no longer.
pub(crate) async fn stop(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let whom = typed.text("whom").parse().map_err(|_| Problem::unreadable("whom", "This form was not whole."))?;
    let on = state.today();
    carry_out(&state, &typed, own(&state)?, CareStep::StopStandingBy { whom, on }).await
}

async fn carry_out(state: &State, typed: &Typed, person: PersonId, step: CareStep) -> Result<Response, Problem> {
    let asked = Asked::of_form(state, typed.key(), typed.version())?;
    let receipt = state.submit(asked.key, asked.expected, Command::Care { person, step }).await?;
    Ok(Redirect::to(&format!("/me?done={}#side", receipt.version)).into_response())
}
