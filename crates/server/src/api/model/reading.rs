//! Who has read a person's record.

use jiff::Timestamp;
use programme::AccountId;
use record::AccountNames;
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
    /// Who read: what they are called.
    reader: String,
    /// Their account; `null` where it was read by way of the command line.
    #[schema(value_type = Option<uuid::Uuid>)]
    account: Option<AccountId>,
    /// Which part of the record.
    part: String,
    /// By which way: `console`, `api`, or a verb of the command line.
    via: String,
    /// Through which relation: `own`, `advocate`, `companion`, the role that they hold at the person's site or for everybody,
    /// `emergency`; `machine` for the command line.
    tie: String,
}

impl ReadingRow {
    /// A reading, with the name of who read.
    pub(crate) fn of(stored: record::StoredReading, names: &AccountNames) -> Self {
        let at = Timestamp::from_microsecond(stored.reading.at).unwrap_or(Timestamp::UNIX_EPOCH);
        let account = record::account_in(&stored.reading.reader);
        let record::Reading { reader, part, via, tie, .. } = stored.reading;
        let reader = names.of_author(&reader).to_owned();
        Self { seq: stored.seq, at, reader, account, part, via, tie }
    }
}
