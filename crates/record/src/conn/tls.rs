//! A PostgreSQL URL, and whether the connection is encrypted.
//!
//! It is encrypted with `sslmode=require` or `verify-full`, which are one here: a server is always asked to prove that it is
//! the one named, since an encrypted connection to a stranger protects nothing. Nothing falls back to plain text.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use postgres::Config;
use postgres::config::SslMode;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::Error;

/// Where a database is, and how it is reached.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// What the library is told.
    pub(super) config: Config,
    /// How the server proves who it is; `None`: the connection is plain.
    pub(super) tls: Option<Trust>,
}

/// Whose word is taken for who the server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// That of the authorities that this machine trusts.
    Machine,
    /// That of the certificates in a file.
    File(PathBuf),
}

impl Target {
    /// Reads a URL or a list of keywords.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where it cannot be read; [`Error::Unsuitable`] where it asks for what would be less than it
    /// sounds.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let (text, mode) = take(text, "sslmode");
        let (text, root) = take(&text, "sslrootcert");
        let encrypted = match mode.as_deref() {
            None | Some("disable" | "prefer") => false,
            Some("require" | "verify-full") => true,
            Some(other) => {
                return Err(Error::Unsuitable(format!(
                    "sslmode={other} is not known here: say verify-full, or disable"
                )));
            }
        };
        if root.is_some() && !encrypted {
            let why = "sslrootcert does nothing without sslmode=verify-full: say that as well";
            return Err(Error::Unsuitable(why.to_owned()));
        }
        let unreadable = |e: postgres::Error| {
            Error::Unavailable(format!("the database's URL cannot be read: {}", e.to_string().trim()))
        };
        let mut config = Config::from_str(&text).map_err(unreadable)?;
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        let trust = root.map_or(Trust::Machine, |root| Trust::File(root.into()));
        Ok(Self { config, tls: encrypted.then_some(trust) })
    }
}

impl Trust {
    /// What makes the encrypted connections.
    ///
    /// # Errors
    /// Where there is no certificate to go by.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, Error> {
        let mut roots = RootCertStore::empty();
        match self {
            Self::Machine => {
                let found = rustls_native_certs::load_native_certs();
                roots.add_parsable_certificates(found.certs);
            }
            Self::File(path) => {
                for certificate in certificates(path)? {
                    let unfit = |e| Error::Unsuitable(format!("{}: {e}", path.display()));
                    roots.add(certificate).map_err(unfit)?;
                }
            }
        }
        if roots.is_empty() {
            let why = "no certificate is trusted, so no server can prove who it is: name a file with sslrootcert=";
            return Err(Error::Unsuitable(why.to_owned()));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("this provider has the ciphers of every version")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unfit = |e: rustls::pki_types::pem::Error| Error::Unsuitable(format!("{}: {e}", path.display()));
    CertificateDer::pem_file_iter(path).map_err(unfit)?.collect::<Result<_, _>>().map_err(unfit)
}

/// A text without one of its settings, and what that was: the library knows fewer values than there are.
fn take(text: &str, name: &str) -> (String, Option<String>) {
    let (start, settings, between) = parts(text);
    let mut value = None;
    let rest: Vec<&str> = settings
        .split(between)
        .filter(|setting| match setting.split_once('=') {
            Some((key, given)) if key.trim() == name => {
                let decoded = if between == '&' { percent_decode_str(given).decode_utf8_lossy() } else { given.into() };
                value = Some(decoded.trim_matches('\'').to_owned());
                false
            }
            _ => true,
        })
        .collect();
    (format!("{start}{}", rest.join(&between.to_string())), value)
}

/// What comes before the settings, the settings, and what stands between them.
fn parts(text: &str) -> (&str, &str, char) {
    if !text.contains("://") {
        return ("", text, ' ');
    }
    match text.find('?') {
        Some(at) => (&text[..=at], &text[at + 1..], '&'),
        None => (text, "", '&'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Trust>, SslMode, Option<String>) {
        let target = Target::parse(text).expect("it is an address");
        (target.tls, target.config.get_ssl_mode(), target.config.get_application_name().map(str::to_owned))
    }

    #[test]
    fn what_is_asked_for_is_what_is_done() {
        let file = || Some(Trust::File("/etc/a b.pem".into()));
        let named = || Some("x".to_owned());
        for (text, tls, name) in [
            ("postgres://u:p@h/d", None, None),
            ("postgres://u:p@h/d?sslmode=disable", None, None),
            ("postgres://u:p@h/d?application_name=x&sslmode=prefer", None, named()),
            ("postgres://u:p@h/d?sslmode=require", Some(Trust::Machine), None),
            ("postgres://u:p@h/d?sslmode=verify-full&application_name=x", Some(Trust::Machine), named()),
            ("postgres://u:p@h/d?sslrootcert=%2Fetc%2Fa%20b.pem&application_name=x&sslmode=require", file(), named()),
            ("host=h user=u password=p", None, None),
            ("host=h sslmode=verify-full user=u application_name=x", Some(Trust::Machine), named()),
        ] {
            let mode = if tls.is_some() { SslMode::Require } else { SslMode::Disable };
            assert_eq!(read(text), (tls, mode, name), "{text}");
        }
    }

    #[test]
    fn what_would_be_less_than_it_sounds_is_refused() {
        for (text, said) in [
            ("postgres://u:p@h/d?sslmode=verify-ca", "sslmode=verify-ca is not known here"),
            ("postgres://u:p@h/d?sslmode=Require", "sslmode=Require is not known here"),
            ("postgres://u:p@h/d?sslrootcert=/etc/ca.pem", "say that as well"),
            ("postgres://u:p@h/d?sslmode=disable&sslrootcert=/etc/ca.pem", "say that as well"),
        ] {
            let error = Target::parse(text).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("u:p"), "{text}: {error}");
        }
        let nothing = Trust::File("/nowhere.pem".into()).connector().err().expect("there is no such file").to_string();
        assert!(nothing.contains("/nowhere.pem"), "{nothing}");
    }
}
