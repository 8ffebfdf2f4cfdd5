//! A fresh, empty place on either database for one test.

use std::path::{Path, PathBuf};

use testing::Postgres;

use crate::conn::{Access, Conn, Place};
use crate::entropy::Entropy;

/// Makes a test for each database of each case, which is a function over a [`Ground`].
macro_rules! on_both {
    ($($case:ident)*) => {
        mod on_sqlite {
            $(#[test] fn $case() { super::$case(&$crate::conformance::Ground::sqlite()); })*
        }
        mod on_postgres {
            $(#[test] fn $case() { super::$case(&$crate::conformance::Ground::postgres()); })*
        }
    };
}
pub(super) use on_both;

/// A place that nobody else uses, and a directory for files.
pub(super) struct Ground {
    /// Where the record of the test is.
    pub(super) place: Place,
    kind: Kind,
    files: tempfile::TempDir,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Sqlite,
    Postgres,
}

impl Ground {
    pub(super) fn sqlite() -> Self {
        Self::of(Kind::Sqlite)
    }

    pub(super) fn postgres() -> Self {
        Self::of(Kind::Postgres)
    }

    fn of(kind: Kind) -> Self {
        let files = tempfile::tempdir().unwrap();
        Self { place: place(kind, files.path(), "data"), kind, files }
    }

    /// Another empty place on the same database.
    pub(super) fn another(&self) -> Place {
        let dir = tempfile::tempdir_in(self.files.path()).unwrap().keep();
        place(self.kind, &dir, "data")
    }

    /// An empty place on the other database.
    pub(super) fn on_the_other(&self) -> Place {
        let dir = tempfile::tempdir_in(self.files.path()).unwrap().keep();
        let other = if self.kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
        place(other, &dir, "data")
    }

    /// A path for a file of the test.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// A new record, open for writing.
    pub(super) fn record(&self) -> Conn {
        self.place.open_or_create(&mut Entropy::seeded(1)).unwrap()
    }

    /// Another connection to the record.
    pub(super) fn again(&self, access: Access) -> Conn {
        self.place.open(access).unwrap()
    }
}

fn place(kind: Kind, dir: &Path, name: &str) -> Place {
    match kind {
        Kind::Sqlite => Place::Directory(dir.join(name)),
        Kind::Postgres => Place::Database(Postgres::shared().database()),
    }
}
