//! The record: the log of events, its read tables, and the engine that decides, appends and projects.
//!
//! All SQL of the project is in this crate, and what SQLite and PostgreSQL disagree on is in `conn`. Nothing here is
//! asynchronous: whoever calls owns a connection and a thread.

mod checkpoint;
mod clock;
mod conn;
mod dump;
mod entropy;
mod error;
mod hex;
mod log;
mod migrations;
mod reading;
mod truth;
mod upcast;
mod vault;
mod verify;

pub use checkpoint::{Checkpoint, ExportedCheckpoint};
pub use clock::Clock;
pub use conn::{Access, Place};
pub use entropy::Entropy;
pub use error::Error;
pub use log::{Hash, StoredEvent};
pub use reading::{Reading, StoredReading};
pub use verify::{Fault, Progress, Report, verify};

#[cfg(test)]
#[path = "../tests/conformance/mod.rs"]
mod conformance;
