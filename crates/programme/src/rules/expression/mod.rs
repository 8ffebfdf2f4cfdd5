//! The small language of rules over fields: `mean(systolic) >= 140 or mean(diastolic) >= 90`.
//!
//! A rule is parsed once, against the fields of its programme file, and evaluated for every person. What is unknown is
//! neither true nor false: a rule is certainly true, certainly false, or unknown. All arithmetic is exact, and nothing is
//! allocated while evaluating.

mod evaluate;
mod lexer;
mod limit;
mod names;
mod parser;
mod slots;
#[cfg(test)]
mod tests;
mod truth;

use std::fmt;
use std::ops::Range;

pub use limit::{Limit, Measure};
pub use names::FieldNames;
pub(crate) use names::RESERVED;
pub use slots::Slots;
pub use truth::Truth;

use crate::number::Number;

/// A rule over fields, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Box<str>,
    node: Node,
    fields: Box<[usize]>,
}

/// Why a text is not an [`Expression`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
}

/// A condition. Its depth is bounded by the parser, so walking it cannot overflow the stack.
#[derive(Clone, Debug)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Known(usize),
    Compare { left: Term, comparison: Comparison, right: Term },
    Is { slot: usize, answers: Box<[Box<str>]>, negated: bool },
}

/// A number that a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
    Literal(Number),
    Single(usize),
    Mean(usize),
    /// Of the items; each that is unknown lies between `least` and `greatest`.
    Sum {
        slot: usize,
        items: usize,
        least: Number,
        greatest: Number,
    },
    Answered(usize),
    /// Counted from 0.
    Item(usize, usize),
    Least(usize),
    Greatest(usize),
}

impl Expression {
    /// Parses a rule over these fields.
    ///
    /// # Errors
    /// With the place of the first mistake: in the writing, in a name, or where things are compared that cannot be.
    pub fn parse(text: &str, names: &FieldNames) -> Result<Self, ExpressionError> {
        let node = parser::parse(text, names)?;
        let mut fields = Vec::new();
        node.collect_fields(&mut fields);
        fields.sort_unstable();
        fields.dedup();
        Ok(Self { text: text.trim().into(), node, fields: fields.into() })
    }

    /// Whether it is so, by what is known.
    pub fn evaluate(&self, slots: &Slots<'_>) -> Truth {
        self.node.truth(slots)
    }

    /// The slots of the fields that it speaks of, each once, in the file's order.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().copied()
    }

    /// The rule as it was written, without the space around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The numbers that it compares the field in this slot with, for drawing the rule's line on a trend.
    pub fn limits_on(&self, slot: usize) -> Vec<Limit> {
        let mut limits = Vec::new();
        limit::collect(&self.node, slot, false, &mut limits);
        limits
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Comparison {
    /// The other way round: `a >= b` is `b <= a`.
    const fn mirrored(self) -> Self {
        match self {
            Self::AtLeast => Self::AtMost,
            Self::MoreThan => Self::LessThan,
            Self::AtMost => Self::AtLeast,
            Self::LessThan => Self::MoreThan,
            Self::Equal | Self::NotEqual => self,
        }
    }

    /// What is so where this is not.
    const fn negated(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::MoreThan => Self::AtMost,
            Self::AtMost => Self::MoreThan,
            Self::LessThan => Self::AtLeast,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// As rules write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::AtMost => "<=",
            Self::LessThan => "<",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }
}

impl Node {
    fn collect_fields(&self, fields: &mut Vec<usize>) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.collect_fields(fields)),
            Self::Not(node) => node.collect_fields(fields),
            Self::Known(slot) | Self::Is { slot, .. } => fields.push(*slot),
            Self::Compare { left, right, .. } => {
                fields.extend([left, right].into_iter().filter_map(|term| term.slot()))
            }
        }
    }
}

impl Term {
    const fn slot(&self) -> Option<usize> {
        match self {
            Self::Literal(_) => None,
            Self::Single(slot)
            | Self::Mean(slot)
            | Self::Sum { slot, .. }
            | Self::Answered(slot)
            | Self::Item(slot, _)
            | Self::Least(slot)
            | Self::Greatest(slot) => Some(*slot),
        }
    }
}
