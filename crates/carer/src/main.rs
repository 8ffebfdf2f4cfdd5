//! `carer`: one binary, all verbs. Each verb is a file here, and says what it did in words or, on request, as JSON.
//!
//! Exit code 0: it is done. 1: it is done, and there is something to look at. 2: what was given could not be read.

mod args;
mod audit;
mod bench;
mod check;
mod demo;
mod doctor;
mod eligibility;
mod erase;
mod export;
mod failure;
mod followup;
mod import;
mod keep;
mod kept;
mod logging;
mod network;
mod output;
mod record_of;
mod serve;
mod settings;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, LogForm, Verb};
use failure::Failure;
use output::Output;

/// The writer's thread makes and drops many small values; this allocator takes half the time over them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut output = Output::stdout();
    let done = log_form(&cli.verb).and_then(|form| {
        logging::begin(form);
        let code = run(cli, &mut output)?;
        output.finish().map(|()| code)
    });
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// A server's log is its account of itself; of another verb only what goes wrong is of interest.
fn log_form(verb: &Verb) -> Result<LogForm, Failure> {
    match verb {
        Verb::Serve(args) => settings::log(args.log),
        _ => Ok(LogForm::Warnings),
    }
}

fn run(cli: Cli, output: &mut Output) -> Result<ExitCode, Failure> {
    match cli.verb {
        Verb::Demo(args) => demo::run(&args, output),
        Verb::Serve(args) => serve::run(&args, output),
        Verb::Check(args) => check::run(&args, output),
        Verb::Import(args) => import::command::run(&args, output),
        Verb::Eligibility(args) => eligibility::run(&args, output),
        Verb::Audit(args) => audit::run(&args, output),
        Verb::Followup(args) => followup::run(&args, output),
        Verb::Verify(args) => verify::run(&args, output),
        Verb::Export(args) => export::run(&args, output),
        Verb::Erase(args) => erase::run(&args, output),
        Verb::Kept(args) => kept::run(&args, output),
        Verb::Backup(args) => keep::backup(&args, output),
        Verb::Restore(args) => keep::restore(&args, output),
        Verb::Upgrade(args) => keep::upgrade(&args, output),
        Verb::Bench(args) => bench::run(&args, output),
        Verb::Doctor(args) => doctor::run(&args, output),
    }
}
