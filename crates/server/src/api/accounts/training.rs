//! `POST /api/v1/accounts/{account}/training`: somebody has learnt what advocates learn.

use jiff::civil::Date;
use programme::{AccountId, CarerStep, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A training.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TrainingBody {
    /// Which, as the programme file names it.
    topic: String,
    /// The day.
    on: Date,
}

/// Writes down that the holder of an account has learnt something that advocates have to have learnt. Nobody does so for themselves.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/training", operation_id = "recordTraining", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = TrainingBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<TrainingBody>,
) -> Result<Done, Problem> {
    let step = CarerStep::Train { topic: body.topic.as_str().into(), on: body.on };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
