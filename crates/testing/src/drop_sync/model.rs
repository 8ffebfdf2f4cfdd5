//! What a disk holds: the files as the processes see them, and beside that what is durable of them.
//!
//! It is a model of a journalling file system at its least generous. It reads and writes real files only at both ends.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::journal::Record;
use super::pages::{Contents, Edit};
use super::{Lost, PowerCut};

/// A folder's files.
#[derive(Debug, Default)]
pub(super) struct Disk {
    files: Vec<Contents>,
    /// Which file a number of the real file system stands for now; numbers are used again.
    inodes: HashMap<u64, usize>,
    live: BTreeMap<PathBuf, usize>,
    durable: BTreeMap<PathBuf, usize>,
    changes: Vec<Change>,
}

/// A change of names that is not durable yet, with the number of its record.
#[derive(Debug)]
struct Change {
    number: usize,
    what: Naming,
}

#[derive(Debug)]
enum Naming {
    Link { name: PathBuf, file: usize },
    Rename { from: PathBuf, to: PathBuf },
    Unlink { name: PathBuf },
}

impl Disk {
    /// The files that are really there, all durable.
    pub(super) fn read(folder: &Path) -> Self {
        let mut disk = Self::default();
        disk.read_folder(folder, Path::new(""));
        disk.durable = disk.live.clone();
        disk
    }

    fn read_folder(&mut self, root: &Path, under: &Path) {
        let folder = root.join(under);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let name = under.join(entry.file_name());
            let kind = entry.file_type().expect("an entry that was just read has a kind");
            if kind.is_dir() {
                self.read_folder(root, &name);
            } else if kind.is_file() && !is_volatile(&name) {
                let inode = entry.metadata().unwrap_or_else(|error| panic!("{}: {error}", name.display())).ino();
                let file = *self.inodes.entry(inode).or_insert_with(|| {
                    let bytes = fs::read(entry.path()).unwrap_or_else(|error| panic!("{}: {error}", name.display()));
                    self.files.push(Contents::durable(bytes));
                    self.files.len() - 1
                });
                self.live.insert(name, file);
            }
        }
    }

    pub(super) fn apply(&mut self, number: usize, record: Record) {
        match record {
            Record::Create { inode, name } => {
                self.files.push(Contents::default());
                self.inodes.insert(inode, self.files.len() - 1);
                self.link(number, name, self.files.len() - 1);
            }
            Record::Link { inode, name } => {
                if let Some(&file) = self.inodes.get(&inode) {
                    self.link(number, name, file);
                }
            }
            Record::Rename { from, to } => self.rename(number, from, to),
            Record::Unlink { name } => {
                let file = self.live.remove(&name);
                self.forget_if_nameless(file);
                self.changes.push(Change { number, what: Naming::Unlink { name } });
            }
            Record::Write { inode, at, data } => self.edit(inode, number, Edit::Write { at, data }),
            Record::Truncate { inode, length } => self.edit(inode, number, Edit::Length(length)),
            Record::Sync { inode, covers } => self.sync_file(inode, covers),
            Record::SyncFailed { inode, covers } => {
                if let Some(&file) = self.inodes.get(&inode) {
                    self.files[file].sync_failed(covers);
                }
            }
            Record::SyncFolder { folder, covers } => self.settle(covers, |change| change.is_in(&folder)),
            Record::SyncAll { covers } => {
                self.files.iter_mut().for_each(|file| file.sync(covers));
                self.settle(covers, |_| true);
            }
        }
    }

    fn link(&mut self, number: usize, name: PathBuf, file: usize) {
        self.live.insert(name.clone(), file);
        self.changes.push(Change { number, what: Naming::Link { name, file } });
    }

    fn rename(&mut self, number: usize, from: PathBuf, to: PathBuf) {
        // What has no durable life of its own has no name here.
        let Some(file) = self.live.remove(&from) else { return };
        let replaced = self.live.insert(to.clone(), file);
        self.forget_if_nameless(replaced);
        self.changes.push(Change { number, what: Naming::Rename { from, to } });
    }

    /// Once a file has no name its number may stand for another file, which may lie outside the folder.
    fn forget_if_nameless(&mut self, file: Option<usize>) {
        if let Some(file) = file
            && !self.live.values().any(|&other| other == file)
        {
            self.inodes.retain(|_, &mut other| other != file);
        }
    }

    fn edit(&mut self, inode: u64, number: usize, edit: Edit) {
        if let Some(&file) = self.inodes.get(&inode) {
            self.files[file].edit(number, edit);
        }
    }

    /// A new file's name is durable with its contents, and with it whatever happened to that name before.
    fn sync_file(&mut self, inode: u64, covers: usize) {
        let Some(&file) = self.inodes.get(&inode) else { return };
        self.files[file].sync(covers);
        let made = self.changes.iter().filter(|change| change.number < covers).find_map(|change| match &change.what {
            Naming::Link { name, file: linked } if *linked == file => Some((change.number, name.clone())),
            _ => None,
        });
        if let Some((number, name)) = made {
            self.settle(number + 1, |change| change.concerns(&name));
        }
    }

    /// Makes durable the changes of names before record `covers` that `which` chooses.
    fn settle(&mut self, covers: usize, which: impl Fn(&Naming) -> bool) {
        let (now, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.changes)
            .into_iter()
            .partition(|change| change.number < covers && which(&change.what));
        self.changes = later;
        now.into_iter().for_each(|change| change.what.settle(&mut self.durable));
    }

    /// # Panics
    /// If the files that are really there are not those that the journal tells of.
    pub(super) fn must_be(&self, real: &Self) {
        let names = |disk: &Self| disk.live.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(self), names(real), "files were made or removed by what cannot be seen");
        for (name, &file) in &self.live {
            let same = self.files[file].live() == real.files[real.live[name]].live();
            assert!(same, "{} was changed by what cannot be seen", name.display());
        }
    }

    pub(super) fn lost(&self) -> Lost {
        let named: std::collections::BTreeSet<usize> = self.live.values().copied().collect();
        Lost { edits: named.into_iter().map(|file| self.files[file].unsynced()).sum(), names: self.changes.len() }
    }

    /// What is left after the cut.
    pub(super) fn cut(mut self, how: PowerCut) -> Left {
        let mut chance = match how {
            PowerCut::Synced => None,
            PowerCut::Torn(seed) => Some(Chance::of(seed)),
        };
        if let Some(chance) = &mut chance {
            let kept = chance.below(self.changes.len() + 1);
            self.changes.drain(..kept).for_each(|change| change.what.settle(&mut self.durable));
        }
        let files = self.durable.into_iter().map(|(name, file)| {
            let contents = &self.files[file];
            let bytes = match &mut chance {
                None => contents.synced().to_vec(),
                Some(chance) => contents.torn(chance),
            };
            (name, bytes)
        });
        Left(files.collect())
    }
}

