//! `POST /api/v1/people/{person}/carers/hand-over`: another advocate takes the place of the one they have.

use jiff::civil::Date;
use programme::{AccountId, CareStep, Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Who goes, who comes, and when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HandOverBody {
    /// The account of the advocate who goes.
    #[schema(value_type = uuid::Uuid)]
    from: AccountId,
    /// The account of the advocate who comes.
    #[schema(value_type = uuid::Uuid)]
    to: AccountId,
    /// The first day with the one, and without the other.
    on: Date,
}

/// Puts another advocate by a person's side in place of the one they have: one goes and the other comes on the same day.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/carers/hand-over", operation_id = "handOver", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = HandOverBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<HandOverBody>,
) -> Result<Done, Problem> {
    let step = CareStep::HandOver { from: body.from, to: body.to, on: body.on };
    carry_out(&state, asked, Command::Care { person, step }).await
}
