//! A browser without a window: it goes one step at a time, so that a test can do what no browser would.

use std::collections::BTreeMap;
use std::sync::Arc;

use ureq::tls::TlsConfig;

use crate::house::House;

/// Somebody with cookies.
#[derive(Clone)]
pub(crate) struct Walker {
    agent: ureq::Agent,
    /// By host and port, then by name.
    cookies: BTreeMap<(String, String), String>,
}

/// What they were answered with.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

impl Walker {
    pub(crate) fn new() -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        // What the walker believes is not what is tried.
        let tls = TlsConfig::builder()
            .disable_verification(true)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = config.tls_config(tls.build());
        Self { agent: config.build().into(), cookies: BTreeMap::new() }
    }

    /// Opens an address.
    pub(crate) fn open(&mut self, address: &str) -> Answer {
        let request = self.agent.get(address).header("Cookie", self.cookies_for(address));
        let answer = request.call().expect("there is an answer");
        self.take(address, answer)
    }

    /// Sends a form.
    pub(crate) fn send(&mut self, address: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.agent.post(address).header("Cookie", self.cookies_for(address));
        let answer = request.send_form(form.iter().copied()).expect("there is an answer");
        self.take(address, answer)
    }

    /// From the page on which people sign in to the hospital's, there in as somebody, and back as far as the address that
    /// the hospital sends them to.
    pub(crate) fn fetch_code(&mut self, house: &House, login: &str) -> String {
        let away = self.open(&house.at("/sign-in/with?next=/account")).to();
        self.sign_in_there(&away, login)
    }

    /// In at the hospital's sign-in.
    pub(crate) fn sign_in_there(&mut self, away: &str, login: &str) -> String {
        let page = self.open(away).to_from(away);
        assert_eq!(self.open(&page).status, 200);
        let resume = self.send(&page, &[("login", login), ("answer", "in")]).to_from(away);
        self.open(&resume).to()
    }

    /// Gives them a cookie of an address's host.
    pub(crate) fn give(&mut self, address: &str, name: &str, value: &str) {
        self.cookies.insert((host(address), name.to_owned()), value.to_owned());
    }

    /// Whether a cookie of a host is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.cookies.iter().any(|((_, own), value)| own == name && !value.is_empty())
    }

    fn cookies_for(&self, address: &str) -> String {
        let host = host(address);
        let own = self.cookies.iter().filter(|((of, _), value)| *of == host && !value.is_empty());
        own.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn take(&mut self, address: &str, mut answer: ureq::http::Response<ureq::Body>) -> Answer {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().expect("a cookie is a text").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.insert((host(address), name.to_owned()), value.to_owned());
        }
        let location = answer.headers().get("location").map(|to| to.to_str().expect("an address").to_owned());
        Answer {
            status: answer.status().as_u16(),
            location,
            body: answer.body_mut().read_to_string().expect("the body is a text"),
        }
    }
}

impl Answer {
    /// Where it leads.
    pub(crate) fn to(&self) -> String {
        assert_eq!(self.status, 303, "{self:?}");
        self.location.clone().expect("it leads somewhere")
    }

    /// Where it leads, at the host of an address.
    fn to_from(&self, address: &str) -> String {
        let to = self.to();
        if to.starts_with('/') {
            format!("{}://{}{to}", address.split_once("://").expect("an address").0, host(address))
        } else {
            to
        }
    }

    /// That nobody was let in, and what was said.
    pub(crate) fn is_refused(&self, walker: &Walker, status: u16, told: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.body.contains(told), "{told:?} is not in {}", self.body);
        assert!(!walker.has("carer-session"), "somebody was let in");
    }
}

fn host(address: &str) -> String {
    let rest = address.split_once("://").expect("an address").1;
    rest.split('/').next().expect("a host").to_owned()
}
