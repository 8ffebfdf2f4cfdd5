//! One element of a page. It is good until the page changes under it; then whatever is asked of it panics.

use serde_json::{Value, json};

use super::driver::Driver;
use super::text;

/// The key under which WebDriver names an element.
const KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page that is open.
#[derive(Debug)]
pub struct Element<'a> {
    driver: &'a Driver,
    id: String,
}

impl<'a> Element<'a> {
    pub(super) fn new(driver: &'a Driver, reference: &Value) -> Self {
        Self { driver, id: text(&reference[KEY]) }
    }

    /// Clicks it, as a person would: one that is hidden or covered cannot be clicked.
    pub fn click(&self) {
        self.post("click", &json!({}));
    }

    /// As [`Self::click`]; why it could not be clicked is said instead of a panic.
    ///
    /// # Errors
    /// The browser's word for why, and a sentence.
    pub fn try_click(&self) -> Result<(), String> {
        self.try_post("click", &json!({}))
    }

    /// Types into it in place of what is there.
    ///
    /// # Errors
    /// The browser's word for why it could not be done, and a sentence.
    pub fn try_rewrite(&self, keys: &str) -> Result<(), String> {
        self.try_post("clear", &json!({}))?;
        self.try_post("value", &json!({ "text": keys }))
    }

    /// Types into it, after what is there already.
    pub fn write(&self, keys: &str) {
        self.post("value", &json!({ "text": keys }));
    }

    /// Empties a field.
    pub fn clear(&self) {
        self.post("clear", &json!({}));
    }

    /// Its text as it is shown.
    pub fn text(&self) -> String {
        text(&self.get("text"))
    }

    /// An attribute of its HTML, if it has that one.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.get(&format!("attribute/{name}")).as_str().map(str::to_owned)
    }

    /// A property as it is now, such as the `value` of a field.
    pub fn property(&self, name: &str) -> Value {
        self.get(&format!("property/{name}"))
    }

    /// The computed value of a CSS property.
    pub fn css(&self, name: &str) -> String {
        text(&self.get(&format!("css/{name}")))
    }

    /// Whether it is shown at all.
    pub fn displayed(&self) -> bool {
        self.get("displayed") == Value::Bool(true)
    }

    fn get(&self, what: &str) -> Value {
        self.driver.get(&format!("/element/{}/{what}", self.id))
    }

    fn try_post(&self, what: &str, body: &Value) -> Result<(), String> {
        self.driver.try_post(&format!("/element/{}/{what}", self.id), body).map(drop)
    }

    fn post(&self, what: &str, body: &Value) -> Value {
        self.driver.post(&format!("/element/{}/{what}", self.id), body)
    }
}
