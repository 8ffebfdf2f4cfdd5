//! What somebody's browser keeps for us for some minutes, so that nothing is kept here meanwhile. Whoever has it can read it,
//! and cannot change it: it is sealed under a key that this process made and nobody else has.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

/// What seals.
pub(super) struct Seal([u8; 32]);

impl Seal {
    /// A seal of its own, from random bytes.
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Seals a text until a second since 1970.
    pub(super) fn seal(&self, text: &str, until: i64) -> String {
        let said = format!("{until}.{text}");
        format!("{}.{said}", self.tag(&said))
    }

    /// The text; `None` where it is none of ours, or too late.
    pub(super) fn open<'s>(&self, sealed: &'s str, now: i64) -> Option<&'s str> {
        let (tag, said) = sealed.split_once('.')?;
        // Both are hashes: where they differ tells nothing of the key.
        if Sha256::digest(self.tag(said)) != Sha256::digest(tag) {
            return None;
        }
        let (until, text) = said.split_once('.')?;
        until.parse::<i64>().is_ok_and(|until| now <= until).then_some(text)
    }

    fn tag(&self, said: &str) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("any length of key will do");
        mac.update(said.as_bytes());
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
