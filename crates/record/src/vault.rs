//! What is personal, sealed under a key per person and category. Destroying the keys erases it, everywhere at once.
//!
//! A destroyed key's row stays, with zeros in place of the key: the row is overwritten where it lies and never moves,
//! and nothing can be sealed for that person again by mistake. Keys never leave this crate.

use std::collections::{HashMap, HashSet};
use std::mem;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use programme::{Category, Stream};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::conn::{Conn, Insert, KeyQuery, Param};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::log::StoredEvent;

const NONCE: usize = 24;
const TAG: usize = 16;
const DESTROYED: [u8; 32] = [0; 32];

/// A key. It is overwritten in memory when it is dropped, and lies in one place until then.
pub(crate) struct Key(Box<[u8; 32]>);

impl Key {
    /// A new key.
    pub(crate) fn new(entropy: &mut Entropy) -> Self {
        let mut bytes = Box::new(DESTROYED);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// As [`lookup_token`], under this key: once it is destroyed no value can be tried against the token.
    pub(crate) fn token(&self, what: &str, value: &str) -> [u8; 32] {
        lookup_token(&self.0, what, value)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What a sealed part belongs to. It cannot be opened as part of anything else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label<'a> {
    pub(crate) stream: Stream,
    pub(crate) version: i64,
    pub(crate) kind: &'a str,
    pub(crate) category: Category,
}

impl Label<'_> {
    fn bytes(&self) -> Vec<u8> {
        let stream = self.stream.to_string();
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(b"carer/seal/1");
        for part in
            [stream.as_bytes(), &self.version.to_le_bytes(), self.kind.as_bytes(), self.category.as_str().as_bytes()]
        {
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// Seals a private part: nonce, ciphertext, tag.
pub(crate) fn seal(key: &Key, label: &Label<'_>, private: &[u8], entropy: &mut Entropy) -> Vec<u8> {
    let nonce = entropy.bytes::<NONCE>();
    let mut sealed = Vec::with_capacity(NONCE + private.len() + TAG);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(private);
    let tag = cipher(key)
        .encrypt_inout_detached(&XNonce::from(nonce), &label.bytes(), (&mut sealed[NONCE..]).into())
        .expect("a private part is far below the cipher's limit of 256 GiB");
    sealed.extend_from_slice(&tag);
    sealed
}

/// Opens an event's private part; `None` where it has none.
///
/// # Errors
/// [`Error::Corrupt`] where the bytes are not what was sealed for this event under this key.
pub(crate) fn open(key: &Key, event: &StoredEvent) -> Result<Option<Vec<u8>>, Error> {
    let Some((category, sealed)) = &event.sealed else { return Ok(None) };
    let label = Label { stream: event.stream, version: event.version, kind: &event.kind, category: *category };
    unseal(key, &label, sealed)
        .map(Some)
        .ok_or_else(|| event.corrupt("its sealed part does not open, though its key is there"))
}

/// Opens what was sealed under a label; `None` where it was sealed otherwise.
pub(crate) fn unseal(key: &Key, label: &Label<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (text, tag) = rest.split_last_chunk::<TAG>()?;
    let mut private = text.to_vec();
    cipher(key)
        .decrypt_inout_detached(&XNonce::from(*nonce), &label.bytes(), private.as_mut_slice().into(), &Tag::from(*tag))
        .ok()?;
    Some(private)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.0).into())
}

/// A blind index: a value that finds a person and tells nothing without the record's lookup key. `what` keeps indexes
/// of different things apart; the value is to be normalised by the caller.
pub(crate) fn lookup_token(lookup_key: &[u8; 32], what: &str, value: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(lookup_key).expect("any length of key will do");
    mac.update(&(what.len() as u64).to_le_bytes());
    mac.update(what.as_bytes());
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().into()
}

/// The blind index of a person's number, the same for each way of writing it that counts as the same.
pub(crate) fn number_token(lookup_key: &[u8; 32], number: &str) -> [u8; 32] {
    lookup_token(lookup_key, "number", &programme::folded_number(number))
}

/// One of the record's own secrets: `signing-seed` or `lookup-key`.
pub(crate) fn secret(conn: &mut Conn, name: &'static str) -> Result<[u8; 32], Error> {
    conn.query_first("SELECT value FROM secret WHERE name = $1", &[name.into()], |row| row.get_array(0))?
        .ok_or_else(|| Error::Damaged(format!("the record's {name} is missing")))
}

/// Keys at hand. What is not is loaded from the record, many streams at once; those not asked for lately are let go.
#[derive(Default)]
pub(crate) struct Keys {
    recent: HashMap<Stream, StreamKeys>,
    older: HashMap<Stream, StreamKeys>,
}

/// One stream's keys, one for each category; `None` where there is none or it was destroyed.
#[derive(Default)]
struct StreamKeys([Option<Key>; Category::ALL.len()]);

/// How many people's keys each half of the cache holds: about 10 MB in all.
const HALF_PEOPLE_MAX: usize = 32_768;

const INSERT: Insert = Insert { table: "stream_key", columns: "stream, category, key", suffix: "" };

impl Keys {
    /// Sees to it that these streams' keys are at hand, as long as no others are asked for in between.
    pub(crate) fn load(&mut self, conn: &mut Conn, streams: &[Stream]) -> Result<(), Error> {
        const QUERY: KeyQuery =
            KeyQuery { before: "SELECT stream, category, key FROM stream_key WHERE stream IN", after: "" };
        if self.recent.len() + streams.len() > HALF_PEOPLE_MAX {
            self.older = mem::take(&mut self.recent);
        }
        let mut missing = Vec::new();
        for stream in streams {
            if self.recent.contains_key(stream) {
                continue;
            }
            match self.older.remove(stream) {
                Some(keys) => drop(self.recent.insert(*stream, keys)),
                None => {
                    self.recent.insert(*stream, StreamKeys::default());
                    missing.push(stream.to_string());
                }
            }
        }
        let wanted: Vec<Param<'_>> = missing.iter().map(Param::from).collect();
        conn.query_keys(&QUERY, &[], &wanted, |row| {
            let (stream, category) = (parse_stream(row.get_text(0)?)?, parse_category(row.get_text(1)?)?);
            let mut bytes = Box::new(row.get_array(2)?);
            if *bytes == DESTROYED {
                bytes.zeroize();
            } else {
                self.put(stream, category, Key(bytes));
            }
            Ok(())
        })
    }

    /// A stream's key, where it was loaded or made and is not destroyed.
    pub(crate) fn get(&self, stream: Stream, category: Category) -> Option<&Key> {
        let keys = self.recent.get(&stream).or_else(|| self.older.get(&stream))?;
        keys.0[category as usize].as_ref()
    }

    /// Puts a key made for a stream at hand. It is to be stored in the same transaction, by [`store`].
    pub(crate) fn put(&mut self, stream: Stream, category: Category, key: Key) {
        self.recent.entry(stream).or_default().0[category as usize] = Some(key);
    }

    /// Forgets a stream's keys: after an erasure, or when the transaction that made them failed.
    pub(crate) fn forget(&mut self, stream: Stream) {
        self.recent.remove(&stream);
        self.older.remove(&stream);
    }

    /// Opens an event's private part; `None` where it has none or its key is gone.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where the key is there and does not open it.
    pub(crate) fn open(&self, event: &StoredEvent) -> Result<Option<Vec<u8>>, Error> {
        let Some((category, _)) = &event.sealed else { return Ok(None) };
        self.get(event.stream, *category).map_or(Ok(None), |key| open(key, event))
    }
}

/// Stores new keys.
///
/// # Errors
/// [`Error::Conflict`] where the stream has such a key or had one that was destroyed.
pub(crate) fn store(conn: &mut Conn, keys: &[(Stream, Category, &Key)]) -> Result<(), Error> {
    let streams: Vec<String> = keys.iter().map(|(stream, ..)| stream.to_string()).collect();
    let mut values = Vec::with_capacity(keys.len() * 3);
    for ((_, category, key), stream) in keys.iter().zip(&streams) {
        values.extend_from_slice(&[stream.into(), category.as_str().into(), Param::Bytes(&*key.0)]);
    }
    conn.insert_rows(&INSERT, &values).map(|_| ())
}

/// Destroys a stream's keys of these categories within the transaction, and gives them back for the search that shows them
/// gone from the files (see [`crate::erasure`]).
pub(crate) fn destroy(conn: &mut Conn, stream: Stream, categories: &[Category]) -> Result<Vec<Key>, Error> {
    let stream = stream.to_string();
    let mut keys = Vec::new();
    for category in categories {
        let of = [Param::from(&stream), category.as_str().into()];
        let sql = "SELECT key FROM stream_key WHERE stream = $1 AND category = $2";
        keys.extend(conn.query(sql, &of, |row| Ok(Key(Box::new(row.get_array(0)?))))?);
        let sql = "UPDATE stream_key SET key = $3 WHERE stream = $1 AND category = $2";
        let [stream, category] = of;
        conn.execute(sql, &[stream, category, (&DESTROYED).into()])?;
    }
    Ok(keys.into_iter().filter(|key| *key.0 != DESTROYED).collect())
}

/// Those of these streams that still have a key that an erasure destroys.
pub(crate) fn with_live_keys(conn: &mut Conn, streams: &[Stream]) -> Result<Vec<Stream>, Error> {
    live(conn, streams, |stream, category| stream.categories().contains(&category))
}

/// Those of these streams that still have the key to what is kept of whoever is erased.
pub(crate) fn with_kept_keys(conn: &mut Conn, streams: &[Stream]) -> Result<Vec<Stream>, Error> {
    live(conn, streams, |_, category| category == Category::Kept)
}

fn live(conn: &mut Conn, streams: &[Stream], counts: impl Fn(Stream, Category) -> bool) -> Result<Vec<Stream>, Error> {
    const QUERY: KeyQuery =
        KeyQuery { before: "SELECT stream, category FROM stream_key WHERE key <> $1 AND stream IN", after: "" };
    let texts: Vec<String> = streams.iter().map(Stream::to_string).collect();
    let wanted: Vec<Param<'_>> = texts.iter().map(Param::from).collect();
    let mut found = Vec::new();
    conn.query_keys(&QUERY, &[(&DESTROYED).into()], &wanted, |row| {
        let (stream, category) = (parse_stream(row.get_text(0)?)?, parse_category(row.get_text(1)?)?);
        if counts(stream, category) {
            found.push(stream);
        }
        Ok(())
    })?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The keys that these streams do not have, or that were destroyed: of each stream the categories.
pub(crate) fn missing(conn: &mut Conn, streams: &[Stream]) -> Result<Vec<(Stream, Vec<Category>)>, Error> {
    const QUERY: KeyQuery =
        KeyQuery { before: "SELECT stream, category FROM stream_key WHERE key <> $1 AND stream IN", after: "" };
    let texts: Vec<String> = streams.iter().map(Stream::to_string).collect();
    let wanted: Vec<Param<'_>> = texts.iter().map(Param::from).collect();
    let mut there = HashSet::new();
    conn.query_keys(&QUERY, &[(&DESTROYED).into()], &wanted, |row| {
        there.insert((parse_stream(row.get_text(0)?)?, parse_category(row.get_text(1)?)?));
        Ok(())
    })?;
    let lacks = |stream: &Stream| {
        stream.categories().iter().copied().filter(|category| !there.contains(&(*stream, *category))).collect()
    };
    let missing = streams.iter().map(|stream| (*stream, lacks(stream)));
    Ok(missing.filter(|(_, lacks): &(_, Vec<_>)| !lacks.is_empty()).collect())
}

impl Key {
    /// The bytes to search for after the key was destroyed.
    pub(crate) fn needle(&self) -> &[u8] {
        &*self.0
    }
}

fn parse_stream(text: &str) -> Result<Stream, Error> {
    text.parse().map_err(|_| Error::Damaged(format!("a key is for “{text}”, which is not a stream")))
}

fn parse_category(text: &str) -> Result<Category, Error> {
    text.parse().map_err(|e| Error::Damaged(format!("a key's category is wrong: {e}")))
}

#[cfg(test)]
mod tests {
    use programme::PersonId;
    use uuid::Uuid;

    use super::*;

    fn label(version: i64, kind: &str) -> Label<'_> {
        Label { stream: Stream::Person(PersonId(Uuid::from_u128(1))), version, kind, category: Category::Health }
    }

    #[test]
    fn what_was_sealed_opens_only_where_it_belongs() {
        let mut entropy = Entropy::seeded(1);
        let (key, other_key) = (Key::new(&mut entropy), Key::new(&mut entropy));
        let sealed = seal(&key, &label(1, "moved"), b"private", &mut entropy);
        assert_eq!(unseal(&key, &label(1, "moved"), &sealed).as_deref(), Some(&b"private"[..]));
        assert_eq!(unseal(&other_key, &label(1, "moved"), &sealed), None);
        assert_eq!(unseal(&key, &label(2, "moved"), &sealed), None);
        assert_eq!(unseal(&key, &label(1, "returned"), &sealed), None);
        let other = Label { category: Category::Identity, ..label(1, "moved") };
        assert_eq!(unseal(&key, &other, &sealed), None);
    }

    #[test]
    fn every_changed_bit_and_every_missing_byte_shows() {
        let mut entropy = Entropy::seeded(2);
        let key = Key::new(&mut entropy);
        let sealed = seal(&key, &label(1, "moved"), b"private", &mut entropy);
        for i in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[i] ^= 1 << bit;
                assert_eq!(unseal(&key, &label(1, "moved"), &changed), None);
            }
            assert_eq!(unseal(&key, &label(1, "moved"), &sealed[..i]), None);
        }
    }

    #[test]
    fn the_same_part_never_looks_the_same_twice() {
        let mut entropy = Entropy::seeded(3);
        let key = Key::new(&mut entropy);
        let seal = |entropy: &mut Entropy| seal(&key, &label(1, "moved"), b"private", entropy);
        assert_ne!(seal(&mut entropy), seal(&mut entropy));
    }

    #[test]
    fn tokens_depend_on_key_what_and_value() {
        let tokens = [
            lookup_token(&[1; 32], "number", "A1"),
            lookup_token(&[2; 32], "number", "A1"),
            lookup_token(&[1; 32], "numberA", "1"),
            lookup_token(&[1; 32], "number", "A2"),
        ];
        for (i, token) in tokens.iter().enumerate() {
            assert!(tokens[i + 1..].iter().all(|other| other != token));
        }
        assert_eq!(tokens[0], lookup_token(&[1; 32], "number", "A1"));
    }
}
