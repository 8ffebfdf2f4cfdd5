//! Signed checkpoints: each vouches for every event and every reading up to a place, and names the one before.
//!
//! Whoever can write to the database can also sign anew. What no one can undo is a checkpoint that was exported and is
//! kept elsewhere: against it, `verify` sees even a tail that was cut.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::conn::{Access, Conn, Insert, Place, Row};
use crate::error::Error;
use crate::hex;
use crate::log::{Hash, NO_HASH};
use crate::{reading, vault};

/// A signed statement about all that was recorded up to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its place among the checkpoints, counted from 1 without a gap.
    pub number: i64,
    /// The last event that it vouches for.
    pub seq: i64,
    /// The last reading that it vouches for; 0 where there was none.
    pub reading_seq: i64,
    /// When it was made, in microseconds since 1970 (UTC).
    pub at: i64,
    /// The rolling hash over the hashes of all events up to `seq`.
    pub rolling: Hash,
    /// The hash of that reading; zeros where there was none.
    pub reading_hash: Hash,
    /// The hash of the checkpoint before; zeros for the first.
    pub previous: Hash,
    /// The record's ed25519 key to check the signature with.
    pub public_key: [u8; 32],
    /// The signature over all of the above.
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// The bytes that are signed.
    fn message(&self) -> Vec<u8> {
        let mut bytes = b"carer/checkpoint/1".to_vec();
        for number in [self.number, self.seq, self.reading_seq, self.at] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for hash in [&self.rolling, &self.reading_hash, &self.previous, &self.public_key] {
            bytes.extend_from_slice(hash);
        }
        bytes
    }

    /// The hash by which the next checkpoint names this one. It covers the signature.
    pub fn hash(&self) -> Hash {
        let mut hash = Sha256::new();
        hash.update(self.message());
        hash.update(self.signature);
        hash.finalize().into()
    }

    /// Whether the signature is that of the key it names, over what it says.
    pub fn is_signed(&self) -> bool {
        VerifyingKey::from_bytes(&self.public_key)
            .and_then(|key| key.verify_strict(&self.message(), &Signature::from_bytes(&self.signature)))
            .is_ok()
    }
}

/// The rolling hash over the hashes of all events up to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rolling {
    /// The last event in it; 0 where there is none.
    pub seq: i64,
    /// The hash so far.
    pub value: Hash,
}

impl Rolling {
    /// Before the first event.
    pub(crate) const START: Self = Self { seq: 0, value: NO_HASH };

    /// Takes the next event in.
    pub(crate) fn push(&mut self, seq: i64, hash: &Hash) {
        let mut rolling = Sha256::new();
        rolling.update(b"carer/rolling/1");
        rolling.update(self.value);
        rolling.update(hash);
        *self = Self { seq, value: rolling.finalize().into() };
    }
}

/// The record's own signing key.
pub(crate) struct Signer(SigningKey);

impl Signer {
    /// The key of the record that is open.
    pub(crate) fn load(conn: &mut Conn) -> Result<Self, Error> {
        let seed = Zeroizing::new(vault::secret(conn, "signing-seed")?);
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// What its signatures are checked with.
    pub(crate) fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, mut checkpoint: Checkpoint) -> Checkpoint {
        checkpoint.public_key = self.public_key();
        checkpoint.signature = self.0.sign(&checkpoint.message()).to_bytes();
        checkpoint
    }
}

const CHECKPOINTS: Insert = Insert {
    table: "checkpoint",
    columns: "number, seq, reading_seq, at, rolling, reading_hash, previous, public_key, signature",
    suffix: "",
};

