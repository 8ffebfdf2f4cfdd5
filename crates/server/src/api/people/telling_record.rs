//! `POST /api/v1/people/{person}/tellings`: somebody was told something.

use jiff::civil::Date;
use programme::{AccountId, Command, PersonId, TellingId, TellingStep, Told};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::make;
use crate::api::model::{Done, Made, TellingWay};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// What was told, how, and what was said back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TellingBody {
    /// The topic of the programme file.
    topic: String,
    /// Which version of its words was told: the one that the file has now.
    version: u32,
    /// The day.
    on: Date,
    /// By whose account.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// In what way.
    way: TellingWay,
    /// Whether an interpreter put it into their language; left out: no.
    #[serde(default)]
    interpreted: bool,
    /// What they said back in their own words, when asked to.
    #[schema(min_length = 1, max_length = 4000)]
    said_back: String,
    /// Whether that shows that they understood. What was not understood is on record, and does not count.
    understood: bool,
}

/// Writes down that a person was told a topic of the programme file, and whether they understood.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/tellings", operation_id = "recordTelling", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = TellingBody,
    responses((
        status = 201, description = "It is recorded.", body = Done,
        headers(
            ("Location" = String, description = "The path of all tellings, with this one's id behind `#`."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<TellingBody>,
) -> Result<Made, Problem> {
    let telling = TellingId(asked.new_id("telling"));
    let TellingBody { topic, version, on, by, way, interpreted, said_back, understood } = body;
    let told = Told { on, by, way: way.into(), interpreted, said_back, understood };
    let step = TellingStep::Record { topic: topic.as_str().into(), version, told };
    let location = format!("/api/v1/people/{person}/tellings#{telling}");
    make(&state, asked, Command::Telling { person, telling, step }, location).await
}
