//! What stands on either side of a comparison.

use std::ops::Range;

use crate::number::Number;
use crate::rules::expression::lexer::{Kind, Token};
use crate::rules::expression::{Comparison, ExpressionError, Node, Term};
use crate::rules::nearest;
use crate::rules::{Choice, FieldForm};

use super::{Parsed, Parser, error};

/// A number, a field with a few answers, or an answer.
pub(super) enum Operand<'t, 'n> {
    Number { term: Term, at: Range<usize> },
    Choice { slot: usize, id: &'t str, choices: &'n [Choice], at: Range<usize> },
    Answer { text: &'t str, at: Range<usize> },
}

const FUNCTIONS: [&str; 6] = ["mean", "sum", "answered", "item", "least", "greatest"];

impl<'t, 'n> Parser<'t, 'n> {
    pub(super) fn operand(&mut self) -> Parsed<Operand<'t, 'n>> {
        let Some(Token { kind, at }) = self.peek().cloned() else {
            return Err(self.expected("a condition"));
        };
        match kind {
            Kind::Number(number) => {
                self.next += 1;
                Ok(Operand::Number { term: Term::Literal(number), at })
            }
            Kind::Text(text) => {
                self.next += 1;
                Ok(Operand::Answer { text, at })
            }
            Kind::Word(name) if self.peek_second() == Some(Kind::Open) => self.function(name, at),
            Kind::Word(_) => self.bare_field(),
            _ => Err(self.expected("a field, a number or a condition")),
        }
    }

    fn bare_field(&mut self) -> Parsed<Operand<'t, 'n>> {
        let (slot, id, form, at) = self.field()?;
        match form {
            FieldForm::Choice { choices } => Ok(Operand::Choice { slot, id, choices, at }),
            FieldForm::Numbers { count: 1, .. } => Ok(Operand::Number { term: Term::Single(slot), at }),
            FieldForm::Numbers { items, .. } if items.is_empty() => {
                let help = format!("say which: mean({id}), least({id}), greatest({id}) or item({id}, 1)");
                Err(error(at, format!("“{id}” has several readings"), Some(help)))
            }
            FieldForm::Numbers { .. } => {
                let help = format!("say which: sum({id}), answered({id}) or item({id}, 1)");
                Err(error(at, format!("“{id}” has several items"), Some(help)))
            }
        }
    }

    fn function(&mut self, name: &'t str, name_at: Range<usize>) -> Parsed<Operand<'t, 'n>> {
        if name == "known" {
            return Err(error(name_at, "known(..) is a condition by itself, not a number", None));
        }
        if !FUNCTIONS.contains(&name) {
            let near = nearest(name, FUNCTIONS.into_iter().chain(["known"]));
            let list = || "there are mean, sum, answered, item, least, greatest and known".to_owned();
            let help = near.map_or_else(list, |near| format!("did you mean “{near}”?"));
            return Err(error(name_at, format!("there is no function “{name}”"), Some(help)));
        }
        self.next += 2;
        let (slot, id, form, at) = self.field()?;
        let FieldForm::Numbers { count, plausible, items, .. } = form else {
            return Err(error(at, format!("“{id}” is one of a few answers, not a number"), choice_help(id, form)));
        };
        if *count == 1 {
            let help = format!("write {id} without {name}(..)");
            return Err(error(at, format!("“{id}” is a single number"), Some(help)));
        }
        let term = match name {
            "mean" => Term::Mean(slot),
            "least" => Term::Least(slot),
            "greatest" => Term::Greatest(slot),
            "answered" => Term::Answered(slot),
            "item" => Term::Item(slot, self.item_index(id, *count)?),
            _ if items.is_empty() => {
                let help = format!("readings are of the same thing: write mean({id})");
                return Err(error(at, format!("the readings of “{id}” have no sum"), Some(help)));
            }
            _ => Term::Sum { slot, items: *count, least: plausible.0, greatest: plausible.1 },
        };
        self.expect_close()?;
        let end = self.tokens[self.next - 1].at.end;
        Ok(Operand::Number { term, at: name_at.start..end })
    }

