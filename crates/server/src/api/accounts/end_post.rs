//! `POST /api/v1/accounts/{account}/posts/{post}/end`: a post ends.

use jiff::civil::Date;
use programme::{AccountId, Command, PostId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// The end of an appointment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PostEnd {
    /// The first day on which it is no longer held: today or later.
    on: Date,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Ends an appointment, and every right of it with it, in every session that is open. Whoever appoints to a post ends it.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/posts/{post}/end", operation_id = "endPost", tag = "accounts",
    params(
        ("account" = uuid::Uuid, Path, description = "The account's id."),
        ("post" = uuid::Uuid, Path, description = "The post's id."),
    ),
    request_body = PostEnd,
    responses((
        status = 200, description = "It is ended, or ends on that day.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path((account, post)): Path<(AccountId, PostId)>,
    asked: Asked,
    Json(body): Json<PostEnd>,
) -> Result<Done, Problem> {
    carry_out(&state, asked, Command::EndPost { account, post, on: body.on, reason: body.reason }).await
}