/// Makes, signs and stores a checkpoint over all that there is, within the transaction; `None` where nothing was
/// recorded since the last.
///
/// # Errors
/// [`Error::Damaged`] where the log has a gap: a checkpoint never vouches for that.
pub(crate) fn take(conn: &mut Conn, at: Timestamp, signer: &Signer) -> Result<Option<Checkpoint>, Error> {
    let last = last(conn)?;
    let start = last.as_ref().map_or(Rolling::START, |c| Rolling { seq: c.seq, value: c.rolling });
    let rolling = roll(conn, start)?;
    let readings = reading::tail(conn)?;
    if last.as_ref().is_some_and(|c| c.seq == rolling.seq && c.reading_seq == readings.seq) || rolling.seq == 0 {
        return Ok(None);
    }
    let checkpoint = signer.sign(Checkpoint {
        number: last.as_ref().map_or(1, |c| c.number + 1),
        seq: rolling.seq,
        reading_seq: readings.seq,
        at: at.as_microsecond(),
        rolling: rolling.value,
        reading_hash: readings.hash,
        previous: last.as_ref().map_or(NO_HASH, Checkpoint::hash),
        public_key: [0; 32],
        signature: [0; 64],
    });
    store(conn, &checkpoint)?;
    Ok(Some(checkpoint))
}

fn roll(conn: &mut Conn, mut rolling: Rolling) -> Result<Rolling, Error> {
    conn.query_each("SELECT seq, hash FROM event WHERE seq > $1 ORDER BY seq", &[rolling.seq.into()], |row| {
        let seq = row.get_i64(0)?;
        if seq != rolling.seq + 1 {
            return Err(Error::Damaged(format!("event {} of the log is missing", rolling.seq + 1)));
        }
        rolling.push(seq, &row.get_array(1)?);
        Ok(())
    })?;
    Ok(rolling)
}

fn store(conn: &mut Conn, checkpoint: &Checkpoint) -> Result<(), Error> {
    conn.insert_rows(
        &CHECKPOINTS,
        &[
            checkpoint.number.into(),
            checkpoint.seq.into(),
            checkpoint.reading_seq.into(),
            checkpoint.at.into(),
            (&checkpoint.rolling).into(),
            (&checkpoint.reading_hash).into(),
            (&checkpoint.previous).into(),
            (&checkpoint.public_key).into(),
            (&checkpoint.signature).into(),
        ],
    )?;
    Ok(())
}

/// The newest checkpoint of a record in the form in which it leaves it: whoever keeps it elsewhere can show later that
/// nothing before it was cut off. `None` where there is none yet.
///
/// # Errors
/// Where there is no record, or it cannot be read.
pub fn newest_checkpoint(place: &Place) -> Result<Option<ExportedCheckpoint>, Error> {
    Ok(last(&mut place.open(Access::Read)?)?.as_ref().map(ExportedCheckpoint::from))
}

/// The newest checkpoint.
pub(crate) fn last(conn: &mut Conn) -> Result<Option<Checkpoint>, Error> {
    let sql = "SELECT number, seq, reading_seq, at, rolling, reading_hash, previous, public_key, signature \
               FROM checkpoint ORDER BY number DESC LIMIT 1";
    conn.query_first(sql, &[], read)
}

/// A checkpoint, or a damaged row's number and what is wrong with it.
pub(crate) type CheckpointRow = Result<Checkpoint, (i64, String)>;

/// All checkpoints in order, the damaged ones as such.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<CheckpointRow>, Error> {
    let sql = "SELECT number, seq, reading_seq, at, rolling, reading_hash, previous, public_key, signature \
               FROM checkpoint ORDER BY number";
    conn.query(sql, &[], |row| Ok(read(row).map_err(|e| (row.get_i64(0).unwrap_or(0), e.to_string()))))
}

fn read(row: &Row<'_>) -> Result<Checkpoint, Error> {
    Ok(Checkpoint {
        number: row.get_i64(0)?,
        seq: row.get_i64(1)?,
        reading_seq: row.get_i64(2)?,
        at: row.get_i64(3)?,
        rolling: row.get_array(4)?,
        reading_hash: row.get_array(5)?,
        previous: row.get_array(6)?,
        public_key: row.get_array(7)?,
        signature: row.get_array(8)?,
    })
}

/// A checkpoint in the form in which it leaves the record, as JSON. It identifies nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedCheckpoint {
    /// Its place among the checkpoints.
    pub number: i64,
    /// The last event that it vouches for.
    pub seq: i64,
    /// The last reading that it vouches for.
    pub reading_seq: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The rolling hash, in hexadecimal digits like all that follow.
    pub rolling: String,
    /// The hash of the last reading.
    pub reading_hash: String,
    /// The hash of the checkpoint before.
    pub previous: String,
    /// The key to check the signature with.
    pub public_key: String,
    /// The signature.
    pub signature: String,
}

