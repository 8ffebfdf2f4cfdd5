//! Erasure, down to the bytes in the files, and remembered so that no restored backup brings anybody back.
//!
//! The engine destroys the keys and appends the event in one transaction; then [`scrub`] sees to the files and
//! [`Ledger`] remembers. The ledger names people by id only, and why in words that name nobody.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use memchr::memmem::Finder;
use programme::{AccountEvent, AccountId, Command, Event, PersonEvent, PersonId, Stream};
use serde::{Deserialize, Serialize};

use crate::conn::{Access, Conn, Place, open_private, private_file, sync_directory_of, write_private};
use crate::error::Error;
use crate::{migrations, upcast};

/// The ledger's name within a data directory.
const FILE: &str = "erasures.jsonl";
/// How much of a file is searched in one go.
const CHUNK: usize = 1 << 20;
/// Under which name the record keeps those who are to be erased again after a restore.
const AGAIN: &str = "erase-again";
/// Under which name the record says that somebody was erased and the files were not seen to yet.
const UNSCRUBBED: &str = "unscrubbed";

/// Somebody's erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The record in which it was done.
    pub record: String,
    /// Who was erased.
    #[serde(flatten)]
    pub whom: Erased,
    /// When.
    pub at: Timestamp,
    /// Why, in words that name nobody.
    pub reason: String,
}

/// Who was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Erased {
    /// A person, with the accounts that gave their own record.
    Person(PersonId),
    /// Somebody who worked here, and had an account for that.
    Account(AccountId),
}

impl Erased {
    /// Their stream.
    pub const fn stream(self) -> Stream {
        match self {
            Self::Person(person) => Stream::Person(person),
            Self::Account(account) => Stream::Account(account),
        }
    }

    /// What erases them again.
    pub(crate) fn again(self, reason: String) -> Command {
        match self {
            Self::Person(person) => Command::Erase { person, reason },
            Self::Account(account) => Command::EraseAccount { account, reason },
        }
    }
}

/// Sees to it that what was destroyed is in no file any more; gives in words what could not be seen to.
///
/// Called after the commit, outside any transaction. `needles` are bytes that were erased: the keys, and what else the
/// caller knows. SQLite overwrites what it deletes, but where rows were once moved between pages a copy can stay behind
/// in the unused part of one: so the file is searched, and written anew if anything is found. `tables` are those that
/// held something personal of them: PostgreSQL writes these anew.
pub(crate) fn scrub(conn: &mut Conn, tables: &[&str], needles: &[&[u8]]) -> Result<Vec<String>, Error> {
    let mut left = conn.purge(tables, false)?;
    let Some(file) = conn.file().map(Path::to_owned) else { return Ok(left) };
    if is_in_files(&file, needles)? {
        left = conn.purge(tables, true)?;
        if is_in_files(&file, needles)? {
            left.push(
                "some of what was erased is still in the database's files, perhaps as part of something else"
                    .to_owned(),
            );
        }
    }
    Ok(left)
}

fn is_in_files(database: &Path, needles: &[&[u8]]) -> Result<bool, Error> {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    for path in [database.to_owned(), PathBuf::from(log)] {
        match contains_any(&path, needles) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::file("searching", &path, error)),
            Ok(true) => return Ok(true),
            Ok(false) => {}
        }
    }
    Ok(false)
}

fn contains_any(path: &Path, needles: &[&[u8]]) -> io::Result<bool> {
    let finders: Vec<Finder<'_>> = needles.iter().filter(|n| !n.is_empty()).map(Finder::new).collect();
    let overlap = needles.iter().map(|n| n.len()).max().unwrap_or(0);
    let mut file = File::open(path)?;
    let mut buffer = Vec::with_capacity(CHUNK + overlap);
    loop {
        let kept = buffer.len().min(overlap);
        buffer.drain(..buffer.len() - kept);
        if (&mut file).take(CHUNK as u64).read_to_end(&mut buffer)? == 0 {
            return Ok(false);
        }
        if finders.iter().any(|finder| finder.find(&buffer).is_some()) {
            return Ok(true);
        }
    }
}

/// Everybody who was erased, as the log says.
pub(crate) fn erased_in(conn: &mut Conn) -> Result<Vec<Erasure>, Error> {
    let record = migrations::record_id(conn)?;
    let people = "SELECT stream, version, schema, at, clear, kind FROM event WHERE kind = 'erased' ORDER BY seq";
    let accounts =
        "SELECT stream, version, schema, at, clear, kind FROM event WHERE kind = 'account-erased' ORDER BY seq";
    let mut all = Vec::new();
    for sql in [people, accounts] {
        all.extend(erased_by(conn, sql, &record)?.into_iter().flatten());
    }
    Ok(all)
}

