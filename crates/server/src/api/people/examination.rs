//! `GET /api/v1/people/{person}/examinations/{examination}`: one examination.

use axum::http::header;
use axum::response::IntoResponse;
use programme::{ExaminationId, PersonId};

use crate::api::model::RecordedExamination;
use crate::extract::Path;
use crate::problem::{Problem, etag};
use crate::state::{About, State, Via};

/// One examination as it stands now. What was entered in error is not there any more; the timeline keeps it.
///
/// A reading of the part `examination` is on the person's record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/examinations/{examination}", operation_id = "getExamination",
    tag = "examinations",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("examination" = uuid::Uuid, Path, description = "The examination's id."),
    ),
    responses((
        status = 200, description = "The examination.", body = RecordedExamination,
        headers(("ETag" = String, description = "The version of the person's record, for `If-Match`.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, examination)): Path<(PersonId, ExaminationId)>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let found = state.read_about("examination", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let recorded = life.person.examinations.get(&examination);
        let found = recorded.map(|made| (life.person.version, RecordedExamination::new(examination, made)));
        Ok(About::one(person, found))
    });
    let (version, examination) = found.await?.ok_or_else(|| {
        Problem::no_such("This person has no such examination: there was none, or it was entered in error.")
    })?;
    Ok(([(header::ETAG, etag(version))], axum::Json(examination)))
}
