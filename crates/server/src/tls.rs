//! The certificate that this server shows, and the key behind it: read from files, and read again when they change, so that
//! a renewed certificate needs no new start. While what is there cannot be used, the old one stays in force.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, version};

/// How often it is looked whether the files have changed.
const LOOK: Duration = Duration::from_secs(10);

/// A certificate with its key, as they stand in two files. Clones are the same.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    certificate: PathBuf,
    key: PathBuf,
    config: watch::Sender<Arc<ServerConfig>>,
}

/// When the two files were last written and how long they are.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Tls {
    /// Reads a chain of certificates, this server's first, and its key: both in PEM.
    ///
    /// # Errors
    /// Where one cannot be read, or the two do not belong together.
    pub fn read(certificate: PathBuf, key: PathBuf) -> io::Result<Self> {
        let config = Arc::new(config(&certificate, &key)?);
        let (config, _) = watch::channel(config);
        Ok(Self(Arc::new(Inner { certificate, key, config })))
    }

    /// What a connection that begins now agrees on.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.0.config.borrow())
    }

    /// Reads the files again whenever they change, and on SIGHUP, for as long as it is asked to.
    pub(crate) async fn follow(self) {
        let mut stamp = self.stamp();
        let mut told = Told::new();
        loop {
            let is_told = tokio::select! {
                () = told.again() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            let now = self.stamp();
            if is_told || now != stamp {
                stamp = now;
                self.read_again();
            }
        }
    }

    fn read_again(&self) {
        match config(&self.0.certificate, &self.0.key) {
            Ok(config) => {
                self.0.config.send_replace(Arc::new(config));
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!(%error, "the certificate was not read again; the old one stays in force"),
        }
    }

    fn stamp(&self) -> Stamp {
        [&self.0.certificate, &self.0.key].map(|path| {
            let file = fs::metadata(path).ok()?;
            Some((file.modified().ok()?, file.len()))
        })
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.0.certificate).finish_non_exhaustive()
    }
}

fn config(certificate: &Path, key: &Path) -> io::Result<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| unusable(certificate, &error))?;
    if chain.is_empty() {
        return Err(unusable(certificate, &"there is no certificate in it"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, &error))?;
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| unusable(certificate, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn unusable(path: &Path, why: &dyn fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()))
}

/// Whoever says, by SIGHUP, that the files are to be read again.
struct Told {
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
}

impl Told {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            hang_up: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())
                .inspect_err(|error| tracing::warn!(%error, "SIGHUP is not heard; changed files are seen all the same"))
                .ok(),
        }
    }

    async fn again(&mut self) {
        #[cfg(unix)]
        if let Some(hang_up) = &mut self.hang_up
            && hang_up.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str) -> (String, String) {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a certificate");
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    #[test]
    fn a_pair_that_does_not_belong_together_is_refused() {
        let files = tempfile::tempdir().expect("a directory");
        let (certificate, key) = (files.path().join("certificate.pem"), files.path().join("key.pem"));
        let (first, second) = (pair("carer.example"), pair("carer.example"));
        for (of_certificate, of_key, is_good) in [
            (&first.0, &first.1, true),
            (&first.0, &second.1, false),
            (&first.1, &first.1, false),
            (&first.0, &first.0, false),
        ] {
            fs::write(&certificate, of_certificate).expect("it can be written");
            fs::write(&key, of_key).expect("it can be written");
            assert_eq!(Tls::read(certificate.clone(), key.clone()).is_ok(), is_good, "{of_certificate}{of_key}");
        }
        let error = Tls::read(files.path().join("none"), key).expect_err("there is none");
        assert!(error.to_string().contains("none: "), "{error}");
    }

    #[test]
    fn what_cannot_be_used_leaves_the_old_one_in_force() {
        let files = tempfile::tempdir().expect("a directory");
        let (certificate, key) = (files.path().join("certificate.pem"), files.path().join("key.pem"));
        let put = |pair: &(String, String)| {
            fs::write(&certificate, &pair.0).expect("it can be written");
            fs::write(&key, &pair.1).expect("it can be written");
        };
        put(&pair("carer.example"));
        let tls = Tls::read(certificate.clone(), key.clone()).expect("a good pair");
        let first = tls.config();
        fs::write(&certificate, "half of a certificate").expect("it can be written");
        tls.read_again();
        assert!(Arc::ptr_eq(&first, &tls.config()));
        put(&pair("carer.example"));
        tls.read_again();
        assert!(!Arc::ptr_eq(&first, &tls.config()));
    }
}