/// What these events say; `None` of an account that went with its holder's own record.
fn erased_by(conn: &mut Conn, sql: &'static str, record: &str) -> Result<Vec<Option<Erasure>>, Error> {
    conn.query(sql, &[], |row| {
        let (stream, version) = (row.get_text(0)?, row.get_i64(1)?);
        let corrupt = |why: &str| Error::Corrupt { stream: stream.to_owned(), event: version, why: why.to_owned() };
        let schema = u16::try_from(row.get_i64(2)?).map_err(|_| corrupt("its schema number is out of range"))?;
        let at = Timestamp::from_microsecond(row.get_i64(3)?).map_err(|e| corrupt(&e.to_string()))?;
        let erasure = |whom, reason| Ok(Some(Erasure { record: record.to_owned(), whom, at, reason }));
        match (stream.parse(), upcast::decode(row.get_text(5)?, schema, row.get_bytes(4)?, None)) {
            (Ok(Stream::Person(person)), Ok(Event::Person(PersonEvent::Erased { reason }))) => {
                erasure(Erased::Person(person), reason)
            }
            (Ok(Stream::Account(account)), Ok(Event::Account(AccountEvent::Erased { reason: Some(reason) }))) => {
                erasure(Erased::Account(account), reason)
            }
            (Ok(Stream::Account(_)), Ok(Event::Account(AccountEvent::Erased { reason: None }))) => Ok(None),
            (_, Ok(_)) => Err(corrupt("it is not an erasure")),
            (_, Err(why)) => Err(corrupt(&why)),
        }
    })
}

/// Those whom the engine has to erase again before it does anything else: a restored backup knew them, and their keys
/// are destroyed, but the log does not say so yet.
pub(crate) fn pending(conn: &mut Conn) -> Result<Vec<Erasure>, Error> {
    let Some(text) = migrations::note(conn, AGAIN)? else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|e| Error::Damaged(format!("the list of people to erase again: {e}")))
}

/// Sets or, when all are done, clears the list of those to erase again, within the transaction.
pub(crate) fn set_pending(conn: &mut Conn, erasures: &[Erasure]) -> Result<(), Error> {
    let text = (!erasures.is_empty()).then(|| serde_json::to_string(erasures).expect("an erasure has only text keys"));
    migrations::set_note(conn, AGAIN, text.as_deref())
}

/// Whether somebody was erased by a process that did not come to seeing to the files.
pub(crate) fn is_unscrubbed(conn: &mut Conn) -> Result<bool, Error> {
    Ok(migrations::note(conn, UNSCRUBBED)?.is_some())
}

/// Says within the transaction of an erasure that the files have to be seen to, or that they have been.
pub(crate) fn set_unscrubbed(conn: &mut Conn, unscrubbed: bool) -> Result<(), Error> {
    migrations::set_note(conn, UNSCRUBBED, unscrubbed.then_some("yes"))
}

/// The same as [`scrub`] for what a process left behind that ended in between: what was destroyed is known to nobody any
/// more and cannot be searched for, so everything is written anew.
pub(crate) fn scrub_blindly(conn: &mut Conn, tables: &[&str]) -> Result<Vec<String>, Error> {
    conn.purge(tables, true)
}

/// The list of erasures kept outside the database, one JSON object a line.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

impl Ledger {
    /// The ledger in the data directory; `None` where the place is none: then the operator says where it is.
    pub fn beside(place: &Place) -> Option<Self> {
        place.directory().map(|dir| Self { path: dir.join(FILE) })
    }

    /// A ledger by its path.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Enters everybody whom the record says was erased and the ledger does not; says how many. The ledger is there
    /// afterwards, be it empty.
    ///
    /// # Errors
    /// Where there is no record, or the ledger cannot be read or written.
    pub fn bring_up(&self, place: &Place) -> Result<usize, Error> {
        if !self.exists() {
            write_private(&self.path, b"")?;
            sync_directory_of(&self.path)?;
        }
        self.reconcile(&mut place.open(Access::Read)?)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is one.
    pub(crate) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// What it lists. A last line that was cut off as it was written counts as not there.
    ///
    /// # Errors
    /// [`Error::Refused`] where a line is not an erasure, naming it; [`Error::File`] where there is no file.
    pub fn read(&self) -> Result<Vec<Erasure>, Error> {
        let text = fs::read_to_string(&self.path).map_err(|e| Error::file("reading", &self.path, e))?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(i, line)| {
                serde_json::from_str(line).map_err(|e| {
                    Error::Refused(format!("{}, line {}: this is not an erasure: {e}", self.path.display(), i + 1))
                })
            })
            .collect()
    }

