//! `POST …/examinations/{examination}/amend`: an examination was wrong.

use jiff::civil::Date;
use programme::{Command, ExaminationId, PersonId, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Checks, Done, ExaminationBody, Measured};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An examination as it should have been, and why it was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExaminationAmendment {
    /// The day in the programme's time zone.
    on: Date,
    /// Where, if it is known.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// All checks that were made, by kind, each with what it should have written down by field.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Measured>>)]
    checks: Checks,
    /// Why it was wrong.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Puts an examination right. The old entry stays in the timeline.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/examinations/{examination}/amend", operation_id = "amendExamination",
    tag = "examinations",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("examination" = uuid::Uuid, Path, description = "The examination's id."),
    ),
    request_body = ExaminationAmendment,
    responses((
        status = 200, description = "It is put right.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, examination)): Path<(PersonId, ExaminationId)>,
    asked: Asked,
    Json(body): Json<ExaminationAmendment>,
) -> Result<Done, Problem> {
    let ExaminationAmendment { on, site, checks, reason } = body;
    let content = ExaminationBody { on, site, checks }.into();
    carry_out(&state, asked, Command::AmendExamination { person, examination, content, reason }).await
}
