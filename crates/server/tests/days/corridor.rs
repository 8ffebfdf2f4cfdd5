//! The machine in the corridor, at which one after the other signs in, does their part by keyboard alone, and signs out.

use std::ops::Deref;

use testing::Keys;

use crate::day::Day;
use crate::house::{House, PASSWORD};

/// The machine.
pub(crate) struct Corridor<'a> {
    day: Day<'a>,
}

impl<'a> Deref for Corridor<'a> {
    type Target = Day<'a>;
    fn deref(&self) -> &Day<'a> {
        &self.day
    }
}

impl<'a> Corridor<'a> {
    /// A machine at which nobody has sat yet.
    pub(crate) fn of(house: &'a House) -> Self {
        Self { day: Day::dawns(house) }
    }

    /// One part of a path. Where it goes wrong, its name is said.
    pub(crate) fn chapter<T>(&self, name: &'static str, walk: impl FnOnce(&Self) -> T) -> T {
        let _chapter = Chapter(name);
        walk(self)
    }

    /// The keyboard, from where it is.
    pub(crate) fn keys(&self) -> Keys<'_> {
        Keys::new(&self.day)
    }

    /// Somebody signs in by what they know.
    pub(crate) fn comes(&self, login: &str) {
        // No code counts twice.
        self.house.later(31);
        self.titled("Sign in");
        self.keys().fills("Your login", login);
        self.keys().fills("Your password", PASSWORD);
        self.turns("Sign in");
    }

    /// Somebody who sees others signs in, by what they have as well.
    pub(crate) fn comes_to_work(&self, login: &str) {
        self.comes(login);
        self.titled("Your second factor");
        self.keys().fills("Six digits from your app, or a recovery code", &self.house.code());
        self.turns("Sign in");
    }

    /// Whoever sits there signs out.
    pub(crate) fn goes(&self) {
        self.turns("Account");
        self.turns("Sign out");
    }

    /// To another page, which is looked at.
    pub(crate) fn turns(&self, name: &str) {
        self.keys().turns(name);
        self.look();
    }

    /// To another page, past the rail.
    pub(crate) fn turns_within(&self, name: &str) {
        self.keys().to("Skip to the content");
        self.keys().enter();
        self.turns(name);
    }

    /// Is told on the page why something was not done, and what can be done now.
    #[track_caller]
    pub(crate) fn is_told_why(&self, words: &[&str]) {
        self.sees("What can be done now");
        for word in words {
            self.sees(word);
        }
    }

    /// From wherever the rail is to somebody's page.
    pub(crate) fn finds(&self, name: &str) {
        self.turns("People");
        self.turns(name);
        self.titled(name);
    }

    /// To what somebody gives, from wherever the rail is.
    pub(crate) fn finds_donation_of(&self, name: &str) {
        self.finds(name);
        self.turns("What they give");
    }

    /// To how it stands with being in touch with somebody, from wherever the rail is.
    pub(crate) fn finds_how_it_is_with(&self, name: &str) {
        self.finds(name);
        self.turns_within("Staying in touch");
    }
}

/// A part of a path that is being walked.
struct Chapter(&'static str);

impl Drop for Chapter {
    #[expect(clippy::print_stderr, reason = "a test that fails says where on the path it was")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("The path ends here: {}.", self.0);
        }
    }
}
