//! Somebody who has gone to the hospital's sign-in and is to come back: sealed into a cookie of theirs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use programme::AccountId;
use record::Token;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::door::seal::Seal;

/// How long somebody may be away, in seconds.
pub(crate) const AWAY: i64 = 600;

/// Somebody on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Journey {
    /// What they bring back, so that nobody comes back from a journey that another began.
    pub(crate) state: String,
    /// What their token will say.
    pub(crate) nonce: String,
    /// What only this browser can show for the code that they bring.
    pub(crate) verifier: String,
    /// Where they come back to.
    pub(crate) back: String,
    /// When they left, in seconds since 1970.
    pub(crate) begun: i64,
    /// What for.
    pub(crate) purpose: Purpose,
}

/// What somebody goes to the hospital's sign-in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// To come in, and go on to a path of ours.
    Enter {
        /// The path.
        next: String,
    },
    /// To link what they sign in with there to their account, in the session in which they asked.
    Link {
        /// Their account.
        account: AccountId,
        /// Their session.
        session: Token,
    },
    /// To accept an invitation.
    Accept {
        /// What is in its link.
        invitation: String,
    },
}

/// What seals them.
pub(crate) struct Journeys(Seal);

impl Journeys {
    /// A seal of its own, from random bytes.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(Seal::new(key))
    }

    /// What goes into the cookie.
    pub(crate) fn seal(&self, journey: &Journey) -> String {
        let text = serde_json::to_vec(journey).expect("a journey has only texts and numbers");
        self.0.seal(&URL_SAFE_NO_PAD.encode(text), journey.begun + AWAY)
    }

    /// Who comes back; `None` where the cookie is none of ours, or too old.
    pub(crate) fn open(&self, sealed: &str, now: i64) -> Option<Journey> {
        let text = URL_SAFE_NO_PAD.decode(self.0.open(sealed, now)?).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

impl Journey {
    /// What is told of the verifier beforehand (RFC 7636, S256).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }

    /// Whether whoever sits there has to sign in there anew, even where they are signed in: a link lasts, so it must not be
    /// made to what somebody else left open.
    pub(super) fn is_to_last(&self) -> bool {
        !matches!(self.purpose, Purpose::Enter { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journey_is_opened_in_time_and_as_it_was_sealed() {
        let journeys = Journeys::new([1; 32]);
        let journey = Journey {
            state: "s".to_owned(),
            nonce: "n".to_owned(),
            // RFC 7636, appendix B.
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            back: "http://localhost/sign-in/with/back".to_owned(),
            begun: 1_000,
            purpose: Purpose::Enter { next: "/people?on=1;x=\"2\"".to_owned() },
        };
        assert_eq!(journey.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let sealed = journeys.seal(&journey);
        assert!(sealed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{sealed}");
        assert_eq!(journeys.open(&sealed, 1_600), Some(journey));
        assert_eq!(journeys.open(&sealed, 1_601), None);
        assert_eq!(Journeys::new([2; 32]).open(&sealed, 1_001), None);
        assert_eq!(journeys.open(&sealed[..sealed.len() - 1], 1_001), None);
        assert_eq!(journeys.open("", 1_001), None);
    }
}
