//! From what somebody typed into a form to a command. Pure: nothing is looked up, and what was typed is never lost.
//!
//! A field of a form has the name of the place in the command that it fills, so that a refusal's place is a field's name.

mod account;
mod birth;
mod bond;
mod care;
mod carer;
mod day;
mod donation;
mod examination;
mod follow_up;
mod journey;
mod measure;
mod moment;
mod person;
mod prefill;
mod row;
mod site;
mod telling;
mod waits;

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::plain_date;

pub use account::{appoint, change_account, close_account, end_post, erase_account, open_account, train};
pub(crate) use bond::{bond_content, bond_step, prefilled_bond};
pub use care::{
    answer_concern, answer_request, assign_carer, converse, emergency, end_care, hand_over, make_request, speak_up,
};
pub use carer::{answer_application, apply, come_back_to_work, declare_tie, end_tie, go_away};
pub use donation::{begin_donation, donation_step, donation_word, record_donation};
pub use examination::{amend_examination, examination_in_error, record_examination};
pub(crate) use follow_up::{Entry, KEEPERS, WAYS, entries, prefilled_plan};
pub use follow_up::{follow_up_step, follow_up_word, how_they_are};
pub use journey::journey;
pub use person::{
    amend_details, answer_alert, come_back, depart, enter_stage, move_person, record_preparation, register,
};
pub(crate) use prefill::{details as prefilled_details, examination as prefilled_examination};
pub use row::look_at_row;
pub use site::{change_site, close_site, open_site, receive};
pub use telling::{record_telling, telling_in_error};
pub use waits::{assess, decide_appeal, defer, object, wait};

/// What somebody typed, by the name of the field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

/// A field that could not be read, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name.
    pub field: String,
    /// What to do, to whoever typed it.
    pub message: String,
}

/// How something was understood that can be written in more than one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// As it was typed.
    pub typed: String,
    /// As it was read.
    pub read: String,
}

/// Something read from a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// What it says.
    pub value: T,
    /// How it was understood, where that is not plain.
    pub understood: Vec<Understood>,
}

/// What a form says, or every field that could not be read.
pub type FormResult<T> = Result<Read<T>, Vec<Wrong>>;

impl Typed {
    /// The fields of a form as they were sent. Of two fields of one name the last one that says something counts.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            let kept = typed.0.entry(name).or_default();
            if !value.trim().is_empty() {
                *kept = value;
            }
        }
        typed
    }

    /// What was typed into a field, without the space around it; empty where nothing was.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |text| text.trim())
    }

    /// The idempotency key that the form carried.
    pub fn key(&self) -> Option<&str> {
        Some(self.text("key")).filter(|key| !key.is_empty())
    }

    /// The version of the stream that the form was made from.
    pub fn version(&self) -> Option<u64> {
        self.text("version").parse().ok()
    }

    /// What was typed, or what the form offers where it was not sent yet.
    pub(crate) fn text_or(&self, field: &str, offered: &str) -> String {
        self.0.get(field).map_or_else(|| offered.to_owned(), |text| text.trim().to_owned())
    }

    /// What was typed into fields whose names begin so: the rest of each name, and the text. Empty ones are left out.
    fn begins_with(&self, prefix: &str) -> Vec<(String, String)> {
        let of = self.0.iter().filter_map(|(name, text)| Some((name.strip_prefix(prefix)?, text.trim())));
        of.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    fn set(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field.into(), value.into());
    }

    fn optional(&self, field: &str) -> Option<String> {
        Some(self.text(field).to_owned()).filter(|text| !text.is_empty())
    }
}

/// A day as people write it: `14/3/62`, `14 March 1962`, `1962-03-14`, `today`.
///
/// # Errors
/// What to write instead, in words for whoever typed it.
pub fn read_day(text: &str, today: Date) -> Result<Date, String> {
    day::read(text, today)
}

/// Reads one form: gathers what is wrong, field by field, instead of stopping at the first.
struct FormReader<'a> {
    typed: &'a Typed,
    today: Date,
    wrong: Vec<Wrong>,
    understood: Vec<Understood>,
}

impl<'a> FormReader<'a> {
    fn new(typed: &'a Typed, today: Date) -> Self {
        Self { typed, today, wrong: Vec::new(), understood: Vec::new() }
    }

    /// What was read, unless something was wrong.
    fn finish<T>(self, value: Option<T>) -> FormResult<T> {
        match value {
            Some(value) if self.wrong.is_empty() => Ok(Read { value, understood: self.understood }),
            _ => Err(self.wrong),
        }
    }

    fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.wrong.push(Wrong { field: field.to_owned(), message: message.into() });
    }

    fn understand(&mut self, typed: &str, read: impl Into<String>) {
        let read = read.into();
        if typed != read {
            self.understood.push(Understood { typed: typed.to_owned(), read });
        }
    }

    /// A day that has to be given.
    fn day(&mut self, field: &str) -> Option<Date> {
        let text = self.typed.text(field);
        match day::read(text, self.today) {
            Ok(day) => {
                if text != day.to_string() {
                    self.understand(text, plain_date(day));
                }
                Some(day)
            }
            Err(message) => {
                self.wrong(field, message);
                None
            }
        }
    }

    /// A day that may be left out. `None` where something is there that is none.
    fn day_or_none(&mut self, field: &str) -> Option<Option<Date>> {
        if self.typed.text(field).is_empty() { Some(None) } else { self.day(field).map(Some) }
    }

    /// An id that the form offers in a list, where one was chosen.
    fn chosen_id<T: std::str::FromStr>(&mut self, field: &str) -> Option<T> {
        let text = self.typed.text(field);
        if text.is_empty() {
            return None;
        }
        let id = text.parse().ok();
        if id.is_none() {
            self.wrong(field, "Choose one from the list.");
        }
        id
    }

    /// One of a list that has to be chosen from.
    fn chosen(&mut self, field: &str) -> Option<String> {
        let chosen = self.typed.optional(field);
        if chosen.is_none() {
            self.wrong(field, "Choose one from the list.");
        }
        chosen
    }
}

/// What a form offers to begin with.
pub(crate) fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}
