//! A real provider of OpenID Connect, as a hospital has one: `oidc-provider`, a certified one, from npm.
//!
//! Its text is not kept here. The lock file pins it and what it needs by their hashes; npm fetches them once. It
//! knows whoever says so, and can be told to give a token that is not true.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::leash::Leash;
use crate::tools;

const PACKAGE: &str = include_str!("oidc/package.json");
const LOCK: &str = include_str!("oidc/package-lock.json");
const PROVIDER: &str = include_str!("oidc/provider.mjs");
/// The oldest Node on which it was tried and works; on 18 it does not.
const NODE_MIN: u32 = 20;
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(180);

/// A provider on a port of its own. It ends when it is dropped, or with the test process.
#[derive(Debug)]
pub struct OidcProvider {
    issuer: String,
    certificate: Option<String>,
    process: Leash,
}

impl OidcProvider {
    /// What it calls its client.
    pub const CLIENT: &str = "carer";
    /// What the client proves itself by. It has signs in it that have to be encoded on their way.
    pub const SECRET: &str = "a secret: of 100% & more than enough letters";

    /// Starts one whose client comes back to `back`, and gets tokens signed by `algorithm` (`RS256` or `ES256`).
    ///
    /// # Panics
    /// If Node or npm is not installed, npm cannot fetch the provider, or it does not start.
    pub fn start(back: &str, algorithm: &str) -> Self {
        Self::start_as(back, algorithm, None)
    }

    /// As [`start`](Self::start), over TLS, with a certificate that nobody trusts yet.
    pub fn start_secure(back: &str, algorithm: &str) -> Self {
        let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate can be made");
        Self::start_as(back, algorithm, Some((own.cert.pem(), own.signing_key.serialize_pem())))
    }

    fn start_as(back: &str, algorithm: &str, tls: Option<(String, String)>) -> Self {
        let node = node();
        let modules = fetched();
        let folder = tempfile::tempdir().expect("a folder").keep();
        let (ready, log) = (folder.join("ready"), folder.join("log"));
        let client = json!({
            "client_id": Self::CLIENT,
            "client_secret": Self::SECRET,
            "redirect_uris": [back],
            "response_types": ["code"],
            "grant_types": ["authorization_code"],
            "id_token_signed_response_alg": algorithm,
        });
        let pair = tls.as_ref().map(|(cert, key)| json!({ "cert": cert, "key": key }));
        let mut command = Command::new(node);
        command
            .arg(modules.join("provider.mjs"))
            .arg(json!({ "client": client, "ready": ready, "tls": pair }).to_string());
        let process = Leash::start(&command, "TERM", None, &folder, &log);
        let begun = Instant::now();
        while !ready.is_file() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            assert!(process.runs() && begun.elapsed() < PATIENCE, "the provider does not start:\n{said}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let issuer = fs::read_to_string(&ready).expect("it was just written");
        Self { issuer, certificate: tls.map(|(certificate, _)| certificate), process }
    }

    /// Who it says that it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The certificate by which it proves itself, as PEM.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// Says what is to be done to the next token: `claims` are replaced and signed anew by the provider's own key; then
    /// `spoil` may be `payload` (another subject under the same signature) or `none` (no signature, and it says so).
    ///
    /// # Panics
    /// If it does not answer.
    pub fn tamper(&self, claims: &Value, spoil: &str) {
        let wanted = json!({ "claims": claims, "spoil": spoil });
        let answer = ureq::post(format!("{}/tamper", self.issuer)).send_json(&wanted).expect("the provider answers");
        assert_eq!(answer.status(), 200);
    }

    /// Ends it at once, as a crash does.
    pub fn crash(self) {
        self.process.crash();
    }
}

/// Node, which has to be new enough for the provider.
fn node() -> PathBuf {
    let node = tools::find("node", &[], "nodejs");
    let version = tools::run(Command::new(&node).arg("--version")).stdout;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    assert!(major >= Some(NODE_MIN), "Node is {version}: the provider takes {NODE_MIN} or newer, as Debian 13 has it");
    node
}

/// The folder with the provider and what it needs, fetched first if it is not there. Several test processes may do so at
/// once: each fetches into a folder of its own and renames it.
fn fetched() -> PathBuf {
    let target = tools::target();
    let folder = target.join(format!("oidc-provider-{}", &fingerprint()[..16]));
    if !folder.is_dir() {
        let npm = tools::find("npm", &[], "npm");
        let fresh = tempfile::tempdir_in(&target).expect("target takes a folder");
        fetch(&npm, fresh.path());
        // If another process was first its files are there, and just as good.
        drop(fs::rename(fresh.keep(), &folder));
    }
    folder
}

fn fetch(npm: &Path, folder: &Path) {
    for (name, text) in [("package.json", PACKAGE), ("package-lock.json", LOCK), ("provider.mjs", PROVIDER)] {
        fs::write(folder.join(name), text).expect("the folder is new");
    }
    // It checks what it fetches against the hashes of the lock file.
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    tools::run(Command::new(npm).args(options).current_dir(folder));
}

/// What the folder is named by: it changes with any of the three texts.
fn fingerprint() -> String {
    use sha2::{Digest as _, Sha256};
    let all = [PACKAGE, LOCK, PROVIDER].join("\n");
    Sha256::digest(all.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
