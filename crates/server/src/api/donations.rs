//! `GET /api/v1/donations`: every donation that goes on.

use axum::Json;
use programme::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::limited;
use crate::api::model::Donation;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::{OnBoard, State, Via};

/// Where to go on, and how many people.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// The last person of the page before.
    #[param(value_type = Option<uuid::Uuid>)]
    after: Option<uuid::Uuid>,
    /// How many people at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Donations that go on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Board {
    /// The donations.
    donations: Vec<OfPerson>,
}

/// A donation, and whose.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct OfPerson {
    /// Whose.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// What they are called.
    name: Option<String>,
    /// The donation.
    donation: Donation,
}

/// Every donation that goes on of the people whom the caller's posts take in, with what comes next and what is missing for it.
/// Each person shown has a reading of the part `donations` on their record.
#[utoipa::path(
    get, path = "/api/v1/donations", operation_id = "listOpenDonations", tag = "people",
    params(Page),
    responses((status = 200, description = "The donations.", body = Board)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<Board>, Problem> {
    let (limit, after) = (limited(page.limit)?, page.after.map(PersonId));
    let (programme, today) = (state.programme().clone(), state.today());
    let board = state.board(Via::Api, after, limit).await?;
    let donation = |on_board: OnBoard| OfPerson {
        person: on_board.donor.id,
        name: on_board.donor.details.as_ref().and_then(|details| details.name.clone()),
        donation: Donation::of(&on_board.donor, &on_board.beside, &on_board.donation, &programme, today),
    };
    Ok(Json(Board { donations: board.into_iter().map(donation).collect() }))
}
