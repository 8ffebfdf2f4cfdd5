//! Texts that people write: they say something, can be read, and are what they look like.

use crate::refusal::{self, Refusal};

/// How many characters a text has at most.
const TEXT_MAX: usize = 4_000;
/// How many characters a name has at most.
const NAME_MAX: usize = 200;

/// A text of one or more lines that has to say something.
pub(super) fn said(text: &str, what: &str, place: &str) -> Result<(), Refusal> {
    says_something(text, what, place)?;
    readable(text, what, place)
}

/// A text of one or more lines.
pub(super) fn readable(text: &str, what: &str, place: &str) -> Result<(), Refusal> {
    plain(text, |c| matches!(c, '\n' | '\r' | '\t'), what, place)?;
    not_longer(text, TEXT_MAX, what, place)
}

/// A name, or what else stands on one line and has to say something.
pub(super) fn named(text: &str, what: &str, place: &str) -> Result<(), Refusal> {
    says_something(text, what, place)?;
    one_line(text, what, place)
}

/// What stands on one line.
pub(super) fn one_line(text: &str, what: &str, place: &str) -> Result<(), Refusal> {
    plain(text, |_| false, what, place)?;
    not_longer(text, NAME_MAX, what, place)
}

fn says_something(text: &str, what: &str, place: &str) -> Result<(), Refusal> {
    let shows = |c: char| !c.is_whitespace() && !c.is_control() && !is_invisible(c);
    if text.chars().any(shows) { Ok(()) } else { Err(refusal::says_nothing(what, place)) }
}

fn plain(text: &str, allowed: impl Fn(char) -> bool, what: &str, place: &str) -> Result<(), Refusal> {
    let bad = |c: char| (c.is_control() && !allowed(c)) || is_line_end(c) || turns_around(c);
    let Some((before, found)) = text.chars().enumerate().find(|(_, c)| bad(*c)) else { return Ok(()) };
    let detail = match found {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "It goes on in a second line.".to_owned(),
        '\t' => "It has a tab in it.".to_owned(),
        other => format!("Character {} of it cannot be seen: U+{:04X}.", before + 1, u32::from(other)),
    };
    let next = "Write it anew without it. It often comes along when a text is copied.";
    Err(refusal::by(refusal::PLAIN_CHARACTERS, what, detail, next).at(place))
}

fn not_longer(text: &str, most: usize, what: &str, place: &str) -> Result<(), Refusal> {
    if text.chars().count() > most {
        return Err(refusal::by(refusal::TOO_LONG, what, "", "Shorten it.").at(place));
    }
    Ok(())
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates: what is read is then not what is written. The marks that Hebrew and Arabic are
/// written with are none of these.
fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What takes no room. It is refused only where there is nothing else: names in some scripts need joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || turns_around(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_names() {
        for name in
            ["Kathy H.", "Зоя", "שָׂרָה", "محمد\u{200f}", "می\u{200c}خواهم", "李", "Zoë", "O’Brien-Łoś", "क्\u{200d}ष"]
        {
            assert_eq!(named(name, "", "name"), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_is_not_what_it_looks_like_is_refused() {
        for (text, rule) in [
            ("", "says-nothing"),
            (" \t\n", "says-nothing"),
            ("\u{200b}\u{feff}", "says-nothing"),
            ("\0", "says-nothing"),
            ("North\0", "plain-characters"),
            ("North\u{202e}", "plain-characters"),
            ("No\u{2067}rth", "plain-characters"),
            ("No\u{2028}rth", "plain-characters"),
            ("No\nrth", "plain-characters"),
            ("No\u{1b}[31mrth", "plain-characters"),
            ("No\u{85}rth", "plain-characters"),
        ] {
            let refusal = named(text, "It was not done.", "name").expect_err(text);
            assert_eq!((refusal.rule.as_str(), refusal.place.as_deref()), (rule, Some("name")), "{text:?}");
        }
        assert_eq!(named(&"n".repeat(200), "", "name"), Ok(()));
        assert!(named(&"n".repeat(201), "", "name").is_err());
    }

    #[test]
    fn a_note_has_lines_and_nothing_that_cannot_be_seen() {
        assert_eq!(said("She is safe.\n\tSeen by Dr Osei.\r\n", "", "note"), Ok(()));
        for text in ["She is\0 safe.", "She is \u{202d}safe.", "\u{8}"] {
            assert!(said(text, "", "note").is_err(), "{text:?}");
        }
        assert!(said(&"n".repeat(4_001), "", "note").is_err());
        assert_eq!(readable("", "", "note"), Ok(()));
    }
}
