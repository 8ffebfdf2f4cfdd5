//! `POST /api/v1/accounts/{account}/absences/{absence}/end`: an advocate is back sooner.

use jiff::civil::Date;
use programme::{AbsenceId, AccountId, CarerStep, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// The end of a time away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AbsenceEnd {
    /// The first day back.
    on: Date,
}

/// Writes down that an advocate comes back before the day that was said.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/absences/{absence}/end", operation_id = "comeBack", tag = "accounts",
    params(
        ("account" = uuid::Uuid, Path, description = "The account's id."),
        ("absence" = uuid::Uuid, Path, description = "The absence's id."),
    ),
    request_body = AbsenceEnd,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((account, absence)): Path<(AccountId, AbsenceId)>,
    asked: Asked,
    Json(body): Json<AbsenceEnd>,
) -> Result<Done, Problem> {
    let step = CarerStep::ComeBack { absence, on: body.on };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
