//! What goes with every command: the idempotency key and the version that was seen.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::State;

/// The header that carries the key.
pub(crate) const KEY_HEADER: &str = "idempotency-key";

/// The longest key.
pub(crate) const KEY_MAX: usize = 200;

/// The longest `If-Match`: nineteen digits in quotation marks.
pub(crate) const IF_MATCH_MAX: usize = 21;

/// What a command is asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Whoever asks, as the log names them.
    author: String,
    /// The idempotency key.
    pub(crate) key: String,
    /// The version that whoever asks has seen.
    pub(crate) expected: Option<u64>,
}

impl Asked {
    /// The id of what the command makes, such as a `person`.
    ///
    /// It follows from whoever asks and their key: the same command, sent again with the same key, names the same new thing,
    /// so it is the same command and is answered as it was the first time. Somebody else's same key names another thing. SHA-256
    /// of the noun, who asks and the key, as a UUID of version 8.
    pub(crate) fn new_id(&self, noun: &str) -> Uuid {
        let mut hash = Sha256::new();
        for part in ["carer/new-id/2", noun, &self.author, &self.key] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// What a page's form was sent with.
    ///
    /// # Errors
    /// Where its key is missing or not one.
    pub(crate) fn of_form(state: &State, key: Option<&str>, expected: Option<u64>) -> Result<Self, Problem> {
        Ok(Self { author: state.caller().author(), key: checked_key(key.unwrap_or_default())?, expected })
    }
}

impl FromRequestParts<State> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let key = header(&parts.headers, KEY_HEADER)?.unwrap_or_default();
        let expected = header(&parts.headers, "if-match")?.map(version).transpose()?.flatten();
        let author = parts.extensions.get::<Caller>().map_or_else(|| Caller::nobody().author(), Caller::author);
        Ok(Self { author, key: checked_key(key)?, expected })
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut all = headers.get_all(name).iter();
    let (first, second) = (all.next(), all.next());
    if second.is_some() {
        return Err(Problem::unreadable(name, format!("“{name}” is sent once.")));
    }
    let unreadable = |_| Problem::unreadable(name, format!("“{name}” holds letters, digits and signs of ASCII only."));
    first.map(|value| value.to_str().map_err(unreadable)).transpose()
}

fn checked_key(key: &str) -> Result<String, Problem> {
    if key.is_empty() {
        let detail = "Every POST carries a key of its own in “Idempotency-Key”, such as a new UUID. Sent again with the \
                      same key, the same command is done once.";
        return Err(Problem::unreadable(KEY_HEADER, detail));
    }
    if key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!("A key has {KEY_MAX} visible characters of ASCII at most, and no space.");
        return Err(Problem::unreadable(KEY_HEADER, detail));
    }
    Ok(key.to_owned())
}

/// The version in an `If-Match`: `"7"`, or `*` for any.
fn version(text: &str) -> Result<Option<u64>, Problem> {
    if text.trim() == "*" {
        return Ok(None);
    }
    let quoted = text.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = quoted
        .filter(|_| text.trim().len() <= IF_MATCH_MAX)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    version.and_then(|digits| digits.parse().ok()).map(Some).ok_or_else(|| {
        Problem::unreadable("if-match", "“If-Match” is one version in quotation marks, such as \"7\", or *.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(key: &str) -> Asked {
        asked_by("account/1", key)
    }

    fn asked_by(author: &str, key: &str) -> Asked {
        Asked { author: author.to_owned(), key: key.to_owned(), expected: None }
    }

    #[test]
    fn the_same_key_makes_the_same_id_and_no_other_does() {
        assert_eq!(asked("a").new_id("person"), asked("a").new_id("person"));
        assert_ne!(asked("a").new_id("person"), asked("b").new_id("person"));
        assert_ne!(asked("a").new_id("person"), asked("a").new_id("site"));
        assert_ne!(
            asked("a").new_id("person"),
            asked_by("account/2", "a").new_id("person"),
            "a key is its author's alone"
        );
        assert_ne!(asked_by("x", "ya").new_id("person"), asked_by("xy", "a").new_id("person"));
        assert_ne!(asked("na").new_id("person"), asked("a").new_id("personn"));
        assert_eq!(asked("a").new_id("person").get_version_num(), 8);
    }

    #[test]
    fn versions_are_read_as_they_are_written() {
        assert_eq!(version("\"7\"").expect("a version"), Some(7));
        assert_eq!(version("*").expect("any"), None);
        for text in [
            "7",
            "W/\"7\"",
            "\"7\", \"8\"",
            "\"seven\"",
            "\"\"",
            "\"99999999999999999999999\"",
            "\"00000000000000000007\"",
        ] {
            assert!(version(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_there_short_and_visible() {
        assert!(checked_key("0198-abc").is_ok());
        for key in ["", "two words", "naïve", &"x".repeat(201)] {
            assert!(checked_key(key).is_err(), "{key}");
        }
    }
}
