//! A backup brought back, on either database, with nobody brought back who was erased since.
//!
//! The read tables are empty afterwards: the engine rebuilds them, and first erases again whom
//! [`crate::erasure::pending`] lists.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::backup::{copy, finish, part_of, remove_if_there};
use crate::conn::{Access, Conn, Place, make_private};
use crate::dump::canonical_dump;
use crate::erasure::{self, Erased, Erasure, Ledger};
use crate::error::Error;
use crate::verify::{Progress, Report, verify_open};
use crate::{lease, log, migrations, truth, vault};

/// How long a record that is being replaced stays closed if the restoring process dies on the way.
const REPLACING_MAX: Duration = Duration::from_secs(600);
/// How long a writer that does not renew its lease counts as alive.
const LEASE_TTL: Duration = Duration::from_secs(5);

/// How a backup is to be restored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Restoring<'a> {
    /// A ledger of erasures besides the one of the place.
    pub erasures: Option<&'a Path>,
    /// The ledger of the place, where it is a database and has one; a directory has it inside.
    pub ledger: Option<&'a Path>,
    /// Whether the record that is there is to be replaced.
    pub replace: bool,
}

/// A backup that was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the verification of the backup found: nothing wrong.
    pub report: Report,
    /// Those who were erased after the backup was taken. Their keys are destroyed; the engine erases them again.
    pub erase_again: Vec<Erasure>,
}

/// Restores a backup into an empty place, or in place of the record there if that is asked for.
///
/// # Errors
/// [`Error::Refused`] where the place is not empty, is being served, or holds another record; where the backup does
/// not verify; and where there is no way to know who was erased since, saying what to give.
pub fn restore(
    from: &Path,
    place: &Place,
    how: Restoring<'_>,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress),
) -> Result<Restored, Error> {
    let mut backup = open_backup(from)?;
    let report = verify_open(&mut backup, None, progress)?;
    if let Some(fault) = report.faults.first() {
        return Err(Error::Refused(format!("this backup is damaged and was not restored: {fault}")));
    }
    let known = known_erasures(&mut backup, place, how, now)?;
    let erase_again = missing_in(&mut backup, known)?;
    match place {
        Place::Directory(_) => into_directory(&mut backup, place, &erase_again)?,
        Place::Database(_) => into_database(&mut backup, place, &erase_again)?,
    }
    Ok(Restored { report, erase_again })
}

fn open_backup(from: &Path) -> Result<Conn, Error> {
    if !from.try_exists().map_err(|e| Error::file("looking for", from, e))? {
        return Err(Error::Absent(from.display().to_string()));
    }
    let mut backup = Conn::open_file(from, Access::Read)?;
    if !backup.has_table("meta")? {
        return Err(Error::Refused(format!("{} is not a backup of a record", from.display())));
    }
    let (found, known) = (migrations::layout(&mut backup)?, migrations::newest());
    if found > known { Err(Error::NewerData { found, known }) } else { Ok(backup) }
}

/// Every erasure that can be known of: from the ledgers, and from the record that is to be replaced.
fn known_erasures(backup: &mut Conn, place: &Place, how: Restoring<'_>, now: Timestamp) -> Result<Vec<Erasure>, Error> {
    let record = migrations::record_id(backup)?;
    let mut sources = 0;
    let mut known = Vec::new();
    let given = how.erasures.map(Ledger::at);
    let beside = how.ledger.map(Ledger::at).or_else(|| Ledger::beside(place)).filter(Ledger::exists);
    for ledger in given.iter().chain(&beside) {
        known.extend(of_record(ledger, &record)?);
        sources += 1;
    }
    if let Some(replaced) = erased_in_replaced(place, &record, how, now)? {
        known.extend(replaced);
        sources += 1;
    }
    if sources == 0 {
        return Err(Error::Refused(
            "nobody can say who was erased after this backup was taken: give the ledger of erasures (erasures.jsonl, \
             kept beside the record); an empty file says that nobody was"
                .to_owned(),
        ));
    }
    Ok(known)
}

fn of_record(ledger: &Ledger, record: &str) -> Result<Vec<Erasure>, Error> {
    let (ours, others): (Vec<_>, Vec<_>) = ledger.read()?.into_iter().partition(|erasure| erasure.record == record);
    if ours.is_empty() && !others.is_empty() {
        return Err(Error::Refused(format!(
            "{} is the ledger of another record: give the one of the record that was backed up",
            ledger.path().display()
        )));
    }
    Ok(ours)
}

