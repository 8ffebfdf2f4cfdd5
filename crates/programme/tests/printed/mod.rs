//! Diagnostics as a compiler would print them.

use std::fmt::Write as _;

use programme::file::{Diagnostic, line_column};

/// Diagnostics with their place, the line they are about, and marks under it.
pub(crate) fn printed(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut printed = String::new();
    for Diagnostic { severity, span, article, rule, message, help } in diagnostics {
        let (line, column) = line_column(text, span.start);
        let article = article.map_or(String::new(), |article| format!(", article {article}"));
        let _ = writeln!(printed, "{line}:{column} {} [{rule}{article}] {message}", severity.as_str());
        let shown = text.lines().nth(line - 1).unwrap_or("");
        let marked = text[span.clone()].lines().next().map_or(0, |marked| marked.chars().count());
        let _ = writeln!(printed, "    {shown}\n    {}{}", " ".repeat(column - 1), "^".repeat(marked.max(1)));
        if let Some(help) = help {
            let _ = writeln!(printed, "    help: {help}");
        }
    }
    printed
}
