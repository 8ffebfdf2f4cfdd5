//! `POST /api/v1/accounts/{account}/application/answer`: an answer to somebody who applied to be an advocate.

use programme::{AccountId, CarerStep, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An answer to an application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ApplicationAnswerBody {
    /// Whether they are to be trained and appointed.
    accepted: bool,
    /// In words for them.
    #[schema(min_length = 1, max_length = 4000)]
    words: String,
}

/// Answers somebody who applied to be an advocate. Nobody answers themselves; whoever is appointed is answered by that.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/application/answer", operation_id = "answerApplication", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = ApplicationAnswerBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<ApplicationAnswerBody>,
) -> Result<Done, Problem> {
    let step = CarerStep::AnswerApplication { accepted: body.accepted, words: body.words };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
