//! Settings: a flag goes before the environment, and that before `carer.toml` in the working directory.

mod messages;
mod sign_in;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum as _;
use programme::rules::Programme;
use record::{Ledger, Place};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::args::{AuthorArgs, LedgerArgs, LogForm, PlaceArgs, ProgrammeArgs};
use crate::failure::Failure;
use crate::output;

const FILE: &str = "carer.toml";

/// What `carer.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    programme: Option<PathBuf>,
    author: Option<String>,
    ledger: Option<PathBuf>,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) tls_certificate: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) behind_proxy: Option<bool>,
    pub(crate) hosts: Option<Vec<String>>,
    pub(crate) connections: Option<usize>,
    pub(crate) connections_per_address: Option<usize>,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) log: Option<LogForm>,
    #[serde(default, rename = "sign-in")]
    sign_in: sign_in::SignIn,
    messages: Option<messages::Messages>,
}

pub(crate) fn file() -> Result<File, Failure> {
    match std::fs::read_to_string(FILE) {
        Ok(text) => toml::from_str(&text).map_err(|error| Failure::unreadable(format!("{FILE}: {error}"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(Failure::unreadable(format!("{FILE}: {error}"))),
    }
}

/// Where the record is.
pub(crate) fn place(args: &PlaceArgs) -> Result<Place, Failure> {
    let given = (args.data.clone(), args.database.clone());
    let environment = (variable("CARER_DATA").map(PathBuf::from), variable("CARER_DATABASE"));
    let (from, (data, database)) = match (given, environment) {
        ((None, None), (None, None)) => {
            let file = file()?;
            (FILE, (file.data, file.database))
        }
        ((None, None), environment) => ("the environment", environment),
        (given, _) => ("the command line", given),
    };
    match (data, database) {
        (Some(data), None) => Ok(Place::Directory(data)),
        (None, Some(url)) => Ok(Place::Database(secret(url)?)),
        (Some(_), Some(_)) => {
            Err(Failure::unreadable(format!("{from} names both a data directory and a database; keep one")))
        }
        (None, None) => {
            Err(Failure::unreadable("say where the record is: --data DIR, or --database URL for PostgreSQL"))
        }
    }
}

/// The ledger of erasures, where the record has none in its own directory.
pub(crate) fn ledger(args: &LedgerArgs, place: &Place) -> Result<Option<Ledger>, Failure> {
    let path = match &args.ledger {
        Some(path) => Some(path.clone()),
        None => file()?.ledger,
    };
    match (path, place) {
        (Some(_), Place::Directory(_)) if args.ledger.is_some() => Err(Failure::unreadable(
            "--ledger goes with --database: with --data the ledger is erasures.jsonl in the data directory",
        )),
        (path, Place::Database(_)) => Ok(path.map(|path| Ledger::at(&path))),
        (_, Place::Directory(_)) => Ok(None),
    }
}

/// A variable of the environment; one that is empty says nothing.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The programme file's path.
pub(crate) fn programme_path(args: &ProgrammeArgs) -> Result<PathBuf, Failure> {
    named_programme(args)?.ok_or_else(|| {
        Failure::unreadable("say which programme: --programme FILE, such as programmes/living-kidney-us.toml")
    })
}

fn named_programme(args: &ProgrammeArgs) -> Result<Option<PathBuf>, Failure> {
    match args.programme.clone().or_else(|| variable("CARER_PROGRAMME").map(PathBuf::from)) {
        Some(path) => Ok(Some(path)),
        None => Ok(file()?.programme),
    }
}

/// The programme to go on with over a record. It has to be without faults, unless it is the very file that is in force there:
/// that one was without any when it was put in force, and nobody's record may close because Carer asks for more since. What
/// is found in it is said, and what the articles forbid is refused whatever a file says.
pub(crate) fn programme(args: &ProgrammeArgs, place: &Place) -> Result<Arc<Programme>, Failure> {
    let path = programme_path(args)?;
    let sound = crate::check::sound(&path);
    let Err(unsound) = sound else { return sound.map(Arc::new) };
    let hash: Option<[u8; 32]> = std::fs::read(&path).ok().map(|bytes| Sha256::digest(bytes).into());
    // A record that cannot be read is reported by whatever opens it next, and a file that nobody served has to be sound.
    let in_force = record::programme_in_force(place).unwrap_or_default();
    match in_force {
        Some((in_force, text)) if Some(in_force) == hash => {
            let (programme, faults) = crate::check::served(&text)?;
            output::warn(&format!(
                "the programme file in force falls short of what this version of Carer asks for. It is gone on with, \
                 nothing is asked of anybody that an article forbids, and no other file with a fault is put in force. Mend \
                 it, and start again:\n{}",
                faults.join("\n")
            ));
            Ok(Arc::new(programme))
        }
        _ => Err(unsound),
    }
}

/// The programme that is in force in a record.
pub(crate) fn programme_of(place: &Place) -> Result<Arc<Programme>, Failure> {
    let (_, text) = record::programme_in_force(place)?
        .ok_or_else(|| Failure::refused("no programme was ever in force in this record"))?;
    // It was without faults when it was served; a newer version of Carer may find some, and reads it all the same.
    crate::check::served(&text).map(|(programme, _)| Arc::new(programme))
}

/// The programme, or where none is named the kidney programme that comes with Carer.
pub(crate) fn shipped_or(args: &ProgrammeArgs) -> Result<Programme, Failure> {
    match named_programme(args)? {
        Some(path) => crate::check::sound(&path),
        None => Ok(kidney()),
    }
}

/// The kidney programme that comes with Carer.
pub(crate) fn kidney() -> Programme {
    let text = include_str!("../../../programmes/living-kidney-us.toml");
    programme::file::parse(text).programme.expect("the file that comes with Carer is without faults: a test checks it")
}

/// Who does it.
pub(crate) fn author(args: &AuthorArgs) -> Result<String, Failure> {
    let named = match args.author.clone().or_else(|| variable("CARER_AUTHOR")) {
        Some(author) => Some(author),
        None => file()?.author,
    };
    let account = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let author = named.or_else(account).map(|author| author.trim().to_owned()).filter(|author| !author.is_empty());
    // A process without an account's name, as in a container, still has an author; --author says it better.
    let author = author.unwrap_or_else(|| "operator".to_owned());
    if author.parse::<programme::Stream>().is_ok() {
        let why = format!("“{author}” is how the log names somebody's account: write your own name");
        return Err(Failure::refused(why));
    }
    Ok(author)
}

/// How a server keeps its log.
pub(crate) fn log(given: Option<LogForm>) -> Result<LogForm, Failure> {
    let said = match (given, variable("CARER_LOG")) {
        (Some(form), _) => Some(form),
        (None, Some(text)) => Some(
            LogForm::from_str(&text, false)
                .map_err(|_| Failure::unreadable(format!("CARER_LOG: “{text}” is none of text, json and warnings")))?,
        ),
        (None, None) => file()?.log,
    };
    Ok(said.unwrap_or_default())
}

/// The hospital's own sign-in, where there is one: it stands in `carer.toml` only.
pub(crate) fn hospital() -> Result<Option<server::Oidc>, Failure> {
    file()?.sign_in.hospital()
}

/// How messages are sent, where they are: it stands in `carer.toml` only.
pub(crate) fn outbox() -> Result<Option<server::Outbox>, Failure> {
    file()?.messages.map(messages::Messages::read).transpose()
}

/// A setting that may be secret: `@FILE` stands for what is in the file.
fn secret(text: String) -> Result<String, Failure> {
    let Some(path) = text.strip_prefix('@') else { return Ok(text) };
    let read = std::fs::read_to_string(Path::new(path));
    read.map(|text| text.trim().to_owned()).map_err(|error| Failure::unreadable(format!("{path}: {error}")))
}
