//! `/people`: everybody; and somebody new.

use axum::response::{Html, Response};
use programme::StageId;
use record::PeopleFilter;
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, chosen};
use crate::api::cursor_of_people;
use crate::console::{PeoplePage, RegisterPage};
use crate::extract::{Form, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{State, Via};

/// How many people a page shows.
const ON_A_PAGE: u32 = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    text: Option<String>,
    outcome: Option<String>,
    site: Option<String>,
    stage: Option<String>,
    after: Option<String>,
}

/// People by name or number, outcome, site and stage.
pub(crate) async fn handler(state: State, Query(query): Query<Filter>) -> Page {
    let filter = PeopleFilter {
        text: query.text.unwrap_or_default(),
        outcome: chosen(query.outcome.as_deref(), "outcome")?,
        site: chosen(query.site.as_deref(), "site")?,
        stage: query.stage.filter(|stage| !stage.is_empty()).map(|stage| StageId::from(stage.as_str())),
        only: None,
    };
    let after = cursor_of_people("after", query.after.filter(|after| !after.is_empty()))?;
    let is_later = after.is_some();
    let (people, seen) = state.listed("list", Via::Console, filter.clone(), after, ON_A_PAGE).await?;
    let today = state.today();
    let sites = state.read(move |reader| reader.sites(today)).await?;
    let sitting = Sitting::new(&state);
    let everybody = state.caller().scope(Right::FindPeople).is_everybody();
    let (desk, filter, people, seen, sites) = (sitting.desk(), &filter, &people, &seen, &sites);
    Ok(Html(PeoplePage { desk, filter, people, seen, everybody, is_later, sites }.render()))
}

/// The form for somebody new.
pub(crate) async fn new(state: State) -> Page {
    let today = state.today();
    let sites = state.read(move |reader| reader.sites(today)).await?;
    let sitting = Sitting::new(&state);
    Ok(Html(RegisterPage { desk: sitting.desk(), sites: &sites }.render()))
}

/// Registers somebody.
pub(crate) async fn register(state: State, form: Form) -> Result<Response, Problem> {
    send(&state, What::Register, form).await
}
