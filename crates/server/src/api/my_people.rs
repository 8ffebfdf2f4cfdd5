//! `GET /api/v1/my-people`: by whom the caller stands, and what each of them needs now.

use axum::Json;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::model::PersonRow;
use crate::problem::Problem;
use crate::state::{Mine, Seen, State, Via};

/// The people by whom somebody stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct MyPeople {
    /// The people, those first who need something most.
    people: Vec<OfMine>,
}

/// Somebody by whom the caller stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct OfMine {
    /// Who they are.
    person: PersonRow,
    /// As what the caller stands by them: `advocate` or `companion`.
    #[serde(rename = "as")]
    kind: &'static str,
    /// Since when.
    since: Date,
    /// The first day without; `null` where it goes on.
    until: Option<Date>,
    /// Whether the caller only stands in for their advocate.
    covers: bool,
    /// When the two of them spoke last; `null` of whoever has not, and to a companion.
    spoke: Option<Date>,
    /// What they need now, the most pressing first; nothing to a companion.
    needs: Vec<Needed>,
}

/// Something that they need.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Needed {
    /// What sort: `talk`, `appeal`, `tell`, `donation`, `wait-ends`, `follow-up` or `companion`.
    #[schema(value_type = String)]
    kind: programme::NeedKind,
    /// How pressing: `late`, `due` or `soon`.
    #[schema(value_type = String)]
    urgency: programme::Urgency,
    /// Since when, until when, or on which day.
    on: Option<Date>,
    /// In plain words.
    plain: String,
}

/// The people by whom the caller stands, as advocate or as companion, and what each needs now. Whoever could receive is not among
/// them. Each person shown has a reading of the part `my-people` on their record.
#[utoipa::path(
    get, path = "/api/v1/my-people", operation_id = "listMyPeople", tag = "people",
    responses((status = 200, description = "The people.", body = MyPeople)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<MyPeople>, Problem> {
    let (people, _) = state.my_people(Via::Api).await?;
    Ok(Json(MyPeople { people: people.into_iter().map(OfMine::from).collect() }))
}

impl From<Mine> for OfMine {
    fn from(mine: Mine) -> Self {
        let person = PersonRow::seen(seen_of(&mine), mine.row.clone());
        let spoke = mine.seen.as_ref().and_then(|seen| seen.spoke);
        let needs = mine.seen.into_iter().flat_map(|seen| seen.needs);
        let needed = |need: programme::NeedNow| Needed {
            kind: need.kind,
            urgency: need.urgency,
            on: need.on,
            plain: need.plain,
        };
        Self {
            person,
            kind: mine.time.kind.as_str(),
            since: mine.time.from,
            until: mine.time.until,
            covers: mine.time.covers.is_some(),
            spoke,
            needs: needs.map(needed).collect(),
        }
    }
}

/// A companion is told where they are, and nothing of whether they may give.
fn seen_of(mine: &Mine) -> Seen {
    let is_advocate = mine.seen.is_some();
    Seen { person: true, eligibility: is_advocate, availability: is_advocate }
}
