//! `POST /api/v1/people/{person}/links`: a link by which somebody answers once, without an account.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use programme::{Command, LinkId, PersonId, ReachStep};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::extract::{Asked, Path};
use crate::problem::Problem;
use crate::state::State;

/// A link by which somebody answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct LinkMade {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    link: LinkId,
    /// The path of the page behind it. It is a secret.
    path: String,
}

/// Makes a link by which somebody who is to be asked how they are answers once, without an account. It works until the day that
/// the programme file says; an earlier one works no more.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/links", operation_id = "makeLink", tag = "follow-up",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 201, description = "The link.", body = LinkMade)),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
) -> Result<impl IntoResponse + use<>, Problem> {
    let id = LinkId(asked.new_id("link"));
    let (link, secret) = state.new_link(person, id).await?;
    let step = ReachStep::MakeLink { link };
    carry_out(&state, asked, Command::Reach { person, step }).await?;
    Ok((StatusCode::CREATED, axum::Json(LinkMade { link: id, path: format!("/answer/{secret}") })))
}
