//! Somebody at a browser, who does everything by what is on the screen: a link's words, a button's, a field's label.
//!
//! A page that comes up to date by itself may take away what was just found. Then it is looked for again, as people do.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::{Browser, Element, PATIENCE};

/// Marks the first thing in sight that has this name, as somebody who hears the page is told it.
const FIND: &str = "
const [kind, name, part] = arguments;
const plain = text => text.replace(/\\s+/g, ' ').trim();
const nameOf = element => plain(element.getAttribute('aria-label') || element.textContent);
const inSight = element => element.checkVisibility({ visibilityProperty: true });
const root = part ? document.querySelector(part) : document;
if (!root) return false;
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

/// Whether another page is there than the one that was left, whole.
const TURNED: &str = "return !document.documentElement.hasAttribute('data-left') && document.readyState === 'complete'";

/// Somebody's hands at a browser, on the pages of one server.
#[derive(Debug)]
pub struct Hands {
    browser: Browser,
    address: String,
}

impl Hands {
    /// A browser of their own, for the server at `address`: `http://127.0.0.1:7400`.
    ///
    /// # Panics
    /// If no browser starts.
    pub fn new(address: &str) -> Self {
        Self { browser: Browser::start(), address: address.to_owned() }
    }

    /// The browser itself.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Types an address, without the server's.
    pub fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.address));
    }

    /// The address of the page, without the server's.
    pub fn path(&self) -> String {
        let url = self.browser.url();
        url.strip_prefix(&self.address).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
    }

    /// Follows the link with these words. A list that comes anew just then takes the link with it: then the new one.
    pub fn follow(&self, name: &str) {
        self.follow_in(name, "");
    }

    /// Follows the link with these words in one part of the page.
    pub fn follow_in(&self, name: &str, part: &str) {
        const CLICK: &str =
            "const link = document.querySelector('[data-at-hand]'); link?.click(); return Boolean(link);";
        for _ in 0..10 {
            self.found("link", name, part);
            if self.browser.script(CLICK, &[]) == json!(true) {
                return;
            }
        }
        panic!("“{name}” never stays");
    }

    /// Presses the button with these words.
    pub fn press(&self, name: &str) {
        self.press_in(name, "");
    }

    /// Presses the button with these words in one part of the page.
    pub fn press_in(&self, name: &str, part: &str) {
        self.with("button", name, part, |button| button.try_click());
    }

    /// Does something that leads to another page, and waits until that is there.
    pub fn turn(&self, deed: impl FnOnce(&Self)) {
        self.browser.script("document.documentElement.setAttribute('data-left', '')", &[]);
        deed(self);
        self.wait("another page", || self.browser.try_script(TURNED, &[]) == Some(json!(true)));
    }

    /// Opens or closes the part with this heading.
    pub fn unfold(&self, name: &str) {
        self.with("fold", name, "", |fold| fold.try_click());
    }

    /// Opens the part with this heading, unless it is open already.
    pub fn opened(&self, name: &str) {
        const IS_SHUT: &str = "return document.querySelector('[data-at-hand]')?.parentElement.open === false";
        self.found("fold", name, "");
        if self.browser.script(IS_SHUT, &[]) == json!(true) {
            self.unfold(name);
        }
    }

    /// The field with this label.
    pub fn field(&self, label: &str) -> Element<'_> {
        self.found("field", label, "")
    }

    /// Writes into the field with this label, in place of what is there.
    pub fn write(&self, label: &str, text: &str) {
        self.with("field", label, "", |field| field.try_rewrite(text));
    }

    /// What stands in the field with this label.
    pub fn written(&self, label: &str) -> String {
        self.field(label).property("value").as_str().expect("a field holds text").to_owned()
    }

    /// Chooses an answer of the field with this label, by the first words of the answer.
    pub fn choose(&self, label: &str, answer: &str) {
        const MARK: &str = "const select = document.querySelector('[data-at-hand]');
             const option = [...select.options].find(option => option.textContent.trim().startsWith(arguments[0]));
             document.querySelectorAll('[data-answer]').forEach(known => known.removeAttribute('data-answer'));
             if (option) option.setAttribute('data-answer', 'yes');
             return Boolean(option);";
        self.with("field", label, "", |_| {
            let found = self.browser.script(MARK, &[json!(answer)]);
            assert_eq!(found, json!(true), "“{label}” does not offer “{answer}” on {}", self.browser.url());
            self.browser.all("[data-answer]").first().map_or(Err(GONE.to_owned()), Element::try_click)
        });
    }

    /// Chooses an answer among a few that are all in sight.
    pub fn tick(&self, answer: &str) {
        self.with("field", answer, "", |field| field.try_click());
    }

    /// The thing with these words; `part` is where to look, everywhere if empty.
    pub fn found(&self, kind: &str, name: &str, part: &str) -> Element<'_> {
        for _ in 0..10 {
            let found = self.browser.script(FIND, &[json!(kind), json!(name), json!(part)]);
            let text = || self.browser.text();
            assert_eq!(found, json!(true), "no {kind} “{name}” is in sight on {}:\n{}", self.browser.url(), text());
            // The page may have come up to date since.
            if let Some(element) = self.browser.all("[data-at-hand]").into_iter().next() {
                return element;
            }
        }
        panic!("“{name}” never stays");
    }

    /// The first thing that the selector finds, scrolled to where it can be pressed.
    pub fn first(&self, css: &str) -> Element<'_> {
        let found = self.browser.find(css);
        self.browser.script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", &[json!(css)]);
        found
    }

    /// Whether something with these words is in sight.
    pub fn has(&self, kind: &str, name: &str) -> bool {
        self.browser.script(FIND, &[json!(kind), json!(name), json!("")]) == json!(true)
    }

    /// Waits until the page says this; where its lines end does not matter.
    pub fn sees(&self, text: &str) {
        self.wait(text, || self.says(text));
    }

    /// Waits until the page with this title is there.
    pub fn titled(&self, title: &str) {
        let script = "return document.querySelector('h1')?.textContent === arguments[0]";
        self.wait(title, || self.browser.try_script(script, &[json!(title)]) == Some(json!(true)));
    }

    /// Whether the page says this now.
    pub fn says(&self, text: &str) -> bool {
        let script = "return document.body?.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.browser.try_script(script, &[json!(text)]) == Some(json!(true))
    }

    /// What the interface answers, asked from the page that is open.
    pub fn asks(&self, path: &str) -> Value {
        self.browser.script_later("return (await fetch(arguments[0])).json()", &[json!(path)])
    }

    /// Waits until the page has done everything that it does by itself within a moment: what it waits for half a second
    /// with, and what it then asks the server for, comes before what is asked here after it.
    pub fn settles(&self) {
        self.browser.script_later(
            "await new Promise(go => setTimeout(go, 600));
             await (await fetch(location.href)).text();
             await new Promise(go => setTimeout(go, 100));",
            &[],
        );
    }

    /// Waits for something, as long as a slow machine may need for it.
    ///
    /// # Panics
    /// If it does not come within a minute and a half.
    pub fn wait(&self, what: &str, mut there: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !there() {
            let late = begun.elapsed() > PATIENCE;
            assert!(!late, "{what:?} did not come to {}:\n{}", self.browser.url(), self.browser.text());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Does something with what has these words; again where the page took it away just then.
    fn with(&self, kind: &str, name: &str, part: &str, deed: impl Fn(&Element<'_>) -> Result<(), String>) {
        let begun = Instant::now();
        while let Err(why) = deed(&self.found(kind, name, part)) {
            let passes = why.contains(GONE) || why.contains("element click intercepted");
            assert!(passes && begun.elapsed() < PATIENCE, "“{name}” on {}: {why}", self.browser.url());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The browser's word for something that is no longer on the page.
const GONE: &str = "stale element reference";
