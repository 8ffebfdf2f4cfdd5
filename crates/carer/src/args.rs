//! The command line: verbs and their flags.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use programme::{AccountId, PersonId};
use serde::Deserialize;

use crate::output::Format;

/// Carer runs an organ-donor programme over a donor's whole life, and never lets a donor go.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show the product working: real examinations in a new record, and the console over them.
    Demo(DemoArgs),
    /// Serve a programme: the console and the API.
    Serve(ServeArgs),
    /// Check programme files against the format and the twelve articles.
    Check(CheckArgs),
    /// Bring something in from a file.
    Import(ImportArgs),
    /// Count who may give and who may not, with the reasons, on any day.
    Eligibility(EligibilityArgs),
    /// Prove from the log that none of the articles was broken.
    Audit(AuditArgs),
    /// Say who is to be asked how they are, who is late and who is lost, and how complete the forms are, on any day.
    Followup(FollowUpArgs),
    /// Prove that nothing in the log was changed or is missing.
    Verify(VerifyArgs),
    /// Write out everything that is held about a person.
    Export(ExportArgs),
    /// Erase a person, or the account of somebody who worked here: destroy the keys to everything personal, for ever.
    Erase(EraseArgs),
    /// Say of whom something is kept though they are erased, because the law asks for it, and open it.
    Kept(KeptArgs),
    /// Make a backup, while the record is in use.
    Backup(BackupArgs),
    /// Restore a backup; people erased since it was made stay erased.
    Restore(RestoreArgs),
    /// Bring an older record up to this version, after a backup.
    Upgrade(UpgradeArgs),
    /// Measure how fast it is, against something bare in the same run.
    Bench(BenchArgs),
    /// Look the record over, and say what is wrong and what to do.
    Doctor(DoctorArgs),
}

/// Where the record is. A flag goes before the environment, which [`crate::settings`] reads, for this as for every setting:
/// so either flag goes before either variable, and a password in one is never shown by `--help`.
#[derive(Args, Clone, Debug)]
pub(crate) struct PlaceArgs {
    /// The data directory, with an embedded database in it [env: CARER_DATA].
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub(crate) data: Option<PathBuf>,
    /// A PostgreSQL database [env: CARER_DATABASE]; `@FILE` reads the URL from a file, so that a password need not be on
    /// the command line.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

/// Where it is remembered who was erased.
#[derive(Args, Clone, Debug)]
pub(crate) struct LedgerArgs {
    /// The ledger of erasures, with --database: who was erased, by id. Keep it elsewhere than the database. With --data it
    /// is in the data directory.
    #[arg(long, value_name = "FILE", env = "CARER_LEDGER", hide_env_values = true)]
    pub(crate) ledger: Option<PathBuf>,
}

/// Which programme.
#[derive(Args, Clone, Debug)]
pub(crate) struct ProgrammeArgs {
    /// The programme file [env: CARER_PROGRAMME].
    #[arg(long, value_name = "FILE")]
    pub(crate) programme: Option<PathBuf>,
}

/// Who does it.
#[derive(Args, Clone, Debug)]
pub(crate) struct AuthorArgs {
    /// Your name, which stands beside everything you do; otherwise that of your account on this machine [env: CARER_AUTHOR].
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
}

/// How to answer.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct FormatArgs {
    /// How to answer.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7400")]
    pub(crate) listen: SocketAddr,
    /// Where to keep the demonstration; otherwise a new directory that goes with it.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Make the record, say what is in it, and stop.
    #[arg(long)]
    pub(crate) no_serve: bool,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    /// How to keep the log, on standard error: text otherwise [env: CARER_LOG].
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) log: Option<LogForm>,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
}

/// How a server is reached.
#[derive(Args, Clone, Debug)]
pub(crate) struct NetworkArgs {
    /// Where to listen, 127.0.0.1:7400 otherwise; where other machines reach it, only with TLS or behind a proxy
    /// [env: CARER_LISTEN].
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// The certificate to speak TLS with, and those above it, in PEM; read again when it changes
    /// [env: CARER_TLS_CERTIFICATE].
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The key of the certificate, in PEM [env: CARER_TLS_KEY].
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy stands before it that does TLS: what it says in X-Forwarded-For and X-Forwarded-Proto counts
    /// [env: CARER_BEHIND_PROXY].
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// A name by which others ask for it, without a port; may be given more than once [env: CARER_HOSTS, with commas].
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// How many connections there may be, 4000 otherwise [env: CARER_CONNECTIONS].
    #[arg(long, value_name = "COUNT")]
    pub(crate) connections: Option<usize>,
    /// How many of them from one address, 1000 otherwise [env: CARER_CONNECTIONS_PER_ADDRESS].
    #[arg(long, value_name = "COUNT")]
    pub(crate) connections_per_address: Option<usize>,
    /// Where to give figures for Prometheus, at /metrics; nowhere otherwise [env: CARER_METRICS].
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,
}

