//! `POST /api/v1/people/{person}/companions`: somebody asks to stand by a person as a companion.

use programme::{AccountId, CareStep, Command, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Who asks, and in which words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CompanionOfferBody {
    /// The account of whoever asks.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// In which words.
    #[schema(min_length = 1, max_length = 4000)]
    words: String,
}

/// Writes down that somebody in the programme asks to stand by a person as their companion.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/companions", operation_id = "offerCompany", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = CompanionOfferBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<CompanionOfferBody>,
) -> Result<Done, Problem> {
    let step = CareStep::OfferCompany { by: body.by, words: body.words };
    carry_out(&state, asked, Command::Care { person, step }).await
}
