//! `/people/{person}/examinations/{examination}`: one examination, recorded, put right, taken back.

use axum::response::{Html, Response};
use programme::{ExaminationId, PersonId};

use super::form::send;
use super::person::nobody;
use super::what::What;
use super::{Page, Sitting};
use crate::console::ExaminationPage;
use crate::extract::{Form, Path};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// One examination.
pub(crate) async fn handler(state: State, Path((person, examination)): Path<(PersonId, ExaminationId)>) -> Page {
    let today = state.today();
    let examines = state.grants(person).await?.rights().contains(&Right::Examine);
    let found = state.read_about("examination", Via::Console, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let sites = reader.sites(today)?;
        Ok(About::one(person, Some((life, sites))))
    });
    let (life, sites) = found.await?.ok_or_else(nobody)?;
    let sitting = Sitting::new(&state);
    let page = ExaminationPage { desk: sitting.desk(), life: &life, examination, examines, sites: &sites };
    page.render()
        .map(Html)
        .ok_or_else(|| Problem::no_such("There was no such examination, or it was entered in error.").of("examination"))
}

/// Records an examination.
pub(crate) async fn record(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::RecordExamination(person), form).await
}

/// Puts an examination right.
pub(crate) async fn amend(
    state: State,
    Path((person, examination)): Path<(PersonId, ExaminationId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::AmendExamination(person, examination), form).await
}

/// Takes an examination back.
pub(crate) async fn in_error(
    state: State,
    Path((person, examination)): Path<(PersonId, ExaminationId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::ExaminationInError(person, examination), form).await
}
