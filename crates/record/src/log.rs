//! The log: what happened, in order, for ever. Rows are appended and read; none is ever changed or deleted.
//!
//! Each event carries the hash of the one before it in its stream and its own, which covers every column as stored, so
//! that a changed byte shows. What is personal is sealed before it comes here.

use std::borrow::Cow;
use std::sync::Arc;

use programme::{Category, Event, Stream};
use sha2::{Digest, Sha256};

use crate::conn::{Conn, Insert, KeyQuery, Param, Row};
use crate::error::Error;
use crate::upcast;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The `previous` of a stream's first event.
pub(crate) const NO_HASH: Hash = [0; 32];

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the whole log, counted from 1 without a gap.
    pub seq: i64,
    /// What it is about.
    pub stream: Stream,
    /// Its place in the stream, counted from 1 without a gap.
    pub version: i64,
    /// The kind of event, such as `examination-recorded`.
    pub kind: Cow<'static, str>,
    /// The number of this kind's form.
    pub schema: u16,
    /// When it was appended, in microseconds since 1970 (UTC).
    pub at: i64,
    /// Who gave the command.
    pub author: Arc<str>,
    /// The hash of the programme file under which it was decided.
    pub programme: Hash,
    /// The clear part.
    pub clear: Vec<u8>,
    /// The private part, sealed, and under which of the person's keys.
    pub sealed: Option<(Category, Vec<u8>)>,
    /// The hash of the stream's event before.
    pub previous: Hash,
    /// The hash of all of the above.
    pub hash: Hash,
}

impl StoredEvent {
    /// The hash of every other column. Lengths go before what can vary, so that no two rows give the same bytes.
    pub fn computed_hash(&self) -> Hash {
        let mut hash = Sha256::new();
        hash.update(b"carer/event/1");
        hash.update(self.seq.to_le_bytes());
        update_with_len(&mut hash, self.stream.to_string().as_bytes());
        hash.update(self.version.to_le_bytes());
        update_with_len(&mut hash, self.kind.as_bytes());
        hash.update(self.schema.to_le_bytes());
        hash.update(self.at.to_le_bytes());
        update_with_len(&mut hash, self.author.as_bytes());
        hash.update(self.programme);
        update_with_len(&mut hash, &self.clear);
        match &self.sealed {
            None => hash.update([0]),
            Some((category, bytes)) => {
                hash.update([1]);
                update_with_len(&mut hash, category.as_str().as_bytes());
                update_with_len(&mut hash, bytes);
            }
        }
        hash.update(self.previous);
        hash.finalize().into()
    }

    /// The same event with its hash filled in.
    #[must_use]
    pub fn hashed(mut self) -> Self {
        self.hash = self.computed_hash();
        self
    }

    /// The event itself, brought up from older forms. `private` is the opened private part, `None` where its key is
    /// gone or there was none.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where the bytes are not an event that this version knows.
    pub fn event(&self, private: Option<&[u8]>) -> Result<Event, Error> {
        let private = self.sealed.as_ref().map(|_| private);
        upcast::decode(&self.kind, self.schema, &self.clear, private).map_err(|why| self.corrupt(&why))
    }

    pub(crate) fn corrupt(&self, why: &str) -> Error {
        Error::Corrupt { stream: self.stream.to_string(), event: self.version, why: why.to_owned() }
    }
}

/// Feeds a length and then the bytes, so that what follows cannot be taken for part of them.
pub(crate) fn update_with_len(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

const EVENTS: Insert = Insert {
    table: "event",
    columns: "seq, stream, version, kind, schema, at, author, programme, clear, category, sealed, previous, hash",
    suffix: "",
};

macro_rules! select_event {
    ($rest:literal) => {
        concat!(
            "SELECT seq, stream, version, kind, schema, at, author, programme, clear, category, sealed, previous, hash \
             FROM event ",
            $rest
        )
    };
}

/// Appends events whose hashes are filled in.
///
/// # Errors
/// [`Error::Conflict`] where a seq or a version of a stream is taken: somebody else was first.
pub(crate) fn append<'e>(conn: &mut Conn, events: impl IntoIterator<Item = &'e StoredEvent>) -> Result<(), Error> {
    let events: Vec<&StoredEvent> = events.into_iter().collect();
    let streams: Vec<String> = events.iter().map(|event| event.stream.to_string()).collect();
    let mut values = Vec::with_capacity(events.len() * EVENTS.width());
    for (event, stream) in events.iter().zip(&streams) {
        values.extend_from_slice(&[
            event.seq.into(),
            stream.into(),
            event.version.into(),
            Param::Text(&event.kind),
            i64::from(event.schema).into(),
            event.at.into(),
            Param::Text(&event.author),
            (&event.programme).into(),
            (&event.clear).into(),
            event.sealed.as_ref().map(|(category, _)| category.as_str()).into(),
            event.sealed.as_ref().map(|(_, bytes)| bytes).into(),
            (&event.previous).into(),
            (&event.hash).into(),
        ]);
    }
    conn.insert_rows(&EVENTS, &values).map(|_| ())
}

