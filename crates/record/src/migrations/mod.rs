//! The layouts that the record's tables have had, oldest first, and the way from each to the next.
//!
//! A migration that was released is never changed. One SQL text serves both databases (see `conn` for its few words).

mod layout_001;
mod layout_002;

use crate::conn::{Access, Conn, Insert};
use crate::entropy::Entropy;
use crate::error::Error;

/// The way to one layout from the one before.
pub(crate) struct Migration {
    /// The layout's number, counted from 1.
    pub(crate) number: i64,
    /// The statements.
    pub(crate) sql: &'static str,
}

/// All of them, in order.
pub(crate) const ALL: &[Migration] = &[layout_001::MIGRATION, layout_002::MIGRATION];

const META: Insert = Insert { table: "meta", columns: "name, value", suffix: "" };
const SECRET: Insert = Insert { table: "secret", columns: "name, value", suffix: "" };

/// The layout that this version uses.
pub(crate) fn newest() -> i64 {
    ALL.last().expect("there is a first layout").number
}

/// The layout of the record that is open.
pub(crate) fn layout(conn: &mut Conn) -> Result<i64, Error> {
    let text = meta(conn, "layout")?;
    text.parse().map_err(|_| Error::Damaged(format!("the layout “{text}” is not a number")))
}

/// The record's own id, given when it was made and kept by its backups.
pub(crate) fn record_id(conn: &mut Conn) -> Result<String, Error> {
    meta(conn, "record")
}

/// Refuses a record whose layout is not this version's.
pub(crate) fn require_newest(conn: &mut Conn) -> Result<(), Error> {
    let (found, known) = (layout(conn)?, newest());
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(Error::OlderData { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(Error::NewerData { found, known }),
    }
}

/// Makes an empty record with a layout, an id and secrets of its own, in one transaction.
pub(crate) fn create(conn: &mut Conn, layout: i64, entropy: &mut Entropy) -> Result<(), Error> {
    let id = entropy.bytes::<16>();
    let signing_seed = entropy.bytes::<32>();
    let lookup_key = entropy.bytes::<32>();
    create_tables(conn, layout, |conn| {
        conn.insert_rows(&META, &["record".into(), (&crate::hex::encode(&id)).into()])?;
        conn.insert_rows(
            &SECRET,
            &["signing-seed".into(), (&signing_seed).into(), "lookup-key".into(), (&lookup_key).into()],
        )?;
        Ok(())
    })
}

/// Makes the tables of a layout and fills them with what `fill` gives, in one transaction.
pub(crate) fn create_tables(
    conn: &mut Conn,
    layout: i64,
    fill: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Error> {
    conn.transaction(Access::Write, |conn| fill_tables(conn, layout, fill))
}

/// The same within a transaction.
pub(crate) fn fill_tables(
    conn: &mut Conn,
    layout: i64,
    fill: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Error> {
    if conn.has_table("meta")? {
        return Err(Error::Conflict("there is a record already".to_owned()));
    }
    for migration in ALL.iter().filter(|m| m.number <= layout) {
        conn.define(migration.sql)?;
    }
    conn.insert_rows(&META, &["layout".into(), (&layout.to_string()).into()])?;
    fill(conn)
}

/// Brings an open record from its layout to the newest, in one transaction. Back it up first.
pub(crate) fn migrate(conn: &mut Conn, all: &[Migration]) -> Result<(), Error> {
    let newest = all.last().map_or(0, |m| m.number);
    conn.transaction(Access::Write, |conn| {
        // Whoever still writes in the old layout loses the lease by this, and waits for this transaction.
        conn.execute("UPDATE lease SET epoch = epoch + 1", &[])?;
        let found = layout(conn)?;
        for migration in all.iter().filter(|m| m.number > found) {
            conn.define(migration.sql)?;
        }
        conn.execute("UPDATE meta SET value = $1 WHERE name = 'layout'", &[(&newest.to_string()).into()])?;
        Ok(())
    })
}

/// The names of the tables of all layouts.
pub(crate) fn table_names() -> Vec<&'static str> {
    let definitions = ALL.iter().flat_map(|migration| migration.sql.split("CREATE TABLE ").skip(1));
    definitions.filter_map(|rest| rest.split([' ', '(']).next()).collect()
}

/// Something that the record says about itself, where it does.
pub(crate) fn note(conn: &mut Conn, name: &str) -> Result<Option<String>, Error> {
    conn.query_first("SELECT value FROM meta WHERE name = $1", &[name.into()], |row| Ok(row.get_text(0)?.to_owned()))
}

/// Says something about the record, or with `None` nothing any more.
pub(crate) fn set_note(conn: &mut Conn, name: &str, value: Option<&str>) -> Result<(), Error> {
    conn.execute("DELETE FROM meta WHERE name = $1", &[name.into()])?;
    if let Some(value) = value {
        conn.insert_rows(&META, &[name.into(), value.into()])?;
    }
    Ok(())
}

fn meta(conn: &mut Conn, name: &str) -> Result<String, Error> {
    note(conn, name)?.ok_or_else(|| Error::Damaged(format!("the record does not say its {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_name() {
        assert_eq!(table_names()[..3], ["meta", "event", "stream_key"]);
    }

    #[test]
    fn the_layouts_are_numbered_through() {
        let numbers: Vec<i64> = ALL.iter().map(|m| m.number).collect();
        assert_eq!(numbers, (1..=newest()).collect::<Vec<_>>());
    }
}
