//! Receipts: the same idempotency key with the same command is carried out once and answered alike each time.
//!
//! A receipt holds no words of anybody: a digest of the submission, the stream and its version. What was submitted may be
//! guessed, such as a name and a birth; so the digest is keyed with a key of the person, or the account, that the receipt is
//! about, and once that is destroyed no guess can be tried any more.

use std::collections::HashMap;

use crate::conn::{Conn, Insert, KeyQuery, Param};
use crate::error::Error;
use crate::submission::{Receipt, Submission};
use crate::vault::{self, Key};

/// HMAC-SHA-256 of what was submitted.
pub(crate) type Digest = [u8; 32];

/// A receipt that is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// What was submitted.
    pub(crate) digest: Digest,
    /// What was answered.
    pub(crate) receipt: Receipt,
}

const INSERT: Insert = Insert { table: "receipt", columns: "key, at, digest, answer", suffix: "" };
const LOAD: KeyQuery = KeyQuery { before: "SELECT key, digest, answer FROM receipt WHERE key IN", after: "" };

/// The digest of a submission under a key of whom it is about. Where there is none, because it is about nobody or they are
/// erased, nothing that it says is personal, and the record's own secret will do.
pub(crate) fn digest(submission: &Submission, own: Option<&Key>, secret: &[u8; 32]) -> Digest {
    let said = (&submission.author, &submission.command);
    let said = serde_json::to_string(&said).expect("a command serialises");
    match own {
        Some(key) => key.token("receipt", &said),
        None => vault::lookup_token(secret, "receipt", &said),
    }
}

/// The receipts kept under these keys.
pub(crate) fn load(conn: &mut Conn, keys: &[&str]) -> Result<HashMap<String, Kept>, Error> {
    let params: Vec<Param<'_>> = keys.iter().map(|key| Param::Text(key)).collect();
    let mut found = HashMap::new();
    conn.query_keys(&LOAD, &[], &params, |row| {
        let answer = serde_json::from_slice(row.get_bytes(2)?);
        let receipt = answer.map_err(|error| Error::Damaged(format!("a receipt cannot be read: {error}")))?;
        found.insert(row.get_text(0)?.to_owned(), Kept { digest: row.get_array(1)?, receipt });
        Ok(())
    })?;
    Ok(found)
}

/// Keeps receipts.
pub(crate) fn insert(conn: &mut Conn, at: i64, kept: &[(String, Kept)]) -> Result<(), Error> {
    let answer = |kept: &Kept| serde_json::to_vec(&kept.receipt).expect("a receipt serialises");
    let answers: Vec<Vec<u8>> = kept.iter().map(|(_, kept)| answer(kept)).collect();
    let mut values = Vec::with_capacity(kept.len() * INSERT.width());
    for ((key, kept), answer) in kept.iter().zip(&answers) {
        values.extend([Param::Text(key), at.into(), Param::Bytes(&kept.digest), Param::Bytes(answer)]);
    }
    conn.insert_rows(&INSERT, &values)?;
    Ok(())
}
