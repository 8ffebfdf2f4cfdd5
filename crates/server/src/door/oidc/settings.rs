//! What the operator says of a hospital's own sign-in.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use axum::http::Uri;
use serde::Deserialize;

/// A hospital's own sign-in, as the operator set it.
#[derive(Clone)]
pub struct Oidc {
    /// What people call it: the button reads “Sign in with …”.
    pub name: String,
    /// Who it is.
    pub issuer: Issuer,
    /// What it calls us.
    pub client_id: String,
    /// What we prove to it that we are that.
    pub client_secret: String,
    /// Whether somebody who signed in there has shown a second factor.
    pub second_factor: SecondFactor,
    /// A file of certificates (PEM) that it may prove itself by, beside those that this machine trusts.
    pub certificates: Option<PathBuf>,
}

/// The address of a provider of OpenID Connect: `https`, or a port of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Issuer(String);

/// Who asks for the second factor of somebody who signs in with the hospital's account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// We do: signing in there counts as the password.
    #[default]
    Ours,
    /// The hospital does: signing in there counts as both. Where any of these is named, only where the token says so;
    /// otherwise we ask.
    Provider {
        /// Ways of signing in, one of which the token's `amr` has to name.
        amr: Vec<String>,
        /// Levels of signing in, one of which the token's `acr` has to be.
        acr: Vec<String>,
    },
}

impl Issuer {
    /// The address, as the provider writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Issuer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        is_guarded(text).then(|| Self(text.to_owned())).ok_or_else(|| {
            format!("“{text}” is no issuer: it begins with https:// (or is on this machine), and has no ? and no #")
        })
    }
}

impl TryFrom<String> for Issuer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl SecondFactor {
    /// Whether a token says that there was one, with which the hospital's word is good enough.
    pub(super) fn is_shown(&self, said_amr: &[String], said_acr: Option<&str>) -> bool {
        match self {
            Self::Ours => false,
            Self::Provider { amr, acr } if amr.is_empty() && acr.is_empty() => true,
            Self::Provider { amr, acr } => {
                said_amr.iter().any(|said| amr.contains(said))
                    || said_acr.is_some_and(|said| acr.iter().any(|a| a == said))
            }
        }
    }
}

impl fmt::Debug for Oidc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret belongs into no log.
        out.debug_struct("Oidc").field("name", &self.name).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Whether what goes to an address is seen by nobody on the way: TLS, or this machine.
pub(super) fn is_guarded(text: &str) -> bool {
    let Ok(address) = text.parse::<Uri>() else { return false };
    let host = address.host().unwrap_or_default();
    let is_here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_plain = !text.contains(['?', '#', '@', ' ']);
    is_plain && !host.is_empty() && matches!((address.scheme_str(), is_here), (Some("https"), _) | (Some("http"), true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_in_the_clear_over_a_network() {
        for good in [
            "https://sign-in.hospital.example",
            "https://a.example:8443/realms/x",
            "http://127.0.0.1:9",
            "http://[::1]:9",
        ] {
            assert!(good.parse::<Issuer>().is_ok(), "{good}");
        }
        for bad in [
            "http://hospital.example",
            "hospital.example",
            "https://",
            "https://a.example/?x",
            "https://a@b.example",
            "ftp://a",
            "http://127.0.0.1.example",
            "",
        ] {
            assert!(bad.parse::<Issuer>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_hospital_s_word_counts_as_far_as_it_was_said_that_it_does() {
        let mfa = ["pwd".to_owned(), "mfa".to_owned()];
        assert!(!SecondFactor::Ours.is_shown(&mfa, Some("high")));
        let always = SecondFactor::Provider { amr: Vec::new(), acr: Vec::new() };
        assert!(always.is_shown(&[], None));
        let named = SecondFactor::Provider { amr: vec!["mfa".to_owned()], acr: vec!["high".to_owned()] };
        assert!(named.is_shown(&mfa, None) && named.is_shown(&[], Some("high")));
        assert!(!named.is_shown(&mfa[..1], Some("low")) && !named.is_shown(&[], None));
    }
}
