//! The console's handlers: they fetch what a page shows, have its readings on the record, and send what a form asks for to
//! the writer. What a page looks like is `console`'s; nothing is decided here.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod advocates;
pub(crate) mod answer;
pub(crate) mod assets;
pub(crate) mod bonds;
pub(crate) mod carers;
pub(crate) mod company;
pub(crate) mod concerns;
pub(crate) mod donations;
pub(crate) mod emergency;
pub(crate) mod erasures;
pub(crate) mod examination;
pub(crate) mod follow_up;
mod form;
pub(crate) mod home;
pub(crate) mod letters;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod my_people;
pub(crate) mod people;
pub(crate) mod person;
mod problem;
pub(crate) mod readings;
pub(crate) mod requests;
pub(crate) mod rows;
pub(crate) mod rules;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_in_with;
pub(crate) mod sites;
pub(crate) mod survival;
pub(crate) mod tellings;
pub(crate) mod today;
pub(crate) mod waits;
mod what;

use std::collections::BTreeSet;

use axum::response::Html;
use jiff::civil::Date;

use crate::console::Desk;
use crate::console::forms::read_day;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::State;

pub(crate) use problem::problem;

/// What a handler of a page answers with.
type Page = Result<Html<String>, Problem>;

/// What a page is drawn at: the day, and a key for its forms that nobody has used.
struct Sitting<'a> {
    state: &'a State,
    today: Date,
    key: String,
    rights: BTreeSet<Right>,
}

impl<'a> Sitting<'a> {
    fn new(state: &'a State) -> Self {
        let caller = state.caller();
        let rights = Right::ALL.iter().copied().filter(|right| caller.has(*right)).collect();
        Self { state, today: state.today(), key: state.new_key(), rights }
    }

    fn desk(&self) -> Desk<'_> {
        let (programme, author) = (self.state.programme(), self.state.caller().name());
        Desk { programme, today: self.today, author, rights: &self.rights, key: &self.key }
    }
}

/// A day that somebody typed behind the question mark; today where they typed none.
fn day_or_today(text: Option<&str>, today: Date) -> Result<Date, Problem> {
    match text.map(str::trim) {
        None | Some("") => Ok(today),
        Some(text) => read_day(text, today).map_err(|message| Problem::unreadable("on", message)),
    }
}

/// What was chosen behind the question mark; a form sends what was not chosen as an empty text.
fn chosen<T: std::str::FromStr>(text: Option<&str>, name: &str) -> Result<Option<T>, Problem> {
    let unreadable = |_| Problem::unreadable(name, "Choose one from the list.");
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| text.parse().map_err(unreadable)).transpose()
}
