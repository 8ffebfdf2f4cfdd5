//! Accounts and posts: who may sign in, as what, and until when.

pub(crate) mod absence;
pub(crate) mod absence_end;
pub(crate) mod application;
pub(crate) mod application_answer;
pub(crate) mod appoint;
pub(crate) mod change;
pub(crate) mod close;
pub(crate) mod end_post;
pub(crate) mod erase;
pub(crate) mod get;
pub(crate) mod invite;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod tie;
pub(crate) mod tie_end;
pub(crate) mod training;
