//! A disk that keeps only what was synced, for tests that pull the plug.
//!
//! A small library, preloaded into the real program, writes down every change to the files of one folder and every
//! sync. After the program was killed, [`DropSync::power_cut`] puts into the folder what a disk would still have. The
//! same library makes the disk full, or its syncs fail.
//!
//! A file's contents are durable when the file was synced; its name when the file or its folder was; a renaming or
//! removal when its folder was. Folders themselves are taken to be durable. SQLite's `-shm` files are gone.

mod journal;
mod model;
mod pages;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::tools;
use journal::Journal;
use model::Disk;

const SOURCE: &str = include_str!("drop_sync/shim.c");

/// What is left of the changes that nothing had synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PowerCut {
    /// None of them: the least that a disk may keep.
    Synced,
    /// Some of them, chosen by this seed: any page of 4096 bytes may be older or newer, or torn between two sectors;
    /// of the changes of names the first few.
    Torn(u64),
}

/// What had not been synced when the power went. All zero means that the cut took nothing and so tested nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lost {
    /// Writes and changes of length to files that still have a name.
    pub edits: usize,
    /// Files made, renamed, linked or removed.
    pub names: usize,
}

/// The disk under one folder.
#[derive(Debug)]
pub struct DropSync {
    folder: PathBuf,
    state: TempDir,
    before: Disk,
}

impl DropSync {
    /// Stands under `folder`, whose files as they are now count as durable.
    ///
    /// # Panics
    /// If the folder cannot be read, or there is no C compiler.
    pub fn under(folder: &Path) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let before = Disk::read(&folder);
        let state = tempfile::Builder::new().prefix("carer-disk-").tempdir().expect("a temporary folder");
        let disk = Self { folder, state, before };
        File::create(disk.alive()).expect("the folder is ours");
        Journal::create(&disk.journal());
        disk
    }

    /// Has `command` run on this disk. It must be linked dynamically with the C library, as Rust's programs are.
    pub fn watch(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", shim())
            .env("DROP_SYNC_DIR", &self.folder)
            .env("DROP_SYNC_JOURNAL", self.journal())
            .env("DROP_SYNC_ALIVE", self.alive());
    }

    /// From now on the disk takes this many bytes more (the last write may be cut short) and then is full. What is
    /// removed frees nothing.
    pub fn fill_after(&self, bytes: u32) {
        Journal::set_room(&self.journal(), i64::from(bytes));
    }

    /// The disk has room again.
    pub fn has_room(&self) {
        Journal::set_room(&self.journal(), -1);
    }

    /// From now on this many syncs succeed and all later ones fail. As on Linux, the changes that a failed sync was to
    /// cover are lost for good, even if another sync succeeds.
    pub fn fail_syncs_after(&self, syncs: u32) {
        Journal::set_syncs(&self.journal(), i64::from(syncs));
    }

    /// Syncs succeed again.
    pub fn syncs_work(&self) {
        Journal::set_syncs(&self.journal(), -1);
    }

    /// Cuts the power: the folder gets what the disk would still have, and the disk works again.
    ///
    /// # Panics
    /// If a watched process still runs, if none was ever watched, or if a file was changed by what the library cannot
    /// see, so that nothing is known of what is durable.
    pub fn power_cut(&mut self, how: PowerCut) -> Lost {
        self.nobody_runs();
        let journal = Journal::read(&self.journal());
        assert!(journal.processes > 0, "no process ran on this disk: was `watch` forgotten?");
        let mut disk = std::mem::take(&mut self.before);
        for (number, record) in journal.records.into_iter().enumerate() {
            disk.apply(number, record);
        }
        if !journal.unsure {
            disk.must_be(&Disk::read(&self.folder));
        }
        let lost = disk.lost();
        disk.cut(how).write(&self.folder);
        self.before = Disk::read(&self.folder);
        Journal::create(&self.journal());
        lost
    }

    /// Each watched process holds a shared lock for as long as it lives.
    fn nobody_runs(&self) {
        let alive = File::open(self.alive()).expect("the folder is ours");
        match alive.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => panic!("a process still runs on this disk: kill it and wait for it"),
            Err(TryLockError::Error(error)) => panic!("cannot lock {}: {error}", self.alive().display()),
        }
    }

    fn alive(&self) -> PathBuf {
        self.state.path().join("alive")
    }

    fn journal(&self) -> PathBuf {
        self.state.path().join("journal")
    }
}

/// The compiled library. It is kept under the hash of its source; test processes may compile it at the same time.
fn shim() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let hash: String = Sha256::digest(SOURCE).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let target = tools::target();
        let file = target.join(format!("drop-sync-{hash}.so"));
        if !file.is_file() {
            let compiler = tools::find("cc", &[], "gcc libc6-dev");
            let folder = tempfile::tempdir_in(&target).expect("target takes a folder");
            let (source, library) = (folder.path().join("shim.c"), folder.path().join("shim.so"));
            fs::write(&source, SOURCE).expect("the folder is ours");
            let mut command = Command::new(compiler);
            command.args(["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-o"]).arg(&library).arg(&source);
            tools::run(command.args(["-ldl", "-pthread"]));
            fs::rename(&library, &file).expect("both are in target");
        }
        file
    })
}
