//! `POST /api/v1/people/{person}/details`: the entry about who somebody is was wrong.

use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{DetailsBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Who somebody is, whole, and why the entry was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DetailsAmendment {
    /// Who they are, whole.
    details: DetailsBody,
    /// Why it was wrong.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Puts the entry about who somebody is right. The old one stays in the timeline.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/details", operation_id = "amendDetails", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = DetailsAmendment,
    responses((
        status = 200, description = "It is put right.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<DetailsAmendment>,
) -> Result<Done, Problem> {
    let command = Command::AmendDetails { person, details: body.details.into(), reason: body.reason };
    carry_out(&state, asked, command).await
}
