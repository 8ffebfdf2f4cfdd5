//! `GET /api/v1/eligibility`: how many people have each outcome, and how many each reason.

use std::collections::BTreeMap;

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::OnQuery;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State;

/// How many people have each outcome on a day, and how many each reason; as `carer eligibility` counts them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct OutcomeCounts {
    /// People in the programme on that day.
    people: u64,
    /// People by outcome.
    outcomes: BTreeMap<String, u64>,
    /// People by reason, written `outcome:rule-id`. One person may have many.
    reasons: BTreeMap<String, u64>,
}

/// How many people have each outcome on a day, and how many each reason. It is about nobody in particular.
#[utoipa::path(
    get, path = "/api/v1/eligibility", operation_id = "countOutcomes", tag = "eligibility",
    params(OnQuery),
    responses((status = 200, description = "The counts.", body = OutcomeCounts)),
)]
pub(crate) async fn handler(state: State, Query(query): Query<OnQuery>) -> Result<Json<OutcomeCounts>, Problem> {
    let on = query.on.unwrap_or_else(|| state.today());
    let counts = state.read(move |reader| reader.outcomes_on(on)).await?;
    let outcomes = counts.outcomes.into_iter().map(|(outcome, people)| (outcome.to_string(), people)).collect();
    Ok(Json(OutcomeCounts { people: counts.people, outcomes, reasons: counts.reasons }))
}
