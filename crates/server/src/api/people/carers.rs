//! `GET /api/v1/people/{person}/carers`: who stands by somebody.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::{Carer, Carers};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// Who stands or stood by a person, oldest first.
///
/// A reading of the part `carers` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/carers", operation_id = "listCarers", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "Who stands by them.", body = Carers)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Carers>, Problem> {
    let found = state.read_about("carers", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let times = life.person.carers;
        let names = reader.account_names(&times.iter().map(|time| time.carer).collect())?;
        let carers = times.into_iter().map(|time| Carer {
            carer: time.carer,
            name: names.of(time.carer).map(str::to_owned),
            kind: time.kind.into(),
            from: time.from,
            until: time.until,
        });
        Ok(About::one(person, Some(Carers { carers: carers.collect() })))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
