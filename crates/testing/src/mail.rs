//! A real mail server: aiosmtpd, as Debian has it. It keeps what it is sent, and can be made to wait before it says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::leash::Leash;

const SERVER: &str = include_str!("mail/server.py");
/// Debian's own Python, for which Debian's packages are.
const PYTHON: &str = "/usr/bin/python3";
/// How long it may take to start, or until something comes that was sent.
const PATIENCE: Duration = Duration::from_secs(180);

/// A mail server on a port of its own. It ends when it is dropped, or with the test process.
#[derive(Debug)]
pub struct MailServer {
    folder: PathBuf,
    port: u16,
    process: Leash,
}

/// An e-mail that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// All of it, as it came: the head, an empty line, the body.
    pub text: String,
}

impl MailServer {
    /// As whom one sends there.
    pub const USER: &str = "carer";
    /// What that is proved by.
    pub const PASSWORD: &str = "a password with “signs” & more";

    /// Starts one.
    ///
    /// # Panics
    /// If aiosmtpd is not installed, or it does not start.
    pub fn start() -> Self {
        let known = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).output();
        let is_known = known.is_ok_and(|output| output.status.success());
        assert!(is_known, "there is no mail server: install Debian's python3-aiosmtpd");
        let folder = tempfile::tempdir().expect("a folder").keep();
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate can be made");
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).expect("the folder is new");
            path
        };
        let script = write("server.py", SERVER);
        let (certificate, key) =
            (write("cert.pem", &own.cert.pem()), write("key.pem", &own.signing_key.serialize_pem()));
        let (ready, log) = (folder.join("ready"), folder.join("log"));
        let mut command = Command::new(PYTHON);
        command.arg(script).arg(&folder).args([certificate, key]).args([Self::USER, Self::PASSWORD]);
        let process = Leash::start(&command, "TERM", None, &folder, &log);
        let begun = Instant::now();
        while !ready.is_file() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            assert!(process.runs() && begun.elapsed() < PATIENCE, "the mail server does not start:\n{said}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let port = fs::read_to_string(&ready).expect("it was just written").parse().expect("a port");
        Self { folder, port, process }
    }

    /// The port on which it answers for `localhost`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file of the certificate by which it proves itself.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("cert.pem")
    }

    /// From now on what comes is kept and not acknowledged; or, with `false`, it is acknowledged.
    ///
    /// # Panics
    /// If its folder is gone.
    pub fn hold(&self, holds: bool) {
        let file = self.folder.join("hold");
        if holds {
            fs::write(file, "").expect("its folder is there");
        } else {
            fs::remove_file(file).expect("it holds");
        }
    }

    /// What came so far, in order.
    pub fn mails(&self) -> Vec<Mail> {
        let mut files: Vec<PathBuf> = fs::read_dir(&self.folder)
            .expect("its folder is there")
            .map(|entry| entry.expect("it can be listed").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        files.sort();
        files.iter().map(|file| mail(file)).collect()
    }

    /// What came, once there are so many.
    ///
    /// # Panics
    /// If they do not come.
    pub fn wait_for(&self, count: usize) -> Vec<Mail> {
        let begun = Instant::now();
        loop {
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            let there = mails.len();
            assert!(self.process.runs(), "the mail server has ended");
            assert!(begun.elapsed() < PATIENCE, "{there} e-mails came, and not {count}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Mail {
    /// A line of the head.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// What it says, where its lines were broken and its equals signs spelt out for the way.
    pub fn words(&self) -> String {
        let body = self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        body.replace("=\r\n", "").replace("=3D", "=")
    }
}

fn mail(file: &Path) -> Mail {
    let text = fs::read_to_string(file).expect("it was written whole");
    let kept: Value = serde_json::from_str(&text).expect("it is JSON");
    let string = |value: &Value| value.as_str().expect("it is text").to_owned();
    Mail { to: string(&kept["to"][0]), text: string(&kept["text"]) }
}
