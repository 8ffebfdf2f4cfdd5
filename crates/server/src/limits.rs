//! How much of the machine one caller may take before anything of a request is understood. Bodies, and how long a request
//! is worked on, are limited where they are read.

use std::net::IpAddr;
use std::time::Duration;

/// How long the head of a request may take to come, an idle connection waiting for its next request included. Whoever sends
/// a byte now and then, to keep connections busy, is let go.
pub(crate) const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long two sides may take to agree on encryption.
pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// The bytes that a head may have, cookies included.
pub(crate) const HEAD_BYTES: usize = 32 * 1024;
/// The headers that a head may have.
pub(crate) const HEADERS: usize = 100;
/// The bytes of an address: path and query. Nothing of ours comes near.
pub(crate) const ADDRESS_BYTES: usize = 4 * 1024;
/// The requests that one HTTP/2 connection may have open.
pub(crate) const STREAMS: u32 = 64;
/// The requests that one HTTP/2 connection may take back before anything of them is worked on, before it is cut: taking back
/// costs the sender nothing and the server something.
pub(crate) const TAKEN_BACK: usize = 16;
/// How often a silent HTTP/2 connection is asked whether it is still there, and how long it may take to say so.
pub(crate) const PING: Duration = Duration::from_secs(20);
/// How long requests that are being worked on may take once the server is to stop.
pub(crate) const STOPPING: Duration = Duration::from_secs(35);

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub connections: usize,
    /// From one address; in IPv6 from one /64, which is one household's or one office's. Behind a proxy all come from the proxy,
    /// so then only the number in all counts, and the proxy limits the rest.
    pub connections_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 4_000, connections_per_address: 1_000 }
    }
}

/// What counts as one address.
pub(crate) fn one_address(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    let [a, b, c, d, ..] = v6.segments();
    IpAddr::from([a, b, c, d, 0, 0, 0, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_one_address_of_a_network_has_all() {
        let one = |text: &str| one_address(text.parse().expect("an address"));
        assert_eq!(one("2001:db8::1"), one("2001:db8::ffff:1"));
        assert_ne!(one("2001:db8::1"), one("2001:db8:0:1::1"));
        assert_eq!(one("::ffff:192.0.2.1"), one("192.0.2.1"));
        assert_ne!(one("192.0.2.1"), one("192.0.2.2"));
    }
}
