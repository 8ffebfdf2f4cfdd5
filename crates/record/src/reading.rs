//! Who read what about whom. Reading a person is an event of its own kind: it is kept, chained, and theirs to see.

use programme::PersonId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::conn::{Conn, Insert, Row};
use crate::error::Error;
use crate::log::{Hash, NO_HASH, update_with_len};

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// When, in microseconds since 1970 (UTC): the writer fills it in.
    #[serde(default)]
    pub at: i64,
    /// Who read.
    pub reader: String,
    /// Whose record.
    pub person: PersonId,
    /// Which part of it, such as `timeline`.
    pub part: String,
    /// By which way, such as `console`.
    pub via: String,
    /// Through which relation to the person, such as `advocate`.
    pub tie: String,
}

impl Reading {
    /// A reading that is about to be written: who reads which part of whose record, by which way, through which relation.
    pub fn of(person: PersonId, reader: &str, part: &str, via: &str, tie: &str) -> Self {
        let (reader, part, via, tie) = (reader.to_owned(), part.to_owned(), via.to_owned(), tie.to_owned());
        Self { at: 0, reader, person, part, via, tie }
    }
}

/// A stored reading and its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReading {
    /// Its place among all readings, counted from 1 without a gap.
    pub seq: i64,
    /// What was read.
    pub reading: Reading,
    /// The hash of the reading before.
    pub previous: Hash,
    /// The hash of all of the above.
    pub hash: Hash,
}

/// Where the chain of readings ends. It is true only while nobody else appends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadingTail {
    /// The last one's seq; 0 where there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

impl StoredReading {
    /// The hash of every other column.
    pub fn computed_hash(&self) -> Hash {
        let reading = &self.reading;
        let mut hash = Sha256::new();
        hash.update(b"carer/reading/1");
        hash.update(self.seq.to_le_bytes());
        hash.update(reading.at.to_le_bytes());
        update_with_len(&mut hash, reading.reader.as_bytes());
        update_with_len(&mut hash, reading.person.to_string().as_bytes());
        update_with_len(&mut hash, reading.part.as_bytes());
        update_with_len(&mut hash, reading.via.as_bytes());
        update_with_len(&mut hash, reading.tie.as_bytes());
        hash.update(self.previous);
        hash.finalize().into()
    }
}

const READINGS: Insert =
    Insert { table: "reading", columns: "seq, at, reader, person, part, via, tie, previous, hash", suffix: "" };

/// Where the chain ends now.
pub(crate) fn tail(conn: &mut Conn) -> Result<ReadingTail, Error> {
    let sql = "SELECT seq, hash FROM reading ORDER BY seq DESC LIMIT 1";
    let found = conn.query_first(sql, &[], |row| Ok(ReadingTail { seq: row.get_i64(0)?, hash: row.get_array(1)? }))?;
    Ok(found.unwrap_or(ReadingTail { seq: 0, hash: NO_HASH }))
}

/// Appends readings and gives the new end of the chain, which holds once the transaction is committed.
///
/// # Errors
/// [`Error::Conflict`] where the tail was not the end any more.
pub(crate) fn append(conn: &mut Conn, readings: &[Reading], tail: ReadingTail) -> Result<ReadingTail, Error> {
    let mut end = tail;
    let mut stored = Vec::with_capacity(readings.len());
    for reading in readings {
        let mut next = StoredReading { seq: end.seq + 1, reading: reading.clone(), previous: end.hash, hash: NO_HASH };
        next.hash = next.computed_hash();
        end = ReadingTail { seq: next.seq, hash: next.hash };
        stored.push((next.reading.person.to_string(), next));
    }
    let mut values = Vec::with_capacity(stored.len() * READINGS.width());
    for (person, row) in &stored {
        values.extend_from_slice(&[
            row.seq.into(),
            row.reading.at.into(),
            (&row.reading.reader).into(),
            person.into(),
            (&row.reading.part).into(),
            (&row.reading.via).into(),
            (&row.reading.tie).into(),
            (&row.previous).into(),
            (&row.hash).into(),
        ]);
    }
    conn.insert_rows(&READINGS, &values)?;
    Ok(end)
}

/// The newest readings of a person, newest first, at most `limit`, older than `before` where that is given.
pub(crate) fn of_person(
    conn: &mut Conn,
    person: PersonId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<StoredReading>, Error> {
    let sql = "SELECT seq, at, reader, person, part, via, tie, previous, hash FROM reading \
               WHERE person = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    conn.query(sql, &[(&person.to_string()).into(), before.unwrap_or(i64::MAX).into(), limit.into()], stored)
}

/// A reading in a row of all columns in their order.
pub(crate) fn stored(row: &Row<'_>) -> Result<StoredReading, Error> {
    read(row).map_err(|(seq, why)| Error::Damaged(format!("reading {seq}: {why}")))
}

/// A reading, or a damaged row's seq and what is wrong with it.
pub(crate) type ReadRow = Result<StoredReading, (i64, String)>;

/// The place of a row, damaged or not.
pub(crate) fn seq_of(row: &ReadRow) -> i64 {
    row.as_ref().map_or_else(|(seq, _)| *seq, |row| row.seq)
}

/// At most `limit` readings from a seq on, in order; a damaged one is its seq and what is wrong.
pub(crate) fn page(conn: &mut Conn, from_seq: i64, limit: i64) -> Result<Vec<ReadRow>, Error> {
    let sql = "SELECT seq, at, reader, person, part, via, tie, previous, hash FROM reading \
               WHERE seq >= $1 ORDER BY seq LIMIT $2";
    conn.query(sql, &[from_seq.into(), limit.into()], |row| Ok(read(row)))
}

fn read(row: &Row<'_>) -> ReadRow {
    columns(row).map_err(|e| (row.get_i64(0).unwrap_or(0), e.to_string()))
}

fn columns(row: &Row<'_>) -> Result<StoredReading, Error> {
    let person = row.get_text(3)?;
    Ok(StoredReading {
        seq: row.get_i64(0)?,
        reading: Reading {
            at: row.get_i64(1)?,
            reader: row.get_text(2)?.to_owned(),
            person: person.parse().map_err(|_| Error::Damaged(format!("“{person}” is not a person")))?,
            part: row.get_text(4)?.to_owned(),
            via: row.get_text(5)?.to_owned(),
            tie: row.get_text(6)?.to_owned(),
        },
        previous: row.get_array(7)?,
        hash: row.get_array(8)?,
    })
}
