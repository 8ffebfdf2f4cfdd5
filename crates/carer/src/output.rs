//! Where a verb's answer goes: standard output, buffered, and silent when nobody reads on.

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::failure::Failure;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Standard output.
pub(crate) struct Output(BufWriter<Stdout>);

impl Output {
    /// The process's own.
    pub(crate) fn stdout() -> Self {
        Self(BufWriter::new(io::stdout()))
    }

    /// A line.
    pub(crate) fn line(&mut self, text: impl std::fmt::Display) -> Result<(), Failure> {
        quiet(writeln!(self.0, "{text}"))
    }

    /// A value as JSON, with a line end.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).expect("an answer serialises");
        self.line(text)
    }

    /// A value as one line of JSON.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).expect("an answer serialises");
        self.line(text)
    }

    /// Everything is on its way.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        quiet(self.0.flush())
    }
}

/// Says on standard error what somebody should know and nothing stops for.
pub(crate) fn warn(text: &str) {
    drop(writeln!(io::stderr(), "carer: warning: {text}"));
}

/// A progress bar on standard error; hidden where that is not a terminal.
pub(crate) fn progress(what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(0).with_message(what);
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} % {eta:>4}")
        .expect("the template is right");
    bar.set_style(style);
    if !io::stderr().is_terminal() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    bar
}

/// Whoever reads only the first lines has what they wanted.
fn quiet(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::unreadable(format!("standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}
