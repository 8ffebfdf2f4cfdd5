//! `POST /api/v1/people/{person}/deferrals/{deferral}/review`: a deferral is looked at again.

use programme::{Command, DeferralId, DeferralStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{DeferralReviewBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Looks at a deferral again that has no end in sight, and lets it go on.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/deferrals/{deferral}/review", operation_id = "reviewDeferral", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("deferral" = uuid::Uuid, Path, description = "The deferral's id."),
    ),
    request_body = DeferralReviewBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, deferral)): Path<(PersonId, DeferralId)>,
    asked: Asked,
    Json(body): Json<DeferralReviewBody>,
) -> Result<Done, Problem> {
    let step = DeferralStep::Review { next: body.next, reason: body.reason };
    let command = Command::Deferral { person, deferral, step };
    carry_out(&state, asked, command).await
}
