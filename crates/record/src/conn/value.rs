//! The four kinds of value that go into and come out of either database.

use ::postgres::types::Type;
use rusqlite::types::ValueRef;

use crate::error::Error;

/// A value on its way in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Param<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Param<'_> {
    /// PostgreSQL cannot store U+0000 in text, so neither do we, on either.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Text(text) if memchr::memchr(0, text.as_bytes()).is_some() => {
                Err(Error::Refused("text with a NUL character in it cannot be stored".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Param<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, T: Into<Self>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row on its way out. Columns count from 0.
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl Row<'_> {
    pub(crate) fn get_i64(&self, column: usize) -> Result<i64, Error> {
        self.get_i64_or_null(column)?.ok_or_else(|| null(column))
    }

    pub(crate) fn get_text(&self, column: usize) -> Result<&str, Error> {
        self.get_text_or_null(column)?.ok_or_else(|| null(column))
    }

    pub(crate) fn get_bytes(&self, column: usize) -> Result<&[u8], Error> {
        self.get_bytes_or_null(column)?.ok_or_else(|| null(column))
    }

    /// Bytes of a fixed length, such as a hash or a key.
    pub(crate) fn get_array<const N: usize>(&self, column: usize) -> Result<[u8; N], Error> {
        let bytes = self.get_bytes(column)?;
        bytes.try_into().map_err(|_| wrong(column, &format!("it has {} bytes and not {N}", bytes.len())))
    }

    pub(crate) fn get_i64_or_null(&self, column: usize) -> Result<Option<i64>, Error> {
        match self {
            Self::Sqlite(row) => {
                row.get_ref(column).map_err(from_sqlite)?.as_i64_or_null().map_err(|e| wrong(column, &e.to_string()))
            }
            // Literals and counts of small things come as int4.
            Self::Postgres(row) if row.columns()[column].type_() == &Type::INT4 => row
                .try_get::<_, Option<i32>>(column)
                .map(|n| n.map(i64::from))
                .map_err(|e| wrong(column, &e.to_string())),
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }

    pub(crate) fn get_text_or_null(&self, column: usize) -> Result<Option<&str>, Error> {
        match self {
            Self::Sqlite(row) => {
                row.get_ref(column).map_err(from_sqlite)?.as_str_or_null().map_err(|e| wrong(column, &e.to_string()))
            }
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }

    pub(crate) fn get_bytes_or_null(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        match self {
            Self::Sqlite(row) => {
                row.get_ref(column).map_err(from_sqlite)?.as_blob_or_null().map_err(|e| wrong(column, &e.to_string()))
            }
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }

    /// The value whatever its kind.
    pub(crate) fn get(&self, column: usize) -> Result<Param<'_>, Error> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column).map_err(from_sqlite)? {
                ValueRef::Null => Ok(Param::Null),
                ValueRef::Integer(n) => Ok(Param::Integer(n)),
                ValueRef::Text(text) => {
                    std::str::from_utf8(text).map(Param::Text).map_err(|e| wrong(column, &e.to_string()))
                }
                ValueRef::Blob(bytes) => Ok(Param::Bytes(bytes)),
                ValueRef::Real(_) => Err(wrong(column, "it is a fraction")),
            },
            Self::Postgres(row) => Ok(match *row.columns()[column].type_() {
                Type::INT4 | Type::INT8 => self.get_i64_or_null(column)?.into(),
                Type::BYTEA => self.get_bytes_or_null(column)?.into(),
                _ => self.get_text_or_null(column)?.into(),
            }),
        }
    }

    /// Text for naming a row that may be damaged: whatever can be shown of it.
    pub(crate) fn get_lossy(&self, column: usize) -> String {
        if let Self::Sqlite(row) = self
            && let Ok(ValueRef::Text(text)) = row.get_ref(column)
        {
            return String::from_utf8_lossy(text).into_owned();
        }
        self.get_text(column).map_or_else(|_| "(not text)".to_owned(), str::to_owned)
    }

    /// How many columns the row has.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Sqlite(row) => row.as_ref().column_count(),
            Self::Postgres(row) => row.len(),
        }
    }
}

/// A value that owns what it holds, for copying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<Param<'_>> for Value {
    fn from(param: Param<'_>) -> Self {
        match param {
            Param::Null => Self::Null,
            Param::Integer(n) => Self::Integer(n),
            Param::Text(text) => Self::Text(text.to_owned()),
            Param::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        }
    }
}

impl Value {
    pub(crate) fn as_param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Integer(n) => Param::Integer(*n),
            Self::Text(text) => Param::Text(text),
            Self::Bytes(bytes) => Param::Bytes(bytes),
        }
    }
}

fn null(column: usize) -> Error {
    wrong(column, "it is empty")
}

fn wrong(column: usize, why: &str) -> Error {
    Error::Damaged(format!("column {} of a row is not what it should be: {why}", column + 1))
}

fn from_sqlite(error: rusqlite::Error) -> Error {
    super::sqlite::translate(&error)
}
