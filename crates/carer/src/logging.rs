//! What the process says of itself, on standard error.
//!
//! Nothing personal may stand there: no name, no login, no number, no query. What a request was, the server's own account of
//! it says; what went wrong, those who noticed.

use std::any::Any;
use std::io::{self, IsTerminal as _};
use std::panic;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::args::LogForm;

/// Begins to write the log, in one form.
pub(crate) fn begin(form: LogForm) {
    let level = if form == LogForm::Warnings { Level::WARN } else { Level::INFO };
    // What others' code says beside warnings is about bytes and frames, and for whoever mends it.
    let ours = ["carer", "record", "server"].map(|name| (name, level));
    let targets = Targets::new().with_default(Level::WARN).with_targets(ours);
    let log = tracing_subscriber::registry().with(targets);
    if form == LogForm::Json {
        let json = fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(io::stderr);
        log.with(json).init();
    } else {
        let is_terminal = io::stderr().is_terminal();
        // Whoever keeps the lines stamps them.
        log.with(fmt::layer().with_ansi(is_terminal).without_time().with_writer(io::stderr)).init();
    }
    if form != LogForm::Warnings {
        panic::set_hook(Box::new(|info| {
            let place = info.location().map(tracing::field::display);
            tracing::error!(place, why = said(info.payload()), "a thread panicked");
        }));
    }
}

/// What a panic says, where that was written in the source. What was put together as it ran may have anything in it.
fn said(payload: &(dyn Any + Send)) -> Option<&'static str> {
    payload.downcast_ref::<&'static str>().copied()
}
