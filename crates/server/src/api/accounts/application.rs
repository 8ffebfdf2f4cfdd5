//! `POST /api/v1/accounts/{account}/application`: somebody applies to be an advocate.

use programme::{AccountId, CarerStep, Command};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ApplicationBody {
    /// Why, in their words.
    #[schema(min_length = 1, max_length = 4000)]
    words: String,
}

/// Writes down that the holder of an account applies to be an advocate.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/application", operation_id = "applyAsAdvocate", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = ApplicationBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<ApplicationBody>,
) -> Result<Done, Problem> {
    let step = CarerStep::Apply { words: body.words };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
