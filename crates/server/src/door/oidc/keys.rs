//! The keys by which a provider signs: RSA (`RS256`) and P-256 (`ES256`), and no others.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;

/// The keys of a provider.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Named>);

#[derive(Debug)]
struct Named {
    kid: Option<String>,
    key: Key,
}

/// A key.
#[derive(Debug)]
pub(super) enum Key {
    /// `RS256`: modulus and exponent, as bytes with the most significant first.
    Rsa(Vec<u8>, Vec<u8>),
    /// `ES256`: an uncompressed point.
    P256(Vec<u8>),
}

/// How a token says that it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, from 2048 bits.
    RS256,
    /// ECDSA on P-256 with SHA-256.
    ES256,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a set of keys (RFC 7517). What is for other uses, or of other kinds, is passed over.
    pub(super) fn read(text: &[u8]) -> Result<Self, serde_json::Error> {
        let set: Set = serde_json::from_slice(text)?;
        let named = |jwk: Jwk| Some(Named { key: jwk.key()?, kid: jwk.kid });
        Ok(Self(set.keys.into_iter().filter_map(named).collect()))
    }

    /// The key that a token names; where it names none, the only one of its kind.
    pub(super) fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&Key> {
        let mut fit = self.0.iter().filter(|named| named.key.algorithm() == algorithm);
        match kid {
            Some(kid) => fit.find(|named| named.kid.as_deref() == Some(kid)).map(|named| &named.key),
            None => fit.next().filter(|_| fit.next().is_none()).map(|named| &named.key),
        }
    }
}

impl Key {
    /// Whether a signature is by this key.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(n, e) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
        }
    }

    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa(..) => Algorithm::RS256,
            Self::P256(_) => Algorithm::ES256,
        }
    }
}

impl Jwk {
    fn key(&self) -> Option<Key> {
        if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let bytes = |field: &Option<String>| URL_SAFE_NO_PAD.decode(field.as_deref()?).ok();
        match (self.kty.as_str(), self.alg.as_deref(), self.crv.as_deref()) {
            ("RSA", None | Some("RS256"), _) => Some(Key::Rsa(bytes(&self.n)?, bytes(&self.e)?)),
            ("EC", None | Some("ES256"), Some("P-256")) => {
                let (x, y) = (bytes(&self.x)?, bytes(&self.y)?);
                (x.len() == 32 && y.len() == 32).then(|| Key::P256([&[4], x.as_slice(), &y].concat()))
            }
            _ => None,
        }
    }
}
