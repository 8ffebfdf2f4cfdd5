//! SQLite, set up so that a commit is on the disk when it returns and what is deleted is overwritten.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};

use super::dialect::question_marks;
use super::statement::TextKey;
use super::{Access, Param, Row};
use crate::error::Error;

/// More statements than the whole engine has, so that none is ever prepared twice.
const STATEMENTS_MAX: usize = 512;

pub(crate) struct Sqlite {
    conn: Connection,
    path: PathBuf,
    texts: HashMap<TextKey, Arc<str>>,
}

impl Sqlite {
    /// Opens the file; one for writing is created where it is not there.
    pub(super) fn open(path: &Path, access: Access) -> Result<Self, Error> {
        let create = match access {
            Access::Read => OpenFlags::empty(),
            Access::Write => OpenFlags::SQLITE_OPEN_CREATE,
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| translate(&e))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        conn.busy_timeout(Duration::from_secs(10)).map_err(|e| translate(&e))?;
        let this = Self { conn, path: path.to_owned(), texts: HashMap::new() };
        this.set_up(access)?;
        Ok(this)
    }

    /// Makes a file that is of no use until it is whole: nothing is synced until [`Self::finish`], and it has no
    /// companion files.
    pub(super) fn open_unfinished(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| translate(&e))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        let this = Self { conn, path: path.to_owned(), texts: HashMap::new() };
        this.batch(
            "PRAGMA journal_mode = MEMORY;
             PRAGMA synchronous = OFF;
             PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = OFF;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -65536;",
        )?;
        Ok(this)
    }

    fn set_up(&self, access: Access) -> Result<(), Error> {
        // Temporary tables stay in memory, because they may hold what is personal. Memory maps are off: a failing disk
        // then gives an error and not a signal.
        self.batch(
            "PRAGMA foreign_keys = OFF;
             PRAGMA temp_store = MEMORY;
             PRAGMA mmap_size = 0;
             PRAGMA cache_size = -65536;
             PRAGMA trusted_schema = OFF;",
        )?;
        if access == Access::Read {
            return self.batch("PRAGMA query_only = ON");
        }
        // Ids come in no order, so whatever is written touches pages everywhere: the writer keeps up to 256 MiB of them at hand.
        // WAL with FULL: every commit is synced before it returns, and readers never wait for the writer.
        self.batch(
            "PRAGMA cache_size = -262144;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 16000;",
        )?;
        let mode: String = self.ask("PRAGMA journal_mode")?;
        let synchronous: i64 = self.ask("PRAGMA synchronous")?;
        if mode != "wal" || synchronous != 2 {
            return Err(Error::Unsuitable(format!(
                "SQLite would not take the settings under which a commit is durable (journal {mode}, synchronous {synchronous})"
            )));
        }
        Ok(())
    }

    fn ask<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T, Error> {
        self.conn.query_row(sql, [], |row| row.get(0)).map_err(|e| translate(&e))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn batch(&self, sql: &str) -> Result<(), Error> {
        self.conn.execute_batch(sql).map_err(|e| translate(&e))
    }

    pub(super) fn begin(&self, access: Access) -> Result<(), Error> {
        match access {
            // The first read fixes the state that a deferred transaction sees, so one is made at once.
            Access::Read => self.batch("BEGIN DEFERRED; SELECT 1 FROM sqlite_schema LIMIT 1"),
            Access::Write => self.batch("BEGIN IMMEDIATE"),
        }
    }

    pub(super) fn rollback(&self) -> Result<(), Error> {
        // Some errors, a full disk among them, have ended the transaction already.
        if self.conn.is_autocommit() { Ok(()) } else { self.batch("ROLLBACK") }
    }

    pub(super) fn execute(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
    ) -> Result<u64, Error> {
        let mut statement = self.prepare(key, text, params)?;
        statement.raw_execute().map(|rows| rows as u64).map_err(|e| translate(&e))
    }

    pub(super) fn stream(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.prepare(key, text, params)?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(|e| translate(&e))? {
            row(&Row::Sqlite(found))?;
        }
        Ok(())
    }

    fn prepare(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
    ) -> Result<CachedStatement<'_>, Error> {
        let text = Arc::clone(self.texts.entry(key).or_insert_with(|| question_marks(&text()).into()));
        let mut statement = self.conn.prepare_cached(&text).map_err(|e| translate(&e))?;
        assert_eq!(statement.parameter_count(), params.len(), "{text}");
        for (i, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(i + 1, param).map_err(|e| translate(&e))?;
        }
        Ok(statement)
    }

    pub(super) fn check_table(&self, table: &str) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        self.conn
            .pragma(None, "integrity_check", table, |row| {
                found.push(row.get::<_, String>(0)?);
                Ok(())
            })
            .map_err(|e| translate(&e))?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// Empties the write-ahead log; when `thorough`, also writes the whole file anew, so that no copy of a row that was
    /// moved between pages stays behind in the unused part of one.
    pub(super) fn purge(&self, thorough: bool) -> Result<Vec<String>, Error> {
        if thorough {
            // The copy may be far larger than memory; it is a file without a name and holds nothing of what was erased.
            self.batch("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY")?;
        }
        let busy: i64 = self.ask("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(if busy == 0 {
            Vec::new()
        } else {
            vec!["a reader kept the write-ahead log from being emptied: it still holds old pages".to_owned()]
        })
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Param::Null => ValueRef::Null,
            Param::Integer(n) => ValueRef::Integer(n),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// SQLite's error as ours.
pub(super) fn translate(error: &rusqlite::Error) -> Error {
    let text = error.to_string();
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return Error::Database(text);
    };
    match failure.code {
        ErrorCode::DiskFull => Error::Full(text),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Contention(text),
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            Error::Unavailable(text)
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Damaged(text),
        ErrorCode::ConstraintViolation
            if [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE]
                .contains(&failure.extended_code) =>
        {
            Error::Conflict(text)
        }
        _ => Error::Database(text),
    }
}
