//! From words to a condition, with every name resolved and every comparison between things that can be compared.

mod operand;

use std::ops::Range;

use crate::rules::FieldForm;

use super::lexer::{Kind, Token, tokens};
use super::names::{FieldNames, RESERVED};
use super::{ExpressionError, Node};
use operand::Operand;

/// Conditions nested deeper than this are refused: nobody could read them, and the stack stays small.
const DEPTH_MAX: usize = 64;

pub(super) fn parse(text: &str, names: &FieldNames) -> Result<Node, ExpressionError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, names, depth: 0, end: text.trim_end().len() };
    if parser.tokens.is_empty() {
        return Err(error(0..text.len(), "there is no condition here", Some("write one such as bmi >= 35".to_owned())));
    }
    let node = parser.any()?;
    match parser.peek() {
        None => Ok(node),
        Some(token) => Err(parser.unexpected_after_condition(token.clone())),
    }
}

struct Parser<'t, 'n> {
    tokens: Vec<Token<'t>>,
    next: usize,
    names: &'n FieldNames,
    depth: usize,
    end: usize,
}

type Parsed<T> = Result<T, ExpressionError>;

impl<'t, 'n> Parser<'t, 'n> {
    fn any(&mut self) -> Parsed<Node> {
        let first = self.all()?;
        let mut nodes = vec![first];
        while self.take_word("or") {
            nodes.push(self.all()?);
        }
        Ok(one_or(nodes, Node::Any))
    }

    fn all(&mut self) -> Parsed<Node> {
        let first = self.negation()?;
        let mut nodes = vec![first];
        while self.take_word("and") {
            nodes.push(self.negation()?);
        }
        Ok(one_or(nodes, Node::All))
    }

    fn negation(&mut self) -> Parsed<Node> {
        if !self.take_word("not") {
            return self.condition();
        }
        self.deeper(Self::negation).map(|node| Node::Not(Box::new(node)))
    }

    fn condition(&mut self) -> Parsed<Node> {
        if self.take(Kind::Open) {
            let node = self.deeper(Self::any)?;
            self.expect_close()?;
            return Ok(node);
        }
        if self.peek_kind() == Some(Kind::Word("known")) && self.peek_second() == Some(Kind::Open) {
            self.next += 2;
            let (slot, ..) = self.field()?;
            self.expect_close()?;
            return Ok(Node::Known(slot));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed<Node> {
        let left = self.operand()?;
        if self.take_word("in") {
            return self.one_of(left);
        }
        let Some(Kind::Compare(comparison)) = self.peek_kind() else {
            return Err(left.alone());
        };
        let sign_at = self.peek().map(|token| token.at.clone()).unwrap_or_default();
        self.next += 1;
        let right = self.operand()?;
        self.no_chain()?;
        operand::compare(left, comparison, &sign_at, right)
    }

    /// `field in ("one", "another")`
    fn one_of(&mut self, left: Operand<'t, 'n>) -> Parsed<Node> {
        let Operand::Choice { slot, id, choices, .. } = left else {
            let help = "only answers are looked up in a list; compare numbers with >= and <=".to_owned();
            return Err(error(left.at(), "this is not one of a few answers", Some(help)));
        };
        if !self.take(Kind::Open) {
            return Err(self.expected("a list of answers in parentheses"));
        }
        let mut answers = Vec::new();
        loop {
            let Some(Token { kind: Kind::Text(answer), at }) = self.peek().cloned() else {
                return Err(self.expected("an answer in quotes"));
            };
            self.next += 1;
            answers.push(operand::answer(id, choices, answer, at)?);
            if !self.take(Kind::Comma) {
                break;
            }
        }
        self.expect_close()?;
        Ok(Node::Is { slot, answers: answers.into(), negated: false })
    }

    /// The name of a field, with its slot and form.
    fn field(&mut self) -> Parsed<(usize, &'t str, &'n FieldForm, Range<usize>)> {
        let Some(Token { kind: Kind::Word(id), at }) = self.peek().cloned() else {
            return Err(self.expected("the id of a field"));
        };
        if RESERVED.contains(&id) {
            return Err(self.expected("the id of a field"));
        }
        let Some((slot, form)) = self.names.get(id) else {
            return Err(self.no_such_field(id, at));
        };
        self.next += 1;
        Ok((slot, id, form, at))
    }

    fn no_such_field(&self, id: &str, at: Range<usize>) -> ExpressionError {
        let near = self.names.nearest(id).map(|near| format!("did you mean “{near}”?"));
        let all: Vec<_> = self.names.all().take(13).collect();
        let list = || match all.len() {
            0 => "no check of this file has a field".to_owned(),
            1..=12 => format!("the fields are {}", all.join(", ")),
            _ => "the fields are those of the file's checks".to_owned(),
        };
        error(at, format!("there is no field “{id}”"), Some(near.unwrap_or_else(list)))
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            let at = self.tokens[self.next - 1].at.clone();
            let message = format!("conditions are nested more than {DEPTH_MAX} deep");
            return Err(error(at, message, Some("split it into several rules".to_owned())));
        }
        let parsed = parse(self)?;
        self.depth -= 1;
        Ok(parsed)
    }

    fn no_chain(&self) -> Parsed<()> {
        match self.peek() {
            Some(Token { kind: Kind::Compare(_), at }) => {
                let help = "compare two at a time: 30 <= bmi and bmi < 35".to_owned();
                Err(error(at.clone(), "three things are compared at once", Some(help)))
            }
            _ => Ok(()),
        }
    }

    fn unexpected_after_condition(&self, token: Token<'t>) -> ExpressionError {
        match token.kind {
            Kind::Close => error(token.at, "this parenthesis was not opened", None),
            Kind::Compare(_) => {
                let help = "parentheses hold conditions, not numbers".to_owned();
                error(token.at, "a condition cannot be compared", Some(help))
            }
            _ => error(token.at, "expected “and”, “or” or the end", None),
        }
    }

    fn expected(&self, what: &str) -> ExpressionError {
        let at = self.peek().map_or(self.end..self.end, |token| token.at.clone());
        error(at, format!("expected {what}"), None)
    }

    fn expect_close(&mut self) -> Parsed<()> {
        if self.take(Kind::Close) { Ok(()) } else { Err(self.expected("“)”")) }
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.take(Kind::Word(word))
    }

    fn take(&mut self, kind: Kind<'_>) -> bool {
        let is_next = self.peek_kind() == Some(kind);
        self.next += usize::from(is_next);
        is_next
    }

    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.next)
    }

    fn peek_kind(&self) -> Option<Kind<'t>> {
        self.peek().map(|token| token.kind)
    }

    fn peek_second(&self) -> Option<Kind<'t>> {
        self.tokens.get(self.next + 1).map(|token| token.kind)
    }
}

fn one_or(mut nodes: Vec<Node>, several: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match (nodes.pop(), nodes.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            nodes.extend(last);
            several(nodes)
        }
    }
}

fn error(at: Range<usize>, message: impl Into<String>, help: Option<String>) -> ExpressionError {
    ExpressionError { at, message: message.into(), help }
}
