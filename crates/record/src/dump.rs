//! A record's tables as a few lines of text that are the same exactly when the tables are, on either database.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::conn::{Conn, Param, Row};
use crate::error::Error;
use crate::hex;
use crate::log::update_with_len;

/// A table as it is dumped: every column, in the order of the primary key.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) select: &'static str,
}

/// For each table a line of its name, its number of rows and the SHA-256 of them, in the order given.
pub(crate) fn canonical_dump(conn: &mut Conn, tables: &[Table]) -> Result<String, Error> {
    let mut text = String::new();
    for table in tables {
        let mut hash = Sha256::new();
        let mut rows = 0_u64;
        conn.query_each(table.select, &[], |row| {
            rows += 1;
            add(&mut hash, row)
        })?;
        let digest = hex::encode(&hash.finalize());
        writeln!(text, "{} {rows} {digest}", table.name).expect("text takes text");
    }
    Ok(text)
}

/// Each value as a tag of its kind and then its bytes, with their length where that varies.
fn add(hash: &mut Sha256, row: &Row<'_>) -> Result<(), Error> {
    hash.update((row.width() as u64).to_le_bytes());
    for column in 0..row.width() {
        match row.get(column)? {
            Param::Null => hash.update([0]),
            Param::Integer(n) => {
                hash.update([1]);
                hash.update(n.to_le_bytes());
            }
            Param::Text(text) => {
                hash.update([2]);
                update_with_len(hash, text.as_bytes());
            }
            Param::Bytes(bytes) => {
                hash.update([3]);
                update_with_len(hash, bytes);
            }
        }
    }
    Ok(())
}
