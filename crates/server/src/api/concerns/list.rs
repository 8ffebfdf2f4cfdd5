//! `GET /api/v1/concerns`: matters on which somebody spoke up and which are open.

use axum::Json;
use programme::PersonId;
use record::Reader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::model::Concern;
use crate::problem::Problem;
use crate::state::{About, Reached, State, Via};

/// Matters that are open.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Concerns {
    /// The matters, the oldest first.
    concerns: Vec<Raised>,
}

/// A matter, and who raised it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RaisedConcern)]
#[serde(rename_all = "kebab-case")]
struct Raised {
    /// Who spoke up; `null` once erased.
    by: Option<String>,
    /// What they said.
    concern: Concern,
}

/// Matters on which somebody spoke up and which are open, the oldest first.
///
/// Whoever is in the programme and is spoken of has a reading of the part `concern` on their record. What is about the reader
/// themselves is for another auditor.
#[utoipa::path(
    get, path = "/api/v1/concerns", operation_id = "listConcerns", tag = "concerns",
    responses((status = 200, description = "The open matters.", body = Concerns)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Concerns>, Problem> {
    let reach = state.reach(state.caller().right());
    let concerns = state.read_about("concern", Via::Api, move |reader| {
        let concerns = open(reader, &reach)?;
        Ok(About::all(concerns.iter().filter_map(|raised| raised.concern.about()).collect::<Vec<_>>(), concerns))
    });
    Ok(Json(Concerns { concerns: concerns.await? }))
}

fn open(reader: &mut Reader, reach: &Reached) -> Result<Vec<Raised>, record::Error> {
    let mut found = Vec::new();
    for row in reader.open_concerns()? {
        let Some(life) = reader.account(row.account)? else { continue };
        let mut account = life.account;
        let Some(concern) = account.concerns.remove(&row.concern) else { continue };
        let by = account.details.map(|details| details.name);
        found.push(Raised { by, concern: Concern::of(row.account, row.concern, concern) });
    }
    let people: Vec<PersonId> = found.iter().filter_map(|raised| raised.concern.about()).collect();
    let tied = reach.tied(reader, &people)?;
    found.retain(|raised| raised.concern.about().is_none_or(|person| tied.contains_key(&person)));
    Ok(found)
}
