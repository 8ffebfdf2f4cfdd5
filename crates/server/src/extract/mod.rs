//! What handlers take out of a request. Each of these answers with a problem of its own where it cannot.

mod body;
mod command;
mod path;
mod query;

pub(crate) use body::{BODY_MAX, Form, Json};
pub(crate) use command::{Asked, IF_MATCH_MAX, KEY_MAX};
pub(crate) use path::Path;
pub(crate) use query::Query;