impl From<&Checkpoint> for ExportedCheckpoint {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self {
            number: checkpoint.number,
            seq: checkpoint.seq,
            reading_seq: checkpoint.reading_seq,
            // An instant out of range would have been refused when it was signed; the signature shows the change.
            at: Timestamp::from_microsecond(checkpoint.at).unwrap_or(Timestamp::UNIX_EPOCH),
            rolling: hex::encode(&checkpoint.rolling),
            reading_hash: hex::encode(&checkpoint.reading_hash),
            previous: hex::encode(&checkpoint.previous),
            public_key: hex::encode(&checkpoint.public_key),
            signature: hex::encode(&checkpoint.signature),
        }
    }
}

impl TryFrom<&ExportedCheckpoint> for Checkpoint {
    type Error = Error;

    /// # Errors
    /// [`Error::Refused`] where a field is not of its form or the signature does not hold.
    fn try_from(exported: &ExportedCheckpoint) -> Result<Self, Error> {
        let wrong = |field: &str| Error::Refused(format!("the exported checkpoint's {field} is not what it should be"));
        let checkpoint = Self {
            number: exported.number,
            seq: exported.seq,
            reading_seq: exported.reading_seq,
            at: exported.at.as_microsecond(),
            rolling: hex::decode(&exported.rolling).ok_or_else(|| wrong("rolling"))?,
            reading_hash: hex::decode(&exported.reading_hash).ok_or_else(|| wrong("reading_hash"))?,
            previous: hex::decode(&exported.previous).ok_or_else(|| wrong("previous"))?,
            public_key: hex::decode(&exported.public_key).ok_or_else(|| wrong("public_key"))?,
            signature: hex::decode(&exported.signature).ok_or_else(|| wrong("signature"))?,
        };
        if checkpoint.is_signed() { Ok(checkpoint) } else { Err(wrong("signature")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let signer = Signer(SigningKey::from_bytes(&[7; 32]));
        signer.sign(Checkpoint {
            number: 2,
            seq: 10,
            reading_seq: 3,
            at: 1_700_000_000_123_456,
            rolling: [1; 32],
            reading_hash: [2; 32],
            previous: [3; 32],
            public_key: [0; 32],
            signature: [0; 64],
        })
    }

    #[test]
    fn the_signature_covers_every_field() {
        let good = checkpoint();
        assert!(good.is_signed());
        for i in 0..9 {
            let mut bad = good.clone();
            match i {
                0 => bad.number += 1,
                1 => bad.seq += 1,
                2 => bad.reading_seq += 1,
                3 => bad.at += 1,
                4 => bad.rolling[31] ^= 1,
                5 => bad.reading_hash[0] ^= 1,
                6 => bad.previous[5] ^= 1,
                7 => bad.public_key[5] ^= 1,
                _ => bad.signature[63] ^= 1,
            }
            assert!(!bad.is_signed(), "field {i}");
            assert_ne!(bad.hash(), good.hash(), "field {i}");
        }
    }

    #[test]
    fn an_exported_checkpoint_comes_back_the_same() {
        let exported = ExportedCheckpoint::from(&checkpoint());
        let json = serde_json::to_string(&exported).expect("it serialises");
        let back: ExportedCheckpoint = serde_json::from_str(&json).expect("it is what was written");
        assert_eq!(Checkpoint::try_from(&back).expect("it is whole"), checkpoint());
        let changed = ExportedCheckpoint { seq: 11, ..back };
        assert!(matches!(Checkpoint::try_from(&changed), Err(Error::Refused(_))));
    }

    #[test]
    fn the_rolling_hash_depends_on_order() {
        let roll = |hashes: [Hash; 2]| {
            let mut rolling = Rolling::START;
            hashes.iter().enumerate().for_each(|(i, h)| rolling.push(i as i64 + 1, h));
            rolling.value
        };
        assert_ne!(roll([[1; 32], [2; 32]]), roll([[2; 32], [1; 32]]));
    }
}
