//! `POST /api/v1/people/{person}/requests`: somebody asks about their own record.

use programme::{Command, PersonId, RequestId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, Made, RequestKind};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Something to be asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Asking {
    /// What.
    kind: RequestKind,
    /// In one's own words.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
}

/// Asks for one's own record to be put right, or to be erased. Somebody answers.
///
/// Its id follows from the idempotency key: sent again with the same key, this names the same request.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/requests", operation_id = "makeRequest", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id: one's own.")),
    request_body = Asking,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The path of all requests, with this one's id behind `#`."),
            ("ETag" = String, description = "The version of the record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<Asking>,
) -> Result<Made, Problem> {
    let request = RequestId(asked.new_id("request"));
    let command = Command::MakeRequest { person, request, kind: body.kind.into(), text: body.text };
    make(&state, asked, command, format!("/api/v1/people/{person}/requests#{request}")).await
}