/// How the log of a server is kept.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogForm {
    /// A line for each request and whatever else happens, for people.
    #[default]
    Text,
    /// The same, each line a JSON object with the time.
    Json,
    /// Only what goes wrong, for people.
    Warnings,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// Programme files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) what: ImportWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportWhat {
    /// Examinations from a CSV file, one person a row, through a mapping.
    Checks(ImportChecksArgs),
    /// People who gave before this record began, from a CSV file, one donation a row. Nobody is asked anything by it.
    Donors(ImportDonorsArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ImportChecksArgs {
    /// The CSV file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The mapping: the name of one that comes with Carer (nhanes-2017-2018), or a file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) mapping: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The day of the examinations, where the file has none; otherwise today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) examined_on: Option<Date>,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ImportDonorsArgs {
    /// The CSV file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The mapping: the name of one that comes with Carer, or a file.
    #[arg(long, value_name = "NAME|FILE", default_value = "earlier-donors")]
    pub(crate) mapping: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct EligibilityArgs {
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The day; otherwise today in the programme's time zone.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Date>,
    /// One line for each person, with all reasons.
    #[arg(long)]
    pub(crate) people: bool,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The day by which what is owed to people has to be there; otherwise today in the programme's time zone.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Date>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct FollowUpArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The day; otherwise today in the programme's time zone.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Date>,
    /// One line for each person who is due, late or lost; with names only where the format is a table.
    #[arg(long)]
    pub(crate) people: bool,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// A checkpoint that was exported earlier and kept elsewhere: with it a cut tail shows.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// Write the newest checkpoint to a file, to be kept elsewhere.
    #[arg(long, value_name = "FILE")]
    pub(crate) export_checkpoint: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// One person.
#[derive(Args, Clone, Debug)]
pub(crate) struct PersonArgs {
    /// The person: their id, or their number.
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) person: PersonArgs,
    /// Where to put `record.json` and `record.html`; otherwise JSON goes to standard output.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
}

/// Who is erased: one of the two.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct ErasedArgs {
    /// The person: their id, or their number.
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<String>,
    /// The account of somebody who worked here, once it is closed: its id.
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<AccountId>,
}

#[derive(Args, Debug)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    #[command(flatten)]
    pub(crate) whom: ErasedArgs,
    /// On whose wish or by which law, in words that name nobody: it stays in the log.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeptArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Whose; without it, of whom something is kept and until when. That it is looked at is on the record.
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<PersonId>,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The file to write; it must not exist.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RestoreArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub(crate) from: PathBuf,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// A ledger of people erased since, where it is another one (`erasures.jsonl`, kept beside the record); an empty file
    /// says that nobody was.
    #[arg(long, value_name = "FILE")]
    pub(crate) erasures: Option<PathBuf>,
    /// Put it in the place of the record that is there.
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct UpgradeArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Where the backup goes that is made first; it must not exist.
    #[arg(long, value_name = "FILE")]
    pub(crate) backup_to: PathBuf,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Work the read tables out anew from the log first. The log stays as it is.
    #[arg(long)]
    pub(crate) rebuild: bool,
    #[command(flatten)]
    pub(crate) author: AuthorArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    pub(crate) what: BenchWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BenchWhat {
    /// Durable commands a second through the whole engine, and the same rows by a bare loop.
    Record(BenchRecordArgs),
    /// Lives read a second with each reading on the record before it is shown, and without.
    Readings(BenchReadingsArgs),
    /// How long it takes to find somebody among many.
    Search(BenchSearchArgs),
    /// How long it takes to say who is due, late and lost among many who gave.
    Followup(BenchFollowUpArgs),
    /// How long it takes to load a long life, decide on it and show its page.
    History(BenchHistoryArgs),
}

#[derive(Args, Debug)]
pub(crate) struct BenchHistoryArgs {
    /// How often.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    /// On which disk: a directory for the database, which goes when it is done; otherwise the working directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BenchFollowUpArgs {
    /// How many people gave.
    #[arg(long, default_value_t = 100_000)]
    pub(crate) donors: usize,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    /// On which disk: a directory for the database, which goes when it is done; otherwise the working directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BenchSearchArgs {
    /// How many people there are.
    #[arg(long, default_value_t = 100_000)]
    pub(crate) people: usize,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    /// On which disk: a directory for the database, which goes when it is done; otherwise the working directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BenchReadingsArgs {
    /// Threads that read at once.
    #[arg(long, default_value_t = 64)]
    pub(crate) clients: usize,
    /// How long each of the two is measured.
    #[arg(long, default_value_t = 6)]
    pub(crate) seconds: u64,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    /// On which disk: a directory for the database, which goes when it is done; otherwise the working directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Args, Debug)]
pub(crate) struct BenchRecordArgs {
    /// Threads that ask at once, each waiting for its answer.
    #[arg(long, default_value_t = 64)]
    pub(crate) clients: usize,
    /// How long each of the two is measured.
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
    #[command(flatten)]
    pub(crate) programme: ProgrammeArgs,
    /// On which disk: a directory for the two databases, which go when it is done; otherwise the working directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// An empty PostgreSQL database for the engine.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// An empty PostgreSQL database for the bare loop.
    #[arg(long, value_name = "URL")]
    pub(crate) bare_database: Option<String>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// A day as it is written on the command line.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the day as year, month and day: 2027-11-30 is 30 November 2027".to_owned())
}
