//! The wire: starts `chromedriver`, opens one session, speaks WebDriver's JSON.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

use crate::leash::Leash;
use crate::tools;

const READY: Duration = Duration::from_secs(120);
/// No request of a test takes this long unless the browser hangs.
const ANSWER: Duration = Duration::from_secs(120);
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// A session with a browser.
#[derive(Debug)]
pub(super) struct Driver {
    agent: Agent,
    session: String,
    _process: Leash,
}

impl Driver {
    pub(super) fn start() -> Self {
        let chromium = tools::find("chromium", &[], "chromium");
        let chromedriver = tools::find("chromedriver", &["/usr/lib/chromium".into()], "chromium-driver");
        let folder = tempfile::Builder::new().prefix("carer-web-").tempdir().expect("a temporary folder").keep();
        let log = folder.join("log");
        let mut command = Command::new(chromedriver);
        // Whatever the browser wants to keep of its own goes into the folder that is removed with it.
        command.arg("--port=0").env("HOME", &folder).env("TMPDIR", &folder);
        let process = Leash::start(&command, "TERM", None, &folder, &log);
        let port = wait_for_port(&process, &log);
        let config = Agent::config_builder().timeout_global(Some(ANSWER)).http_status_as_error(false).proxy(None);
        let agent = config.build().new_agent();
        let mut driver = Self { agent, session: format!("http://127.0.0.1:{port}/session"), _process: process };
        let opened = driver.post("", &capabilities(&chromium, &folder));
        let id = opened["sessionId"].as_str().expect("a new session has an id");
        driver.session = format!("{}/{id}", driver.session);
        driver
    }

    pub(super) fn get(&self, path: &str) -> Value {
        let answer = self.agent.get(format!("{}{path}", self.session)).call();
        value_of(path, answer).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// As [`Self::post`]; what the browser would not do is said instead of a panic.
    pub(super) fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let answer = self.agent.post(format!("{}{path}", self.session)).send_json(body);
        value_of(path, answer)
    }

    /// A command of Chromium's own protocol, for what WebDriver has no word for.
    pub(super) fn chromium(&self, command: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A browser that does not answer any more is ended with its driver.
        drop(self.agent.delete(&self.session).call());
    }
}

fn capabilities(chromium: &Path, folder: &Path) -> Value {
    let mut flags: Vec<String> = FLAGS.iter().map(|&flag| flag.to_owned()).collect();
    flags.push(format!("--user-data-dir={}", folder.join("profile").display()));
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": chromium, "args": flags },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": 100_000, "pageLoad": 100_000, "implicit": 0 },
        "unhandledPromptBehavior": "dismiss and notify",
    } } })
}

fn wait_for_port(process: &Leash, log: &Path) -> u16 {
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(log).unwrap_or_default();
        if let Some((_, rest)) = text.split_once("started successfully on port ") {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            // The rest of the line may not be written yet; the full stop ends the number.
            if rest[digits.len()..].starts_with(['.', '\n']) {
                return digits.parse().expect("a port is a number");
            }
        }
        assert!(process.runs() && begun.elapsed() < READY, "chromedriver did not start:\n{text}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What was answered; where the browser would not do it, its word for why and a sentence.
fn value_of(path: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut answer = answer.unwrap_or_else(|error| panic!("the browser does not answer {path}: {error}"));
    let status = answer.status();
    // A picture of a long page is larger than what is read by default.
    let body = answer.body_mut().with_config().limit(256 << 20).read_json::<Value>();
    let mut body = body.unwrap_or_else(|error| panic!("the browser answers {path} with no JSON: {error}"));
    let value = body["value"].take();
    if status.is_success() { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
}
