//! A connection to the database, SQLite or PostgreSQL. Everything that the two disagree on is in this directory.
//!
//! One SQL text serves both: `$n` for parameters, four kinds of value, no functions beyond the common ones. After any
//! error inside a transaction the only thing to do is [`Conn::rollback`]: PostgreSQL accepts nothing else.

mod dialect;
mod place;
mod postgres;
mod sqlite;
mod statement;
mod tls;
mod value;

pub use place::{Access, Place, make_private, write_private};
pub(crate) use place::{open_private, private_file, sync_directory_of};
pub(crate) use statement::{Insert, KeyQuery};
pub(crate) use value::{Param, Row, Value};

use crate::error::Error;
use dialect::Dialect;
use statement::{CHUNKS, TextKey, chunk_for};

/// One connection. It belongs to one thread at a time.
pub(crate) enum Conn {
    /// The embedded database.
    Sqlite(sqlite::Sqlite),
    /// A PostgreSQL server.
    Postgres(postgres::Postgres),
}

impl Conn {
    /// Runs a statement and says how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Error> {
        self.run(TextKey::of(sql), || sql.to_owned(), params)
    }

    /// Runs a query and collects its rows.
    pub(crate) fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        mut row: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.query_each(sql, params, |found| {
            rows.push(row(found)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a query of which at most one row is wanted.
    pub(crate) fn query_first<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        row: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query(sql, params, row)?.into_iter().next())
    }

    /// Runs a query and hands over each row as it comes; no more than a few are in memory at once.
    pub(crate) fn query_each(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        mut row: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.stream(TextKey::of(sql), || sql.to_owned(), params, &mut row)
    }

    /// Runs a query whose last condition is `IN (…)` over any number of keys, in statements of a few fixed sizes.
    /// Rows come in the query's order within each statement, not over all of them.
    pub(crate) fn query_keys(
        &mut self,
        query: &KeyQuery,
        fixed: &[Param<'_>],
        keys: &[Param<'_>],
        mut row: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut params = Vec::with_capacity(fixed.len() + CHUNKS[0]);
        let mut rest = keys;
        while !rest.is_empty() {
            let size = chunk_for(rest.len());
            let (now, later) = rest.split_at(size.min(rest.len()));
            params.clear();
            params.extend_from_slice(fixed);
            params.extend_from_slice(now);
            // Asking for the last key again changes nothing and keeps the number of statements small.
            params.resize(fixed.len() + size, now[now.len() - 1]);
            self.stream(query.key(size), || query.text(fixed.len(), size), &params, &mut row)?;
            rest = later;
        }
        Ok(())
    }

    /// Inserts rows given one after the other in `values`, in statements of a few fixed sizes.
    ///
    /// # Errors
    /// [`Error::Conflict`] where a key is taken and the insert has no `on conflict` of its own.
    pub(crate) fn insert_rows(&mut self, insert: &Insert, values: &[Param<'_>]) -> Result<u64, Error> {
        let width = insert.width();
        assert!(values.len().is_multiple_of(width), "rows of {} have {width} columns", insert.table);
        // A statement that fails ends the transaction here, always. So SQLite may leave the rows that came before the one that
        // is taken, and need not keep a journal of its own for every statement.
        let verb = match self {
            Self::Sqlite(_) => "INSERT OR FAIL",
            Self::Postgres(_) => "INSERT",
        };
        let mut inserted = 0;
        let mut rest = values;
        for size in CHUNKS {
            while rest.len() >= size * width {
                let (now, later) = rest.split_at(size * width);
                inserted += self.run(insert.key(size), || insert.text(verb, size), now)?;
                rest = later;
            }
        }
        Ok(inserted)
    }

    /// Sees to it that a writer which freezes in the middle of a transaction, or is cut off from the database, does not keep
    /// the record from all others: the database ends its transaction after a while.
    ///
    /// SQLite cannot do so: its locks are the process's own and go with it.
    pub(crate) fn limit_silence(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(conn) => conn.limit_silence(),
        }
    }

    /// Begins a transaction. One for reading sees one state of the database throughout.
    pub(crate) fn begin(&mut self, access: Access) -> Result<(), Error> {
        match self {
            Self::Sqlite(conn) => conn.begin(access),
            Self::Postgres(conn) => conn.begin(access),
        }
    }

    /// Makes the transaction durable. When this returns an error, nothing may be taken to have been kept.
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(conn) => conn.batch("COMMIT"),
            Self::Postgres(conn) => conn.commit(),
        }
    }

    /// Gives the transaction up; does nothing where there is none.
    pub(crate) fn rollback(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(conn) => conn.rollback(),
            Self::Postgres(conn) => conn.rollback(),
        }
    }

    /// Does `work` in one transaction: commits it when it succeeds and gives it up when it fails.
    pub(crate) fn transaction<T>(
        &mut self,
        access: Access,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.begin(access)?;
        let done = work(self).and_then(|value| self.commit().map(|()| value));
        if done.is_err() {
            // The first error is the one to report; a connection that cannot roll back is broken and says so next time.
            drop(self.rollback());
        }
        done
    }

    /// Runs statements of the migrations' common language: table definitions and the like, without parameters.
    pub(crate) fn define(&mut self, sql: &str) -> Result<(), Error> {
        let text = self.dialect().translate(sql);
        self.batch(&text)
    }

    /// Runs statements as they are, without parameters.
    fn batch(&mut self, sql: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(conn) => conn.batch(sql),
            Self::Postgres(conn) => conn.batch(sql),
        }
    }

    /// Whether a table of this name exists.
    pub(crate) fn has_table(&mut self, name: &str) -> Result<bool, Error> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
            Self::Postgres(_) => {
                "SELECT 1 FROM pg_catalog.pg_class WHERE relkind = 'r' AND relname = CAST($1 AS text) AND pg_table_is_visible(oid)"
            }
        };
        Ok(self.query_first(sql, &[name.into()], |_| Ok(()))?.is_some())
    }

    /// What the database itself finds wrong with a table and its indexes, in its own words; nothing when it has no
    /// such check.
    pub(crate) fn check_table(&mut self, table: &str) -> Result<Vec<String>, Error> {
        match self {
            Self::Sqlite(conn) => conn.check_table(table),
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Sees to it that bytes overwritten or deleted in `tables` are in no file of the database any more, as far as
    /// the database lets us; what it does not is said in words.
    pub(crate) fn purge(&mut self, tables: &[&str], thorough: bool) -> Result<Vec<String>, Error> {
        match self {
            Self::Sqlite(conn) => conn.purge(thorough),
            Self::Postgres(conn) => conn.purge(tables),
        }
    }

    /// The database's file, where it is one.
    pub(crate) fn file(&self) -> Option<&std::path::Path> {
        match self {
            Self::Sqlite(conn) => Some(conn.path()),
            Self::Postgres(_) => None,
        }
    }

    fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    fn run(&mut self, key: TextKey, text: impl FnOnce() -> String, params: &[Param<'_>]) -> Result<u64, Error> {
        params.iter().try_for_each(Param::check)?;
        match self {
            Self::Sqlite(conn) => conn.execute(key, text, params),
            Self::Postgres(conn) => conn.execute(key, text, params),
        }
    }

    fn stream(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        params.iter().try_for_each(Param::check)?;
        match self {
            Self::Sqlite(conn) => conn.stream(key, text, params, row),
            Self::Postgres(conn) => conn.stream(key, text, params, row),
        }
    }
}
