//! Reading a rule over fields.

use super::{By, Function, Rule, Term};

/// No rule in a file is anywhere near as deep.
const DEPTH_MAX: usize = 100;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Answer(String),
    /// In millionths.
    Number(i128),
    By(By),
    Open,
    Close,
    Comma,
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

pub(super) fn parse(text: &str) -> Result<Rule, String> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0 };
    let rule = parser.any(0)?;
    match parser.peek() {
        None => Ok(rule),
        Some(token) => Err(format!("it goes on with {token:?}")),
    }
}

impl Parser {
    fn any(&mut self, depth: usize) -> Result<Rule, String> {
        let mut rules = vec![self.all(depth)?];
        while self.take_word("or") {
            rules.push(self.all(depth)?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::Any(rules) })
    }

    fn all(&mut self, depth: usize) -> Result<Rule, String> {
        let mut rules = vec![self.one(depth)?];
        while self.take_word("and") {
            rules.push(self.one(depth)?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::All(rules) })
    }

    fn one(&mut self, depth: usize) -> Result<Rule, String> {
        if depth > DEPTH_MAX {
            return Err("it is nested too deeply".to_owned());
        }
        if self.take_word("not") {
            return Ok(Rule::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take(&Token::Open) {
            let rule = self.any(depth + 1)?;
            self.expect(&Token::Close)?;
            return Ok(rule);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Rule, String> {
        if let Some(Token::Answer(answer)) = self.peek().cloned() {
            self.next += 1;
            let negated = self.equality()?;
            let field = self.word()?;
            return Ok(Rule::Answer { field, answers: vec![answer], negated });
        }
        if self.is_word("known") && self.tokens.get(self.next + 1) == Some(&Token::Open) {
            self.next += 2;
            let field = self.word()?;
            self.expect(&Token::Close)?;
            return Ok(Rule::Known(field));
        }
        let left = self.term()?;
        if self.take_word("in") {
            return Ok(Rule::Answer { field: plain_field(left)?, answers: self.answers()?, negated: false });
        }
        if matches!(self.tokens.get(self.next + 1), Some(Token::Answer(_))) {
            let negated = self.equality()?;
            let Some(Token::Answer(answer)) = self.peek().cloned() else {
                return Err("an answer is missing".to_owned());
            };
            self.next += 1;
            return Ok(Rule::Answer { field: plain_field(left)?, answers: vec![answer], negated });
        }
        let Some(Token::By(by)) = self.peek().cloned() else { return Err("it compares nothing".to_owned()) };
        self.next += 1;
        Ok(Rule::Compare { left, by, right: self.term()? })
    }

    /// Whether an answer is compared for being another one.
    fn equality(&mut self) -> Result<bool, String> {
        let negated = match self.peek() {
            Some(Token::By(By::Equal)) => false,
            Some(Token::By(By::Unequal)) => true,
            _ => return Err("answers are compared with = and !=".to_owned()),
        };
        self.next += 1;
        Ok(negated)
    }

    fn answers(&mut self) -> Result<Vec<String>, String> {
        self.expect(&Token::Open)?;
        let mut answers = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Token::Answer(answer)) => answers.push(answer),
                _ => return Err("a list of answers in quotes is missing".to_owned()),
            }
            self.next += 1;
            if !self.take(&Token::Comma) {
                self.expect(&Token::Close)?;
                return Ok(answers);
            }
        }
    }

    fn term(&mut self) -> Result<Term, String> {
        if let Some(Token::Number(number)) = self.peek() {
            let number = *number;
            self.next += 1;
            return Ok(Term::Literal(number));
        }
        let word = self.word()?;
        if !self.take(&Token::Open) {
            return Ok(Term::Field(word));
        }
        let field = self.word()?;
        let term = match word.as_str() {
            "item" => {
                self.expect(&Token::Comma)?;
                let Some(Token::Number(place)) = self.peek().cloned() else { return Err("which item".to_owned()) };
                self.next += 1;
                let place = usize::try_from(place / 1_000_000).map_err(|_| "items are counted from 1".to_owned())?;
                Term::Item { field, place }
            }
            "mean" => Term::Of { function: Function::Mean, field },
            "least" => Term::Of { function: Function::Least, field },
            "greatest" => Term::Of { function: Function::Greatest, field },
            "sum" => Term::Of { function: Function::Sum, field },
            "answered" => Term::Of { function: Function::Answered, field },
            other => return Err(format!("“{other}” is not something that can be worked out")),
        };
        self.expect(&Token::Close)?;
        Ok(term)
    }

    fn word(&mut self) -> Result<String, String> {
        match self.peek().cloned() {
            Some(Token::Word(word)) if !["and", "or", "not", "in"].contains(&word.as_str()) => {
                self.next += 1;
                Ok(word)
            }
            _ => Err("a field is missing".to_owned()),
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.next += usize::from(is);
        is
    }

    fn take(&mut self, token: &Token) -> bool {
        let is = self.peek() == Some(token);
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("{token:?} is missing")) }
    }
}

fn plain_field(term: Term) -> Result<String, String> {
    match term {
        Term::Field(field) => Ok(field),
        _ => Err("a number is compared with an answer".to_owned()),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '"' => {
                let end = rest[1..].find('"').ok_or("a quote is not closed")?;
                (Token::Answer(rest[1..=end].to_owned()), end + 2)
            }
            '>' | '<' | '=' | '!' => comparison(rest)?,
            '-' | '0'..='9' => number(rest)?,
            'a'..='z' => {
                let is_of_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
                let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
                (Token::Word(rest[..length].to_owned()), length)
            }
            other => return Err(format!("“{other}” means nothing in a rule")),
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn comparison(rest: &str) -> Result<(Token, usize), String> {
    const WRITTEN: [(&str, By); 6] = [
        (">=", By::AtLeast),
        ("<=", By::AtMost),
        ("!=", By::Unequal),
        (">", By::MoreThan),
        ("<", By::LessThan),
        ("=", By::Equal),
    ];
    let found = WRITTEN.iter().find(|(written, _)| rest.starts_with(written));
    found.map(|(written, by)| (Token::By(*by), written.len())).ok_or_else(|| "“!” stands alone".to_owned())
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    let sign = usize::from(rest.starts_with('-'));
    let is_of_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let length = rest[sign..].find(|letter| !is_of_number(letter)).map_or(rest.len(), |length| length + sign);
    let wrong = || format!("“{}” is not a number", &rest[..length]);
    let (whole, decimals) = rest[sign..length].split_once('.').unwrap_or((&rest[sign..length], ""));
    if decimals.len() > 6 {
        return Err(wrong());
    }
    let millionths: i128 = format!("{whole}{decimals:0<6}").parse().map_err(|_| wrong())?;
    Ok((Token::Number(if sign == 1 { -millionths } else { millionths }), length))
}
