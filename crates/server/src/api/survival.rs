//! `GET /api/v1/survival`: how long people lived after they gave, or how long giving took.

use axum::Json;
use programme::DonationKindId;
use programme::survival::{Band, kaplan_meier};
use record::Course;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State;

/// Of what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The kind of donation, as the programme file has it.
    kind: String,
    /// What is watched; how long people lived where it is missing.
    #[param(inline)]
    of: Option<Of>,
}

/// What is watched.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Of {
    /// From the day on which somebody gave for the first time until their death.
    #[default]
    Survival,
    /// From the first word of a donation until it was given.
    Giving,
}

/// Kaplan and Meier's estimate. Of few people, or cut off late, it says little: how many stand behind each step is beside it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SurvivalCurve {
    /// How many people were watched.
    people: u32,
    /// The curve, from each time on, until the next.
    steps: Vec<SurvivalStep>,
}

/// A curve from a time on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct SurvivalStep {
    /// Days since the beginning.
    days: u32,
    /// To how many it could still happen just before.
    at_risk: u32,
    /// To how many it happened.
    events: u32,
    /// How many were last known of then, and it had not happened.
    censored: u32,
    /// The share to whom it has not happened, 0 to 1.
    survival: f64,
    /// The standard error of that share, after Greenwood.
    error: f64,
    /// The lower end of the band of 95 % confidence; `null` where the share is 0.
    band_low: Option<f64>,
    /// The upper end.
    band_high: Option<f64>,
}

/// How long people lived after they gave a kind of donation, or how long it was from the first word of it until it was given. It
/// is about nobody in particular. A kind that nobody gave has no steps.
#[utoipa::path(
    get, path = "/api/v1/survival", operation_id = "getSurvival", tag = "follow-up",
    params(Asked),
    responses((status = 200, description = "The curve.", body = SurvivalCurve)),
)]
pub(crate) async fn handler(state: State, Query(asked): Query<Asked>) -> Result<Json<SurvivalCurve>, Problem> {
    let (kind, today) = (DonationKindId::from(asked.kind.as_str()), state.today());
    let course = match asked.of.unwrap_or_default() {
        Of::Survival => Course::Survival,
        Of::Giving => Course::Giving,
    };
    let lives = state.read(move |reader| reader.lives(&kind, course, today)).await?;
    let curve = kaplan_meier(&lives, Band::LogLog);
    let step = |step: &programme::survival::Step| SurvivalStep {
        days: step.time,
        at_risk: step.at_risk,
        events: step.events,
        censored: step.censored,
        survival: step.survival,
        error: step.error,
        band_low: step.band.map(|band| band.0),
        band_high: step.band.map(|band| band.1),
    };
    Ok(Json(SurvivalCurve { people: curve.people, steps: curve.steps.iter().map(step).collect() }))
}
