//! The small language of rules over fields (stub until merged).
#![allow(missing_docs, clippy::all)]
use crate::value::Value;
use std::ops::Range;
#[derive(Clone, Debug)]
pub struct Expression;
#[derive(Clone, Debug)]
pub struct ExpressionError {
    pub at: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}
#[derive(Clone, Debug)]
pub struct FieldNames;
#[derive(Clone, Debug)]
pub struct Slots<'a>(Vec<Option<&'a Value>>);
impl<'a> Slots<'a> {
    pub fn new(n: usize) -> Self {
        Self(vec![None; n])
    }
    pub fn set(&mut self, slot: usize, v: &'a Value) {
        self.0[slot] = Some(v);
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}
impl Expression {
    pub fn evaluate(&self, _: &Slots<'_>) -> Truth {
        Truth::Unknown
    }
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        std::iter::empty()
    }
    pub fn text(&self) -> &str {
        ""
    }
}
