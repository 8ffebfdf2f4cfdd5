//! Somebody at a browser with nothing but a keyboard: Tab, Enter, Space, arrows, and what they type. At every step it has to
//! be seen where they are, and nothing may lie over it; and from one step to the next they go on in the order of the page.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::hands::Hands;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const DOWN: &str = "\u{e015}";
/// More steps than any page has.
const STEPS: u32 = 400;

/// What has the focus: its name as somebody who hears the page is told it; the question that it answers, where it is one of
/// several answers; whether it can be seen that it has the focus; whether it is itself in sight; whether it comes after what
/// had the focus before; whether it is one of several answers; and whether it is something to fill in.
const FOCUS: &str = "
const plain = text => (text || '').replace(/\\s+/g, ' ').trim();
const at = document.activeElement;
const label = at.labels && at.labels[0] ? at.labels[0] : at;
const box = at.getBoundingClientRect();
const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
const style = getComputedStyle(at);
const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
const before = window.hadFocus;
window.hadFocus = at;
const follows = !before || !before.isConnected || before === at
  || Boolean(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
const question = at.type === 'radio' ? plain(at.closest('fieldset')?.querySelector('legend')?.textContent) : '';
return {
  name: plain(label.textContent), question, ringed, follows, radio: at.type === 'radio', checked: Boolean(at.checked),
  field: at.matches('input, select, textarea'),
  clear: Boolean(middle) && (at.contains(middle) || middle.contains(at)), nowhere: at === document.body,
};";

/// A keyboard.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    hands: &'a Hands,
}

impl<'a> Keys<'a> {
    /// The keyboard of this browser.
    pub fn new(hands: &'a Hands) -> Self {
        Self { hands }
    }

    /// Goes on until what has this name has the focus. A check that is due says so behind its name.
    ///
    /// # Panics
    /// If the page ends before, or if on the way the focus cannot be seen or does not follow the page's order.
    pub fn to(self, name: &str) {
        let due = format!("{name} due");
        self.on_until(name, |focus| focus["name"] == name || focus["name"] == due);
    }

    /// Presses Enter.
    pub fn enter(self) {
        self.browser().press(ENTER);
    }

    /// Goes to a link or a button, presses Enter, and waits for the page to which that leads.
    pub fn turns(self, name: &str) {
        self.to(name);
        self.hands.turn(|_| self.enter());
    }

    /// Goes to the part with this heading and opens it, unless it is open.
    pub fn opens(self, name: &str) {
        self.to(name);
        if self.browser().script("return document.activeElement.parentElement.open", &[]) == json!(false) {
            self.enter();
        }
    }

    /// Goes to the field with this label and types; a line that was filled in already is marked by coming to it, and goes.
    pub fn fills(self, label: &str, text: &str) {
        self.to_field(label);
        self.browser().press(text);
        let there = self.browser().script("return document.activeElement.value", &[]);
        assert_eq!(there, json!(text), "what stands in “{label}” on {}", self.browser().url());
    }

    /// Goes to a list and goes down in it until the answer begins with these words.
    pub fn chooses(self, label: &str, answer: &str) {
        const CHOSEN: &str = "return document.activeElement.selectedOptions[0].textContent.trim()";
        self.to_field(label);
        for _ in 0..STEPS {
            let chosen = self.browser().script(CHOSEN, &[]);
            if chosen.as_str().is_some_and(|chosen| chosen.starts_with(answer)) {
                return;
            }
            self.browser().press(DOWN);
        }
        panic!("“{label}” does not offer “{answer}” on {}", self.browser().url());
    }

    /// Goes to a question that has a few answers in sight, and to the answer.
    pub fn answers(self, question: &str, answer: &str) {
        let mut focus = self.on_until(question, |focus| focus["question"] == question);
        if focus["name"] == answer && focus["checked"] == json!(false) {
            self.browser().press(SPACE);
            return;
        }
        for _ in 0..STEPS {
            if focus["name"] == answer {
                return;
            }
            self.browser().press(DOWN);
            focus = self.browser().script(FOCUS, &[]);
            assert_eq!(focus["question"], question, "“{answer}” is no answer to it on {}", self.browser().url());
        }
        panic!("“{question}” has no answer “{answer}” on {}", self.browser().url());
    }

    /// Goes to a box and ticks it.
    pub fn ticks(self, label: &str) {
        self.to_field(label);
        self.browser().press(SPACE);
        assert_eq!(self.browser().script("return document.activeElement.checked", &[]), json!(true), "“{label}”");
    }

    /// Goes to a field. Where something is wrong with it, a link of the same name leads to it.
    fn to_field(self, label: &str) {
        self.on_until(label, |focus| focus["field"] == json!(true) && focus["name"] == label);
    }

    fn browser(self) -> &'a Browser {
        self.hands.browser()
    }

    /// Presses Tab until something is so.
    fn on_until(self, name: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut passed = Vec::new();
        for _ in 0..STEPS {
            self.browser().press(TAB);
            let focus = self.browser().script(FOCUS, &[]);
            let (url, at) = (self.browser().url(), focus["name"].as_str().unwrap_or_default().to_owned());
            if focus["nowhere"] == json!(true) {
                break;
            }
            assert_eq!(focus["follows"], json!(true), "“{at}” comes out of order on {url}: {passed:?}");
            assert_eq!(focus["ringed"], json!(true), "the focus on “{at}” cannot be seen on {url}");
            assert_eq!(focus["clear"], json!(true), "“{at}” has the focus and is covered on {url}");
            if is_it(&focus) {
                return focus;
            }
            passed.push(at);
        }
        panic!("the keyboard does not come to “{name}” on {}: {passed:?}", self.browser().url());
    }
}