    /// Adds erasures, durably.
    pub fn append(&self, erasures: &[Erasure]) -> Result<(), Error> {
        if erasures.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for erasure in erasures {
            lines.push_str(&serde_json::to_string(erasure).expect("an erasure has only text keys"));
            lines.push('\n');
        }
        let is_new = !self.exists();
        append_whole_lines(&self.path, lines.as_bytes()).map_err(|e| Error::file("writing", &self.path, e))?;
        if is_new { sync_directory_of(&self.path) } else { Ok(()) }
    }

    /// Adds those whom the log says were erased and the ledger does not: after a crash between the two. Says how many.
    pub(crate) fn reconcile(&self, conn: &mut Conn) -> Result<usize, Error> {
        let erased = erased_in(conn)?;
        self.append_missing(&erased)
    }

    /// Adds those of these that it does not list yet. Says how many.
    pub(crate) fn append_missing(&self, erasures: &[Erasure]) -> Result<usize, Error> {
        let listed: HashSet<(String, Erased)> = if self.exists() {
            self.read()?.into_iter().map(|erasure| (erasure.record, erasure.whom)).collect()
        } else {
            HashSet::new()
        };
        let missing: Vec<Erasure> =
            erasures.iter().filter(|e| !listed.contains(&(e.record.clone(), e.whom))).cloned().collect();
        self.append(&missing)?;
        Ok(missing.len())
    }
}

fn append_whole_lines(path: &Path, lines: &[u8]) -> io::Result<()> {
    let mut file = open_private(private_file().read(true).write(true).create(true).truncate(false), path)?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let whole = memchr::memrchr(b'\n', &text).map_or(0, |end| end + 1);
    file.set_len(whole as u64)?;
    file.seek(SeekFrom::Start(whole as u64))?;
    file.write_all(lines)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn erasure(person: u128) -> Erasure {
        Erasure {
            record: "r".to_owned(),
            whom: Erased::Person(PersonId(Uuid::from_u128(person))),
            at: "2024-05-01T08:00:00Z".parse().expect("a time"),
            reason: "their own wish".to_owned(),
        }
    }

    #[test]
    fn the_ledger_gives_back_what_it_was_given_and_each_once() {
        let dir = tempfile::tempdir().expect("a directory");
        let ledger = Ledger::at(&dir.path().join(FILE));
        assert!(ledger.read().is_err(), "no file is not the same as nobody");
        ledger.append(&[erasure(1)]).expect("it is written");
        assert_eq!(ledger.append_missing(&[erasure(1), erasure(2)]).expect("it is written"), 1);
        assert_eq!(ledger.append_missing(&[erasure(1), erasure(2)]).expect("it is written"), 0);
        assert_eq!(ledger.read().expect("it is read"), [erasure(1), erasure(2)]);
    }

    #[test]
    fn a_line_that_was_cut_off_is_written_over() {
        let dir = tempfile::tempdir().expect("a directory");
        let ledger = Ledger::at(&dir.path().join(FILE));
        ledger.append(&[erasure(1)]).expect("it is written");
        let mut text = fs::read(ledger.path()).expect("it is read");
        text.extend_from_slice(b"{\"record\":\"r\",\"pers");
        fs::write(ledger.path(), text).expect("it is written");
        assert_eq!(ledger.read().expect("it is read"), [erasure(1)]);
        ledger.append(&[erasure(2)]).expect("it is written");
        assert_eq!(ledger.read().expect("it is read"), [erasure(1), erasure(2)]);
    }

    #[test]
    fn a_line_that_is_no_erasure_is_named() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        fs::write(&path, "\n{}\n").unwrap();
        let error = Ledger::at(&path).read().unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_needle_is_found_wherever_it_lies() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("haystack");
        for at in [0, 1, CHUNK - 16, CHUNK - 1, CHUNK, 2 * CHUNK - 3, 3 * CHUNK - 32] {
            let mut hay = vec![0; 3 * CHUNK];
            hay[at..at + 32].copy_from_slice(&[7; 32]);
            fs::write(&path, &hay).unwrap();
            assert!(contains_any(&path, &[&[8; 4], &[7; 32]]).expect("it is written"), "at {at}");
            assert!(!contains_any(&path, &[&[8; 4], &[7; 33]]).expect("it is written"), "at {at}");
        }
    }
}
