//! The record: the log of events, its read tables, and the engine that decides, appends and projects.
//!
//! All SQL of the project is in this crate, and what SQLite and PostgreSQL disagree on is in `conn`. Nothing here is
//! asynchronous: whoever calls owns a connection and a thread.

mod backup;
mod checkpoint;
mod clock;
mod conn;
mod dump;
mod entropy;
mod erasure;
mod error;
mod hex;
mod lease;
mod log;
mod migrations;
mod reading;
mod relay;
mod restore;
mod truth;
mod upcast;
mod upgrade;
mod vault;
mod verify;

pub use backup::backup;
pub use checkpoint::{Checkpoint, ExportedCheckpoint};
pub use clock::Clock;
pub use conn::{Access, Place};
pub use entropy::Entropy;
pub use erasure::{Erasure, Ledger};
pub use error::Error;
pub use log::{Hash, StoredEvent};
pub use reading::{Reading, StoredReading};
pub use restore::{Restored, Restoring, restore};
pub use upgrade::{Upgraded, upgrade};
pub use verify::{Fault, Progress, Report, verify};

#[cfg(test)]
#[path = "../tests/conformance/mod.rs"]
mod conformance;
