//! `POST /api/v1/people/{person}/appeals/{appeal}/decide`: an objection is decided.

use programme::{AppealId, AppealStep, Command, PersonId};

use crate::api::carry_out;
use crate::api::model::{DecisionBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Decides an objection. Whoever took part in what it is against does not.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/appeals/{appeal}/decide", operation_id = "decideAppeal", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("appeal" = uuid::Uuid, Path, description = "The objection's id."),
    ),
    request_body = DecisionBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, appeal)): Path<(PersonId, AppealId)>,
    asked: Asked,
    Json(body): Json<DecisionBody>,
) -> Result<Done, Problem> {
    let step = AppealStep::Decide { decision: body.decision.into(), reason: body.reason };
    let command = Command::Appeal { person, appeal, step };
    carry_out(&state, asked, command).await
}
