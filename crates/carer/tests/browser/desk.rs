//! Where somebody sits: one demonstration, served by the real program, and one browser. Tests take turns at it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Deref;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::Value;
use testing::{Hands, Leash};

/// Who works here.
pub(crate) const AUTHOR: &str = "Clara Voss";
/// What she signs in as, in the demonstration without a password.
const LOGIN: &str = "clara";
/// How long the demonstration may take to be there, built without optimisation and beside other tests.
const READY: Duration = Duration::from_secs(300);

/// The demonstration, on a port of its own.
struct Demo {
    address: String,
    _process: Leash,
}

/// Somebody's turn at the desk: the console from its beginning, light, wide, with scripts.
pub(crate) struct Desk {
    hands: MutexGuard<'static, Hands>,
}

impl Deref for Desk {
    type Target = Hands;
    fn deref(&self) -> &Hands {
        &self.hands
    }
}

impl Desk {
    /// Sits down. Waits until nobody else sits here.
    pub(crate) fn sit() -> Self {
        static HANDS: OnceLock<Mutex<Hands>> = OnceLock::new();
        let hands = HANDS.get_or_init(|| Mutex::new(Hands::new(&demo().address)));
        let desk = Self { hands: hands.lock().unwrap_or_else(PoisonError::into_inner) };
        desk.browser().set_javascript(true);
        desk.browser().resize(1280, 900);
        desk.browser().as_screen(false);
        desk.sign_in(LOGIN);
        desk.open("/today");
        desk.browser().complaints();
        desk
    }

    /// Signs in as one of the demonstration's people, unless they are signed in.
    pub(crate) fn sign_in(&self, login: &str) {
        self.open("/sign-in?next=/account");
        // There are many of them, and a phone has a bar at the bottom.
        self.first(&format!("#demo-{login} button")).click();
        self.browser().wait_for("#posts");
    }

    /// Registers somebody of this name, born on a day as people write it, and stays on their page.
    pub(crate) fn register(&self, name: &str, born: &str) {
        self.open("/people/new");
        self.write("Name", name);
        self.write("Born", born);
        self.press("Register this person");
        self.sees("Recorded.");
    }

    /// Sends a command as another program does, which knows nothing of this browser; gives the whole answer.
    pub(crate) fn elsewhere(&self, path: &str, body: &Value) -> String {
        let body = body.to_string();
        let host = demo().address.strip_prefix("http://").expect("an address of the web");
        let mut stream = TcpStream::connect(host).expect("the demonstration listens");
        let key = format!("elsewhere-{:?}", Instant::now());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nIdempotency-Key: {}\r\n\
             Cookie: {}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            key.replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            session(),
            body.len(),
        )
        .expect("it takes a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        answer
    }

    /// The id of the person with this name.
    pub(crate) fn person(&self, name: &str) -> String {
        let found = self.asks(&format!("/api/v1/people?text={name}"));
        let id = found["people"][0]["id"].as_str();
        id.unwrap_or_else(|| panic!("there is no {name}: {found}")).to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        let complaints = self.browser().complaints();
        // That a form was refused is an answer, and the browser names its status.
        let real: Vec<_> =
            complaints.iter().filter(|line| !line.contains("the server responded with a status of 4")).collect();
        assert!(real.is_empty(), "the browser complained: {real:#?}");
    }
}

/// The cookie of a session of hers that no browser has.
fn session() -> &'static str {
    static SESSION: OnceLock<String> = OnceLock::new();
    SESSION.get_or_init(|| {
        let host = demo().address.strip_prefix("http://").expect("an address of the web");
        let mut stream = TcpStream::connect(host).expect("the demonstration listens");
        let body = format!("login={LOGIN}&next=/");
        let kind = "application/x-www-form-urlencoded";
        write!(
            stream,
            "POST /sign-in/demo HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len(),
        )
        .expect("it takes a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, cookie) = answer.split_once("set-cookie: ").unwrap_or_else(|| panic!("{answer}"));
        cookie.split(';').next().expect("a cookie has a value").to_owned()
    })
}

fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::Builder::new().prefix("carer-console-").tempdir().expect("a temporary folder").keep();
        let log = folder.join("log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_carer"));
        command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("record"));
        let process = Leash::start(&command, "TERM", None, &folder, &log);
        let address = address(&process, &log);
        Demo { address, _process: process }
    })
}

/// The address that the program prints.
fn address(process: &Leash, log: &PathBuf) -> String {
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(log).unwrap_or_default();
        let line = text.lines().find_map(|line| line.split_once(" is served at "));
        if let Some((_, address)) = line.filter(|_| text.contains("Ctrl-C")) {
            return address.trim_end_matches('/').to_owned();
        }
        assert!(process.runs() && begun.elapsed() < READY, "the demonstration is not there:\n{text}");
        thread::sleep(Duration::from_millis(20));
    }
}
