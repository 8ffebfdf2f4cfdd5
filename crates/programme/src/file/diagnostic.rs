//! What is wrong, doubtful or worth knowing in a programme file, each with its place.

use std::ops::Range;

/// Something to say about a place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Where in the text, in bytes. Empty at a place where something is missing.
    pub span: Range<usize>,
    /// The article that the place breaks, where it breaks one.
    pub article: Option<u8>,
    /// A stable id of what is wrong, such as `unknown-key`.
    pub rule: &'static str,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// How much something matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be served.
    Error,
    /// The file can be served, and probably says something that was not meant.
    Warning,
    /// Nothing is wrong.
    Note,
}

impl Severity {
    /// As the command line and its JSON write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Errors about the sense of what was read in full. Every other error that is no breach of an article says that something
/// could not be read, so that what was made of the file would lack something that it says.
const ABOUT_SENSE: [&str; 11] = [
    "again",
    "assessment",
    "before-nothing",
    "deferral",
    "empty-list",
    "finding-outcome",
    "keep",
    "not-fiction",
    "reflection",
    "second-own-wait",
    "too-many-fields",
];

impl Diagnostic {
    /// Whether something of the file could not be read: nothing can be done by it then, whatever was enforced when it was
    /// served. What an article or good sense finds wrong with it does not keep anybody from reading it.
    pub fn is_unreadable(&self) -> bool {
        self.severity == Severity::Error && self.article.is_none() && !ABOUT_SENSE.contains(&self.rule)
    }

    /// Adds what to write instead.
    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn maybe_help(&mut self, help: Option<String>) -> &mut Self {
        self.help = help;
        self
    }
}

/// Everything that is to be said about a file, in the order in which it was found.
#[derive(Debug, Default)]
pub(super) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(super) fn error(
        &mut self,
        span: Range<usize>,
        rule: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Error, span, None, rule, message.into())
    }

    pub(super) fn warning(
        &mut self,
        span: Range<usize>,
        rule: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Warning, span, None, rule, message.into())
    }

    /// An article is broken here.
    pub(super) fn breach(
        &mut self,
        article: u8,
        span: Range<usize>,
        rule: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Error, span, Some(article), rule, message.into())
    }

    pub(super) fn note(&mut self, article: u8, span: Range<usize>, rule: &'static str, message: String) {
        self.push(Severity::Note, span, Some(article), rule, message);
    }

    fn push(
        &mut self,
        severity: Severity,
        span: Range<usize>,
        article: Option<u8>,
        rule: &'static str,
        message: String,
    ) -> &mut Diagnostic {
        self.0.push(Diagnostic { severity, span, article, rule, message, help: None });
        self.0.last_mut().expect("one was pushed just now")
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.0.iter_mut()
    }

    /// All of them in the order of the file, notes last.
    pub(super) fn in_order(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|diagnostic| (diagnostic.severity == Severity::Note, diagnostic.span.start));
        self.0
    }
}

/// The line and the column of a byte offset, both from 1; columns count characters. Past the end it is the end, and
/// inside a character it is that character.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::line_column;

    #[test]
    fn columns_are_counted_in_characters_from_one() {
        let text = "a\n“é” x\r\n\nend";
        for (needle, place) in [("a", (1, 1)), ("“", (2, 1)), ("é", (2, 2)), ("x", (2, 5)), ("end", (4, 1))] {
            assert_eq!(line_column(text, text.find(needle).expect("it is there")), place, "{needle}");
        }
        assert_eq!(line_column(text, usize::MAX), (4, 4));
        assert_eq!(line_column(text, text.find('é').expect("it is there") + 1), (2, 2));
        assert_eq!(line_column("", 0), (1, 1));
    }
}