/// `None` where there is no record, or one that cannot be read. From here on nobody else can write to it.
fn erased_in_replaced(
    place: &Place,
    record: &str,
    how: Restoring<'_>,
    now: Timestamp,
) -> Result<Option<Vec<Erasure>>, Error> {
    let mut old = match place.connect_existing(Access::Read) {
        Err(Error::Absent(_)) => return Ok(None),
        _ if !how.replace => {
            return Err(Error::Refused(format!(
                "there is a record in {place}; nothing was changed. If it is to be replaced by the backup, say so with --replace"
            )));
        }
        Err(Error::Damaged(_)) => return Ok(None),
        opened => opened?,
    };
    match migrations::record_id(&mut old) {
        Err(Error::Damaged(_)) => return Ok(None),
        Ok(id) if id != record => {
            return Err(Error::Refused(format!(
                "the record in {place} is another one than was backed up: move it away"
            )));
        }
        other => drop(other?),
    }
    close(place, now)?;
    match erasure::erased_in(&mut old) {
        Err(Error::Damaged(_) | Error::Corrupt { .. }) => Ok(None),
        erased => erased.map(Some),
    }
}

/// Whoever had the old file open would go on writing to it after its name has gone, and confirm what is lost.
fn close(place: &Place, now: Timestamp) -> Result<(), Error> {
    let until = now.checked_add(REPLACING_MAX).map_err(|e| Error::Refused(e.to_string()))?;
    let closed = place.connect(Access::Write).and_then(|mut old| lease::close(&mut old, now, until, LEASE_TTL));
    match closed {
        Ok(Some(holder)) => {
            Err(Error::Refused(format!("the record in {place} is in use by {}: stop it first", holder.owner)))
        }
        Ok(None) | Err(Error::Damaged(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Those of them whom the backup knows and does not know to be erased.
fn missing_in(backup: &mut Conn, known: Vec<Erasure>) -> Result<Vec<Erasure>, Error> {
    let mut seen: HashSet<Erased> = erasure::erased_in(backup)?.into_iter().map(|e| e.whom).collect();
    let mut missing = Vec::new();
    for erasure in known {
        if seen.insert(erasure.whom) && log::has_stream(backup, erasure.whom.stream())? {
            missing.push(erasure);
        }
    }
    Ok(missing)
}

fn into_directory(backup: &mut Conn, place: &Place, erase_again: &[Erasure]) -> Result<(), Error> {
    let (dir, file) = (place.directory().expect("this place is one"), place.file().expect("this place is one"));
    make_private(dir)?;
    let part = part_of(&file);
    remove_if_there(&part)?;
    let made = Conn::create_unfinished(&part).and_then(|mut made| fill(backup, &mut made, erase_again, |_| Ok(())));
    if made.is_err() {
        // It holds the keys of people who were erased. The first error is the one to report.
        drop(remove_if_there(&part));
    }
    made?;
    if let Some(ledger) = Ledger::beside(place) {
        ledger.append_missing(erase_again)?;
        ledger.append_missing(&erasure::erased_in(backup)?)?;
    }
    // The old log of changes must go before the new file takes its name: it belongs to the old one alone.
    for companion in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(companion);
        remove_if_there(Path::new(&name))?;
    }
    finish(&part, &file)?;
    place.open(Access::Write).map(drop)
}

fn into_database(backup: &mut Conn, place: &Place, erase_again: &[Erasure]) -> Result<(), Error> {
    let mut database = place.connect(Access::Write)?;
    fill(backup, &mut database, erase_again, |database| {
        for table in migrations::table_names() {
            database.define(&format!("DROP TABLE IF EXISTS {table}"))?;
        }
        Ok(())
    })
}

/// Makes the tables, copies, compares, destroys again the keys of those who were erased, and brings the layout up.
fn fill(
    backup: &mut Conn,
    to: &mut Conn,
    erase_again: &[Erasure],
    clear: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Error> {
    let layout = migrations::layout(backup)?;
    backup.transaction(Access::Read, |backup| {
        to.transaction(Access::Write, |to| {
            clear(to)?;
            migrations::fill_tables(to, layout, |to| {
                copy(backup, to)?;
                if canonical_dump(backup, &truth::tables())? != canonical_dump(to, &truth::tables())? {
                    return Err(Error::Damaged("what was restored is not what was backed up".to_owned()));
                }
                for erasure in erase_again {
                    // Of whoever gave, the law may have something kept: whoever opens the record first puts that together
                    // while it can be read, and destroys the keys with it.
                    let stream = erasure.whom.stream();
                    if !log::has_given(to, stream)? {
                        vault::destroy(to, stream, stream.categories())?;
                    }
                }
                erasure::set_pending(to, erase_again)
            })
        })
    })?;
    migrations::migrate(to, migrations::ALL)
}
