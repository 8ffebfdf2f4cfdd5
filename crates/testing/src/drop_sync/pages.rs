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
    ///
    /// A cut of the file's length is one change of its length in the file system's journal: what lay behind the new end is
    /// there as a whole before it, and gone as a whole after it.
    pub(super) fn torn(&self, chance: &mut Chance) -> Vec<u8> {
        let length_at = self.moment(chance);
        let mut bytes = vec![0; self.length_after(length_at)];
        let mut pieces = Vec::new();
        for start in (0..bytes.len()).step_by(PAGE) {
            let end = bytes.len().min(start + PAGE);
            let tear = if chance.below(4) == 0 { SECTOR * chance.below(PAGE / SECTOR) } else { 0 };
            let middle = end.min(start + tear);
            let (earliest, latest) = self.moments_between_cuts(end, length_at);
            pieces.push((self.moment(chance).clamp(earliest, latest), start, middle));
            pieces.push((self.moment(chance).clamp(earliest, latest), middle, end));
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

    /// The first and the last moment at which what lies before `end` can have been written, given that the length is the one
    /// of `length_at`: no cut of the length that took some of it lies between the two.
    fn moments_between_cuts(&self, end: usize, length_at: usize) -> (usize, usize) {
        let took_some = |edit: &Edit| matches!(edit, Edit::Length(length) if *length < end);
        let before = self.edits[..length_at].iter().rposition(|(_, edit)| took_some(edit));
        let after = self.edits[length_at..].iter().position(|(_, edit)| took_some(edit));
        (before.map_or(0, |at| at + 1), after.map_or(self.edits.len(), |at| length_at + at))
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

    /// The contents that are found after a torn cut, each once.
    fn found(edits: Vec<Edit>) -> std::collections::BTreeSet<String> {
        let mut contents = Contents::durable(vec![b'a'; 4 * PAGE]);
        edits.into_iter().enumerate().for_each(|(number, edit)| contents.edit(number, edit));
        let shown = |byte: &u8| if *byte == 0 { '0' } else { char::from(*byte) };
        let first_of_each_page = |bytes: Vec<u8>| bytes.iter().step_by(PAGE).map(shown).collect();
        (0..200).map(|seed| first_of_each_page(contents.torn(&mut Chance::of(seed)))).collect()
    }

    #[test]
    fn a_cut_of_the_length_is_there_or_not() {
        assert_eq!(found(vec![Edit::Length(0)]), ["", "aaaa"].map(str::to_owned).into());
        assert_eq!(found(vec![Edit::Length(2 * PAGE)]), ["aa", "aaaa"].map(str::to_owned).into());
    }

    #[test]
    fn what_is_written_after_a_cut_never_meets_what_was_there_before_it() {
        let written = Edit::Write { at: 0, data: vec![b'b'; 2 * PAGE] };
        let found = found(vec![Edit::Length(0), written]);
        assert_eq!(found, ["", "00", "0b", "aaaa", "b0", "bb"].map(str::to_owned).into());
    }

    #[test]
    fn what_lies_behind_the_end_of_an_older_state_is_zero() {
        let mut bytes = vec![7; 8];
        copy(b"abc", &mut bytes, 0, 2);
        copy(b"abc", &mut bytes, 2, 4);
        copy(b"abc", &mut bytes, 4, 6);
        assert_eq!(bytes, b"abc\0\0\0\x07\x07");
    }
}
