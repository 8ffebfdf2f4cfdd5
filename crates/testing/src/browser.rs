//! A real browser, driven from plain tests: Debian's Chromium through its WebDriver.
//!
//! It opens nothing that a test did not ask for, keeps nothing between two browsers, and every surprise is a panic.

mod driver;
mod element;

use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use driver::Driver;
pub use element::Element;

/// How long a page may take until it shows what a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// A browser with one window and an empty profile. It ends when it is dropped, or with the test process.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
}

impl Browser {
    /// Starts a browser with a window of 1280 by 900 pixels.
    ///
    /// # Panics
    /// If Chromium or its driver is not installed or does not start.
    pub fn start() -> Self {
        let browser = Self { driver: Driver::start() };
        browser.resize(1280, 900);
        browser
    }

    /// Opens `url` and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.driver.post("/url", &json!({ "url": url }));
    }

    /// Opens a page with this HTML, without a server.
    pub fn open_html(&self, html: &str) {
        self.open(&format!("data:text/html;charset=utf-8;base64,{}", STANDARD.encode(html)));
    }

    /// Gives the browser a cookie of the site whose page it shows.
    pub fn give_cookie(&self, name: &str, value: &str) {
        self.driver.post("/cookie", &json!({ "cookie": { "name": name, "value": value, "path": "/" } }));
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        text(&self.driver.get("/url"))
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        text(&self.driver.get("/title"))
    }

    /// Goes back to the page before, as the browser's own button does.
    pub fn back(&self) {
        self.driver.post("/back", &json!({}));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.driver.post("/refresh", &json!({}));
    }

    /// The first element that the CSS selector finds.
    ///
    /// # Panics
    /// If there is none now.
    pub fn find(&self, css: &str) -> Element<'_> {
        self.all(css).into_iter().next().unwrap_or_else(|| panic!("no `{css}` on {}", self.url()))
    }

    /// All elements that the CSS selector finds, in the order of the page.
    pub fn all(&self, css: &str) -> Vec<Element<'_>> {
        let found = self.driver.post("/elements", &json!({ "using": "css selector", "value": css }));
        let found = found.as_array().expect("WebDriver answers with a list of elements");
        found.iter().map(|element| Element::new(&self.driver, element)).collect()
    }

    /// Waits for an element that comes later, as what is live on a page does.
    ///
    /// # Panics
    /// If it does not come within a minute and a half.
    pub fn wait_for(&self, css: &str) -> Element<'_> {
        self.wait_until(&format!("`{css}`"), || !self.all(css).is_empty());
        self.find(css)
    }

    /// Waits until the page's text has this in it.
    ///
    /// # Panics
    /// If it does not come within a minute and a half.
    pub fn wait_for_text(&self, wanted: &str) {
        self.wait_until(&format!("the text {wanted:?}"), || self.text().contains(wanted));
    }

    /// The text of the page as it is shown.
    pub fn text(&self) -> String {
        self.find("body").text()
    }

    /// The HTML of the page as it is now.
    pub fn source(&self) -> String {
        text(&self.driver.get("/source"))
    }

    /// Runs the body of a JavaScript function and gives what it returns. Its `arguments` are `values`.
    pub fn script(&self, body: &str, values: &[Value]) -> Value {
        self.driver.post("/execute/sync", &json!({ "script": body, "args": values }))
    }

    /// As [`script`](Self::script), for a page that may be about to go: nothing where the browser would not run it.
    pub fn try_script(&self, body: &str, values: &[Value]) -> Option<Value> {
        self.driver.try_post("/execute/sync", &json!({ "script": body, "args": values })).ok()
    }

    /// Like [`script`](Self::script), but waits for the promise that the body returns.
    pub fn script_later(&self, body: &str, values: &[Value]) -> Value {
        let body = format!(
            "const values = [...arguments], done = values.pop();
             (async function () {{ {body} }}).apply(null, values)
                .then(value => done({{ value }}), error => done({{ error: String(error) }}));"
        );
        let mut answer = self.driver.post("/execute/async", &json!({ "script": body, "args": values }));
        if let Some(error) = answer.get("error") {
            panic!("the script failed: {error}");
        }
        answer.get_mut("value").map_or(Value::Null, Value::take)
    }

    /// Types into whatever has the focus. Special keys are WebDriver's code points: Tab `\u{e004}`, Enter `\u{e007}`,
    /// Escape `\u{e00c}`, arrows left, up, right, down `\u{e012}` to `\u{e015}`.
    pub fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })])
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.driver.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// The CSS selector-like name of the element that has the focus: `a#next`, `input[name=q]`, `body`.
    pub fn focus(&self) -> String {
        text(&self.script(
            "const e = document.activeElement;
             const name = e.getAttribute('name');
             return e.localName + (e.id ? '#' + e.id : name ? `[name=${name}]` : '');",
            &[],
        ))
    }

    /// Makes the page `width` by `height` CSS pixels, however narrow: a window alone stops at about 500.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.chromium("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Shows the page as it is on paper.
    pub fn as_print(&self) {
        self.driver.chromium("Emulation.setEmulatedMedia", &json!({ "media": "print", "features": [] }));
    }

    /// Shows the page on a screen, in the dark or the light scheme.
    pub fn as_screen(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.driver.chromium("Emulation.setEmulatedMedia", &json!({ "media": "screen", "features": features }));
    }

    /// Whether the scripts of pages run; it holds for the pages opened from now on. What a test does works either way.
    pub fn set_javascript(&self, on: bool) {
        self.driver.chromium("Emulation.setScriptExecutionDisabled", &json!({ "value": !on }));
    }

    /// A PNG picture of the whole page, what has to be scrolled to included.
    pub fn screenshot(&self) -> Vec<u8> {
        let layout = self.driver.chromium("Page.getLayoutMetrics", &json!({}));
        let size = &layout["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.driver.chromium("Page.captureScreenshot", &options);
        STANDARD.decode(text(&picture["data"])).expect("the browser encodes its pictures in base64")
    }

    /// A PNG picture of what the window shows without scrolling.
    pub fn screenshot_of_window(&self) -> Vec<u8> {
        let picture = self.driver.chromium("Page.captureScreenshot", &json!({ "format": "png" }));
        STANDARD.decode(text(&picture["data"])).expect("the browser encodes its pictures in base64")
    }

    /// Whether the page is wider than the window, so that it has to be pushed sideways.
    pub fn overflows(&self) -> bool {
        self.script("return document.documentElement.scrollWidth > window.innerWidth", &[]) == Value::Bool(true)
    }

    /// What the browser complained of since it was last asked: errors of scripts, files that were not there, things
    /// that the page's own policy forbids.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.driver.post("/se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().expect("the log is a list");
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| text(&entry["message"])).collect()
    }

    fn wait_until(&self, what: &str, mut there: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !there() {
            assert!(begun.elapsed() < PATIENCE, "{what} did not come to {}:\n{}", self.url(), self.text());
            thread::sleep(Duration::from_millis(25));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text was expected, not {value}")).to_owned()
}
