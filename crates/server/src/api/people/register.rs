//! `POST /api/v1/people`: somebody new.

use programme::{Command, PersonId, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{DetailsBody, Done, Made};
use crate::extract::{Asked, Json};
use crate::problem::Problem;
use crate::state::State;

/// Somebody to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Registration {
    /// Who they are.
    details: DetailsBody,
    /// Where they are from today.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
}

/// Takes somebody into the programme, in its first stage.
///
/// Their id follows from the idempotency key: sent again with the same key, this names the same person.
#[utoipa::path(
    post, path = "/api/v1/people", operation_id = "registerPerson", tag = "people",
    request_body = Registration,
    responses((
        status = 201, description = "They are registered.", body = Done,
        headers(("Location" = String, description = "Their path."), ("ETag" = String, description = "The version.")),
    )),
)]
pub(crate) async fn handler(state: State, asked: Asked, Json(body): Json<Registration>) -> Result<Made, Problem> {
    let person = PersonId(asked.new_id("person"));
    let command = Command::Register { person, details: body.details.into(), site: body.site };
    make(&state, asked, command, format!("/api/v1/people/{person}")).await
}
