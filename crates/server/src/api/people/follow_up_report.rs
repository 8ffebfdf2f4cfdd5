//! `POST /api/v1/people/{person}/follow-up/reported`: it was reported.

use jiff::Timestamp;
use programme::{Command, DonationId, FollowUpStep, PersonId, Reported};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, Reportable};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A report that was made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReportedBody {
    /// Of which donation.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// What: `organ-failed`, `aborted` or `not-transplanted`, or `died`.
    what: Reportable,
    /// When.
    at: Timestamp,
    /// To whom.
    #[schema(min_length = 1, max_length = 200)]
    to: String,
}

/// Records that something was reported that had to be.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/follow-up/reported", operation_id = "recordReported", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = ReportedBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<ReportedBody>,
) -> Result<Done, Problem> {
    let (donation, what) = (body.donation, body.what.into());
    let reported = Reported { donation, what, at: body.at, to: body.to };
    carry_out(&state, asked, Command::FollowUp { person, step: FollowUpStep::Report { reported } }).await
}
