//! `POST /api/v1/people/{person}/emergency`: somebody takes the right to read a person in an emergency.

use programme::{Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Why somebody has to be read now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EmergencyBody {
    /// Why. The person reads it, and so does the auditor.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Takes the right to read a person's record in an emergency, for as many hours as the programme file says. The person and
/// the auditor are told.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/emergency", operation_id = "openEmergency", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = EmergencyBody,
    responses((
        status = 201, description = "Their record can be read for some hours.", body = Done,
        headers(
            ("Location" = String, description = "The record's path."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<EmergencyBody>,
) -> Result<Made, Problem> {
    let account = state.caller().signed_in()?.holder.account;
    let command = Command::OpenEmergency { person, account, reason: body.reason };
    make(&state, asked, command, format!("/api/v1/people/{person}")).await
}
