//! `POST /api/v1/accounts/{account}/absences`: an advocate is away for some time.

use jiff::civil::Date;
use programme::{AbsenceId, AccountId, CarerStep, Command, Cover, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::carry_out;
use crate::api::model::Done;
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// A time away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AbsenceBody {
    /// The first day.
    from: Date,
    /// The first day back.
    until: Date,
    /// Who covers whom.
    #[serde(default)]
    covers: Vec<CoverBody>,
}

/// Who covers somebody meanwhile.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CoverBody {
    /// Who is covered.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// The account of whoever covers.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
}

/// Writes down that an advocate is away for some time, and who covers each of the donors whom they stand by: none of these is without an advocate on any day of it.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/absences", operation_id = "goAway", tag = "accounts",
    params(("account" = uuid::Uuid, Path, description = "The account's id.")),
    request_body = AbsenceBody,
    responses((
        status = 200, description = "It is recorded.", body = Done,
        headers(("ETag" = String, description = "The version of the account.")),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(account): Path<AccountId>,
    asked: Asked,
    Json(body): Json<AbsenceBody>,
) -> Result<Done, Problem> {
    let step = CarerStep::GoAway {
        absence: AbsenceId(asked.new_id("absence")),
        from: body.from,
        until: body.until,
        covers: body.covers.into_iter().map(|cover| Cover { person: cover.person, by: cover.by }).collect(),
    };
    carry_out(&state, asked, Command::Carer { account, step }).await
}
