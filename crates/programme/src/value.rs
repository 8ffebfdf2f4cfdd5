//! What a check writes down: one value for each field, unknown where nothing was found out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::FieldId;
use crate::number::Number;

/// The value of one field of one check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// One measured number, in the field's unit.
    Number(Number),
    /// Repeated readings, or the items of a questionnaire in their order; an unknown one is `None`.
    List(Vec<Option<Number>>),
    /// One of the field's choices.
    Choice(Box<str>),
}

/// The values of one check by field. A field that is not in it is unknown.
pub type Values = BTreeMap<FieldId, Value>;
