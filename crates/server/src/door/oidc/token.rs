//! Whether an id token is true: signed by the provider, for us, now, for this journey (OpenID Connect Core, 3.1.3.7).
//!
//! It goes by nothing that the token says of itself but the name of the key and which of two ways of signing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::keys::{Algorithm, Keys};

/// How far clocks may be apart, in seconds.
const SKEW: i64 = 60;
/// How long a subject may be (OpenID Connect Core, 2).
const SUBJECT_MAX: usize = 255;

/// What a token has to be for.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// In seconds since 1970.
    pub(super) now: i64,
    /// From when on they have to have signed in, in seconds since 1970; `None`: whenever.
    pub(super) signed_in_from: Option<i64>,
}

/// What a token says, once it is known to be true.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    pub(super) sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    auth_time: Option<i64>,
    #[serde(default)]
    pub(super) amr: Vec<String>,
    pub(super) acr: Option<String>,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("it is not a signed token, or is signed in a way that is not taken")]
    Unreadable,
    #[error("the key that it names is not among the provider's")]
    UnknownKey,
    #[error("its signature is not by the provider's key")]
    Signature,
    #[error("it does not say what it has to say")]
    Claims,
    #[error("it is by another issuer")]
    Issuer,
    #[error("it is for somebody else")]
    Audience,
    #[error("it is out of date, or not in force yet")]
    Time,
    #[error("it is for another sign-in")]
    Nonce,
    #[error("they signed in there before they were asked to")]
    Stale,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Header {
    alg: Algorithm,
    kid: Option<String>,
    crit: Option<Value>,
}

/// What a token says, where all of it is as it has to be.
pub(super) fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, Fault> {
    let claims = signed(token, keys)?;
    let claims: Claims = serde_json::from_slice(&claims).map_err(|_| Fault::Claims)?;
    claims.check(expected)?;
    Ok(claims)
}

/// What is signed, where it is signed by one of the keys.
fn signed(token: &str, keys: &Keys) -> Result<Vec<u8>, Fault> {
    let (message, signature) = token.rsplit_once('.').ok_or(Fault::Unreadable)?;
    let (header, claims) = message.split_once('.').ok_or(Fault::Unreadable)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Unreadable);
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Fault::Unreadable)?;
    if header.crit.is_some() {
        return Err(Fault::Unreadable);
    }
    let key = keys.find(header.kid.as_deref(), header.alg).ok_or(Fault::UnknownKey)?;
    if !key.signed(message.as_bytes(), &decode(signature)?) {
        return Err(Fault::Signature);
    }
    decode(claims)
}