    /// `, 9` after the field of `item(..)`, as an index from 0.
    fn item_index(&mut self, id: &str, count: usize) -> Parsed<usize> {
        if !self.take(Kind::Comma) {
            return Err(self.expected(&format!("a comma and the number of the item, as in item({id}, 1)")));
        }
        let Some(Token { kind: Kind::Number(number), at }) = self.peek().cloned() else {
            return Err(self.expected("the number of the item"));
        };
        self.next += 1;
        let index = (0..count).find(|index| Number::whole(*index as i64 + 1) == number);
        index.ok_or_else(|| {
            let help = format!("“{id}” has {count}: 1 is the first, {count} the last");
            error(at, format!("there is no item {number}"), Some(help))
        })
    }
}

impl Operand<'_, '_> {
    pub(super) fn at(&self) -> Range<usize> {
        match self {
            Self::Number { at, .. } | Self::Choice { at, .. } | Self::Answer { at, .. } => at.clone(),
        }
    }

    /// The error that it stands where a condition should.
    pub(super) fn alone(&self) -> ExpressionError {
        let help = match self {
            Self::Number { .. } => "compare it with a number, as in bmi >= 35".to_owned(),
            Self::Choice { id, choices, .. } => equals_help(id, choices),
            Self::Answer { .. } => "say of which field, as in smokes = \"yes\"".to_owned(),
        };
        error(self.at(), "this is not a condition yet", Some(help))
    }
}

/// The condition that two operands make.
pub(super) fn compare(
    left: Operand<'_, '_>,
    comparison: Comparison,
    sign_at: &Range<usize>,
    right: Operand<'_, '_>,
) -> Parsed<Node> {
    use Operand as O;
    match (left, right) {
        (O::Number { term: Term::Literal(_), at: from }, O::Number { term: Term::Literal(_), at: to }) => {
            Err(error(from.start..to.end, "this speaks of nobody: both sides are plain numbers", None))
        }
        (O::Number { term: left, .. }, O::Number { term: right, .. }) => Ok(Node::Compare { left, comparison, right }),
        (O::Choice { slot, id, choices, .. }, O::Answer { text, at })
        | (O::Answer { text, at }, O::Choice { slot, id, choices, .. }) => {
            let negated = match comparison {
                Comparison::Equal => false,
                Comparison::NotEqual => true,
                _ => return Err(error(sign_at.clone(), "answers have no order", Some("use = or !=".to_owned()))),
            };
            Ok(Node::Is { slot, answers: [answer(id, choices, text, at)?].into(), negated })
        }
        (O::Choice { id, choices, at, .. }, O::Choice { .. } | O::Number { .. })
        | (O::Number { .. }, O::Choice { id, choices, at, .. }) => {
            let message = format!("“{id}” is one of a few answers, not a number");
            Err(error(at, message, Some(equals_help(id, choices))))
        }
        (O::Answer { at, .. }, _) | (_, O::Answer { at, .. }) => {
            let help = "numbers are written without quotes".to_owned();
            Err(error(at, "an answer is compared with something that is not one of a few answers", Some(help)))
        }
    }
}

/// The answer, where it is one of the choices.
pub(super) fn answer(id: &str, choices: &[Choice], text: &str, at: Range<usize>) -> Parsed<Box<str>> {
    if choices.iter().any(|choice| choice.id == text) {
        return Ok(text.into());
    }
    let ids = || choices.iter().map(|choice| choice.id.as_str());
    let list = || format!("the answers are {}", ids().collect::<Vec<_>>().join(", "));
    let help = nearest(text, ids()).map_or_else(list, |near| format!("did you mean “{near}”?"));
    Err(error(at, format!("“{id}” has no answer “{text}”"), Some(help)))
}

fn choice_help(id: &str, form: &FieldForm) -> Option<String> {
    match form {
        FieldForm::Choice { choices } => Some(equals_help(id, choices)),
        FieldForm::Numbers { .. } => None,
    }
}

fn equals_help(id: &str, choices: &[Choice]) -> String {
    let first = choices.first().map_or("yes", |choice| choice.id.as_str());
    format!("compare it with an answer, as in {id} = \"{first}\"")
}
