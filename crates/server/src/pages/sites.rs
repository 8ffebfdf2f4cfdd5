//! `/sites`: all of them; and one of them, with who is there on any day.

use axum::response::{Html, Response};
use programme::{PersonId, SiteId};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, day_or_today};
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
    let today = state.today();
    let on = day_or_today(query.on.as_deref(), today)?;
    let reach = state.reach(Right::SeeResidents);
    let sight = state.sight();
    let found = state.read_about_by(Right::SeeResidents, "residents", Via::Console, move |reader| {
        let sites = reader.sites(on)?;
        let mut stays = reader.residents(id, on, RESIDENTS)?;
        let people: Vec<PersonId> = stays.iter().map(|stay| stay.person).collect();
        // Whoever is not at their site is a number to them.
        let tied = reach.tied(reader, &people)?;
        stays.retain(|stay| tied.contains_key(&stay.person));
        let people: Vec<PersonId> = stays.iter().map(|stay| stay.person).collect();
        let (mut rows, seen) = (reader.person_rows(&people, today)?, sight.of(reader, &people)?);
        let sees_outcome = |id| seen.get(&id).is_some_and(|seen| seen.eligibility);
        rows.iter_mut().filter(|row| !sees_outcome(row.id)).for_each(|row| row.outcome = None);
        let since = |id| stays.iter().find(|stay| stay.person == id).map(|stay| stay.since);
        let residents: Vec<_> = rows.into_iter().filter_map(|row| Some((since(row.id)?, row))).collect();
        Ok(About::all(people, (sites, residents)))
    });
    let (sites, residents) = found.await?;
    let site =
        sites.iter().find(|row| row.id == id).ok_or_else(|| Problem::no_such("There is no such site.").of("site"))?;
    let people: Vec<_> = residents.into_iter().map(|(since, row)| (row, since)).collect();
    let sitting = Sitting::new(&state);
    Ok(Html(SitePage { desk: sitting.desk(), site, sites: &sites, on, people: &people }.render()))
}

/// Opens a site.
pub(crate) async fn open(state: State, form: Form) -> Result<Response, Problem> {
    send(&state, What::OpenSite, form).await
}

/// Changes a site.
pub(crate) async fn change(state: State, Path(site): Path<SiteId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::ChangeSite(site), form).await
}

/// Closes a site.
pub(crate) async fn close(state: State, Path(site): Path<SiteId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::CloseSite(site), form).await
}
