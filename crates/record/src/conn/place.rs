//! Where a record is kept.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use postgres::Config;
use postgres::config::Host;

use super::tls::Target;
use super::{Conn, postgres as server, sqlite};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::migrations;

/// The database's name within a data directory.
const FILE: &str = "record.db";

/// What a connection or a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading only.
    Read,
    /// Reading and writing.
    Write,
}

/// Where a record is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A data directory with an embedded database in it.
    Directory(PathBuf),
    /// A PostgreSQL database, by its URL.
    Database(String),
}

impl Place {
    /// Opens the record that is there.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is none, [`Error::OlderData`] and [`Error::NewerData`] where its layout is not
    /// this version's.
    pub(crate) fn open(&self, access: Access) -> Result<Conn, Error> {
        let mut conn = self.connect_existing(access)?;
        migrations::require_newest(&mut conn)?;
        Ok(conn)
    }

    /// Opens the record that is there for writing, or makes an empty one in the newest layout.
    ///
    /// # Errors
    /// As [`Self::open`]; where tables that are not Carer's are in the way, too.
    pub(crate) fn open_or_create(&self, entropy: &mut Entropy) -> Result<Conn, Error> {
        match self.open(Access::Write) {
            Err(Error::Absent(_)) => self.create(entropy),
            opened => opened,
        }
    }

    fn create(&self, entropy: &mut Entropy) -> Result<Conn, Error> {
        let mut conn = self.connect(Access::Write)?;
        match migrations::create(&mut conn, migrations::newest(), entropy) {
            // Another process made it at the same moment: then theirs is the one.
            Err(Error::Conflict(_)) if conn.has_table("meta")? => migrations::require_newest(&mut conn)?,
            made => made?,
        }
        Ok(conn)
    }

    /// Connects to the record that is there, whatever its layout.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is none.
    pub(crate) fn connect_existing(&self, access: Access) -> Result<Conn, Error> {
        let absent = || Error::Absent(self.to_string());
        if let Self::Directory(dir) = self
            && !dir.join(FILE).try_exists().map_err(|e| Error::file("looking for", &dir.join(FILE), e))?
        {
            return Err(absent());
        }
        let mut conn = self.connect(access)?;
        if conn.has_table("meta")? { Ok(conn) } else { Err(absent()) }
    }

    /// Connects to the database, with a record in it or not.
    pub(crate) fn connect(&self, access: Access) -> Result<Conn, Error> {
        match self {
            Self::Directory(dir) => {
                if access == Access::Write {
                    make_private(dir)?;
                }
                Conn::open_file(&dir.join(FILE), access)
            }
            Self::Database(url) => server::Postgres::open(&Target::parse(url)?, access).map(Conn::Postgres),
        }
    }

    /// The database's file, where the place is a directory.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        self.directory().map(|dir| dir.join(FILE))
    }

    /// The data directory, where it is one.
    pub fn directory(&self) -> Option<&Path> {
        match self {
            Self::Directory(dir) => Some(dir),
            Self::Database(_) => None,
        }
    }
}

impl Conn {
    /// Opens one SQLite file by its path, such as a backup. One for writing is made, for its owner only, where it is
    /// not there.
    pub(crate) fn open_file(path: &Path, access: Access) -> Result<Self, Error> {
        if access == Access::Write {
            private_file().append(true).create(true).open(path).map_err(|e| Error::file("making", path, e))?;
        }
        sqlite::Sqlite::open(path, access).map(Self::Sqlite)
    }

    /// Makes a new SQLite file that is written in one go and of no use until it is whole: sync it then.
    pub(crate) fn create_unfinished(path: &Path) -> Result<Self, Error> {
        private_file().write(true).create_new(true).open(path).map_err(|e| Error::file("making", path, e))?;
        sqlite::Sqlite::open_unfinished(path).map(Self::Sqlite)
    }
}

/// Names the place to an operator. A database's password is left out.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(dir) => dir.display().fmt(f),
            Self::Database(url) => match Target::parse(url) {
                Ok(target) => write!(f, "{}", name_of(&target.config)),
                Err(_) => f.write_str("a PostgreSQL database"),
            },
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

fn name_of(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    format!("PostgreSQL database {} on {host}", config.get_dbname().or(config.get_user()).unwrap_or("postgres"))
}

/// Options for a file that is made for its owner only.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a whole file that its owner only can read, whatever it allowed before, and makes it durable.
///
/// # Errors
/// Where it cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = open_private(private_file().write(true).create(true).truncate(true), path)
        .map_err(|e| Error::file("making", path, e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Error::file("writing", path, e))
}

/// Opens a file, and where it was there already closes it to everybody else.
pub(crate) fn open_private(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Makes the directory if it is not there, for its owner only, and makes its name durable: it will hold the keys, or what
/// is personal. One that is there is left as it is: it is its owner's.
///
/// # Errors
/// Where it cannot be made.
pub fn make_private(dir: &Path) -> Result<(), Error> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|e| Error::file("making", dir, e))?;
    sync_directory_of(dir)
}

/// Makes a new name in a directory durable.
pub(crate) fn sync_directory_of(path: &Path) -> Result<(), Error> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let parent = fs::canonicalize(parent).map_err(|e| Error::file("finding", parent, e))?;
    File::open(&parent).and_then(|dir| dir.sync_all()).map_err(|e| Error::file("syncing", &parent, e))
}
