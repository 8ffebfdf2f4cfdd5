//! `POST /api/v1/people/{person}/companions/answer`: the person says whether they want somebody as a companion.

use programme::{AccountId, CareStep, Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Who is answered, and what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CompanionAnswerBody {
    /// The account of whoever asked.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// Whether they are wanted.
    accepted: bool,
}

/// Says whether one wants somebody as a companion.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/companions/answer", operation_id = "answerCompany", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = CompanionAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<CompanionAnswerBody>,
) -> Result<Done, Problem> {
    let step = CareStep::AnswerCompany { by: body.by, accepted: body.accepted };
    carry_out(&state, asked, Command::Care { person, step }).await
}
