//! `POST /api/v1/people/{person}/links/{link}/end`: a link is not to work any more.

use programme::{Command, LinkId, PersonId, ReachStep};

use crate::api::carry_out;
use crate::api::model::{Done, LinkEndBody};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Ends a link that nobody has used.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/links/{link}/end", operation_id = "endLink", tag = "follow-up",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
        ("link" = uuid::Uuid, Path, description = "The link's id."),
    ),
    request_body = LinkEndBody,
    responses((
        status = 200, description = "It works no more.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((person, link)): Path<(PersonId, LinkId)>,
    asked: Asked,
    Json(body): Json<LinkEndBody>,
) -> Result<Done, Problem> {
    let step = ReachStep::EndLink { link, reason: body.reason };
    carry_out(&state, asked, Command::Reach { person, step }).await
}
