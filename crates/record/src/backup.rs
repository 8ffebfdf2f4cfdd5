//! Backups: what is true, copied from one moment of a record in use into one SQLite file, whichever database it is on.
//!
//! A backup holds the keys too, or nothing in it could be read: it is to be guarded like the record itself.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::conn::{Access, Conn, Insert, Param, Place, Value, make_private, sync_directory_of};
use crate::dump::Table;
use crate::error::Error;
use crate::migrations;
use crate::truth::TRUTH;
use crate::verify::{Progress, Report, verify_open};

/// Rows copied in one go.
const ROWS: usize = 500;

/// Backs the record up into a new file, while it may be in use, and verifies the file.
///
/// The report says whether what was copied holds; a damaged record is still backed up, as it is.
///
/// # Errors
/// [`Error::Refused`] where the file exists; where the record or the file cannot be read or written.
pub fn backup(place: &Place, to: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Report, Error> {
    backup_open(&mut place.open(Access::Read)?, to, progress)
}

/// Backs up the record that is open, in the layout that it has.
pub(crate) fn backup_open(conn: &mut Conn, to: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Report, Error> {
    if to.try_exists().map_err(|e| Error::file("looking for", to, e))? {
        return Err(Error::Refused(format!("{} exists already: give the backup another name", to.display())));
    }
    if let Some(dir) = to.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        make_private(dir)?;
    }
    let part = part_of(to);
    remove_if_there(&part)?;
    let made = write(conn, &part).and_then(|()| finish(&part, to));
    if made.is_err() {
        // The first error is the one to report; a part that stays behind is written over by the next backup.
        drop(fs::remove_file(&part));
    }
    made?;
    verify_open(&mut Conn::open_file(to, Access::Read)?, None, progress)
}

fn write(conn: &mut Conn, part: &Path) -> Result<(), Error> {
    let mut file = Conn::create_unfinished(part)?;
    conn.transaction(Access::Read, |conn| {
        let layout = migrations::layout(conn)?;
        migrations::create_tables(&mut file, layout, |file| copy(conn, file))
    })
}

/// Copies what is true, and the record's id, from one record to another that is empty.
pub(crate) fn copy(from: &mut Conn, to: &mut Conn) -> Result<(), Error> {
    let id = migrations::record_id(from)?;
    migrations::set_note(to, "record", Some(&id))?;
    for truth in TRUTH {
        copy_table(from, to, &truth.table, &truth.insert)?;
    }
    Ok(())
}

fn copy_table(from: &mut Conn, to: &mut Conn, table: &Table, insert: &Insert) -> Result<(), Error> {
    let enough = ROWS * insert.width();
    let mut values: Vec<Value> = Vec::with_capacity(enough);
    from.query_each(table.select, &[], |row| {
        for column in 0..row.width() {
            values.push(row.get(column)?.into());
        }
        if values.len() >= enough {
            put(to, insert, &mut values)?;
        }
        Ok(())
    })?;
    put(to, insert, &mut values)
}

fn put(to: &mut Conn, insert: &Insert, values: &mut Vec<Value>) -> Result<(), Error> {
    let params: Vec<Param<'_>> = values.iter().map(Value::as_param).collect();
    to.insert_rows(insert, &params)?;
    values.clear();
    Ok(())
}

/// Makes a file that is whole durable, and gives it its name: it is never seen half written.
pub(crate) fn finish(part: &Path, to: &Path) -> Result<(), Error> {
    File::open(part).and_then(|file| file.sync_all()).map_err(|e| Error::file("syncing", part, e))?;
    fs::rename(part, to).map_err(|e| Error::file("naming", to, e))?;
    sync_directory_of(to)
}

/// The name of a file while it is not whole.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file("removing", path, error)),
        _ => Ok(()),
    }
}
