//! The words of a rule, each with its place.

use std::ops::Range;

use crate::number::Number;

use super::{Comparison, ExpressionError};

/// A word, a number, a text or a sign, with its place in bytes.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind<'t> {
    Word(&'t str),
    Number(Number),
    Text(&'t str),
    Compare(Comparison),
    Open,
    Close,
    Comma,
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (kind, length) = token(text, start, first)?;
        tokens.push(Token { kind, at: start..start + length });
        start += length;
    }
    Ok(tokens)
}

/// The token that begins here, and its length in bytes.
fn token(text: &str, start: usize, first: char) -> Result<(Kind<'_>, usize), ExpressionError> {
    let rest = &text[start..];
    let second_is_digit = rest[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    match first {
        '(' => Ok((Kind::Open, 1)),
        ')' => Ok((Kind::Close, 1)),
        ',' => Ok((Kind::Comma, 1)),
        '"' | '\'' => quoted(text, start, first),
        '-' | '.' if second_is_digit => number(text, start),
        _ if first.is_ascii_digit() => number(text, start),
        _ if first.is_alphabetic() || first == '_' => {
            let word = run(rest, |c| c.is_alphanumeric() || c == '-' || c == '_');
            Ok((Kind::Word(word), word.len()))
        }
        _ => sign(text, start, first),
    }
}

fn quoted(text: &str, start: usize, quote: char) -> Result<(Kind<'_>, usize), ExpressionError> {
    let inside = &text[start + 1..];
    let Some(length) = inside.find(quote) else {
        let help = format!("end the answer with {quote}");
        return Err(error(start..text.len(), "this answer has no end".to_owned(), Some(help)));
    };
    Ok((Kind::Text(&inside[..length]), length + 2))
}

fn number(text: &str, start: usize) -> Result<(Kind<'_>, usize), ExpressionError> {
    let written = run(&text[start..], |c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '%'));
    let at = start..start + written.len();
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) {
        let help = "write a number such as 140 or 6.5; the unit is the field's".to_owned();
        return Err(error(at, format!("“{written}” is not a number"), Some(help)));
    }
    if decimals.len() > 6 {
        return Err(error(at, format!("{written} has more than six decimal places"), None));
    }
    let number = written.parse().map_err(|_| error(at, format!("{written} is too large"), None))?;
    Ok((Kind::Number(number), written.len()))
}

fn sign(text: &str, start: usize, first: char) -> Result<(Kind<'_>, usize), ExpressionError> {
    use Comparison as C;
    const SIGNS: [(&str, C); 6] = [
        (">=", C::AtLeast),
        ("<=", C::AtMost),
        ("!=", C::NotEqual),
        (">", C::MoreThan),
        ("<", C::LessThan),
        ("=", C::Equal),
    ];
    const SLIPS: [(&str, &str); 12] = [
        ("==", "="),
        ("=>", ">="),
        ("=<", "<="),
        ("<>", "!="),
        ("≥", ">="),
        ("≤", "<="),
        ("≠", "!="),
        ("&&", "and"),
        ("&", "and"),
        ("||", "or"),
        ("|", "or"),
        ("!", "not"),
    ];
    let rest = &text[start..];
    let is_sign = |sign: &str| rest.starts_with(sign);
    let slip = SLIPS.iter().find(|(slip, _)| is_sign(slip) && !is_sign("!="));
    if let Some((slip, meant)) = slip {
        let message = format!("“{slip}” means nothing here");
        return Err(error(start..start + slip.len(), message, Some(format!("write “{meant}”"))));
    }
    if let Some((sign, comparison)) = SIGNS.iter().find(|(sign, _)| is_sign(sign)) {
        return Ok((Kind::Compare(*comparison), sign.len()));
    }
    let arithmetic = matches!(first, '+' | '-' | '*' | '/');
    let help = arithmetic.then(|| "there is no arithmetic in rules but mean(..) and sum(..)".to_owned());
    Err(error(start..start + first.len_utf8(), format!("“{first}” means nothing here"), help))
}

/// The longest beginning of a text whose characters all fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !fits(c)).unwrap_or(text.len())]
}

fn error(at: Range<usize>, message: String, help: Option<String>) -> ExpressionError {
    ExpressionError { at, message, help }
}
