//! A table of a file while it is read: remembers which keys were asked for, so that what is left over is reported with
//! what was probably meant, and what is missing at the table's header.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::rules::nearest;

use super::diagnostic::Diagnostics;

/// Something with its place in the file.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
}

/// A value of the file, with its key.
#[derive(Clone)]
pub(super) struct Given<'t> {
    pub(super) key: &'t str,
    pub(super) value: &'t DeValue<'t>,
    pub(super) at: Range<usize>,
}

/// A table that is being read.
pub(super) struct Table<'t> {
    /// What it is, for messages: `finding “bmi-30-to-35”`.
    pub(super) what: String,
    /// Its header, or the whole of it where it is written on one line.
    pub(super) header: Range<usize>,
    kind: String,
    table: &'t DeTable<'t>,
    asked: BTreeSet<&'static str>,
    missing: Vec<Missing>,
}

struct Missing {
    key: &'static str,
    /// Whether it is the plain words that are missing, which breaks article 10.
    plain_words: bool,
}

impl<'t> Table<'t> {
    pub(super) fn new(kind: &str, table: &'t DeTable<'t>, header: Range<usize>) -> Self {
        let (asked, missing) = (BTreeSet::new(), Vec::new());
        Self { what: kind.to_owned(), kind: kind.to_owned(), header, table, asked, missing }
    }

    /// The value of a key, read; reported where it is missing or cannot be read.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        out: &mut Diagnostics,
        read: impl FnOnce(Given<'t>, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        match self.given(key) {
            Some(given) => read(given, out),
            None => {
                self.missing.push(Missing { key, plain_words: false });
                None
            }
        }
    }

    /// The value of a key, read, where it is there; reported where it cannot be read.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        out: &mut Diagnostics,
        read: impl FnOnce(Given<'t>, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        self.given(key).and_then(|given| read(given, out))
    }

    /// The value of `plain`, where it is there; otherwise its absence breaks article 10.
    pub(super) fn plain_words(&mut self) -> Option<Given<'t>> {
        let given = self.given("plain");
        if given.is_none() {
            self.missing.push(Missing { key: "plain", plain_words: true });
        }
        given
    }

    /// Lets keys stand that nothing can be said about.
    pub(super) fn let_stand(&mut self, keys: &[&'static str]) {
        self.asked.extend(keys);
    }

    /// Messages call it by this id from here on.
    pub(super) fn called(&mut self, id: &str) {
        self.what = format!("{} “{id}”", self.kind);
    }

    /// Reports what is left over and what is missing.
    pub(super) fn finish(mut self, out: &mut Diagnostics) {
        for key in self.table.keys().filter(|key| !self.asked.contains(key.get_ref().as_ref())) {
            let near = nearest(key.get_ref(), self.asked.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("here stand {}", self.asked.iter().copied().collect::<Vec<_>>().join(", ")),
            };
            out.error(key.span(), "unknown-key", format!("`{}` is not a key of {}", key.get_ref(), self.what))
                .help(help);
            // What was misspelt is not missing as well.
            self.missing.retain(|missing| Some(missing.key) != near);
        }
        for Missing { key, plain_words } in &self.missing {
            let header = self.header.clone();
            if *plain_words {
                out.breach(10, header, "plain-words", format!("{} is not said in plain words", self.what))
                    .help("add `plain`: what it means, so that a sixteen-year-old understands it");
            } else {
                out.error(header, "missing-key", format!("{} has no `{key}`", self.what));
            }
        }
    }

    fn given(&mut self, key: &'static str) -> Option<Given<'t>> {
        self.asked.insert(key);
        let (found, value) = self.table.get_key_value(key)?;
        Some(Given { key: found.get_ref(), value: value.get_ref(), at: value.span() })
    }
}
