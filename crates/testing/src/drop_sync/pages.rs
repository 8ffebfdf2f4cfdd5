//! One file's bytes: what is durable, what the processes see, and the edits between the two.

use super::model::Chance;

/// What a disk writes at once, as the file system sees it.
const PAGE: usize = 4096;
/// What a disk writes without tearing.
const SECTOR: usize = 512;

/// A change to a file's bytes.
#[derive(Debug)]
pub(super) enum Edit {
    Write { at: usize, data: Vec<u8> },
    Length(usize),
}

/// A file's bytes, now and durably.
#[derive(Debug, Default)]
pub(super) struct Contents {
    live: Vec<u8>,
    synced: Vec<u8>,
    /// Not durable yet, each with the number of its record.
    edits: Vec<(usize, Edit)>,
}

impl Contents {
    pub(super) fn durable(bytes: Vec<u8>) -> Self {
        Self { live: bytes.clone(), synced: bytes, edits: Vec::new() }
    }

    pub(super) fn live(&self) -> &[u8] {
        &self.live
    }

    pub(super) fn synced(&self) -> &[u8] {
        &self.synced
    }

    pub(super) fn unsynced(&self) -> usize {
        self.edits.len()
    }

    pub(super) fn edit(&mut self, number: usize, edit: Edit) {
        edit.apply(&mut self.live);
        self.edits.push((number, edit));
    }

    /// Makes durable what happened before record `covers`.
    pub(super) fn sync(&mut self, covers: usize) {
        for (_, edit) in self.take_before(covers) {
            edit.apply(&mut self.synced);
        }
    }

    /// A failed sync: Linux counts its pages as clean from then on, so that no later sync writes them.
    pub(super) fn sync_failed(&mut self, covers: usize) {
        drop(self.take_before(covers));
    }

    fn take_before(&mut self, covers: usize) -> Vec<(usize, Edit)> {
        let first_kept = self.edits.partition_point(|&(number, _)| number < covers);
        self.edits.drain(..first_kept).collect()
    }

    /// What may be found if any page was written back at any moment since the last sync, or half of it at another.
    pub(super) fn torn(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = vec![0; self.length_after(self.moment(chance))];
        let mut pieces = Vec::new();
        for start in (0..bytes.len()).step_by(PAGE) {
            let end = bytes.len().min(start + PAGE);
            let tear = if chance.below(4) == 0 { SECTOR * chance.below(PAGE / SECTOR) } else { 0 };
            let middle = end.min(start + tear);
            pieces.push((self.moment(chance), start, middle));
            pieces.push((self.moment(chance), middle, end));
        }
        pieces.sort_unstable();
        let mut state = self.synced.clone();
        let mut done = 0;
        for (moment, start, end) in pieces {
            self.edits[done..moment].iter().for_each(|(_, edit)| edit.apply(&mut state));
            done = moment;
            copy(&state, &mut bytes, start, end);
        }
        bytes
    }

    /// How many of the edits had been made. The first and the last moment are likelier than those between: pages that
    /// are older and newer than each other are what breaks programs.
    fn moment(&self, chance: &mut Chance) -> usize {
        match chance.below(4) {
            0 => 0,
            1 => chance.below(self.edits.len() + 1),
            _ => self.edits.len(),
        }
    }

    fn length_after(&self, edits: usize) -> usize {
        self.edits[..edits].iter().fold(self.synced.len(), |length, (_, edit)| match edit {
            Edit::Length(length) => *length,
            Edit::Write { at, data } => length.max(at + data.len()),
        })
    }
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Length(length) => bytes.resize(*length, 0),
            Self::Write { at, data } => {
                let end = at + data.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*at..end].copy_from_slice(data);
            }
        }
    }
}

/// Bytes `start..end` of a state; what lies behind its end is zero.
fn copy(from: &[u8], to: &mut [u8], start: usize, end: usize) {
    let there = from.len().clamp(start, end);
    if there > start {
        to[start..there].copy_from_slice(&from[start..there]);
    }
    to[there..end].fill(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_behind_the_end_of_an_older_state_is_zero() {
        let mut bytes = vec![7; 8];
        copy(b"abc", &mut bytes, 0, 2);
        copy(b"abc", &mut bytes, 2, 4);
        copy(b"abc", &mut bytes, 4, 6);
        assert_eq!(bytes, b"abc\0\0\0\x07\x07");
    }
}
