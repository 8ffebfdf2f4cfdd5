//! What a rule may name: the fields of the file's checks.

use std::collections::BTreeMap;

use crate::rules::nearest;
use crate::rules::{CheckKind, FieldForm};

/// Words that rules use for themselves: no field has such an id.
pub(crate) const RESERVED: [&str; 4] = ["and", "or", "not", "in"];

/// The fields that rules may name, each with its slot and its form.
#[derive(Clone, Debug, Default)]
pub struct FieldNames(BTreeMap<String, (usize, FieldForm)>);

impl FieldNames {
    /// The fields of these checks; a field's slot is its place among all of them. Of two with one id the first counts.
    pub fn of(checks: &[CheckKind]) -> Self {
        let mut names = BTreeMap::new();
        for (slot, field) in checks.iter().flat_map(|check| &check.fields).enumerate() {
            names.entry(field.id.as_str().to_owned()).or_insert_with(|| (slot, field.form.clone()));
        }
        Self(names)
    }

    pub(super) fn get(&self, id: &str) -> Option<(usize, &FieldForm)> {
        self.0.get(id).map(|(slot, form)| (*slot, form))
    }

    pub(super) fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.0.keys().map(String::as_str))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