impl Naming {
    fn settle(self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Link { name, file } => {
                names.insert(name, file);
            }
            Self::Unlink { name } => {
                names.remove(&name);
            }
            Self::Rename { from, to } => {
                if let Some(file) = names.remove(&from) {
                    names.insert(to, file);
                }
            }
        }
    }

    fn names(&self) -> impl Iterator<Item = &Path> {
        let (first, second) = match self {
            Self::Link { name, .. } | Self::Unlink { name } => (name, None),
            Self::Rename { from, to } => (from, Some(to)),
        };
        std::iter::once(first).chain(second).map(PathBuf::as_path)
    }

    fn concerns(&self, name: &Path) -> bool {
        self.names().any(|other| other == name)
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.names().any(|name| name.parent() == Some(folder))
    }
}

/// The files after a power cut. One that had two names has become two: nothing here tells them apart.
#[derive(Debug)]
pub(super) struct Left(BTreeMap<PathBuf, Vec<u8>>);

impl Left {
    /// Puts these files, and no others, into the folder.
    pub(super) fn write(&self, folder: &Path) {
        empty(folder);
        for (name, bytes) in &self.0 {
            let file = folder.join(name);
            let parent = file.parent().expect("a file is in a folder");
            fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
            fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
        if path.is_dir() {
            empty(&path);
        } else {
            fs::remove_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

/// Numbers from a seed: the splitmix64 sequence.
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit as u64).expect("it is below a usize")
    }
}

fn is_volatile(name: &Path) -> bool {
    name.to_string_lossy().ends_with("-shm")
}
