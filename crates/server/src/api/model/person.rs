//! People in a list.

use programme::{PersonId, SiteId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Details, Outcome};

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct People {
    /// The people.
    pub(crate) people: Vec<PersonRow>,
    /// How many there are on all pages; with a text, how many the text finds before the other filters.
    pub(crate) total: u64,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PersonRow {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    /// The version of their record.
    version: u64,
    /// Who they are; `null` once erased.
    details: Option<Details>,
    /// Their stage of life.
    stage: String,
    /// Where they are.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// Whether they have left.
    away: bool,
    /// What eligibility comes to today; `null` of who has left.
    outcome: Option<Outcome>,
}

impl From<record::PersonRow> for PersonRow {
    fn from(row: record::PersonRow) -> Self {
        Self {
            id: row.id,
            version: row.version,
            details: row.details.map(Into::into),
            stage: row.stage.to_string(),
            site: row.site,
            away: row.away,
            outcome: row.outcome.map(Into::into),
        }
    }
}
