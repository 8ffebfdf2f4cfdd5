//! How a server is run: whom it answers for, whether it is a demonstration.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::door::oidc::Oidc;

/// How a server is run.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Names of hosts that it answers for, beside this machine's loopback.
    pub hosts: Vec<String>,
    /// Whether browsers reach it over TLS only, here or through a proxy: then cookies say so.
    pub is_secure: bool,
    /// Whether whoever comes may sign in as anybody, with one button and no password: in the demo, and nowhere else.
    pub is_demo: bool,
    /// Whether a proxy stands before it that says, in `X-Forwarded-For`, from where each request comes. Where none does,
    /// anybody could say anything there.
    pub is_behind_proxy: bool,
    /// The hospital's own sign-in, where people may come in by it.
    pub hospital: Option<Oidc>,
}

impl Manner {
    /// From where a request comes: what the nearest proxy says, where there is one.
    pub(crate) fn whence(&self, headers: &HeaderMap, from: IpAddr) -> IpAddr {
        let said = headers.get_all("x-forwarded-for").iter().last().filter(|_| self.is_behind_proxy);
        let last = said.and_then(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        last.unwrap_or(from)
    }
}
