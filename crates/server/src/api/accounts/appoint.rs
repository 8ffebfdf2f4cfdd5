//! `POST /api/v1/accounts/{account}/posts`: somebody is appointed.

use jiff::civil::Date;
use programme::{AccountId, Command, PostId, SiteId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, Made, RoleName};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// An appointment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Appointment {
    /// As what.
    role: RoleName,
    /// Where, if at a site.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// The first day: today or later.
    on: Date,
}

/// Appoints an account's holder to a post. An administrator appoints coordinators, auditors and administrators; a coordinator
/// everybody else.
///
/// The post's id follows from the idempotency key: sent again with the same key, this names the same post.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/posts", operation_id = "appoint", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = Appointment,
    responses((
        status = 201, description = "They are appointed.", body = Done,
        headers(
            ("Location" = String, description = "The account's path, with the post's id behind `#`."),
            ("ETag" = String, description = "The version of the account."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<Appointment>,
) -> Result<Made, Problem> {
    let post = PostId(asked.new_id("post"));
    let Appointment { role, site, on } = body;
    let command = Command::Appoint { account, post, role: role.into(), site, on };
    make(&state, asked, command, format!("/api/v1/accounts/{account}#{post}")).await
}
