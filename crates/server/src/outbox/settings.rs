//! What the operator says of sending messages.

use std::fmt;
use std::path::PathBuf;

use axum::http::Uri;

/// How messages are sent, as far as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// Where people open the links that are in messages: `https` and a host, or a port of this machine.
    pub address: Address,
    /// How e-mails are sent.
    pub email: Option<Email>,
    /// How text messages are sent.
    pub text: Option<TextGateway>,
}

/// The address of this server as people reach it, or of a receiver: `https`, or a port of this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

/// The mail server of the programme.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// Its host.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How what goes to it is encrypted.
    pub security: Security,
    /// Who we are there, and what we prove it by.
    pub login: Option<(String, String)>,
    /// Whom the e-mails are from, as in `Follow-up <follow-up@example.org>`.
    pub from: String,
    /// A file of certificates (PEM) that it may prove itself by, beside those that this machine trusts.
    pub certificates: Option<PathBuf>,
}

/// How what goes to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// The line begins in the clear, and is encrypted before anything is said on it.
    #[default]
    Starttls,
    /// The line is encrypted from the start.
    Tls,
    /// Not at all: only to this machine.
    None,
}

/// Whoever sends text messages on.
#[derive(Clone, PartialEq, Eq)]
pub struct TextGateway {
    /// Where it takes them.
    pub address: Address,
    /// What each is signed with.
    pub secret: Vec<u8>,
    /// A file of certificates (PEM) that it may prove itself by, beside those that this machine trusts.
    pub certificates: Option<PathBuf>,
}

impl Address {
    /// Reads one.
    ///
    /// # Errors
    /// Where others could overhear what goes there, or it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim().trim_end_matches('/');
        let wrong = || format!("“{text}” begins with https:// (or is on this machine), and has no ? and no #");
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let host = uri.host().ok_or_else(wrong)?;
        let is_guarded = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => is_here(host),
            _ => false,
        };
        let is_plain = !text.contains(['?', '#', '@', '{', '}']) && !text.chars().any(char::is_whitespace);
        if is_guarded && is_plain { Ok(Self(text.to_owned())) } else { Err(wrong()) }
    }

    /// As it was written, without a stroke at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, without a port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(&*self.0, |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or(rest);
        match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(v6),
            None => authority.split(':').next().unwrap_or(authority),
        }
    }
}

impl Email {
    /// Whether nothing secret goes to it in the clear.
    ///
    /// # Errors
    /// Where it does.
    pub fn check(&self) -> Result<(), String> {
        if self.security == Security::None && !is_here(&self.server) {
            let server = &self.server;
            return Err(format!(
                "{server} is not this machine, and e-mails would go to it in the clear: use starttls or tls"
            ));
        }
        super::mail::from(&self.from).map(|_| ())
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The password belongs into no log.
        out.debug_struct("Email").field("server", &self.server).field("port", &self.port).finish_non_exhaustive()
    }
}

impl fmt::Debug for TextGateway {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TextGateway").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_be_overheard() {
        for text in [
            "https://carer.example.org",
            "https://carer.example.org:8443/a",
            "http://127.0.0.1:8080/",
            "http://[::1]:1",
        ] {
            assert!(Address::read(text).is_ok(), "{text}");
        }
        for text in
            ["http://carer.example.org", "carer.example.org", "https://a/?b", "ftp://localhost", "https://a b", ""]
        {
            assert!(Address::read(text).is_err(), "{text}");
        }
        let host = |text| Address::read(text).expect("an address").host().to_owned();
        assert_eq!(host("https://carer.example.org:8443/a"), "carer.example.org");
        assert_eq!(host("http://[::1]:1"), "::1");
    }

    #[test]
    fn nothing_goes_to_another_machine_in_the_clear_and_no_secret_into_a_log() {
        let email = |server: &str, security| Email {
            server: server.to_owned(),
            port: 25,
            security,
            login: Some(("carer".to_owned(), "hush".to_owned())),
            from: "follow-up@example.org".to_owned(),
            certificates: None,
        };
        assert!(email("mail.example.org", Security::None).check().is_err());
        assert!(email("mail.example.org", Security::Starttls).check().is_ok());
        assert!(email("127.0.0.1", Security::None).check().is_ok());
        let nobody = Email { from: "follow-up".to_owned(), ..email("127.0.0.1", Security::None) };
        assert!(nobody.check().is_err(), "nobody can answer that");
        let address = Address::read("https://gateway.example.org").expect("an address");
        let gateway = TextGateway { address, secret: b"hush".to_vec(), certificates: None };
        assert!(!format!("{:?}{gateway:?}", email("a", Security::Tls)).contains("hush"));
    }
}
