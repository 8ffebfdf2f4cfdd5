//! `/speak-up`: for everybody who is signed in. `/concerns`: for the auditor, who reads what was said and answers.

use axum::response::{Html, Response};
use programme::{AccountId, ConcernId, PersonId};
use record::Reader;
use serde::Deserialize;

use super::form::{send, unclear};
use super::what::What;
use super::{Page, Sitting};
use crate::console::forms::{Typed, Wrong};
use crate::console::{ConcernsPage, Raised, SpeakUpPage, Whom, person_name};
use crate::extract::{Asked, Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many concerns a page shows; the oldest come first, and each that is closed makes room.
const SHOWN: usize = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct Offered {
    about: Option<String>,
    done: Option<String>,
}

/// The form, with what was said before and answered.
pub(crate) async fn offer(state: State, Query(query): Query<Offered>) -> Page {
    let account = state.caller().signed_in()?.holder.account;
    let about = query.about.as_deref().and_then(|about| about.parse().ok());
    let whom = whom(&state, about).await?;
    let about = about.filter(|about| whom.iter().any(|(id, _)| id == about));
    let own = state.read_door(move |reader| reader.account(account)).await?;
    let said = own.map(|life| life.account.concerns).unwrap_or_default();
    let sitting = Sitting::new(&state);
    let done = query.done.is_some();
    Ok(Html(SpeakUpPage { desk: sitting.desk(), whom: &whom, about, said: &said, done }.render()))
}

/// Says it.
pub(crate) async fn speak_up(state: State, Form(mut fields): Form) -> Result<Response, Problem> {
    let account = state.caller().signed_in()?.holder.account;
    let typed = Typed::new(fields.clone());
    Asked::of_form(&state, typed.key(), typed.version())?;
    let what = What::SpeakUp(account);
    match about(&state, &typed).await? {
        Ok(None) => {}
        Ok(Some(person)) => {
            fields.retain(|(name, _)| name != "said.about");
            fields.push(("said.about".to_owned(), person.to_string()));
        }
        Err(wrong) => return unclear(&state, &what, &typed, &[wrong]).await,
    }
    send(&state, what, Form(fields)).await
}

/// What is open, for the auditor. Whoever said it, and whoever it is about, sees that it was read.
pub(crate) async fn list(state: State) -> Page {
    let (reach, own) = (state.reach(Right::HearConcerns), state.caller().signed_in()?.holder.account);
    let today = state.today();
    let found = state.read_about("concern", Via::Console, move |reader| {
        // One's own is for another auditor to answer.
        let mut open = reader.open_concerns()?;
        open.retain(|row| row.account != own);
        let more = open.len().saturating_sub(SHOWN) as u64;
        let (mut raised, mut people) = (Vec::new(), Vec::new());
        for row in open.into_iter().take(SHOWN) {
            let Some(account) = reader.account(row.account)?.map(|life| life.account) else { continue };
            let Some(concern) = account.concerns.get(&row.concern).cloned() else { continue };
            let about = concern.said.as_ref().and_then(|said| said.about);
            let of: Vec<PersonId> = account.person.into_iter().chain(about).collect();
            let tied = reach.tied(reader, &of)?;
            let about = about.filter(|about| tied.contains_key(about));
            let about = about.map(|about| named(reader, about, today)).transpose()?;
            people.extend(tied.into_keys());
            let by = account.details.as_ref().map_or("Somebody", |details| &details.name).to_owned();
            raised.push(Raised { account: row.account, id: row.concern, by, about, concern });
        }
        Ok(About::all(people, (raised, more)))
    });
    let (raised, more) = found.await?;
    let sitting = Sitting::new(&state);
    Ok(Html(ConcernsPage { desk: sitting.desk(), raised: &raised, more }.render()))
}

/// Answers somebody, and may close the matter.
pub(crate) async fn answer(
    state: State,
    Path((account, concern)): Path<(AccountId, ConcernId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::AnswerConcern(account, concern), form).await
}

/// Whom somebody can speak of without a search: themselves, and whoever they come from the page of.
pub(super) async fn whom(state: &State, from: Option<PersonId>) -> Result<Vec<Whom>, Problem> {
    let own = state.caller().who().and_then(|who| who.holder.person);
    let mut whom: Vec<Whom> = own.map(|own| (own, "myself".to_owned())).into_iter().collect();
    let Some(from) = from.filter(|from| Some(*from) != own) else { return Ok(whom) };
    if !state.grants(from).await?.rights().contains(&Right::ReadPerson) {
        return Ok(whom);
    }
    let today = state.today();
    let found = state.read_about_by(Right::ReadPerson, "form", Via::Console, move |reader| {
        Ok(About::one(from, named(reader, from, today)?))
    });
    whom.push((from, found.await?));
    Ok(whom)
}

/// Whom it is about, or what is wrong with how that was said. Only who may be seen can be named: nobody learns here who is in
/// the programme.
async fn about(state: &State, typed: &Typed) -> Result<Result<Option<PersonId>, Wrong>, Problem> {
    let wrong = |field: &str, message: &str| Wrong { field: field.to_owned(), message: message.to_owned() };
    let number = typed.text("number").to_owned();
    let (person, field) = if !number.is_empty() && state.caller().has(Right::FindPeople) {
        (state.read_door(move |reader| reader.by_number(&number)).await?, "number")
    } else if typed.text("said.about").is_empty() {
        return Ok(Ok(None));
    } else {
        (typed.text("said.about").parse().ok(), "said.about")
    };
    let own = state.caller().who().and_then(|who| who.holder.person);
    let Some(person) = person else { return Ok(Err(wrong(field, "There is nobody of this number whom you may see."))) };
    let rights = state.grants(person).await?.rights();
    if Some(person) == own || rights.contains(&Right::ReadPerson) || rights.contains(&Right::FindPeople) {
        return Ok(Ok(Some(person)));
    }
    Ok(Err(wrong(field, "There is nobody of this number whom you may see.")))
}

fn named(reader: &mut Reader, person: PersonId, today: jiff::civil::Date) -> Result<String, record::Error> {
    let rows = reader.person_rows(&[person], today)?;
    Ok(person_name(rows.first().and_then(|row| row.details.as_ref())))
}
