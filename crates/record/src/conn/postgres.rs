//! PostgreSQL, refused where its settings would lose a commit that it had confirmed.

use std::collections::HashMap;
use std::time::Duration;

use bytes::BytesMut;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, RowIter, Statement};

use super::statement::TextKey;
use super::tls::Target;
use super::{Access, Param, Row};
use crate::error::Error;

pub(crate) struct Postgres {
    client: Client,
    statements: HashMap<TextKey, Statement>,
    /// A statement of this transaction failed, so that the server will keep nothing of it.
    failed: bool,
}

impl Postgres {
    pub(super) fn open(target: &Target, access: Access) -> Result<Self, Error> {
        let mut config = target.config.clone();
        config.application_name("carer").connect_timeout(Duration::from_secs(10));
        let connected = match &target.tls {
            None => config.connect(NoTls),
            Some(trust) => config.connect(trust.connector()?),
        };
        let client = connected.map_err(|e| translate(&e))?;
        let mut this = Self { client, statements: HashMap::new(), failed: false };
        // Every statement of ours has an index to go by. Without statistics, as in a new record that is being filled,
        // the planner does not believe that and reads whole tables, a thousand times slower.
        this.batch(
            "SET client_min_messages = warning;
             SET default_transaction_isolation = 'read committed';
             SET enable_seqscan = off",
        )?;
        this.require_exact_text()?;
        if access == Access::Write {
            this.require_durable()?;
        }
        Ok(this)
    }

    fn require_exact_text(&mut self) -> Result<(), Error> {
        match self.setting("server_encoding")?.as_deref() {
            None | Some("UTF8") => Ok(()),
            Some(other) => Err(Error::Unsuitable(format!("its encoding is {other}; it must be UTF8"))),
        }
    }

    /// A setting that a compatible database does not have cannot be wrong.
    fn require_durable(&mut self) -> Result<(), Error> {
        for name in ["fsync", "full_page_writes", "synchronous_commit"] {
            if self.setting(name)?.as_deref() == Some("off") {
                return Err(Error::Unsuitable(format!(
                    "PostgreSQL runs with {name} = off, under which a confirmed commit can be lost: turn it on"
                )));
            }
        }
        match self.setting("synchronous_commit")?.as_deref() {
            // Waiting for a standby to apply is stronger than `on`; the rest is raised to `on`.
            None | Some("remote_apply" | "on") => Ok(()),
            Some(_) => self.batch("SET synchronous_commit = on"),
        }
    }

    /// Many times a lease: no step of the writer between two statements takes that long, on a slow and busy machine neither.
    pub(super) fn limit_silence(&mut self) -> Result<(), Error> {
        match self.setting("idle_in_transaction_session_timeout")? {
            // A compatible database that does not have it has a way of its own, or none.
            None => Ok(()),
            Some(_) => self.batch("SET idle_in_transaction_session_timeout = '30s'"),
        }
    }

    fn setting(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        let sql = "SELECT setting FROM pg_catalog.pg_settings WHERE name = $1";
        let row = self.client.query_opt(sql, &[&name]).map_err(|e| translate(&e))?;
        row.map(|row| row.try_get(0).map_err(|e| translate(&e))).transpose()
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let done = self.client.batch_execute(sql);
        done.map_err(|e| self.fail(&e))
    }

    pub(super) fn begin(&mut self, access: Access) -> Result<(), Error> {
        self.failed = false;
        self.batch(match access {
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::Write => "BEGIN",
        })
    }

    /// The server answers a commit of a failed transaction with `ROLLBACK` and no error, so we have to know.
    pub(super) fn commit(&mut self) -> Result<(), Error> {
        if self.failed {
            self.rollback()?;
            return Err(Error::Database(
                "a statement of the transaction had failed: nothing of it was kept".to_owned(),
            ));
        }
        self.batch("COMMIT")
    }

