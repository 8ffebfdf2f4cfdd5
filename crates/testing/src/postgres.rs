//! A private PostgreSQL cluster, durable as a served one must be, that lasts as long as the tests do.
//!
//! It never touches a cluster of the machine: it is made from the installed binaries, in a folder of its own, on a port
//! of its own.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use crate::leash::Leash;
use crate::tools;

/// An admin URL of a cluster that somebody else (scripts/test) started for all the test processes.
const SHARED: &str = "CARER_TEST_POSTGRES";
/// A cluster that is not ready by then is broken. On a busy machine `initdb` alone may take several seconds.
const READY: Duration = Duration::from_secs(180);
const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=300",
    "timezone=UTC",
    "log_min_messages=warning",
];
const PACKAGE: &str = "postgresql";

/// A PostgreSQL cluster on which tests make databases.
///
/// Databases belong to `carer`, which is no superuser, and order text as a dictionary does where the server can (15 or
/// newer), so that a statement whose order depends on the collation shows it.
#[derive(Debug)]
pub struct Postgres {
    host: String,
    port: u16,
    administrator: String,
    cluster: Option<Cluster>,
}

impl Postgres {
    /// The cluster of this test process; started by the first call. With `CARER_TEST_POSTGRES` set to an admin URL (a
    /// superuser who needs no password), that cluster is taken instead.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn shared() -> &'static Self {
        static CLUSTER: OnceLock<Postgres> = OnceLock::new();
        CLUSTER.get_or_init(|| match std::env::var(SHARED) {
            Ok(url) => Self::at(&url),
            Err(_) => Self::start(),
        })
    }

    /// A cluster for one test alone, which may kill it.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        let cluster = Cluster::start();
        let postgres = Self {
            host: "127.0.0.1".to_owned(),
            port: cluster.port,
            administrator: "postgres".to_owned(),
            cluster: Some(cluster),
        };
        postgres.make_owner();
        postgres
    }

    /// The URL of a database that is new and empty.
    ///
    /// # Panics
    /// If the server does not make it.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{:x}_{number}", RandomState::new().build_hasher().finish());
        let mut client = self.connect();
        let version: String =
            client.query_one("SHOW server_version_num", &[]).expect("every server says its version").get(0);
        let mut statement = format!("CREATE DATABASE {name} OWNER carer");
        if version.parse::<u32>().expect("the version is a number") >= 150_000 {
            statement.push_str(" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        }
        client.batch_execute(&statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        format!("postgres://carer@{}:{}/{name}", self.host, self.port)
    }

    /// The URL of the superuser, who can look at and change what `carer` cannot.
    pub fn admin(&self) -> String {
        format!("postgres://{}@{}:{}/postgres", self.administrator, self.host, self.port)
    }

    /// Ends the server as a crash does: at once, with SIGKILL, connections and all.
    pub fn kill(&mut self) {
        self.own().kill();
    }

    /// Starts the server again, on the same port and the same data; it recovers as after a crash.
    ///
    /// # Panics
    /// If it does not come back.
    pub fn restart(&mut self) {
        let cluster = self.own();
        cluster.kill();
        cluster.relaunch().unwrap_or_else(|why| panic!("PostgreSQL did not start again: {why}"));
    }

    fn own(&mut self) -> &mut Cluster {
        self.cluster.as_mut().expect("only `start` gives a cluster that can be borrowed for change")
    }

    fn at(url: &str) -> Self {
        let config: postgres::Config = url.parse().unwrap_or_else(|error| panic!("{SHARED}: {error}"));
        let host = match config.get_hosts() {
            [postgres::config::Host::Tcp(host)] => host.clone(),
            _ => panic!("{SHARED}: name one host, reached by TCP"),
        };
        let administrator = config.get_user().unwrap_or("postgres").to_owned();
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let postgres = Self { host, port, administrator, cluster: None };
        postgres.make_owner();
        postgres
    }

    fn make_owner(&self) {
        let made = self.connect().batch_execute("CREATE ROLE carer LOGIN");
        if let Err(error) = made {
            let code = error.code().map(postgres::error::SqlState::code);
            // Another test process was first: duplicate_object, or unique_violation when both ran at once.
            assert!(matches!(code, Some("42710" | "23505")), "cannot make the role `carer`: {error:?}");
        }
    }

    fn connect(&self) -> Client {
        let url = self.admin();
        Client::connect(&url, NoTls).unwrap_or_else(|error| panic!("{url}: {error:?}"))
    }
}

/// The files and the process of a cluster that is ours.
#[derive(Debug)]
struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    owner: Option<(u32, u32)>,
    port: u16,
    server: Option<Leash>,
}

