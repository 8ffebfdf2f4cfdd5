//! The record: the log of events, its read tables, and the engine that decides, appends and projects.
//!
//! All SQL of the project is in this crate, and what SQLite and PostgreSQL disagree on is in `conn`. Nothing here is
//! asynchronous: whoever calls owns a connection and a thread.

mod backup;
pub mod bench;
mod checkpoint;
mod clock;
mod conn;
mod door;
mod dump;
mod engine;
mod entropy;
mod erasure;
mod error;
mod hex;
mod lease;
mod log;
mod migrations;
mod opened;
mod project;
mod query;
mod reading;
mod receipt;
mod relay;
mod restore;
mod submission;
mod truth;
mod upcast;
mod upgrade;
mod vault;
mod verify;

pub use backup::backup;
pub use checkpoint::{Checkpoint, ExportedCheckpoint, newest_checkpoint};
pub use clock::Clock;
pub use conn::{Access, Place, make_private, write_private};
pub use door::{Credential, DoorWrite, Session, Token};
pub use engine::{
    Opening, Phases, Rebuilding, Reply, Running, Writer, ask_for_rebuild, dump_of_read_tables, exists, is_worked_out,
    open, programme_in_force, rebuilds_alike,
};
pub use entropy::Entropy;
pub use erasure::{Erased, Erasure, Ledger};
pub use error::Error;
pub use log::{Hash, StoredEvent};
pub use opened::{OpenedEvent, each_event};
pub use query::{
    AccountLife, AccountNames, AccountsFilter, AccountsPage, Advocate, AgainRow, AlertRow, AppealRow, BondsSeen,
    ChangedRow, Charge, Companionship, ConcernRow, Course, DeferralRow, Directory, DueRow, EmergencyTaken, Entry,
    ErasureRow, FieldReport, FollowUpDue, FollowUpDuePage, FollowUpFilter, FollowUpReport, GivesRow, HeldPost, Holder,
    Life, MessageRow, MessageState, Naming, OutcomeCounts, PeopleFilter, PeoplePage, PersonReasons, PersonRow, Reader,
    ReadingsFilter, ReadingsPage, RefusedRowRow, ReportDue, RequestRow, Resident, SectionReport, SignedIn, SiteRow,
    Successor, Talk, TalkRow, Tie, TiedAdvocate, Today, TrainingDue, Uncovered, UncoveredRow, Waiting, WaitingFor,
    WindowReport, account_in,
};
pub use reading::{Reading, StoredReading};
pub use restore::{Restored, Restoring, restore};
pub use submission::{Outcome, Receipt, Rejection, Submission};
pub use upgrade::{Upgraded, upgrade};
pub use verify::{Fault, Progress, Report, verify};

#[cfg(test)]
#[path = "../tests/conformance/mod.rs"]
mod conformance;
