//! `POST /api/v1/accounts/{account}/ties/{tie}/end`: a tie has ended.

use jiff::civil::Date;
use programme::{AccountId, CarerStep, Command, TieId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// The end of a tie.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TieEnd {
    /// The first day without it.
    on: Date,
}

/// Writes down that a declared tie has ended.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/ties/{tie}/end", operation_id = "endTie", tag = "accounts",
    params(
        ("account" = uuid::Uuid, Path, description = "The account's id."),
        ("tie" = uuid::Uuid, Path, description = "The tie's id."),
    ),
    request_body = TieEnd,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((account, tie)): Path<(AccountId, TieId)>,
    asked: Asked,
    Json(body): Json<TieEnd>,
) -> Result<Done, Problem> {
    let step = CarerStep::EndTie { tie, on: body.on };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