impl Cluster {
    fn start() -> Self {
        let binaries = binaries();
        let folder = tempfile::Builder::new().prefix("carer-pg-").tempdir().expect("a temporary folder").keep();
        let owner = unprivileged();
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).expect("root may give a folder away");
        }
        let mut cluster = Self { binaries, folder, owner, port: 0, server: None };
        cluster.make_files();
        let mut reasons = String::new();
        // Between asking for a free port and taking it somebody else can take it.
        for _ in 0..5 {
            cluster.port = free_port();
            match cluster.launch() {
                Ok(()) => return cluster,
                Err(why) => writeln!(reasons, "{why}").expect("writing to a string"),
            }
        }
        panic!("PostgreSQL did not start:\n{reasons}");
    }

    fn make_files(&self) {
        let mut command = Command::new(self.binaries.join("initdb"));
        command.arg("--pgdata").arg(self.data());
        command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        // The server that is being made must not be told of another by the environment.
        command.current_dir(&self.folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if let Some((user, group)) = self.owner {
            use std::os::unix::process::CommandExt as _;
            command.uid(user).gid(group);
        }
        tools::run(&mut command);
    }

    fn launch(&mut self) -> Result<(), String> {
        let log = self.folder.join("log");
        let mut command = Command::new(self.binaries.join("postgres"));
        command.arg("-D").arg(self.data()).arg("-p").arg(self.port.to_string());
        command.arg("-c").arg(format!("unix_socket_directories={}", self.folder.display()));
        for setting in SETTINGS {
            command.arg("-c").arg(setting);
        }
        // SIGQUIT is PostgreSQL's immediate shutdown: every backend ends, nothing is tidied.
        let server = Leash::start(&command, "QUIT", self.owner, &self.folder, &log);
        match self.wait_until_ready(&server) {
            Ok(()) => {
                self.server = Some(server);
                Ok(())
            }
            Err(why) => {
                let text = fs::read_to_string(&log).unwrap_or_default();
                server.crash();
                Err(format!("{why}\n{text}"))
            }
        }
    }

    fn wait_until_ready(&self, server: &Leash) -> Result<(), String> {
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres?connect_timeout=5", self.port);
        let begun = Instant::now();
        loop {
            match Client::connect(&url, NoTls) {
                // Another server may have the port; ours is the one with our data.
                Ok(mut client) => return self.is_ours(&mut client),
                Err(_) if !server.runs() => return Err("its server ended".to_owned()),
                Err(error) if begun.elapsed() > READY => return Err(format!("not ready in time: {error}")),
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    fn is_ours(&self, client: &mut Client) -> Result<(), String> {
        let folder: String = client.query_one("SHOW data_directory", &[]).map_err(|error| error.to_string())?.get(0);
        if Path::new(&folder) == self.data() { Ok(()) } else { Err(format!("the port serves {folder}")) }
    }

    fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.crash();
        }
    }

    /// Starts again after a crash. The first attempts may find that backends of the dead server are not gone yet.
    fn relaunch(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            match self.launch() {
                Err(_) if begun.elapsed() < READY => thread::sleep(Duration::from_millis(100)),
                result => return result,
            }
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_none() {
            // A server that was killed and not started again has nobody left who removes its files.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

/// The folder of `initdb` and `postgres`, which Debian keeps off the PATH; the newest version is taken.
fn binaries() -> PathBuf {
    let mut places: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    places.sort();
    let places: Vec<PathBuf> = places.into_iter().rev().map(|(_, path)| path).collect();
    let initdb = tools::find("initdb", &places, PACKAGE);
    let real = initdb.canonicalize().expect("it was just found");
    let folder = real.parent().expect("a file has a folder").to_owned();
    assert!(folder.join("postgres").is_file(), "`postgres` is not beside `initdb`: `apt-get install {PACKAGE}`");
    folder
}

/// PostgreSQL refuses to run as root: then the user and group to run it as.
fn unprivileged() -> Option<(u32, u32)> {
    let me = tools::run(Command::new("id").arg("-u"));
    if String::from_utf8_lossy(&me.stdout).trim() != "0" {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("every machine has a list of users");
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(find("postgres").or_else(|| find("nobody")).expect("root has `postgres` or `nobody` to run a server as"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("the loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
