//! `carer check`: what is wrong with a programme file, in the manner of a good compiler.

use std::path::Path;
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use programme::file::{Diagnostic, Parsed, Severity, line_column, parse, parse_served};
use programme::rules::Programme;
use serde::Serialize;

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::output::{Format, Output};

pub(crate) fn run(args: &CheckArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut errors = 0;
    for path in &args.files {
        let text = read(path)?;
        let file = path.display().to_string();
        let parsed = parse(&text);
        errors += parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        if args.format.format == Format::Table {
            for diagnostic in parsed.diagnostics.iter().filter(|diagnostic| diagnostic.rule != NOT_YET_CHECKED) {
                output.line(rendered(diagnostic, &text, &file))?;
                output.line("")?;
            }
            output.line(not_yet_checked(&parsed.diagnostics, &file))?;
        }
        findings.extend(parsed.diagnostics.iter().map(|diagnostic| Finding::of(diagnostic, &text, &file)));
    }
    match args.format.format {
        Format::Json => output.json(&findings)?,
        Format::Csv => csv(&findings, output)?,
        Format::Table => output.line(match errors {
            0 => "no faults".to_owned(),
            1 => "one fault".to_owned(),
            errors => format!("{errors} faults"),
        })?,
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The rule of a note that says that an article's part is not built yet.
const NOT_YET_CHECKED: &str = "not-yet-checked";

/// One line for all the articles that are not checked yet; as data each has a note of its own.
fn not_yet_checked(diagnostics: &[Diagnostic], file: &str) -> String {
    let articles = diagnostics.iter().filter(|diagnostic| diagnostic.rule == NOT_YET_CHECKED);
    let articles: Vec<String> = articles.filter_map(|diagnostic| diagnostic.article).map(|n| n.to_string()).collect();
    match articles.as_slice() {
        [] => format!("{file}: all articles are checked"),
        articles => {
            format!("{file}: not yet checked, because their parts are not built yet: articles {}", articles.join(", "))
        }
    }
}

/// The programme in a file, which has to be without faults.
pub(crate) fn sound(path: &Path) -> Result<Programme, Failure> {
    let text = read(path)?;
    let file = path.display().to_string();
    let Parsed { programme, diagnostics } = parse(&text);
    let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).peekable();
    match programme {
        Some(programme) if programme.fiction.is_some() => Err(Failure::unreadable(format!(
            "{file} is a story's programme: it can be checked and simulated, and never served or used on people"
        ))),
        Some(programme) if errors.peek().is_none() => Ok(programme),
        _ => {
            let faults: Vec<_> = errors.map(|diagnostic| rendered(diagnostic, &text, &file)).collect();
            Err(Failure::unreadable(format!("{file} cannot be used:\n{}", faults.join("\n"))))
        }
    }
}

/// The programme in a file that was served, by what was asked of it then, and what this version finds wrong with it.
pub(crate) fn served(text: &str) -> Result<(Programme, Vec<String>), Failure> {
    let Parsed { programme, diagnostics } = parse_served(text);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let faults: Vec<_> = errors.map(|diagnostic| rendered(diagnostic, text, "the programme file in force")).collect();
    match programme {
        Some(programme) => Ok((programme, faults)),
        None => Err(Failure::refused(format!(
            "this version of Carer cannot read the programme file in force:\n{}",
            faults.join("\n")
        ))),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::unreadable(format!("{}: {error}", path.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        let (line, column) = line_column(&good, good.len());
        Failure::unreadable(format!("{}:{line}:{column}: this is not UTF-8 text", path.display()))
    })
}

/// A diagnostic as programs read it.
#[derive(Serialize)]
struct Finding {
    file: String,
    line: usize,
    column: usize,
    severity: &'static str,
    article: Option<u8>,
    rule: String,
    message: String,
    help: Option<String>,
}

impl Finding {
    fn of(diagnostic: &Diagnostic, text: &str, file: &str) -> Self {
        let (line, column) = line_column(text, diagnostic.span.start);
        Self {
            file: file.to_owned(),
            line,
            column,
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            article: diagnostic.article,
            rule: diagnostic.rule.to_string(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

fn rendered(diagnostic: &Diagnostic, text: &str, file: &str) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let id = match diagnostic.article {
        Some(article) => format!("article {article}, {}", diagnostic.rule),
        None => diagnostic.rule.to_string(),
    };
    let span = diagnostic.span.start.min(text.len())..diagnostic.span.end.min(text.len());
    let snippet = Snippet::source(text).path(file).annotation(AnnotationKind::Primary.span(span));
    let title = level.primary_title(&diagnostic.message).id(id);
    let mut group: Group<'_> = title.element(snippet);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::plain().render(&[group])
}

fn csv(findings: &[Finding], output: &mut Output) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for finding in findings {
        writer.serialize(finding).map_err(Failure::unreadable)?;
    }
    let bytes = writer.into_inner().map_err(Failure::unreadable)?;
    output.line(String::from_utf8_lossy(&bytes).trim_end())
}
