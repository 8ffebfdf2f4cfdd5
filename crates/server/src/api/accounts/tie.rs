//! `POST /api/v1/accounts/{account}/ties`: somebody has a tie to a person in the programme.

use jiff::civil::Date;
use programme::{AccountId, CarerStep, Command, PersonId, Tie, TieId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::{Done, TieKind};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A tie.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TieBody {
    /// What it is.
    kind: TieKind,
    /// To whom.
    #[schema(value_type = uuid::Uuid)]
    to: PersonId,
    /// Since when.
    since: Date,
}

/// Writes down that the holder of an account has a tie to a person in the programme. They are then no advocate of anybody who could give to that person.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/ties", operation_id = "declareTie", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = TieBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<TieBody>,
) -> Result<Done, Problem> {
    let step = CarerStep::DeclareTie {
        tie: TieId(asked.new_id("tie")),
        declared: Tie { kind: body.kind.into(), to: body.to, since: body.since },
    };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
