//! Sites: opening, changing and closing one, and who is there on any day.

pub(crate) mod change;
pub(crate) mod close;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod receive;
pub(crate) mod residents;

use crate::problem::Problem;

fn no_site() -> Problem {
    Problem::no_such("There is no site of this id.")
}
