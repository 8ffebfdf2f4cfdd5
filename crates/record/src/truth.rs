//! The tables that hold what is true: what a backup takes and a dump compares. All others can be rebuilt from these.

use crate::conn::Insert;
use crate::dump::Table;

/// A table with the way to read all of it and the way to write it.
pub(crate) struct Truth {
    /// How it is read, in the order of its primary key.
    pub(crate) table: Table,
    /// How its rows are written.
    pub(crate) insert: Insert,
}

macro_rules! truth {
    ($name:literal, $columns:literal, $key:literal) => {
        Truth {
            table: Table { name: $name, select: concat!("SELECT ", $columns, " FROM ", $name, " ORDER BY ", $key) },
            insert: Insert { table: $name, columns: $columns, suffix: "" },
        }
    };
}

/// Who reads what about whom and what happened, the keys, the signatures, and the answers given.
pub(crate) const TRUTH: &[Truth] = &[
    truth!(
        "event",
        "seq, stream, version, kind, schema, at, author, programme, clear, category, sealed, previous, hash",
        "seq"
    ),
    truth!("stream_key", "stream, category, key", "stream, category"),
    truth!("secret", "name, value", "name"),
    truth!(
        "checkpoint",
        "number, seq, reading_seq, at, rolling, reading_hash, previous, public_key, signature",
        "number"
    ),
    truth!("reading", "seq, at, reader, person, part, via, tie, previous, hash", "seq"),
    truth!("receipt", "key, at, digest, answer", "key"),
    // Who is signed in and who is invited is not: a restored record lets nobody in who has no password for it.
    truth!("credential", "account, password, totp, totp_step, changed", "account"),
    truth!("recovery_code", "account, code", "account, code"),
    truth!("federated", "subject, account", "subject"),
];

/// All of them, for a dump.
pub(crate) fn tables() -> Vec<Table> {
    TRUTH.iter().map(|truth| truth.table).collect()
}
