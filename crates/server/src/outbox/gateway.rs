//! Handing text messages to whoever sends them on: a POST of JSON that is signed, so that the receiver knows whose it is.
//!
//! The signature is the HMAC-SHA-256 of the time, a point and the body, under the secret that both have. The message's id is the
//! idempotency key: a receiver that gets the same twice sends it once.

use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};

use super::settings::TextGateway;
use super::{Parcel, Trouble};

/// How long the receiver may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// An answer that says that the number is nobody's.
const NOBODYS: u16 = 422;
/// Answers that say that it may be tried again: too slow, too early, too often.
const LATER: [u16; 3] = [408, 425, 429];

/// The way to the receiver.
pub(super) struct Gateway {
    agent: ureq::Agent,
    address: String,
    secret: Vec<u8>,
}

impl Gateway {
    /// Sets the way up. Nobody is called yet.
    pub(super) fn new(gateway: &TextGateway) -> Result<Self, String> {
        let machine = rustls_native_certs::load_native_certs().certs;
        let mut roots: Vec<_> = machine.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
        if let Some(path) = &gateway.certificates {
            let unread = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
            let pem = std::fs::read(path).map_err(|error| unread(&error))?;
            for item in ureq::tls::parse_pem(&pem) {
                if let PemItem::Certificate(certificate) = item.map_err(|error| unread(&error))? {
                    roots.push(certificate);
                }
            }
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = ureq::Agent::config_builder().tls_config(tls).http_status_as_error(false).max_redirects(0);
        let agent = config.timeout_global(Some(PATIENCE)).build().into();
        Ok(Self { agent, address: gateway.address.as_str().to_owned(), secret: gateway.secret.clone() })
    }

    /// Hands one text message over, at a time in seconds since 1970 (UTC).
    pub(super) fn send(&self, parcel: &Parcel, now: i64) -> Result<(), Trouble> {
        let body = json!({ "id": parcel.name, "to": parcel.to, "text": parcel.text }).to_string();
        let request = self
            .agent
            .post(&self.address)
            .content_type("application/json")
            .header("Idempotency-Key", &parcel.name)
            .header("Carer-Signature", signature(&self.secret, now, &body));
        let unclear =
            |error: ureq::Error| Trouble::Later { why: error.to_string(), is_clear: false, is_everybodys: true };
        let answer = request.send(body).map_err(unclear)?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            NOBODYS => Err(Trouble::Nobody("The receiver says that this is nobody’s number.".to_owned())),
            code if LATER.contains(&code) || code >= 500 => {
                let why = format!("the receiver answered with {code}");
                // A receiver that broke off may have sent it before.
                Err(Trouble::Later { why, is_clear: code < 500, is_everybodys: true })
            }
            code => Err(Trouble::Never(format!("The receiver refused it, with {code}."))),
        }
    }
}

/// What a receiver checks: `t=` the time, `v1=` the signature in hexadecimal.
fn signature(secret: &[u8], now: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length of key will do");
    mac.update(format!("{now}.{body}").as_bytes());
    let signed = mac.finalize().into_bytes();
    let hex: String = signed.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={now},v1={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_the_time_and_the_body() {
        let signed = signature(b"key", 1_700_000_000, "{}");
        // By openssl: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        assert_eq!(signed, format!("t=1700000000,v1={EXPECTED}"));
        assert_ne!(signed, signature(b"key", 1_700_000_000, "{ }"));
        assert_ne!(signed[13..], signature(b"key", 1_700_000_001, "{}")[13..]);
        assert_ne!(signed, signature(b"another", 1_700_000_000, "{}"));
    }

    const EXPECTED: &str = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";
}
