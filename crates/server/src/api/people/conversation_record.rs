//! `POST /api/v1/people/{person}/conversations`: an advocate writes down that they spoke.

use jiff::civil::Date;
use programme::{CareStep, Command, ConversationId, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, Manner};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConversationBody {
    /// The day.
    on: Date,
    /// How.
    how: Manner,
    /// What was said.
    #[schema(min_length = 1, max_length = 4000)]
    words: String,
}

/// Writes down that the advocate who calls spoke with a person. What was said is read by the two of them alone.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/conversations", operation_id = "recordConversation", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = ConversationBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the person's record.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<ConversationBody>,
) -> Result<Done, Problem> {
    let step = CareStep::Converse {
        conversation: ConversationId(asked.new_id("conversation")),
        on: body.on,
        how: body.how.into(),
        words: body.words,
    };
    carry_out(&state, asked, Command::Care { person, step }).await
}
