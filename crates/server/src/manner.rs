//! How a server is run: whom it answers for, how browsers reach it, whether it is a demonstration.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::uri::Authority;

use crate::limits::Limits;
use crate::tls::Tls;

use crate::door::oidc::Oidc;
use crate::outbox::Outbox;

/// How a server is run.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Names of hosts that it answers for, without a port, beside this machine's loopback.
    pub hosts: Vec<String>,
    /// Whether browsers reach it over TLS only, here or through a proxy: then cookies say so.
    pub is_secure: bool,
    /// The certificate, where TLS is spoken here.
    pub tls: Option<Tls>,
    /// Whether whoever comes may sign in as anybody, with one button and no password: in the demo, and nowhere else.
    pub is_demo: bool,
    /// In the demo: who each of its people is, in a few words, by their login.
    pub introduced: &'static [(&'static str, &'static str)],
    /// Whether a proxy stands before it that says, in `X-Forwarded-For`, from where each request comes, and in
    /// `X-Forwarded-Proto` how. Where none does, anybody could say anything there.
    pub is_behind_proxy: bool,
    /// How many connections there may be.
    pub limits: Limits,
    /// The hospital's own sign-in, where people may come in by it.
    pub hospital: Option<Oidc>,
    /// How messages are sent, where they are.
    pub outbox: Option<Outbox>,
}

impl Manner {
    /// From where a request comes: what the nearest proxy says, where there is one.
    pub(crate) fn whence(&self, headers: &HeaderMap, from: IpAddr) -> IpAddr {
        self.last_said(headers, "x-forwarded-for").and_then(|said| said.parse().ok()).unwrap_or(from)
    }

    /// Whether a request came to the proxy in the clear, so that it is not to be answered.
    pub(crate) fn came_in_the_clear(&self, headers: &HeaderMap) -> bool {
        self.last_said(headers, "x-forwarded-proto").is_some_and(|said| !said.eq_ignore_ascii_case("https"))
    }

    /// The name of a cookie as browsers keep it. Over TLS it has a prefix by which they take it from this very host only, over
    /// TLS, and for every path: no other host of the same domain can put one in its place.
    pub(crate) fn cookie(&self, name: &str) -> String {
        if self.is_secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// Whether it answers for a host.
    pub(crate) fn answers_for(&self, host: &Authority) -> bool {
        is_loopback(host) || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host.host()))
    }

    /// What the nearest proxy says in a header: the last of what is there, since each adds at the end.
    fn last_said<'a>(&self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        let said = headers.get_all(name).iter().next_back().filter(|_| self.is_behind_proxy)?;
        said.to_str().ok()?.rsplit(',').next().map(str::trim)
    }
}

/// Whether a host is this machine's loopback.
fn is_loopback(host: &Authority) -> bool {
    let name = host.host();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(said: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, value.parse().expect("a value"));
        }
        headers
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_the_nearest_proxy_is_believed_and_only_where_there_is_one() {
        let (alone, proxied) = (Manner::default(), Manner { is_behind_proxy: true, ..Manner::default() });
        let from = address("10.0.0.1");
        let said = headers(&[("x-forwarded-for", "198.51.100.7, 192.0.2.1")]);
        assert_eq!(alone.whence(&said, from), from);
        assert_eq!(proxied.whence(&said, from), address("192.0.2.1"));
        let twice = headers(&[("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "192.0.2.2")]);
        assert_eq!(proxied.whence(&twice, from), address("192.0.2.2"));
        for nothing in [headers(&[]), headers(&[("x-forwarded-for", "unknown")])] {
            assert_eq!(proxied.whence(&nothing, from), from);
        }
        let clear = headers(&[("x-forwarded-proto", "https, http")]);
        assert!(proxied.came_in_the_clear(&clear) && !alone.came_in_the_clear(&clear));
        assert!(!proxied.came_in_the_clear(&headers(&[("x-forwarded-proto", "HTTPS")])));
        assert!(!proxied.came_in_the_clear(&headers(&[])), "a check of health from this machine");
    }

    #[test]
    fn it_answers_for_this_machine_and_the_names_it_was_told() {
        let manner = Manner { hosts: vec!["carer.example.org".to_owned()], ..Manner::default() };
        let is_answered = |host: &str| host.parse().is_ok_and(|host| manner.answers_for(&host));
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:1",
            "127.1.2.3",
            "[::1]:8080",
            "carer.example.org",
            "Carer.Example.ORG:8443",
        ] {
            assert!(is_answered(host), "{host}");
        }
        for host in [
            "example.org",
            "127.0.0.1.example.org",
            "localhost.example.org",
            "10.0.0.1",
            "[fe80::1]",
            "",
            "carer.example.org.evil.example",
            "evil-carer.example.org",
        ] {
            assert!(!is_answered(host), "{host}");
        }
    }
}
