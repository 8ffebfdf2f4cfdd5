//! The journal that the preloaded library writes: the same layout as in `shim.c`, read back.

use std::fs::{self, File};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

const HEAD: usize = 4096;
/// The size of `struct record`.
const RECORD: usize = 40;

/// What happened, in order.
#[derive(Debug)]
pub(super) struct Journal {
    /// How many processes had the library loaded.
    pub(super) processes: i64,
    /// A process died between a change and writing it down, so the last change may be missing.
    pub(super) unsure: bool,
    pub(super) records: Vec<Record>,
}

/// One change or one sync. `covers` counts the records that had been written when the sync began.
#[derive(Debug)]
pub(super) enum Record {
    Create { inode: u64, name: PathBuf },
    Write { inode: u64, at: usize, data: Vec<u8> },
    Truncate { inode: u64, length: usize },
    Sync { inode: u64, covers: usize },
    SyncFailed { inode: u64, covers: usize },
    Link { inode: u64, name: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
    Unlink { name: PathBuf },
    SyncFolder { folder: PathBuf, covers: usize },
    SyncAll { covers: usize },
}

impl Journal {
    /// A journal of nothing, on a disk with room whose syncs work.
    pub(super) fn create(file: &Path) {
        let mut head = [0; HEAD];
        for (field, value) in [HEAD as i64, 0, -1, -1, 0, 0, 0].into_iter().enumerate() {
            head[field * 8..][..8].copy_from_slice(&value.to_ne_bytes());
        }
        fs::write(file, head).expect("the journal's folder is ours");
    }

    pub(super) fn set_room(file: &Path, bytes: i64) {
        set(file, 2, bytes);
    }

    pub(super) fn set_syncs(file: &Path, syncs: i64) {
        set(file, 3, syncs);
    }

    pub(super) fn read(file: &Path) -> Self {
        let bytes = fs::read(file).expect("the journal's folder is ours");
        let field = |number: usize| i64::from_ne_bytes(array(&bytes[number * 8..]));
        let mut rest = &bytes[HEAD..size(field(0))];
        let mut records = Vec::new();
        while !rest.is_empty() {
            records.push(Record::take(&mut rest));
        }
        assert_eq!(records.len(), size(field(1)), "the library and this file disagree on the journal's layout");
        Self { processes: field(6), unsure: field(4) != 0 || field(5) != 0, records }
    }
}

impl Record {
    fn take(rest: &mut &[u8]) -> Self {
        let head = take(rest, RECORD);
        let number = |at: usize| u32::from_ne_bytes(array(&head[at..]));
        let inode = u64::from_ne_bytes(array(&head[16..]));
        let value = i64::from_ne_bytes(array(&head[24..]));
        let name = path(take(rest, number(4) as usize));
        let other = path(take(rest, number(8) as usize));
        let length = u64::from_ne_bytes(array(&head[32..]));
        let data = take(rest, usize::try_from(length).expect("it is in memory"));
        match number(0) {
            1 => Self::Create { inode, name },
            2 => Self::Write { inode, at: size(value), data: data.to_vec() },
            3 => Self::Truncate { inode, length: size(value) },
            4 => Self::Sync { inode, covers: size(value) },
            5 => Self::SyncFailed { inode, covers: size(value) },
            6 => Self::Link { inode, name },
            7 => Self::Rename { from: name, to: other },
            8 => Self::Unlink { name },
            9 => Self::SyncFolder { folder: name, covers: size(value) },
            10 => Self::SyncAll { covers: size(value) },
            kind => panic!("the journal has a record of kind {kind}"),
        }
    }
}

fn set(file: &Path, field: u64, value: i64) {
    let file = File::options().write(true).open(file).expect("the journal is there");
    file.write_all_at(&value.to_ne_bytes(), field * 8).expect("the journal can be written");
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (first, after) = rest.split_at(length);
    *rest = after;
    first
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes[..N].try_into().expect("the slice was just cut to that length")
}

fn size(value: i64) -> usize {
    usize::try_from(value).expect("lengths, places and counts are not negative")
}

fn path(bytes: &[u8]) -> PathBuf {
    std::ffi::OsString::from_vec(bytes.to_vec()).into()
}
