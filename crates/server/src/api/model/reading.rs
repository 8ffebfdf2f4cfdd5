//! Who has read a person's record.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of readings, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Readings {
    /// The readings.
    pub(crate) readings: Vec<ReadingRow>,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

/// That somebody read a person's record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reading)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReadingRow {
    /// Its place among all readings of the record.
    pub(crate) seq: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who read.
    reader: String,
    /// Which part of the record.
    part: String,
    /// By which way: `console`, `api`, or a verb of the command line.
    via: String,
}

impl From<record::StoredReading> for ReadingRow {
    fn from(stored: record::StoredReading) -> Self {
        let at = Timestamp::from_microsecond(stored.reading.at).unwrap_or(Timestamp::UNIX_EPOCH);
        let record::Reading { reader, part, via, .. } = stored.reading;
        Self { seq: stored.seq, at, reader, part, via }
    }
}