/// All events of these streams, by stream and version.
pub(crate) fn load(conn: &mut Conn, streams: &[Stream]) -> Result<Vec<StoredEvent>, Error> {
    // They are ordered here: asked to, PostgreSQL may walk its whole index in order rather than look up the keys.
    const QUERY: KeyQuery = KeyQuery { before: select_event!("WHERE stream IN"), after: "" };
    let mut wanted = streams.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let texts: Vec<String> = wanted.iter().map(Stream::to_string).collect();
    let keys: Vec<Param<'_>> = texts.iter().map(Param::from).collect();
    let mut events = Vec::new();
    conn.query_keys(&QUERY, &[], &keys, |row| {
        events.push(read(row)?);
        Ok(())
    })?;
    events.sort_by_key(|event: &StoredEvent| (event.stream, event.version));
    Ok(events)
}

/// Hands over every event from a seq on, in order, as they come.
pub(crate) fn scan(
    conn: &mut Conn,
    from_seq: i64,
    mut each: impl FnMut(StoredEvent) -> Result<(), Error>,
) -> Result<(), Error> {
    conn.query_each(select_event!("WHERE seq >= $1 ORDER BY seq"), &[from_seq.into()], |row| each(read(row)?))
}

/// At most `limit` events from a seq on, in order, the damaged ones as such.
pub(crate) fn page(conn: &mut Conn, from_seq: i64, limit: i64) -> Result<Vec<Result<StoredEvent, Malformed>>, Error> {
    let sql = select_event!("WHERE seq >= $1 ORDER BY seq LIMIT $2");
    conn.query(sql, &[from_seq.into(), limit.into()], |row| Ok(try_read(row)))
}

/// Whether somebody gave, as the kinds of their events say: these are in clear.
pub(crate) fn has_given(conn: &mut Conn, stream: Stream) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM event WHERE stream = $1 AND (kind = 'donation-done' OR kind = 'donation-recorded')";
    conn.query_first(sql, &[(&stream.to_string()).into()], |_| Ok(())).map(|found| found.is_some())
}

/// Whether a stream has any event.
pub(crate) fn has_stream(conn: &mut Conn, stream: Stream) -> Result<bool, Error> {
    let sql = "SELECT seq FROM event WHERE stream = $1 AND version = 1";
    Ok(conn.query_first(sql, &[(&stream.to_string()).into()], |_| Ok(()))?.is_some())
}

/// The seq of the newest event; 0 where there is none.
pub(crate) fn last_seq(conn: &mut Conn) -> Result<i64, Error> {
    let found = conn.query_first("SELECT seq FROM event ORDER BY seq DESC LIMIT 1", &[], |row| row.get_i64(0))?;
    Ok(found.unwrap_or(0))
}

/// A row that is not an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) seq: i64,
    pub(crate) stream: String,
    pub(crate) version: i64,
    pub(crate) why: String,
}

/// An event from a row of the columns of `event`, in their order.
pub(crate) fn read(row: &Row<'_>) -> Result<StoredEvent, Error> {
    try_read(row).map_err(|bad| Error::Corrupt { stream: bad.stream, event: bad.version, why: bad.why })
}

fn try_read(row: &Row<'_>) -> Result<StoredEvent, Malformed> {
    columns(row).map_err(|why| Malformed {
        seq: row.get_i64(0).unwrap_or(0),
        stream: row.get_lossy(1),
        version: row.get_i64(2).unwrap_or(0),
        why,
    })
}

fn columns(row: &Row<'_>) -> Result<StoredEvent, String> {
    let text = |column: usize| row.get_text(column).map_err(|e| e.to_string());
    let number = |column: usize| row.get_i64(column).map_err(|e| e.to_string());
    let hash = |column: usize| row.get_array::<32>(column).map_err(|e| e.to_string());
    let category = row.get_text_or_null(9).map_err(|e| e.to_string())?;
    let sealed = row.get_bytes_or_null(10).map_err(|e| e.to_string())?;
    Ok(StoredEvent {
        seq: number(0)?,
        stream: text(1)?.parse()?,
        version: number(2)?,
        kind: Cow::Owned(text(3)?.to_owned()),
        schema: u16::try_from(number(4)?).map_err(|_| "its schema number is out of range".to_owned())?,
        at: number(5)?,
        author: text(6)?.into(),
        programme: hash(7)?,
        clear: row.get_bytes(8).map_err(|e| e.to_string())?.to_vec(),
        sealed: match (category, sealed) {
            (None, None) => None,
            (Some(category), Some(bytes)) => Some((category.parse()?, bytes.to_vec())),
            _ => return Err("it has a category or a sealed part, and not both".to_owned()),
        },
        previous: hash(11)?,
        hash: hash(12)?,
    })
}

#[cfg(test)]
mod tests {
    use programme::PersonId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn no_two_rows_that_differ_have_the_same_hash() {
        let event = StoredEvent {
            seq: 1,
            stream: Stream::Person(PersonId(Uuid::from_u128(7))),
            version: 1,
            kind: "prepared".into(),
            schema: 1,
            at: 2,
            author: "nurse".into(),
            programme: [3; 32],
            clear: b"{}".to_vec(),
            sealed: Some((Category::Health, b"abc".to_vec())),
            previous: NO_HASH,
            hash: NO_HASH,
        };
        let shifted = StoredEvent { kind: "preparedn".into(), author: "urse".into(), ..event.clone() };
        let bare = StoredEvent { sealed: None, ..event.clone() };
        let other = StoredEvent { sealed: Some((Category::Identity, b"abc".to_vec())), ..event.clone() };
        let hashes = [&event, &shifted, &bare, &other].map(StoredEvent::computed_hash);
        for (i, a) in hashes.iter().enumerate() {
            assert!(hashes[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(event.clone().hashed().computed_hash(), event.computed_hash(), "the hash does not cover itself");
    }
}
