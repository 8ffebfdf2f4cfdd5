//! `GET /api/v1/people/{person}/export`: a person's whole record to take away.

use axum::http::header;
use axum::response::IntoResponse;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::PersonId;
use record::Reader;
use serde::Serialize;
use utoipa::ToSchema;

use super::{nobody, site_names};
use crate::api::model::{PersonRecord, ProgrammeRules, ReadingRow};
use crate::api::readings::names_of;
use crate::export::all_readings;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// Everything that is held on a person, who has read it, and the rules that it was held under.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Export {
    /// When it was taken.
    #[schema(value_type = String, format = DateTime)]
    exported: Timestamp,
    /// What is held on them.
    record: PersonRecord,
    /// Who has read it, newest first.
    readings: Vec<ReadingRow>,
    /// The rules that are in force.
    programme: ProgrammeRules,
}

impl Export {
    /// Gathers it; `None` where there is nobody of this id.
    pub(crate) fn gather(
        reader: &mut Reader,
        person: PersonId,
        exported: Timestamp,
        today: Date,
    ) -> Result<Option<Self>, record::Error> {
        let Some(life) = reader.life(person)? else { return Ok(None) };
        let (sites, stored) = (site_names(reader, today)?, all_readings(reader, person)?);
        let names = names_of(reader, &stored)?;
        let readings = stored.into_iter().map(|stored| ReadingRow::of(stored, &names)).collect();
        let programme = reader.programme();
        let record = PersonRecord::of(life, programme, &sites, today);
        let programme = ProgrammeRules::from(&**programme);
        Ok(Some(Self { exported, record, readings, programme }))
    }
}

/// A person's whole record, for them to take away: everything that is held, who has read it, the rules.
///
/// A reading of the part `export` is on their record before this answers, and is not in the export itself.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/export", operation_id = "exportPerson", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((
        status = 200, description = "Everything that is held on them.", body = Export,
        headers(("Content-Disposition" = String, description = "A name for the file.")),
    )),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<impl IntoResponse + use<>, Problem> {
    let (today, exported) = (state.today(), state.now());
    let export = state.read_about("export", Via::Api, move |reader| {
        let export = Export::gather(reader, person, exported, today)?;
        Ok(if export.is_some() { About::one(person, export) } else { About::nobody(None) })
    });
    let export = export.await?.ok_or_else(nobody)?;
    let name = format!("attachment; filename=\"{person}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], axum::Json(export)))
}
