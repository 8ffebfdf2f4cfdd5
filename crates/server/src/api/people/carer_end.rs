//! `POST /api/v1/people/{person}/carers/end`: somebody stands by a person no longer.

use programme::{Command, PersonId};

use crate::api::carry_out;
use crate::api::model::{CareBody, Done};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Says that somebody stands by a person no longer, and sees nothing of them from that day on.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/carers/end", operation_id = "endCare", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = CareBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<CareBody>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::EndCare { person, care: body.into() }).await
}
