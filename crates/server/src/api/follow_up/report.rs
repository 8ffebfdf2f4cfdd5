//! `GET /api/v1/follow-up/report`: how complete the forms are, against the thresholds.

use std::collections::BTreeMap;

use axum::Json;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::OnQuery;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State;

/// How it stands with staying in touch on a day, by what is known now; as `carer followup` says it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FollowUpReport {
    /// The day.
    on: Date,
    /// How many are asked now, and nothing is late.
    due: u64,
    /// How many are late.
    late: u64,
    /// Of how many of these nobody has heard since the window began.
    lost: u64,
    /// The windows, in the order of the programme file, those of each kind of donation apart.
    windows: Vec<FollowUpWindowReport>,
}

/// How it stands with one window.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FollowUpWindowReport {
    /// Which, as the programme file names it.
    window: String,
    /// After which kind of donation.
    kind: String,
    /// How many stand how: `not-yet`, `due`, `late`, `complete`, `complete-late`, `missed`, `ended`.
    states: BTreeMap<String, u64>,
    /// Of how many of the late nobody has heard.
    lost: u64,
    /// How many are over, and were not ended by silence: of these a share has to be complete.
    over: u64,
    /// How many of those are complete in time, in every part.
    complete: u64,
    /// The parts of the form, by the threshold that applies.
    sections: Vec<FollowUpSectionReport>,
    /// The fields of the form.
    fields: Vec<FollowUpFieldReport>,
}

/// How complete a part of the form is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FollowUpSectionReport {
    /// Which.
    section: String,
    /// The rule of the threshold that applies on the day of the donation; `null` where none does.
    threshold: Option<String>,
    /// Of a hundred, so many have to be complete.
    percent_needed: Option<u8>,
    /// How many are over.
    over: u64,
    /// How many of those are complete in time.
    complete: u64,
    /// Whether that is enough; `null` where nothing is asked for.
    met: Option<bool>,
}

/// How often a field was filled in in time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FollowUpFieldReport {
    /// Which.
    field: String,
    /// In how many of those that are over.
    known: u64,
}

/// How complete the follow-up forms are, window by window and field by field, against the thresholds in force on the day of each
/// donation. It is about nobody in particular.
#[utoipa::path(
    get, path = "/api/v1/follow-up/report", operation_id = "reportFollowUp", tag = "follow-up",
    params(OnQuery),
    responses((status = 200, description = "The figures.", body = FollowUpReport)),
)]
pub(crate) async fn handler(state: State, Query(query): Query<OnQuery>) -> Result<Json<FollowUpReport>, Problem> {
    let on = query.on.unwrap_or_else(|| state.today());
    let report = state.read(move |reader| reader.follow_up_report(on)).await?;
    let record::FollowUpReport { windows, due, late, lost } = report;
    let windows = windows.into_iter().map(FollowUpWindowReport::from).collect();
    Ok(Json(FollowUpReport { on, due, late, lost, windows }))
}

impl From<record::WindowReport> for FollowUpWindowReport {
    fn from(report: record::WindowReport) -> Self {
        let record::WindowReport { window, kind, states, lost, over, complete, sections, fields } = report;
        let states = states.into_iter().map(|(state, people)| (state.to_owned(), people)).collect();
        let section = |section: record::SectionReport| FollowUpSectionReport {
            section: section.section,
            threshold: section.threshold,
            percent_needed: section.percent_needed,
            over: section.over,
            complete: section.complete,
            met: section.met,
        };
        let field = |field: record::FieldReport| FollowUpFieldReport { field: field.field, known: field.known };
        let (sections, fields) = (sections.into_iter().map(section).collect(), fields.into_iter().map(field).collect());
        Self { window, kind, states, lost, over, complete, sections, fields }
    }
}
