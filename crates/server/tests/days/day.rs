//! Somebody's day at the console: they sign in as people do, go from page to page by what is in sight, and sign out. Every
//! page that they pass is looked at.

use std::cell::{Cell, RefCell};
use std::ops::Deref;

use serde_json::{Value, json};
use testing::{Hands, accessibility};

use crate::house::{House, PASSWORD};

/// Whether the link at hand leads to another part of the page that is open.
const IS_WITHIN: &str = "const link = document.querySelector('[data-at-hand]');
    return Boolean(link) && link.hash !== '' && link.pathname === location.pathname && link.search === location.search;";
/// Opens everything that is folded away, and remembers what it was; what is folded away is part of the page.
const UNFOLD: &str = "for (const part of document.querySelectorAll('details:not([open])')) {
    part.open = true; part.setAttribute('data-was-shut', ''); }";
const FOLD_AGAIN: &str = "for (const part of document.querySelectorAll('[data-was-shut]')) {
    part.open = false; part.removeAttribute('data-was-shut'); }";

/// A day of somebody's.
pub(crate) struct Day<'a> {
    hands: Hands,
    pub(crate) house: &'a House,
    clicks: Cell<u32>,
    found: RefCell<Vec<String>>,
}

impl Deref for Day<'_> {
    type Target = Hands;
    fn deref(&self) -> &Hands {
        &self.hands
    }
}

impl<'a> Day<'a> {
    /// A browser that was never here, at the sign-in page.
    pub(crate) fn dawns(house: &'a House) -> Self {
        let day = Self { hands: Hands::new(&house.address()), house, clicks: Cell::new(0), found: RefCell::default() };
        day.open("/");
        day.titled("Sign in");
        day.look();
        day
    }

    /// Somebody comes, with a password and nothing else.
    pub(crate) fn of(house: &'a House, login: &str) -> Self {
        let day = Self::dawns(house);
        day.signs_in(login);
        day
    }

    /// Somebody comes who shows two things, a password and a code.
    pub(crate) fn of_staff(house: &'a House, login: &str) -> Self {
        let day = Self::dawns(house);
        day.signs_in_with_code(login);
        day
    }

    /// By name and password.
    pub(crate) fn signs_in(&self, login: &str) {
        self.write("Your login", login);
        self.write("Your password", PASSWORD);
        self.presses("Sign in");
    }

    /// By name, password and the code that their telephone shows.
    pub(crate) fn signs_in_with_code(&self, login: &str) {
        self.signs_in(login);
        self.titled("Your second factor");
        self.write("Six digits from your app, or a recovery code", &self.house.code());
        self.presses("Sign in");
    }

    /// Follows the link with these words, to another page or within this one.
    pub(crate) fn follows(&self, name: &str) {
        self.follows_in(name, "");
    }

    /// Follows the link with these words in one part of the page.
    pub(crate) fn follows_in(&self, name: &str, part: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.found("link", name, part);
        if self.browser().script(IS_WITHIN, &[]) == json!(true) {
            self.follow_in(name, part);
        } else {
            self.turn(|hands| hands.follow_in(name, part));
            self.look();
        }
    }

    /// Presses the button with these words, which leads to another page.
    pub(crate) fn presses(&self, name: &str) {
        self.presses_in(name, "");
    }

    /// Presses the button with these words in one part of the page.
    pub(crate) fn presses_in(&self, name: &str, part: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.turn(|hands| hands.press_in(name, part));
        self.look();
    }

    /// To a place of the rail.
    pub(crate) fn goes_to(&self, place: &str) {
        self.follows_in(place, "nav[aria-label=Places]");
    }

    /// How many links and buttons were clicked so far.
    pub(crate) fn clicks(&self) -> u32 {
        self.clicks.get()
    }

    /// Sees what is on the page, and none of these.
    #[track_caller]
    pub(crate) fn sees_nothing_of(&self, words: &[&str]) {
        for word in words {
            assert!(!self.says(word), "“{word}” is on {}:\n{}", self.path(), self.browser().text());
        }
    }

    /// The rail leads to these places, and to none of those.
    #[track_caller]
    pub(crate) fn has_places(&self, these: &[&str], none_of: &[&str]) {
        let script = "return [...document.querySelectorAll('nav[aria-label=Places] a')].map(a => a.textContent)";
        let shown: Vec<String> = serde_json::from_value(self.browser().script(script, &[])).expect("names");
        for place in these {
            assert!(shown.iter().any(|shown| shown == place), "no way to {place}: {shown:?}");
        }
        for place in none_of {
            assert!(!shown.iter().any(|shown| shown == place), "a way to {place}: {shown:?}");
        }
    }

    /// Whoever knows an address and types it sees nothing by that, and is told so; then they go back to their first page.
    #[track_caller]
    pub(crate) fn is_refused(&self, path: &str) {
        self.open(path);
        self.look();
        let refused = self.says("Nothing was shown and nothing was changed.") || self.says("There is no such");
        assert!(refused, "{path} is shown:\n{}", self.browser().text());
        self.turn(|hands| hands.open("/"));
    }

    /// What the interface answers to the same session: the status alone.
    pub(crate) fn status_of(&self, path: &str) -> Value {
        self.browser().script_later("return (await fetch(arguments[0])).status", &[json!(path)])
    }

    /// The text that the link with these words gives to whoever follows it, as the same session gets it.
    pub(crate) fn takes(&self, link: &str) -> Value {
        let href = self.found("link", link, "").attribute("href").expect("a link leads somewhere");
        self.asks(&href)
    }

    /// Looks at the page as somebody does who hears it, or sees it on a phone: what is folded away as well.
    pub(crate) fn look(&self) {
        let (browser, path) = (self.browser(), self.path());
        browser.script(UNFOLD, &[]);
        let findings = accessibility(browser);
        browser.script(FOLD_AGAIN, &[]);
        self.found.borrow_mut().extend(findings.iter().map(|finding| format!("{path}: {finding}")));
    }

    /// Signs out, by the button on their account's page; and what they saw is not to be had any more.
    pub(crate) fn ends(self) {
        self.goes_to("Account");
        self.presses("Sign out");
        self.titled("Sign in");
        assert_eq!(self.status_of("/api/v1/me"), json!(401), "they are still signed in");
        self.is_over();
    }

    /// Nothing that they passed shut anybody out, and the browser had nothing to complain of.
    pub(crate) fn is_over(&self) {
        let found = self.found.borrow();
        assert!(found.is_empty(), "{}", found.join("\n"));
        let complaints = self.browser().complaints();
        // That something was refused is an answer, and the browser names its status.
        let is_real = |line: &&String| !line.contains("the server responded with a status of 4");
        let real: Vec<_> = complaints.iter().filter(is_real).collect();
        assert!(real.is_empty(), "the browser complained: {real:#?}");
    }
}
