//! The programming interface under `/api/v1`: one resource per noun, one endpoint per file, commands as POST.
//!
//! Nothing is decided here. A handler turns JSON into a command or a question and the answer into JSON; whoever is shown
//! has their reading on the record first.

pub(crate) mod accounts;
pub(crate) mod advocates;
mod command;
pub(crate) mod concerns;
pub(crate) mod donations;
pub(crate) mod eligibility;
pub(crate) mod erasures;
pub(crate) mod follow_up;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod live;
pub(crate) mod me;
pub(crate) mod model;
pub(crate) mod my_people;
pub(crate) mod openapi;
pub(crate) mod people;
pub(crate) mod programme;
pub(crate) mod readings;
pub(crate) mod session;
pub(crate) mod sites;
pub(crate) mod survival;
pub(crate) mod today;

use crate::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) use command::{carry_out, make};

/// How many things of a list are given where nobody says.
const LIMIT_DEFAULT: u32 = 50;

/// How many things of a list are given at most.
const LIMIT_MAX: u32 = 500;

/// A day to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnQuery {
    /// The day, such as `2026-05-05`; today in the programme's time zone where it is missing.
    on: Option<jiff::civil::Date>,
}

/// A place in a list of people that came from us: a number.
///
/// # Errors
/// Where it is none; `name` is what the request calls it.
pub(crate) fn cursor_of_people(name: &str, cursor: Option<String>) -> Result<Option<String>, Problem> {
    match cursor {
        Some(cursor) if !is_number(&cursor) => Err(not_ours(name)),
        cursor => Ok(cursor),
    }
}

/// Whether a text is a number as our cursors are written.
pub(crate) fn is_number(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A cursor that never came from us.
pub(crate) fn not_ours(name: &str) -> Problem {
    Problem::unreadable(name, "This cursor is not one of ours: begin with the first page.")
}

/// How many are asked for, within bounds.
///
/// # Errors
/// Where it is none that can be given.
fn limited(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(LIMIT_DEFAULT) {
        limit @ 1..=LIMIT_MAX => Ok(limit),
        _ => Err(Problem::unreadable("limit", format!("A list gives 1 to {LIMIT_MAX} at a time."))),
    }
}
