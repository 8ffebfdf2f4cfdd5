//! The values that a rule is evaluated on.

use crate::value::Value;

/// One place for each field of the programme file, in the file's order; empty where nothing is known.
#[derive(Clone, Debug)]
pub struct Slots<'v>(Vec<Option<&'v Value>>);

impl<'v> Slots<'v> {
    /// So many empty slots: one for each of `Programme::fields`.
    pub fn new(fields: usize) -> Self {
        Self(vec![None; fields])
    }

    /// Puts the value of a field in its slot.
    ///
    /// # Panics
    /// Where there is no such slot: the slots were made for another programme file.
    pub fn set(&mut self, slot: usize, value: &'v Value) {
        self.0[slot] = Some(value);
    }

    /// The value in a slot, where it is known.
    pub(super) fn get(&self, slot: usize) -> Option<&'v Value> {
        self.0.get(slot).copied().flatten()
    }
}
