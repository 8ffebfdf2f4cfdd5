//! `/sites`: all of them; and one of them, with who is there on any day.

use axum::response::{Html, Response};
use programme::{PersonId, SiteId};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, day_or_today};
use crate::console::forms::{Typed, read_day};
use crate::console::{SitePage, SitesPage};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many people a site's page shows.
const RESIDENTS: u32 = 200;

#[derive(Debug, Deserialize)]
pub(crate) struct OnDay {
    on: Option<String>,
}

/// All sites.
pub(crate) async fn handler(state: State) -> Page {
    let today = state.today();
    let sites = state.read(move |reader| reader.sites(today)).await?;
    let sitting = Sitting::new(&state);
    Ok(Html(SitesPage { desk: sitting.desk(), sites: &sites }.render()))
}

/// One site, with who is there on a day.
pub(crate) async fn site(state: State, Path(id): Path<SiteId>, Query(query): Query<OnDay>) -> Page {
    let on = day_or_today(query.on.as_deref(), state.today())?;
    let asking = state.asking_who_is_there();
    let found = state.read_about_by(Right::SeeResidents, "residents", Via::Console, move |reader| {
        let (sites, there) = (reader.sites(on)?, asking.at(reader, id, on, RESIDENTS)?);
        let people: Vec<PersonId> = there.iter().map(|there| there.row.id).collect();
        Ok(About::all(people, (sites, there)))
    });
    let (sites, there) = found.await?;
    let site =
        sites.iter().find(|row| row.id == id).ok_or_else(|| Problem::no_such("There is no such site.").of("site"))?;
    let residents = state.caller().scope(Right::SeeResidents);
    let is_theirs = residents.is_everybody() || residents.sites().any(|site| site == id);
    let people = is_theirs.then_some(&there[..]);
    let sitting = Sitting::new(&state);
    Ok(Html(SitePage { desk: sitting.desk(), site, on, people }.render()))
}

/// Opens a site.
pub(crate) async fn open(state: State, form: Form) -> Result<Response, Problem> {
    send(&state, What::OpenSite, form).await
}

/// Changes a site.
pub(crate) async fn change(state: State, Path(site): Path<SiteId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::ChangeSite(site), form).await
}

/// Receives somebody who has come, and says their number and the day of their birth. Whoever has one of them wrong is told no
/// more than that the two do not go together.
pub(crate) async fn receive(state: State, Path(site): Path<SiteId>, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields.clone());
    let number = typed.text("number").to_owned();
    let who = match read_day(typed.text("born"), state.today()) {
        Ok(born) if !number.is_empty() => state.known_by(number, born).await?,
        _ => None,
    };
    send(&state, What::Receive(site, who), Form(fields)).await
}

/// Closes a site.
pub(crate) async fn close(state: State, Path(site): Path<SiteId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::CloseSite(site), form).await
}
