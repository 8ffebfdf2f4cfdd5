//! A fresh place for one test, on either database, and the program run over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use programme::{AccountDetails, AccountId, PostId, Role};
use record::{Clock, DoorWrite, Entropy, Opening, Place, Submission, Token};
use serde_json::Value;
use testing::Postgres;

/// Makes a test for each database of each case, which is a function over a [`Ground`].
macro_rules! on_both {
    ($($case:ident)*) => {
        mod on_sqlite {
            $(#[test] fn $case() { super::$case(&$crate::ground::Ground::sqlite()); })*
        }
        mod on_postgres {
            $(#[test] fn $case() { super::$case(&$crate::ground::Ground::postgres()); })*
        }
    };
}
pub(crate) use on_both;

/// The kidney programme that comes with the product.
pub(crate) const KIDNEY: &str = "programmes/living-kidney-us.toml";

/// A place that nobody else uses, and a directory for the test's files, in which the program runs.
pub(crate) struct Ground {
    /// Where the record of the test is; there is none yet.
    pub(crate) place: Place,
    kind: Kind,
    files: tempfile::TempDir,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// What a run of the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ground {
    pub(crate) fn sqlite() -> Self {
        Self::of(Kind::Sqlite)
    }

    pub(crate) fn postgres() -> Self {
        Self::of(Kind::Postgres)
    }

    fn of(kind: Kind) -> Self {
        let files = tempfile::tempdir().expect("a temporary folder");
        Self { place: empty(kind, files.path(), "data"), kind, files }
    }

    /// Over a place that the test has made.
    pub(crate) fn at(place: Place) -> Self {
        let kind = if place.directory().is_some() { Kind::Sqlite } else { Kind::Postgres };
        Self { place, kind, files: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Another empty place on the same database.
    pub(crate) fn another(&self, name: &str) -> Place {
        empty(self.kind, self.files.path(), name)
    }

    /// An empty place on the other database.
    pub(crate) fn on_the_other(&self, name: &str) -> Place {
        let other = if self.kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
        empty(other, self.files.path(), name)
    }

    /// A path for a file of the test.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// A file of the test with this in it; gives its path.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.file(name);
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text(&path)
    }

    /// Opens the record and signs a coordinator in: what they show.
    pub(crate) fn coordinator(&self) -> String {
        let programme = programme::file::parse(&text_of(KIDNEY)).programme.expect("it is without faults");
        let (clock, mut entropy) = (Clock::system(), Entropy::system());
        let (account, post) = (AccountId(entropy.uuid_v7(clock.now())), PostId(entropy.uuid_v7(clock.now())));
        let zone = jiff::tz::TimeZone::get(&programme.time_zone).expect("it is known");
        let on = clock.now().to_zoned(zone).date();
        let opening = Opening {
            place: self.place.clone(),
            programme: Arc::new(programme),
            clock,
            entropy,
            author: "a test".to_owned(),
        };
        let (writer, running) = record::open(opening, &mut |_| {}).expect("it opens");
        let details = AccountDetails { name: "Clara Voss".to_owned(), login: "clara".to_owned() };
        for command in [
            programme::Command::OpenAccount { account, person: None, details },
            programme::Command::Appoint { account, post, role: Role::Coordinator, site: None, on },
        ] {
            writer.submit(Submission::new("a test", command)).expect("it is carried out");
        }
        let secret = format!("session of {account}").replace(' ', "-");
        let token = Token::of(&secret);
        writer
            .at_door(vec![DoorWrite::BeginSession {
                token,
                account,
                until: i64::MAX,
                strong: true,
                browser: String::new(),
            }])
            .expect("it is written");
        running.stop();
        secret
    }

    /// Runs `erase` over the test's record, with the ledger that a database needs.
    pub(crate) fn erase(&self, person: &str, words: &[&str]) -> Said {
        let ledger = self.ledger();
        let mut all = vec!["erase", "--person", person, "--reason", "their own wish"];
        all.extend(words);
        if self.kind == Kind::Postgres {
            all.extend(["--ledger", &ledger]);
        }
        self.carer(&all)
    }

    /// The ledger of erasures of the test's record.
    pub(crate) fn ledger(&self) -> String {
        text(&self.file(if self.kind == Kind::Postgres { "ledger.jsonl" } else { "data/erasures.jsonl" }))
    }

    /// Runs the program over the test's record.
    pub(crate) fn carer(&self, words: &[&str]) -> Said {
        self.carer_at(&self.place, words)
    }

    /// Runs the program over another record.
    pub(crate) fn carer_at(&self, place: &Place, words: &[&str]) -> Said {
        let [flag, value] = flags(place);
        let mut all = words.to_vec();
        all.extend([flag.as_str(), value.as_str()]);
        self.run(&all)
    }

    /// Runs the program with these words and no others.
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        said(program(self.files.path()).args(words))
    }

    /// The program in the test's directory, to be given words and settings.
    pub(crate) fn program(&self) -> Command {
        program(self.files.path())
    }

    /// Events in the log, as `carer verify` counts them; the record has to hold.
    pub(crate) fn events(&self) -> u64 {
        events_at(&self.place)
    }

    /// The read tables as a few lines of text.
    pub(crate) fn dump(&self) -> String {
        record::dump_of_read_tables(&self.place).expect("there is a record")
    }
}

impl Said {
    /// This, which must have ended with this code.
    #[track_caller]
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    /// The answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// Runs a command to its end.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Said { code: output.status.code().expect("it ended by itself"), out: text(output.stdout), err: text(output.stderr) }
}

/// How many events a record has, which has to hold.
#[track_caller]
pub(crate) fn events_at(place: &Place) -> u64 {
    let report = record::verify(place, None, &mut |_| {}).expect("there is a record");
    assert!(report.holds(), "{report}");
    report.events
}

/// The flag by which a verb is told of a place, and its value.
pub(crate) fn flags(place: &Place) -> [String; 2] {
    match place {
        Place::Directory(dir) => ["--data".to_owned(), text(dir)],
        Place::Database(url) => ["--database".to_owned(), url.clone()],
    }
}

/// A file of the repository.
pub(crate) fn ours(path: &str) -> String {
    text(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path)
            .canonicalize()
            .expect("it is in the repository"),
    )
}

/// The text of a file of the repository.
pub(crate) fn text_of(path: &str) -> String {
    fs::read_to_string(ours(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carer"));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARER_")) {
        command.env_remove(name);
    }
    command.env("CARER_AUTHOR", "A nurse");
    command
}

fn empty(kind: Kind, folder: &Path, name: &str) -> Place {
    match kind {
        Kind::Sqlite => Place::Directory(folder.join(name)),
        Kind::Postgres => Place::Database(Postgres::shared().database()),
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("the paths of tests are text").to_owned()
}
