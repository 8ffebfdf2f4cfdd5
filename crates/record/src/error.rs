//! What can go wrong with a record, in words that the operator reads.
//!
//! Refusals of a command are not here: those are the rules' own and the user reads them.

use std::io;
use std::path::Path;

/// A failure of the record or of what it stands on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another row already has this key: somebody else was first.
    #[error("the database already holds such a row: {0}")]
    Conflict(String),
    /// Another process is the writer now. This one must stop writing.
    #[error("this process is no longer the writer of the record: another one took over")]
    LeaseLost,
    /// The record was written by a newer version than this one.
    #[error("this record was written by a newer Carer (layout {found}; this one knows {known}): use that version")]
    NewerData {
        /// The layout found.
        found: i64,
        /// The newest layout that this version knows.
        known: i64,
    },
    /// The record was written by an older version.
    #[error("this record has the layout of an older Carer ({found}; this one uses {known}): run `carer upgrade`")]
    OlderData {
        /// The layout found.
        found: i64,
        /// The layout that this version uses.
        known: i64,
    },
    /// There is no record at the place.
    #[error("there is no record in {0}")]
    Absent(String),
    /// The disk is full. Nothing of the transaction was kept.
    #[error("the disk is full: {0}")]
    Full(String),
    /// The database cannot be reached or cannot do its work now.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The connection went, or the disk failed, in the middle of a commit: it may have gone through or not.
    #[error("it is not known whether the database kept what was written: {0}")]
    InDoubt(String),
    /// Somebody holds the record for writing and does not answer: either it has died, and the record is free in a few
    /// seconds, or it is stuck.
    #[error("the process that writes does not answer: {0}")]
    NoAnswer(String),
    /// Another transaction was in the way; trying again may help.
    #[error("another transaction was in the way: {0}")]
    Contention(String),
    /// A stored event is not what was written.
    #[error("event {event} of {stream} is damaged: {why}")]
    Corrupt {
        /// The stream.
        stream: String,
        /// The event's version within the stream.
        event: i64,
        /// What is wrong.
        why: String,
    },
    /// The database's own files or tables are damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database is set up in a way in which a commit would not be durable, or text not exact.
    #[error("this database cannot hold a record: {0}")]
    Unsuitable(String),
    /// What was asked cannot be done safely; the text says what to do instead.
    #[error("{0}")]
    Refused(String),
    /// A file could not be read or written.
    #[error("{what}: {source}")]
    File {
        /// What was being done, with the path.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// Any other answer of the database.
    #[error("the database answered: {0}")]
    Database(String),
}

impl Error {
    /// Whether the same transaction may succeed when it is tried again from its beginning.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Contention(_))
    }

    /// A file's failure; a full disk keeps its own kind.
    pub(crate) fn file(doing: &str, path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::Full(path.display().to_string());
        }
        Self::File { what: format!("{doing} {}", path.display()), source }
    }
}
