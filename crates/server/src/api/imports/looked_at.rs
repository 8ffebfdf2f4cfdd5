//! `POST /api/v1/imports/{import}/rows/{line}/looked-at`: somebody has looked at a refused row.

use programme::{Command, ImportId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// What was done about a row.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LookedAt {
    /// What was done about it, in words that name nobody: they are not sealed.
    #[schema(min_length = 1, max_length = 4000)]
    done: String,
}

/// Says that somebody has looked at a refused row, and what was done about it.
#[utoipa::path(
    post, path = "/api/v1/imports/{import}/rows/{line}/looked-at", operation_id = "lookAtRow", tag = "imports",
    params(
        ("import" = uuid::Uuid, Path, description = "The import's id."),
        ("line" = u64, Path, description = "The line on which the row begins."),
    ),
    request_body = LookedAt,
    responses((
        status = 200, description = "It is marked.", body = Done,
        headers(("ETag" = String, description = "The import's version.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((import, line)): Path<(ImportId, u64)>,
    asked: Asked,
    Json(body): Json<LookedAt>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::LookAtRow { import, line, done: body.done }).await
}
