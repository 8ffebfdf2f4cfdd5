//! Somebody whose password was right and whose second factor is still to come: sealed into what their browser sends back, for
//! a few minutes, under a key that this process made and nobody else has. Nothing is kept here meanwhile.

use hmac::{Hmac, KeyInit, Mac};
use programme::AccountId;
use sha2::{Digest as _, Sha256};

/// What seals them.
pub(crate) struct Halves([u8; 32]);

impl Halves {
    /// A seal of its own, from random bytes.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Seals somebody until a second since 1970.
    pub(crate) fn seal(&self, account: AccountId, login: &str, until: i64) -> String {
        let said = format!("{account}.{until}.{login}");
        format!("{}.{said}", self.tag(&said))
    }

    /// Who it is; `None` where it is none of ours, or too late.
    pub(crate) fn open(&self, sealed: &str, now: i64) -> Option<(AccountId, String)> {
        let (tag, said) = sealed.split_once('.')?;
        // Both are hashes: where they differ tells nothing of the key.
        if Sha256::digest(self.tag(said)) != Sha256::digest(tag) {
            return None;
        }
        let mut parts = said.splitn(3, '.');
        let (account, until, login) = (parts.next()?, parts.next()?, parts.next()?);
        let is_in_time = until.parse::<i64>().is_ok_and(|until| now <= until);
        is_in_time.then(|| Some((account.parse().ok()?, login.to_owned())))?
    }

    fn tag(&self, said: &str) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("any length of key will do");
        mac.update(said.as_bytes());
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn it_opens_in_time_and_under_its_own_key() {
        let (halves, account) = (Halves::new([1; 32]), AccountId(Uuid::from_u128(1)));
        let sealed = halves.seal(account, "clara.voss@example.org", 300);
        assert_eq!(halves.open(&sealed, 300), Some((account, "clara.voss@example.org".to_owned())));
        assert_eq!(halves.open(&sealed, 301), None, "it is too late");
        assert_eq!(Halves::new([2; 32]).open(&sealed, 1), None);
        assert_eq!(halves.open(&sealed.replace(".300.", ".900."), 301), None);
        for wrong in ["", ".", "a.b.c.d"] {
            assert_eq!(halves.open(wrong, 1), None, "{wrong}");
        }
    }
}
