//! Passwords: Argon2id, with the costs that OWASP gives as the least (19 MiB, two passes, one lane).

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

/// How long a password may be, in characters. There is no other rule: length is what counts.
pub(crate) const LENGTH: RangeInclusive<usize> = 12..=200;

/// What passwords are most often; each is long enough otherwise.
const COMMON: [&str; 8] =
    ["password", "passwort", "qwertyuiop", "123456789", "letmein", "welcome", "changeme", "administrator"];

/// What is compared with where there is nothing to compare with, so that it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password", &[7; 16]));

/// Whether somebody may choose a password: long enough, not the login, not one that everybody tries.
pub(crate) fn is_acceptable(password: &str, login: &str) -> bool {
    let folded = password.to_lowercase();
    let letters: std::collections::BTreeSet<char> = folded.chars().collect();
    LENGTH.contains(&password.chars().count())
        && letters.len() >= 5
        && !folded.contains(&login.to_lowercase())
        && !COMMON.iter().any(|common| folded.starts_with(common) && folded.len() < common.len() + 8)
}

/// What is kept of a password.
pub(super) fn hash(password: &str, salt: &[u8; 16]) -> String {
    let hash = argon2().hash_password_with_salt(password.as_bytes(), salt);
    hash.expect("the salt and the costs are within what Argon2 allows").to_string()
}

/// Whether it is the password that this was kept of.
pub(super) fn is_right(password: &str, kept: Option<&str>) -> bool {
    let is_there = kept.is_some();
    let kept = kept.unwrap_or(&NOBODY);
    let is_right =
        PasswordHash::new(kept).is_ok_and(|kept| argon2().verify_password(password.as_bytes(), &kept).is_ok());
    is_there && is_right
}

fn argon2() -> Argon2<'static> {
    let costs = Params::new(19 * 1024, 2, 1, None).expect("these are costs that Argon2 allows");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_and_no_other_is_right() {
        let kept = hash("correct horse battery", &[1; 16]);
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery", Some(&kept)));
        assert!(!is_right("correct horse batterY", Some(&kept)));
        assert!(!is_right("correct horse battery", None));
        assert!(!is_right("nobody has this password", None), "there is nobody");
        assert!(!is_right("correct horse battery", Some("not a hash")));
        assert_ne!(hash("the same password", &[1; 16]), hash("the same password", &[2; 16]));
    }

    #[test]
    fn what_everybody_tries_cannot_be_chosen() {
        for password in ["short", "password1234", "clara-voss-clara", "aaaaaaaaaaaaaaa", "qwertyuiop12"] {
            assert!(!is_acceptable(password, "clara-voss"), "{password}");
        }
        assert!(is_acceptable("a walk by the river", "clara-voss"));
        assert!(is_acceptable("ein Spaziergang am Fluß", "clara-voss"));
    }
}
