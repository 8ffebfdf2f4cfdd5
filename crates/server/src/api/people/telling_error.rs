//! `POST /api/v1/people/{person}/tellings/{telling}/entered-in-error`: a telling that never was.

use programme::{Command, PersonId, TellingId, TellingStep};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Why a telling counts for nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TellingErrorBody {
    /// How it came to be written down.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Says that something was never told, or not to this person. It stays on record, and counts for nothing.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/tellings/{telling}/entered-in-error", operation_id = "markTellingInError",
    tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("telling" = uuid::Uuid, Path, description = "The telling's id."),
    ),
    request_body = TellingErrorBody,
    responses((
        status = 200, description = "It counts for nothing.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, telling)): Path<(PersonId, TellingId)>,
    asked: Asked,
    Json(body): Json<TellingErrorBody>,
) -> Result<Done, Problem> {
    let step = TellingStep::EnterInError { reason: body.reason };
    carry_out(&state, asked, Command::Telling { person, telling, step }).await
}