    pub(super) fn rollback(&mut self) -> Result<(), Error> {
        self.failed = false;
        self.batch("ROLLBACK")
    }

    pub(super) fn execute(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
    ) -> Result<u64, Error> {
        let mut rows = self.start(key, text, params)?;
        let ended = loop {
            match rows.next() {
                Ok(Some(_)) => {}
                Ok(None) => break Ok(rows.rows_affected().unwrap_or(0)),
                Err(error) => break Err(error),
            }
        };
        drop(rows);
        ended.map_err(|e| self.fail(&e))
    }

    pub(super) fn stream(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut rows = self.start(key, text, params)?;
        let error = loop {
            match rows.next() {
                Ok(Some(found)) => row(&Row::Postgres(&found))?,
                Ok(None) => return Ok(()),
                Err(error) => break error,
            }
        };
        drop(rows);
        Err(self.fail(&error))
    }

    fn start(
        &mut self,
        key: TextKey,
        text: impl FnOnce() -> String,
        params: &[Param<'_>],
    ) -> Result<RowIter<'_>, Error> {
        let statement = match self.statements.get(&key) {
            Some(statement) => statement.clone(),
            None => {
                let made = self.client.prepare(&text());
                let statement = made.map_err(|e| self.fail(&e))?;
                self.statements.insert(key, statement.clone());
                statement
            }
        };
        let failed = &mut self.failed;
        self.client.query_raw(&statement, params).map_err(|e| {
            *failed = true;
            translate(&e)
        })
    }

    fn fail(&mut self, error: &postgres::Error) -> Error {
        self.failed = true;
        translate(error)
    }

    /// Old versions of rows are only gone when their tables are written anew; the write-ahead log still holds what
    /// was once written until the server has turned it over.
    pub(super) fn purge(&mut self, tables: &[&str]) -> Result<Vec<String>, Error> {
        for table in tables {
            self.batch(&format!("VACUUM (FULL) {table}"))?;
        }
        let mut left = Vec::new();
        if self.client.batch_execute("CHECKPOINT").is_err() {
            left.push(
                "this PostgreSQL user may not run CHECKPOINT: the old files go at the server's next one".to_owned(),
            );
        }
        left.push(
            "PostgreSQL's write-ahead log, its archive and its own backups hold the erased rows until they are recycled"
                .to_owned(),
        );
        Ok(left)
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send + 'static>> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Integer(n), &Type::INT8) => n.to_sql(kind, out),
            (Self::Integer(n), &Type::INT4) => i32::try_from(*n)?.to_sql(kind, out),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR | Type::NAME)) => text.to_sql(kind, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (value, kind) => Err(format!("{value:?} was given where the database wants {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// PostgreSQL's error as ours.
pub(super) fn translate(error: &postgres::Error) -> Error {
    let Some(answer) = error.as_db_error() else {
        return Error::Unavailable(chain(error));
    };
    let text = match answer.detail() {
        // The detail of a unique violation repeats the row's key, which may be personal.
        Some(detail) if answer.code() != &SqlState::UNIQUE_VIOLATION => format!("{} ({detail})", answer.message()),
        _ => answer.message().to_owned(),
    };
    match answer.code() {
        code if code == &SqlState::UNIQUE_VIOLATION || code == &SqlState::DUPLICATE_TABLE => Error::Conflict(text),
        code if [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
        ]
        .contains(code) =>
        {
            Error::Contention(text)
        }
        code if code == &SqlState::DISK_FULL => Error::Full(text),
        code if code == &SqlState::DATA_CORRUPTED || code == &SqlState::INDEX_CORRUPTED => Error::Damaged(text),
        code if ["08", "53", "57"].iter().any(|class| code.code().starts_with(class)) || code.code() == "3D000" => {
            Error::Unavailable(text)
        }
        _ => Error::Database(text),
    }
}

/// An error with what caused it, which the library leaves out of its own text.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
