//! Talking to the provider: where its doors are, by which keys it signs, and what it gives for a code.
//!
//! It asks only addresses that the operator named, or that the provider named under the operator's address: never one that
//! somebody who signs in sends.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};

use super::Trouble;
use super::journey::Journey;
use super::keys::Keys;
use super::settings::{Oidc, is_guarded};
use super::token::{self, Claims, Expected, Fault};

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long what it says of itself is gone by, in seconds. After that it is asked again before anybody is sent there, so that
/// somebody who cannot sign in there reads so here.
const LASTS: i64 = 60;
/// How long its keys are gone by, in seconds; a token with another one has them fetched anew.
const KEYS_LAST: i64 = 3_600;
/// How long it is left alone after it did not answer, or after its keys were fetched, in seconds.
const PAUSE: i64 = 5;
/// How large an answer may be, in bytes.
const ANSWER_MAX: u64 = 512 * 1024;

/// The provider, as it is known here.
pub(super) struct Provider {
    oidc: Oidc,
    agent: Option<ureq::Agent>,
    known: Option<(Metadata, i64)>,
    keys: Option<(Keys, i64)>,
    away: Option<i64>,
}

/// What it says of itself (OpenID Connect Discovery, 3).
#[derive(Clone, Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Given {
    id_token: String,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
}

impl Provider {
    pub(super) fn new(oidc: Oidc) -> Self {
        Self { oidc, agent: None, known: None, keys: None, away: None }
    }

