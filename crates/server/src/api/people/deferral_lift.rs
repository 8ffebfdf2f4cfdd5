//! `POST /api/v1/people/{person}/deferrals/{deferral}/lift`: a deferral is lifted.

use programme::{Command, DeferralId, DeferralStep, PersonId};

use crate::api::carry_out;
use crate::api::model::{DeferralLiftBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Lifts a deferral that others placed.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/deferrals/{deferral}/lift", operation_id = "liftDeferral", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("deferral" = uuid::Uuid, Path, description = "The deferral's id."),
    ),
    request_body = DeferralLiftBody,
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
    Json(body): Json<DeferralLiftBody>,
) -> Result<Done, Problem> {
    let command = Command::Deferral { person, deferral, step: DeferralStep::Lift { reason: body.reason } };
    carry_out(&state, asked, command).await
}
