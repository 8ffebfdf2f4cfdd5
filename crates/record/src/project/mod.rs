//! The read tables: written in the transaction of their events, dropped and rebuilt at will.

pub(crate) mod account;
pub(crate) mod carer;
pub(crate) mod change;
pub(crate) mod day;
pub(crate) mod follow_up;
pub(crate) mod import;
pub(crate) mod occupancy;
pub(crate) mod person;
mod reach;
pub(crate) mod site;
pub(crate) mod tables;
pub(crate) mod waits;
