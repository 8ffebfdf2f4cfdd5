//! Kinds of check and their fields.

use crate::ids::{CheckId, FieldId};
use crate::number::Number;

/// A kind of check: something that is measured or asked at an examination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckKind {
    /// Unique in the file.
    pub id: CheckId,
    /// What people call it.
    pub name: String,
    /// What it is for, in plain words.
    pub plain: String,
    /// What is written down.
    pub fields: Vec<Field>,
}

/// One thing that a check writes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Unique in the file.
    pub id: FieldId,
    /// What people call it.
    pub name: String,
    /// What it is, in plain words.
    pub plain: String,
    /// What its values look like.
    pub form: FieldForm,
    /// What it means when nothing is written, in plain words.
    pub missing_means: Option<String>,
}

/// What the values of a field look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldForm {
    /// Numbers in a unit: one, or several readings of the same thing.
    Numbers {
        /// How many at most; 1 is a single number, more are readings or items in order.
        count: usize,
        /// The unit, such as `mmHg`; empty for a pure number.
        unit: String,
        /// Decimal places that are kept.
        decimals: u8,
        /// The least and the greatest value that can be true of a living person, both included.
        plausible: (Number, Number),
        /// Values that say that nothing was measured.
        missing: Vec<Number>,
        /// Names of the items, one for each of `count`; empty where readings are of one thing.
        items: Vec<String>,
    },
    /// One of a few answers.
    Choice {
        /// The answers that can be given.
        choices: Vec<Choice>,
    },
}

/// An answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As rules and records write it.
    pub id: String,
    /// As people read it.
    pub name: String,
}
