//! Where somebody sits: one demonstration, served by the real program, and one browser. Tests take turns at it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};
use testing::{Browser, Element, Leash};

/// Who works here.
pub(crate) const AUTHOR: &str = "Clara Voss";
/// What she signs in as, in the demonstration without a password.
const LOGIN: &str = "clara";
/// How long a page may take until it says what a test waits for.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long the demonstration may take to be there, built without optimisation and beside other tests.
const READY: Duration = Duration::from_secs(180);

/// Marks the first thing in sight that has this name, as somebody who hears the page is told it.
const FIND: &str = "
const [kind, name, part] = arguments;
const plain = text => text.replace(/\\s+/g, ' ').trim();
const nameOf = element => plain(element.getAttribute('aria-label') || element.textContent);
const inSight = element => element.checkVisibility({ visibilityProperty: true });
const root = part ? document.querySelector(part) : document;
const named = (selector, of) => [...root.querySelectorAll(selector)].filter(e => nameOf(e) === name).map(of).filter(e => e && inSight(e));
document.querySelectorAll('[data-at-hand]').forEach(e => e.removeAttribute('data-at-hand'));
const found = {
  link: () => named('a[href]', e => e),
  button: () => named('button', e => e),
  // A check that is due says so behind its name.
  fold: () => named('summary', e => e).concat([...root.querySelectorAll('summary')].filter(e => nameOf(e) === name + ' due' && inSight(e))),
  field: () => named('label', e => e.control),
}[kind]()[0];
if (found) found.setAttribute('data-at-hand', 'yes');
// A person scrolls until nothing lies over what they want to press.
if (found) found.scrollIntoView({ block: 'center' });
return Boolean(found);";

/// The demonstration, on a port of its own.
struct Demo {
    address: String,
    _process: Leash,
}

/// Somebody's turn at the desk: the console from its beginning, light, wide, with scripts.
pub(crate) struct Desk {
    browser: MutexGuard<'static, Browser>,
}

impl Desk {
    /// Sits down. Waits until nobody else sits here.
    pub(crate) fn sit() -> Self {
        static BROWSER: OnceLock<Mutex<Browser>> = OnceLock::new();
        let browser = BROWSER.get_or_init(|| Mutex::new(Browser::start()));
        let desk = Self { browser: browser.lock().unwrap_or_else(PoisonError::into_inner) };
        desk.browser.set_javascript(true);
        desk.browser.resize(1280, 900);
        desk.browser.as_screen(false);
        desk.sign_in(LOGIN);
        desk.open("/today");
        desk.browser.complaints();
        desk
    }

    /// Signs in as one of the demonstration's people, unless they are signed in.
    pub(crate) fn sign_in(&self, login: &str) {
        self.open("/sign-in?next=/account");
        self.browser.find(&format!("#demo-{login} button")).click();
        self.browser.wait_for("#posts");
    }

