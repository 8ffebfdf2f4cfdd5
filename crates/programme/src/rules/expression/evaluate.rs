//! Evaluating a condition on what is known of somebody. Exact, without allocating.

use std::cmp::Ordering;

use crate::number::Number;
use crate::value::Value;

use super::{Comparison, Node, Slots, Term, Truth};

impl Node {
    pub(super) fn truth(&self, slots: &Slots<'_>) -> Truth {
        match self {
            Self::All(nodes) => Truth::all(nodes.iter().map(|node| node.truth(slots))),
            Self::Any(nodes) => Truth::any(nodes.iter().map(|node| node.truth(slots))),
            Self::Not(node) => !node.truth(slots),
            Self::Known(slot) => slots.get(*slot).is_some_and(is_known).into(),
            Self::Is { slot, answers, negated } => match slots.get(*slot) {
                Some(Value::Choice(given)) => Truth::from(answers.contains(given) != *negated),
                _ => Truth::Unknown,
            },
            Self::Compare { left, comparison, right } => match left.bounds(slots).zip(right.bounds(slots)) {
                Some((left, right)) => compare(left, *comparison, right),
                None => Truth::Unknown,
            },
        }
    }
}

fn is_known(value: &Value) -> bool {
    matches!(value, Value::Choice(_)) || known(value).next().is_some()
}

/// What a number lies between, both ends included; they are the same where it is known.
#[derive(Clone, Copy)]
struct Bounds {
    least: Ratio,
    greatest: Ratio,
}

/// So many millionths, divided by a count: a mean is kept as it is, not rounded.
#[derive(Clone, Copy)]
struct Ratio {
    millionths: i128,
    count: i128,
}

fn compare(left: Bounds, comparison: Comparison, right: Bounds) -> Truth {
    use Comparison as C;
    match comparison {
        C::AtLeast => !less_than(left, right),
        C::LessThan => less_than(left, right),
        C::MoreThan => less_than(right, left),
        C::AtMost => !less_than(right, left),
        C::Equal => equal(left, right),
        C::NotEqual => !equal(left, right),
    }
}

fn less_than(left: Bounds, right: Bounds) -> Truth {
    if left.greatest.cmp(right.least).is_lt() {
        Truth::True
    } else if left.least.cmp(right.greatest).is_ge() {
        Truth::False
    } else {
        Truth::Unknown
    }
}

fn equal(left: Bounds, right: Bounds) -> Truth {
    let certain = left.least.cmp(right.greatest).is_eq() && left.greatest.cmp(right.least).is_eq();
    if certain {
        Truth::True
    } else if left.greatest.cmp(right.least).is_lt() || right.greatest.cmp(left.least).is_lt() {
        Truth::False
    } else {
        Truth::Unknown
    }
}

impl Term {
    /// `None` where nothing is known that would bound it.
    fn bounds(self, slots: &Slots<'_>) -> Option<Bounds> {
        let value = self.slot().and_then(|slot| slots.get(slot));
        match self {
            Self::Literal(number) => Some(exactly(number)),
            Self::Answered(_) => {
                let answered = value.map_or(0, |value| known(value).count());
                let millionths = answered as i128 * i128::from(Number::SCALE);
                Some(Ratio { millionths, count: 1 }.alone())
            }
            Self::Single(_) => match value? {
                Value::Number(number) => Some(exactly(*number)),
                Value::List(_) | Value::Choice(_) => None,
            },
            Self::Item(_, index) => match value? {
                Value::List(list) => list.get(index).copied().flatten().map(exactly),
                Value::Number(_) | Value::Choice(_) => None,
            },
            Self::Mean(_) => {
                let (millionths, count) = total(value?);
                (count > 0).then(|| Ratio { millionths, count }.alone())
            }
            Self::Least(_) => known(value?).min().map(exactly),
            Self::Greatest(_) => known(value?).max().map(exactly),
            Self::Sum { items, least, greatest, .. } => {
                let (millionths, count) = total(value?);
                let unknown = (items as i128 - count).max(0);
                let with = |each: Number| Ratio {
                    millionths: millionths + unknown * i128::from(each.as_millionths()),
                    count: 1,
                };
                (count > 0).then(|| Bounds { least: with(least), greatest: with(greatest) })
            }
        }
    }
}

/// The sum of what is known, in millionths, and how many that are.
fn total(value: &Value) -> (i128, i128) {
    known(value).fold((0, 0), |(sum, count), number| (sum + i128::from(number.as_millionths()), count + 1))
}

/// The numbers of a value that are known.
fn known(value: &Value) -> impl Iterator<Item = Number> {
    let (single, list): (Option<Number>, &[Option<Number>]) = match value {
        Value::Number(number) => (Some(*number), &[]),
        Value::List(list) => (None, list),
        Value::Choice(_) => (None, &[]),
    };
    single.into_iter().chain(list.iter().copied().flatten())
}

fn exactly(number: Number) -> Bounds {
    Ratio { millionths: i128::from(number.as_millionths()), count: 1 }.alone()
}

impl Ratio {
    fn alone(self) -> Bounds {
        Bounds { least: self, greatest: self }
    }

    fn cmp(self, other: Self) -> Ordering {
        (self.millionths * other.count).cmp(&(other.millionths * self.count))
    }
}
