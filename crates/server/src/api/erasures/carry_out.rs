//! `POST /api/v1/erasures`: an erasure that was granted is carried out.

use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json};
use crate::problem::Problem;
use crate::state::State;

/// Who is erased, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Erasing {
    /// Whose erasure was granted.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// Why, without saying who they are: it stays.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Carries out an erasure that somebody else has granted. What the law has the programme keep is sealed apart first. It cannot be
/// undone.
#[utoipa::path(
    post, path = "/api/v1/erasures", operation_id = "carryOutErasure", tag = "erasures",
    request_body = Erasing,
    responses((
        status = 200, description = "They are erased.", body = Done,
        headers(("ETag" = String, description = "The version of what is left.")),
    )),
)]
pub(crate) async fn handler(state: State, asked: Asked, Json(body): Json<Erasing>) -> Result<Done, Problem> {
    state.granted_erasure(body.person).await?;
    carry_out(&state, asked, Command::Erase { person: body.person, reason: body.reason }).await
}
