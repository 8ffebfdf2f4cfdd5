//! `GET /api/v1/people/{person}`: everything that is held on a person.

use programme::PersonId;

use super::{nobody, site_names};
use crate::api::model::PersonRecord;
use crate::extract::Path;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// Everything that is held on a person: who they are, their life as a timeline, examinations, eligibility with every
/// reason, what is due, alerts.
///
/// A reading of the part `record` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}", operation_id = "getPerson", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((
        status = 200, description = "Their record.", body = PersonRecord,
        headers(("ETag" = String, description = "The version, for `If-Match`.")),
    )),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<PersonRecord, Problem> {
    let (today, eligibility) = (state.today(), state.reach(Right::ReadEligibility));
    let record = state.read_about("record", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let sites = site_names(reader, today)?;
        let mut record = PersonRecord::of(life, reader.programme(), &sites, today);
        if !eligibility.tied(reader, &[person])?.contains_key(&person) {
            record.withhold_eligibility();
        }
        Ok(About::one(person, Some(record)))
    });
    record.await?.ok_or_else(nobody)
}
