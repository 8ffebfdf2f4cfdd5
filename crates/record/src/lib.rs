//! The record: the log of events, its read tables, and the engine that decides, appends and projects.
//!
//! All SQL of the project is in this crate, and what SQLite and PostgreSQL disagree on is in `conn`. Nothing here is
//! asynchronous: whoever calls owns a connection and a thread.

mod clock;
mod conn;
mod entropy;
mod error;
mod hex;
mod migrations;

pub use clock::Clock;
pub use conn::{Access, Place};
pub use entropy::Entropy;
pub use error::Error;

#[cfg(test)]
#[path = "../tests/conformance/mod.rs"]
mod conformance;