    /// Where somebody signs in there.
    pub(super) fn departure(&mut self, journey: &Journey, now: i64) -> Result<String, Trouble> {
        let door = self.metadata(now)?.authorization_endpoint;
        let mut query = Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.oidc.client_id)
            .append_pair("redirect_uri", &journey.back)
            .append_pair("scope", "openid")
            .append_pair("state", &journey.state)
            .append_pair("nonce", &journey.nonce)
            .append_pair("code_challenge", &journey.challenge())
            .append_pair("code_challenge_method", "S256");
        if journey.is_to_last() {
            query.append_pair("prompt", "login");
        }
        if let super::SecondFactor::Provider { acr, .. } = &self.oidc.second_factor
            && !acr.is_empty()
        {
            query.append_pair("acr_values", &acr.join(" "));
        }
        Ok(format!("{door}?{}", query.finish()))
    }

    /// Who it is that came back with a code.
    pub(super) fn arrival(&mut self, code: &str, journey: &Journey, now: i64) -> Result<Claims, Trouble> {
        let metadata = self.metadata(now)?;
        let token = self.exchange(&metadata, code, journey)?;
        let (issuer, client) = (self.oidc.issuer.as_str().to_owned(), self.oidc.client_id.clone());
        let signed_in_from = journey.is_to_last().then_some(journey.begun);
        let expected = Expected { issuer: &issuer, client: &client, nonce: &journey.nonce, now, signed_in_from };
        match token::verify(&token, self.keys(&metadata, KEYS_LAST, now)?, &expected) {
            // It may have a new key since.
            Err(Fault::UnknownKey) => Ok(token::verify(&token, self.keys(&metadata, PAUSE, now)?, &expected)?),
            checked => Ok(checked?),
        }
    }

    fn metadata(&mut self, now: i64) -> Result<Metadata, Trouble> {
        if let Some((known, at)) = &self.known
            && now - at < LASTS
        {
            return Ok(known.clone());
        }
        if self.away.is_some_and(|at| now - at < PAUSE) {
            return Err(Trouble::Away("it did not answer some seconds ago".to_owned()));
        }
        let found = self.discover();
        self.away = found.is_err().then_some(now);
        let found = found?;
        self.known = Some((found.clone(), now));
        Ok(found)
    }

    fn discover(&mut self) -> Result<Metadata, Trouble> {
        let issuer = self.oidc.issuer.as_str().to_owned();
        let found: Metadata =
            self.ask(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))?;
        if found.issuer != issuer {
            return Err(Trouble::Away(format!("it calls itself “{}”, not “{issuer}”", found.issuer)));
        }
        for address in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
            if !is_guarded(address) {
                return Err(Trouble::Away(format!("“{address}” is not an address that anything may be sent to")));
            }
        }
        Ok(found)
    }

    fn keys(&mut self, metadata: &Metadata, lasts: i64, now: i64) -> Result<&Keys, Trouble> {
        if self.keys.as_ref().is_none_or(|(_, at)| now - at >= lasts) {
            let text = self.fetch(&metadata.jwks_uri)?;
            let keys = Keys::read(&text).map_err(|error| Trouble::Away(format!("its keys: {error}")))?;
            self.keys = Some((keys, now));
        }
        Ok(&self.keys.as_ref().expect("they were just fetched, where there were none").0)
    }

    /// The id token that it gives for a code.
    fn exchange(&mut self, metadata: &Metadata, code: &str, journey: &Journey) -> Result<String, Trouble> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &journey.back)
            .append_pair("code_verifier", &journey.verifier);
        let methods = metadata.token_endpoint_auth_methods_supported.as_ref();
        let is_basic = methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        if !is_basic {
            form.append_pair("client_id", &self.oidc.client_id).append_pair("client_secret", &self.oidc.client_secret);
        }
        let basic = self.basic();
        let mut request =
            self.agent()?.post(&metadata.token_endpoint).content_type("application/x-www-form-urlencoded");
        if is_basic {
            request = request.header("Authorization", &basic);
        }
        let mut answer = request.send(form.finish()).map_err(|error| away(&error))?;
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec().map_err(|error| away(&error))?;
        if answer.status().is_success() {
            return read::<Given>(&body).map(|given| given.id_token);
        }
        match read::<Denied>(&body) {
            Ok(denied) if denied.error == "invalid_grant" => Err(Trouble::Refused),
            Ok(denied) => Err(Trouble::Away(format!("it refused to give a token: {:.60}", denied.error))),
            Err(_) => Err(Trouble::Away(format!("it answered with {} where a token was asked for", answer.status()))),
        }
    }

    /// Our name and secret, as RFC 6749 (2.3.1) wants them.
    fn basic(&self) -> String {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(&self.oidc.client_id), encode(&self.oidc.client_secret));
        format!("Basic {}", STANDARD.encode(pair))
    }

    fn ask<T: DeserializeOwned>(&mut self, address: &str) -> Result<T, Trouble> {
        read(&self.fetch(address)?)
    }

    fn fetch(&mut self, address: &str) -> Result<Vec<u8>, Trouble> {
        let mut answer = self.agent()?.get(address).call().map_err(|error| away(&error))?;
        if !answer.status().is_success() {
            return Err(Trouble::Away(format!("it answered {address} with {}", answer.status())));
        }
        answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec().map_err(|error| away(&error))
    }

    /// What asks. It is made where it is first needed: it reads the certificates that this machine trusts.
    fn agent(&mut self) -> Result<&ureq::Agent, Trouble> {
        if self.agent.is_none() {
            self.agent = Some(agent(&self.oidc)?);
        }
        Ok(self.agent.as_ref().expect("it was just made, where there was none"))
    }
}

fn agent(oidc: &Oidc) -> Result<ureq::Agent, Trouble> {
    let machine = rustls_native_certs::load_native_certs().certs;
    let mut roots: Vec<_> = machine.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
    if let Some(path) = &oidc.certificates {
        let unread = |why: &dyn std::fmt::Display| Trouble::Away(format!("{}: {why}", path.display()));
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
    Ok(config.timeout_global(Some(PATIENCE)).build().into())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    // What it sent may be a token: it is not repeated.
    serde_json::from_slice(body)
        .map_err(|error| Trouble::Away(format!("its answer cannot be read ({:?})", error.classify())))
}

fn away(error: &ureq::Error) -> Trouble {
    Trouble::Away(error.to_string())
}
