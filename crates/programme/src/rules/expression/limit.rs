//! The limits that a rule sets on a field, for drawing its line on a trend.

use crate::number::Number;

use super::{Comparison, Node, Term};

/// A number that a rule compares a field with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What of the field is compared.
    pub measure: Measure,
    /// On which side of the limit the comparison holds.
    pub comparison: Comparison,
    /// The limit, in the field's unit.
    pub at: Number,
}

/// What of a field is compared with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Its one value.
    Value,
    /// The mean of its readings.
    Mean,
    /// The sum of its items.
    Sum,
}

/// Adds the limits of a condition on the field in a slot, each once. Equalities are no limits.
pub(super) fn collect(node: &Node, slot: usize, negated: bool, limits: &mut Vec<Limit>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, slot, negated, limits)),
        Node::Not(node) => collect(node, slot, !negated, limits),
        Node::Known(_) | Node::Is { .. } => {}
        Node::Compare { left, comparison, right } => {
            let limit = of(left, *comparison, right, slot).or_else(|| of(right, comparison.mirrored(), left, slot));
            let turned = |limit: Limit| match negated {
                true => Limit { comparison: limit.comparison.negated(), ..limit },
                false => limit,
            };
            let is_new = |limit: &Limit| !limits.contains(limit);
            let limit = limit.map(turned).filter(is_new);
            limits.extend(limit);
        }
    }
}

fn of(term: &Term, comparison: Comparison, limit: &Term, slot: usize) -> Option<Limit> {
    if matches!(comparison, Comparison::Equal | Comparison::NotEqual) || term.slot() != Some(slot) {
        return None;
    }
    let measure = match term {
        Term::Single(_) => Measure::Value,
        Term::Mean(_) => Measure::Mean,
        Term::Sum { .. } => Measure::Sum,
        Term::Literal(_) | Term::Answered(_) | Term::Item(..) | Term::Least(_) | Term::Greatest(_) => return None,
    };
    let Term::Literal(at) = limit else { return None };
    Some(Limit { measure, comparison, at: *at })
}
