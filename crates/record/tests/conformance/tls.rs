//! PostgreSQL over an encrypted connection, against a server with a certificate that the test made.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use testing::Postgres;

use crate::conn::{Access, Place};
use crate::error::Error;
use crate::{Clock, Entropy, open};

/// An authority of the test's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its certificate, as a file.
    fn file(&self, path: PathBuf) -> PathBuf {
        fs::write(&path, self.0.pem()).unwrap();
        path
    }

    /// A certificate and a key for a server of this name.
    fn for_server(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// Has the server show this certificate from the next connection on.
fn show(server: &Postgres, (certificate, key): (String, String)) {
    let mut admin = postgres::Client::connect(&server.admin(), postgres::NoTls).unwrap();
    let data: String = admin.query_one("SHOW data_directory", &[]).unwrap().get(0);
    let owner = fs::metadata(&data).unwrap();
    for (name, text) in [("shown.crt", certificate), ("shown.key", key)] {
        let path = Path::new(&data).join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    for setting in ["ssl_cert_file = 'shown.crt'", "ssl_key_file = 'shown.key'", "ssl = on"] {
        admin.batch_execute(&format!("ALTER SYSTEM SET {setting}")).unwrap();
    }
    admin.batch_execute("SELECT pg_reload_conf()").unwrap();
}

/// Waits until the server answers as it was told to: it takes new settings a moment after it said that it would.
fn once<T>(mut look: impl FnMut() -> Result<T, Error>, is_it: impl Fn(&Result<T, Error>) -> bool) -> Result<T, Error> {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
    loop {
        let found = look();
        if is_it(&found) || std::time::Instant::now() > until {
            return found;
        }
        std::thread::yield_now();
    }
}

#[test]
fn an_encrypted_connection_is_to_the_server_that_is_named_or_there_is_none() {
    let server = Postgres::start();
    let files = tempfile::tempdir().unwrap();
    let (ours, others) = (Authority::new(), Authority::new());
    let (root, other) = (ours.file(files.path().join("ours.pem")), others.file(files.path().join("others.pem")));
    let url = server.database();
    let place =
        |mode: &str, root: &Path| Place::Database(format!("{url}?sslmode={mode}&sslrootcert={}", root.display()));

    let plain = place("require", &root).connect(Access::Write).map(drop);
    assert!(
        matches!(plain, Err(Error::Unavailable(_))),
        "a server that cannot is not talked to in the clear: {plain:?}"
    );

    show(&server, ours.for_server("127.0.0.1"));
    let is_encrypted = |place: &Place| {
        let sql = "SELECT CAST(version AS TEXT) FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        place.connect(Access::Write)?.query_first(sql, &[], |row| row.get_text(0).map(str::to_owned))
    };
    for mode in ["require", "verify-full"] {
        let version = once(|| is_encrypted(&place(mode, &root)), Result::is_ok).unwrap();
        assert_eq!(version.as_deref(), Some("TLSv1.3"), "{mode}");
    }
    let opening = crate::Opening {
        place: place("verify-full", &root),
        programme: super::commands::kidney(),
        clock: Clock::system(),
        entropy: Entropy::system(),
        author: "a test".to_owned(),
    };
    open(opening, &mut |_| {}).unwrap().1.stop();
    assert!(crate::verify(&place("verify-full", &root), None, &mut |_| {}).unwrap().holds());

    let stranger = place("require", &other).connect(Access::Read).map(drop);
    assert!(matches!(&stranger, Err(Error::Unavailable(why)) if why.contains("certificate")), "{stranger:?}");
    let unknown = Place::Database(format!("{url}?sslmode=verify-full")).connect(Access::Read).map(drop);
    assert!(unknown.is_err(), "this machine does not trust the test's authority");
    show(&server, ours.for_server("db.example"));
    let renamed = once(|| place("require", &root).connect(Access::Read).map(drop), Result::is_err);
    assert!(matches!(&renamed, Err(Error::Unavailable(why)) if why.contains("not valid for name")), "{renamed:?}");
}
