//! A person's whole record, to take away: for programs as JSON, for people as a booklet to print.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::PersonId;
use record::{Reader, Reading, StoredReading};

use crate::api::people::export::Export;
use crate::console::{Booklet, Desk};

/// A record as it is taken away.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Everything that is held, as JSON.
    pub json: String,
    /// The same as a page that stands by itself.
    pub page: String,
}

/// Takes everything that is held on somebody; `None` where there is nobody of this id. The reading has to be on the record
/// before this is shown to anybody.
///
/// # Errors
/// Where the record cannot be read.
pub fn take(
    reader: &mut Reader,
    person: PersonId,
    exported: Timestamp,
    today: Date,
    author: &str,
) -> Result<Option<Taken>, record::Error> {
    let Some(export) = Export::gather(reader, person, exported, today)? else { return Ok(None) };
    let json = serde_json::to_string_pretty(&export).expect("a record serialises");
    let Some(life) = reader.life(person)? else { return Ok(None) };
    let (sites, readings) = (reader.sites(today)?, all_readings(reader, person)?);
    let readings: Vec<Reading> = readings.into_iter().map(|stored| stored.reading).collect();
    let programme = reader.programme().clone();
    let desk = Desk { programme: &programme, today, author, rights: &BTreeSet::new(), key: "" };
    let page = Booklet { desk, life: &life, sites: &sites, readings: &readings, alone: true }.render();
    Ok(Some(Taken { json, page }))
}

/// Who has read somebody's record, all of it, newest first.
pub(crate) fn all_readings(reader: &mut Reader, person: PersonId) -> Result<Vec<StoredReading>, record::Error> {
    const TOGETHER: u32 = 1_000;
    let mut all: Vec<StoredReading> = Vec::new();
    loop {
        let some = reader.readings_of(person, all.last().map(|last| last.seq), TOGETHER)?;
        let is_last = some.len() < TOGETHER as usize;
        all.extend(some);
        if is_last {
            return Ok(all);
        }
    }
}
