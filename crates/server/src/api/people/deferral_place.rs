//! `POST /api/v1/people/{person}/deferrals`: somebody is deferred.

use programme::{Command, DeferralId, DeferralStep, PersonId};

use crate::api::make;
use crate::api::model::{DeferralBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Defers somebody, with a reason, and an end, a day on which it is looked at again, or the word permanent.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/deferrals", operation_id = "placeDeferral", tag = "people",
    params(
        ("person" = uuid::Uuid, Path, description = "The person's id."),
    ),
    request_body = DeferralBody,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The path of everything of this sort, with the new one's id behind `#`."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<DeferralBody>,
) -> Result<Made, Problem> {
    let deferral = DeferralId(asked.new_id("deferral"));
    let DeferralBody { kind, on, until, review, permanent, reason } = body;
    let step = DeferralStep::Place { kind: kind.as_str().into(), on, until, review, permanent, reason };
    let command = Command::Deferral { person, deferral, step };
    make(&state, asked, command, format!("/api/v1/people/{person}/deferrals#{deferral}")).await
}
