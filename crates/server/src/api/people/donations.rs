//! `GET /api/v1/people/{person}/donations`: what somebody gave or thinks of giving.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::{Donation, Donations};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via, beside};

/// What a person gave or thinks of giving, with what comes next and what is missing for it.
///
/// A reading of the part `donations` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/donations", operation_id = "listDonations", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "Their donations.", body = Donations)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Donations>, Problem> {
    let today = state.today();
    let found = state.read_about("donations", Via::Api, move |reader| {
        let Some(donor) = reader.life(person)?.map(|life| life.person) else { return Ok(About::nobody(None)) };
        let programme = reader.programme().clone();
        let mut donations = Vec::new();
        for donation in &donor.donations {
            let beside = beside(reader, &donor, donation)?;
            donations.push(Donation::of(&donor, &beside, donation, &programme, today));
        }
        Ok(About::one(person, Some(Donations { donations })))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
