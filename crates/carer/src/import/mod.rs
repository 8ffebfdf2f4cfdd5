//! Bringing examinations in from a file.

pub(crate) mod command;
mod file;
mod lines;
mod mapping;
mod row;
mod run;

pub(crate) use mapping::{Mapping, SHIPPED};
pub(crate) use row::AssumedDay;
pub(crate) use run::{Account, Import, run};