impl Claims {
    fn check(&self, expected: &Expected<'_>) -> Result<(), Fault> {
        let now = expected.now;
        let is_in_time = now < self.exp.saturating_add(SKEW)
            && self.iat <= now + SKEW
            && self.nbf.is_none_or(|from| from <= now + SKEW);
        let is_fresh = || match (expected.signed_in_from, self.auth_time) {
            (Some(from), Some(at)) => at >= from - SKEW,
            _ => true,
        };
        let faults = [
            (self.sub.is_empty() || self.sub.len() > SUBJECT_MAX, Fault::Claims),
            (self.iss != expected.issuer, Fault::Issuer),
            (!self.is_for(expected.client), Fault::Audience),
            (!is_in_time, Fault::Time),
            (self.nonce.as_deref() != Some(expected.nonce), Fault::Nonce),
            (!is_fresh(), Fault::Stale),
        ];
        faults.into_iter().find(|(is_there, _)| *is_there).map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// Whether it is for us, and for nobody beside us.
    fn is_for(&self, client: &str) -> bool {
        let is_ours = match &self.aud {
            Audience::One(one) => one == client,
            Audience::Many(many) => !many.is_empty() && many.iter().all(|one| one == client),
        };
        is_ours && self.azp.as_ref().is_none_or(|azp| azp == client)
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    struct Provider(EcdsaKeyPair);

    impl Provider {
        fn new() -> Self {
            let random = SystemRandom::new();
            let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random);
            Self(pair.expect("a key"))
        }

        fn keys(&self) -> Keys {
            let point = self.0.public_key().as_ref();
            let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
            let own = json!({ "kty": "EC", "crv": "P-256", "kid": "own", "use": "sig", "x": x, "y": y });
            let set = json!({ "keys": [{ "kty": "oct", "k": "AA" }, own] });
            Keys::read(set.to_string().as_bytes()).expect("a set of keys")
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
            let signature = self.0.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn claims() -> Value {
        json!({ "iss": "https://h.example", "sub": "clara", "aud": "carer", "exp": NOW + 300, "iat": NOW, "nonce": "n" })
    }

    fn check(provider: &Provider, token: &str) -> Result<Claims, Fault> {
        let (issuer, client, signed_in_from) = ("https://h.example", "carer", Some(NOW - 5));
        verify(token, &provider.keys(), &Expected { issuer, client, nonce: "n", now: NOW, signed_in_from })
    }

    #[test]
    fn a_true_token_is_taken() {
        let provider = Provider::new();
        for header in [json!({ "alg": "ES256", "kid": "own", "typ": "JWT" }), json!({ "alg": "ES256" })] {
            let said = check(&provider, &provider.token(&header, &claims())).expect("it is true");
            assert_eq!((said.sub.as_str(), said.acr), ("clara", None));
        }
    }

    #[test]
    fn whatever_is_said_otherwise_is_not_taken() {
        let provider = Provider::new();
        let wrong = [
            ("iss", json!("https://h.example/"), Fault::Issuer),
            ("iss", Value::Null, Fault::Claims),
            ("sub", json!(""), Fault::Claims),
            ("sub", json!(7), Fault::Claims),
            ("aud", json!("another"), Fault::Audience),
            ("aud", json!([]), Fault::Audience),
            ("aud", json!(["carer", "another"]), Fault::Audience),
            ("azp", json!("another"), Fault::Audience),
            ("exp", json!(NOW - 60), Fault::Time),
            ("exp", json!("never"), Fault::Claims),
            ("exp", Value::Null, Fault::Claims),
            ("iat", json!(NOW + 61), Fault::Time),
            ("nbf", json!(NOW + 61), Fault::Time),
            ("nonce", json!("another"), Fault::Nonce),
            ("nonce", Value::Null, Fault::Nonce),
            ("auth_time", json!(NOW - 66), Fault::Stale),
        ];
        for (name, value, fault) in wrong {
            let mut claims = claims();
            claims[name] = value.clone();
            let token = provider.token(&json!({ "alg": "ES256", "kid": "own" }), &claims);
            assert_eq!(check(&provider, &token).err(), Some(fault), "{name} is {value}");
        }
        for (name, value) in [
            ("aud", json!(["carer"])),
            ("azp", json!("carer")),
            ("exp", json!(NOW - 59)),
            ("auth_time", json!(NOW - 65)),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            let token = provider.token(&json!({ "alg": "ES256", "kid": "own" }), &claims);
            assert!(check(&provider, &token).is_ok(), "{name} is {value}");
        }
    }

    #[test]
    fn only_the_provider_s_own_signature_counts() {
        let (provider, stranger) = (Provider::new(), Provider::new());
        let own = json!({ "alg": "ES256", "kid": "own" });
        let forged = stranger.token(&own, &claims());
        assert_eq!(check(&provider, &forged).err(), Some(Fault::Signature));
        let token = provider.token(&own, &claims());
        let parts: Vec<&str> = token.split('.').collect();
        let other = URL_SAFE_NO_PAD.encode(claims().to_string().replace("clara", "oscar"));
        assert_eq!(check(&provider, &format!("{}.{other}.{}", parts[0], parts[2])).err(), Some(Fault::Signature));
        assert_eq!(check(&provider, &format!("{}.{}.", parts[0], parts[1])).err(), Some(Fault::Signature));
        let headers = [
            (json!({ "alg": "ES256", "kid": "another" }), Fault::UnknownKey),
            (json!({ "alg": "RS256", "kid": "own" }), Fault::UnknownKey),
            (json!({ "alg": "none" }), Fault::Unreadable),
            (json!({ "alg": "HS256", "kid": "own" }), Fault::Unreadable),
            (json!({ "alg": "ES256", "kid": "own", "crit": ["x"], "x": 1 }), Fault::Unreadable),
        ];
        for (header, fault) in headers {
            assert_eq!(check(&provider, &provider.token(&header, &claims())).err(), Some(fault), "{header}");
        }
        for text in ["", ".", "..", "a.b", "a.b.c.d"] {
            assert_eq!(check(&provider, text).err(), Some(Fault::Unreadable), "{text}");
        }
    }
}
