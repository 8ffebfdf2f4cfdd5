//! How a server is reached: flags, environment and `carer.toml`, in this order, into what the server works with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use server::{Limits, Manner, Tls};

use crate::args::NetworkArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{File, file, variable};

/// Where to listen, unless somebody says otherwise.
pub(crate) const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7400);

/// How a server is reached.
pub(crate) struct Network {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// Where it gives its figures.
    pub(crate) metrics: Option<SocketAddr>,
    /// How it is run.
    pub(crate) manner: Manner,
}

impl Network {
    /// As flags, environment and file say. Certificate and key are read at once, so that a fault in them is found before
    /// the record is opened.
    pub(crate) fn read(args: &NetworkArgs) -> Result<Self, Failure> {
        let file = file()?;
        let listen = first(args.listen, "CARER_LISTEN", file.listen, "no address with a port, such as 127.0.0.1:7400")?;
        let metrics =
            first(args.metrics, "CARER_METRICS", file.metrics, "no address with a port, such as 127.0.0.1:7480")?;
        let tls = tls(args, &file)?;
        let given = args.behind_proxy.then_some(true);
        let is_behind_proxy =
            first(given, "CARER_BEHIND_PROXY", file.behind_proxy, "neither true nor false")?.unwrap_or(false);
        let usual = Limits::default();
        let (all, from_one) = (args.connections, args.connections_per_address);
        let all = first(all, "CARER_CONNECTIONS", file.connections, "no number")?;
        let from_one = first(from_one, "CARER_CONNECTIONS_PER_ADDRESS", file.connections_per_address, "no number")?;
        let manner = Manner {
            hosts: hosts(args, file.hosts)?,
            is_secure: tls.is_some() || is_behind_proxy,
            tls,
            is_behind_proxy,
            limits: Limits {
                connections: all.unwrap_or(usual.connections),
                connections_per_address: from_one.unwrap_or(usual.connections_per_address),
            },
            ..Manner::default()
        };
        Ok(Self { listen: listen.unwrap_or(LISTEN), metrics, manner })
    }

    /// As a demonstration is: on this machine, and anybody may sign in as anybody.
    pub(crate) fn of_demo(listen: SocketAddr) -> Self {
        Self {
            listen,
            metrics: None,
            manner: Manner { is_demo: true, introduced: crate::demo::INTRODUCED, ..Manner::default() },
        }
    }

    /// Says where it is served, and where nobody can sign in yet, by which link the first administrator does.
    pub(crate) fn greet(
        &self,
        programme: &str,
        address: SocketAddr,
        welcome: Option<&str>,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let manner = &self.manner;
        let scheme = if manner.tls.is_some() { "https" } else { "http" };
        output.line(format!("{programme} is served at {scheme}://{address}/"))?;
        let known = match manner.hosts.first() {
            Some(host) if manner.is_behind_proxy => format!("https://{host}"),
            Some(host) => format!("{scheme}://{host}:{}", address.port()),
            None => format!("{scheme}://{address}"),
        };
        if !manner.hosts.is_empty() {
            output.line(format!("Others ask for it at {known}/"))?;
        }
        if let Some(path) = welcome {
            output.line("Nobody can sign in yet. The first administrator opens this link, once, within a day:")?;
            output.line(format!("{known}{path}"))?;
        }
        Ok(())
    }
}

fn tls(args: &NetworkArgs, file: &File) -> Result<Option<Tls>, Failure> {
    let certificate = path(&args.tls_certificate, "CARER_TLS_CERTIFICATE", &file.tls_certificate);
    let key = path(&args.tls_key, "CARER_TLS_KEY", &file.tls_key);
    match (certificate, key) {
        (Some(certificate), Some(key)) => Tls::read(certificate, key).map(Some).map_err(Failure::unreadable),
        (None, None) => Ok(None),
        (Some(_), None) => Err(Failure::unreadable("a certificate needs its key: say --tls-key FILE")),
        (None, Some(_)) => Err(Failure::unreadable("a key needs its certificate: say --tls-certificate FILE")),
    }
}

fn hosts(args: &NetworkArgs, file: Option<Vec<String>>) -> Result<Vec<String>, Failure> {
    let of_environment = || {
        let all = variable("CARER_HOSTS")?;
        Some(all.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
    };
    let given = Some(args.host.clone()).filter(|hosts| !hosts.is_empty());
    let hosts: Vec<String> = given.or_else(of_environment).or(file).unwrap_or_default();
    match hosts.iter().find(|host| !is_host(host)) {
        Some(wrong) => Err(Failure::unreadable(format!(
            "“{wrong}” is no name of a host: write it without “https://” and without a port, as in carer.example.org"
        ))),
        None => Ok(hosts),
    }
}

/// Whether it is a name, or an address of version 4, and nothing else: what browsers send, they send in ASCII.
fn is_host(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !text.is_empty() && text.chars().all(is_plain)
}

fn path(given: &Option<PathBuf>, name: &str, file: &Option<PathBuf>) -> Option<PathBuf> {
    given.clone().or_else(|| variable(name).map(PathBuf::from)).or_else(|| file.clone())
}

/// The flag, or the environment, or the file.
fn first<T: FromStr>(given: Option<T>, name: &str, file: Option<T>, wanted: &str) -> Result<Option<T>, Failure> {
    if given.is_some() {
        return Ok(given);
    }
    let Some(text) = variable(name) else { return Ok(file) };
    let parsed = text.parse().map(Some);
    parsed.map_err(|_| Failure::unreadable(format!("{name}: “{text}” is {wanted}")))
}
