//! `POST /api/v1/accounts/{account}/invite`: a way in for an account's holder, once.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::Timestamp;
use programme::AccountId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::door;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State;

/// A way in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Invitation {
    /// The path of the link by which the holder chooses a password. It is a secret, works once, and is not shown again.
    path: String,
    /// Until when it works.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Makes a link by which an account's holder chooses a password. An earlier link that was not used works no more.
///
/// Whoever opens the link is let in as the holder, so it is made by who may appoint them. It is no command: it needs no key
/// and no body, and each call makes a link of its own.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invite", operation_id = "invite", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    responses((status = 201, description = "The link.", body = Invitation)),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let door::Invitation { path, until } = door::invite(&state, account).await?;
    let until = Timestamp::from_microsecond(until).expect("a week from now is a time");
    Ok((StatusCode::CREATED, axum::Json(Invitation { path, until })))
}