    /// The browser itself.
    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Types an address.
    pub(crate) fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", demo().address));
    }

    /// The address of the page, without the server's.
    pub(crate) fn path(&self) -> String {
        let url = self.browser.url();
        url.strip_prefix(&demo().address).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
    }

    /// Follows the link with these words. A list that comes anew just then takes the link with it: then the new one.
    pub(crate) fn follow(&self, name: &str) {
        const CLICK: &str =
            "const link = document.querySelector('[data-at-hand]'); link?.click(); return Boolean(link);";
        for _ in 0..10 {
            self.found("link", name, "");
            if self.browser.script(CLICK, &[]) == json!(true) {
                return;
            }
        }
        panic!("“{name}” never stays");
    }

    /// Presses the button with these words.
    pub(crate) fn press(&self, name: &str) {
        self.found("button", name, "").click();
    }

    /// Opens or closes the part with this heading.
    pub(crate) fn unfold(&self, name: &str) {
        self.found("fold", name, "").click();
    }

    /// Opens the part with this heading, unless it is open already.
    pub(crate) fn opened(&self, name: &str) {
        let fold = self.found("fold", name, "");
        if self.browser.script("return document.querySelector('[data-at-hand]').parentElement.open", &[])
            == json!(false)
        {
            fold.click();
        }
    }

    /// The field with this label.
    pub(crate) fn field(&self, label: &str) -> Element<'_> {
        self.found("field", label, "")
    }

    /// Writes into the field with this label, in place of what is there.
    pub(crate) fn write(&self, label: &str, text: &str) {
        let field = self.field(label);
        field.clear();
        field.write(text);
    }

    /// What stands in the field with this label.
    pub(crate) fn written(&self, label: &str) -> String {
        self.field(label).property("value").as_str().expect("a field holds text").to_owned()
    }

    /// Chooses an answer of the field with this label, by the first words of the answer.
    pub(crate) fn choose(&self, label: &str, answer: &str) {
        self.field(label);
        let found = self.browser.script(
            "const select = document.querySelector('[data-at-hand]');
             const option = [...select.options].find(option => option.textContent.trim().startsWith(arguments[0]));
             if (option) option.setAttribute('data-answer', 'yes');
             return Boolean(option);",
            &[json!(answer)],
        );
        assert_eq!(found, json!(true), "“{label}” does not offer “{answer}” on {}", self.browser.url());
        self.browser.find("[data-answer]").click();
    }

    /// The thing with these words; `part` is where to look, everywhere if empty.
    pub(crate) fn found(&self, kind: &str, name: &str, part: &str) -> Element<'_> {
        let found = self.browser.script(FIND, &[json!(kind), json!(name), json!(part)]);
        let text = || self.browser.text();
        assert_eq!(found, json!(true), "no {kind} “{name}” is in sight on {}:\n{}", self.browser.url(), text());
        self.browser.find("[data-at-hand]")
    }

    /// The first thing that the selector finds, scrolled to where it can be pressed.
    pub(crate) fn first(&self, css: &str) -> Element<'_> {
        let found = self.browser.find(css);
        self.browser.script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", &[json!(css)]);
        found
    }

    /// Whether something with these words is in sight.
    pub(crate) fn has(&self, kind: &str, name: &str) -> bool {
        self.browser.script(FIND, &[json!(kind), json!(name), json!("")]) == json!(true)
    }

    /// Waits until the page says this; where its lines end does not matter.
    pub(crate) fn sees(&self, text: &str) {
        self.wait(text, || self.says(text));
    }

    /// Waits until the page with this title is there.
    pub(crate) fn titled(&self, title: &str) {
        let script = "return document.querySelector('h1').textContent === arguments[0]";
        self.wait(title, || self.browser.script(script, &[json!(title)]) == json!(true));
    }

    fn wait(&self, what: &str, mut there: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !there() {
            let (url, late) = (self.browser.url(), begun.elapsed() > PATIENCE);
            assert!(!late, "{what:?} did not come to {url}:\n{}", self.browser.text());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the page says this now.
    pub(crate) fn says(&self, text: &str) -> bool {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.browser.script(script, &[json!(text)]) == json!(true)
    }

    /// What the interface answers, asked from the page that is open.
    pub(crate) fn asks(&self, path: &str) -> Value {
        self.browser.script_later("return (await fetch(arguments[0])).json()", &[json!(path)])
    }

    /// Registers somebody of this name, born on a day as people write it, and stays on their page.
    pub(crate) fn register(&self, name: &str, born: &str) {
        self.open("/people/new");
        self.write("Name", name);
        self.write("Born", born);
        self.press("Register this person");
        self.sees("Recorded.");
    }

    /// Chooses an answer among a few that are all in sight.
    pub(crate) fn tick(&self, answer: &str) {
        self.field(answer).click();
    }

    /// Sends a command as another program does, which knows nothing of this browser.
    pub(crate) fn elsewhere(&self, path: &str, body: &Value) {
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
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
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
        let complaints = self.browser.complaints();
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
