//! People in a list.

use programme::{PersonId, SiteId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Details, Outcome};
use crate::state::Seen;

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct People {
    /// The people.
    pub(crate) people: Vec<PersonRow>,
    /// How many there are on all pages. With a text, or for whoever does not see everybody, it is how many those are before the
    /// other filters.
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
    /// Their stage of life; `null` where it is withheld from whoever reads.
    stage: Option<String>,
    /// Where they are; `null` at no site of the programme, or where it is withheld.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// Whether they have left; `null` where it is withheld.
    away: Option<bool>,
    /// What eligibility comes to today; `null` of who has left, or where it is withheld.
    outcome: Option<Outcome>,
    /// Whether they are available, which is never said with a reason; `null` where it is withheld.
    available: Option<bool>,
}

/// A person before whoever sees everything of them in a list: as who sees Today does.
impl From<record::PersonRow> for PersonRow {
    fn from(row: record::PersonRow) -> Self {
        Self::seen(Seen { person: true, eligibility: true, availability: true }, row)
    }
}

impl PersonRow {
    /// A person in a list, as far as whoever reads may see them.
    pub(crate) fn seen(seen: Seen, row: record::PersonRow) -> Self {
        let available = seen.availability.then(|| row.is_available());
        Self {
            id: row.id,
            version: row.version,
            details: row.details.map(Into::into),
            stage: seen.person.then(|| row.stage.to_string()),
            site: row.site.filter(|_| seen.person),
            away: seen.person.then_some(row.away),
            outcome: row.outcome.filter(|_| seen.eligibility).map(Into::into),
            available,
        }
    }
}
