//! `POST /api/v1/people/{person}/follow-up/learnt`: somebody learnt of something that has to be reported within hours.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{Command, DonationId, FollowUpStep, Learnt, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, Reportable};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Something learnt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LearntBody {
    /// Of which donation.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// What: `organ-failed`, `aborted` or `not-transplanted`.
    what: Reportable,
    /// The day on which it happened.
    on: Date,
    /// When somebody of the programme learnt of it.
    learnt: Timestamp,
    /// What is known.
    #[schema(min_length = 1, max_length = 4000)]
    note: String,
}

/// Records that somebody learnt of something that has to be reported within hours. The clock starts when they learnt of it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/learnt", operation_id = "recordLearnt", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = LearntBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<LearntBody>,
) -> Result<Done, Problem> {
    let (donation, what) = (body.donation, body.what.into());
    let learnt = Learnt { donation, what, on: body.on, learnt: body.learnt, note: body.note };
    carry_out(&state, asked, Command::FollowUp { person, step: FollowUpStep::Learn { learnt } }).await
}
