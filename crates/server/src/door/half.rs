//! Somebody whose password was right and whose second factor is still to come: sealed into what their browser sends back, for
//! a few minutes, under a key that this process made and nobody else has. Nothing is kept here meanwhile.

use programme::AccountId;

use super::seal::Seal;

/// What seals them.
pub(crate) struct Halves(Seal);

impl Halves {
    /// A seal of its own, from random bytes.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(Seal::new(key))
    }

    /// Seals somebody until a second since 1970.
    pub(crate) fn seal(&self, account: AccountId, login: &str, until: i64) -> String {
        self.0.seal(&format!("{account}.{login}"), until)
    }

    /// Who it is; `None` where it is none of ours, or too late.
    pub(crate) fn open(&self, sealed: &str, now: i64) -> Option<(AccountId, String)> {
        let (account, login) = self.0.open(sealed, now)?.split_once('.')?;
        Some((account.parse().ok()?, login.to_owned()))
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
        assert_eq!(halves.open(&sealed.replacen(".300.", ".900.", 1), 301), None);
        for wrong in ["", ".", "a.b.c.d"] {
            assert_eq!(halves.open(wrong, 1), None, "{wrong}");
        }
    }
}
