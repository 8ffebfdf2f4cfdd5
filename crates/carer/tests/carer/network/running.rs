//! `carer serve` over a record of its own, and what a caller sends it, to the byte.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use programme::{AccountDetails, AccountId, Command as Ask, PostId, Role};
use record::{Clock, DoorWrite, Entropy, Opening, Submission, Token};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use uuid::Uuid;

use crate::ground::{Ground, KIDNEY, flags, ours, text_of};

/// A coordinator, by the names that must stand in no log.
pub(super) const NAME: &str = "Clara Vosskamp";
pub(super) const LOGIN: &str = "clara.vosskamp@hospital.example";
/// What she shows: the secret of a session.
pub(super) const SECRET: &str = "claras-own-session-secret";
/// Her account.
pub(super) const ACCOUNT: AccountId = AccountId(Uuid::from_u128(0xc1a4a));

/// A server that is running; killed where a test fails before it is stopped.
pub(super) struct Running {
    child: Child,
    log: PathBuf,
    /// Where it answers.
    pub(super) address: SocketAddr,
    /// What it said at its start, line by line.
    pub(super) said: Vec<String>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The lines of its head.
    pub(super) head: Vec<String>,
    pub(super) body: String,
}

impl Running {
    /// Starts it over a record in which a coordinator is signed in.
    pub(super) fn start(ground: &Ground, words: &[&str]) -> Self {
        sign_in(ground);
        Self::again(ground, words)
    }

    /// Starts it over a record that was served before.
    pub(super) fn again(ground: &Ground, words: &[&str]) -> Self {
        let [flag, value] = flags(&ground.place);
        let log = ground.file("log");
        let mut command = ground.program();
        command.args(["serve", "--programme", &ours(KIDNEY), "--listen", "127.0.0.1:0", &flag, &value]).args(words);
        command.stdout(Stdio::piped()).stderr(File::create(&log).expect("a file of the test"));
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut said = Vec::new();
        for line in lines {
            said.push(line.expect("it is text"));
            if said.last().is_some_and(|line| line.starts_with("Stop it")) {
                break;
            }
        }
        let address = said.first().and_then(|line| line.rsplit_once("://")).map(|(_, address)| address);
        let address = address.and_then(|address| address.trim_end_matches('/').parse().ok());
        let address =
            address.unwrap_or_else(|| panic!("{said:?}{}", std::fs::read_to_string(&log).unwrap_or_default()));
        Self { child, log, address, said }
    }

    /// Asks in the clear.
    pub(super) fn ask(&self, request: &str) -> Answer {
        Answer::read(stream(self.address), request)
    }

    /// Asks for a page as the coordinator.
    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask(&get(path, &format!("Authorization: Bearer {SECRET}\r\n")))
    }

    /// Sends a command as the coordinator.
    pub(super) fn post(&self, path: &str, kind: &str, body: &str) -> Answer {
        self.ask(&post(
            path,
            &format!("Authorization: Bearer {SECRET}\r\nIdempotency-Key: k{}\r\n", body.len()),
            kind,
            body,
        ))
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, name: &str) {
        let told = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(told.expect("there is a program called kill").success());
    }

    /// Stops it; gives what it wrote to standard error.
    pub(super) fn stop(mut self) -> String {
        self.signal("TERM");
        assert_eq!(self.child.wait().expect("it runs").code(), Some(0));
        self.log()
    }

    /// What it wrote to standard error so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("it is text")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Answer {
    /// Sends a request, and reads until the other side closes.
    pub(super) fn read(mut stream: impl Read + Write, request: &str) -> Self {
        // Where it is too much, the other side answers and closes before all of it is sent.
        drop(stream.write_all(request.as_bytes()));
        let mut bytes = Vec::new();
        // Over TLS, some close without a word; what came counts.
        drop(stream.read_to_end(&mut bytes));
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let head: Vec<_> = head.lines().map(str::to_owned).collect();
        let status = head.first().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        Self { status, head, body: body.to_owned() }
    }

    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A request for something.
pub(super) fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n{}{headers}Connection: close\r\n\r\n", host(headers))
}

/// A request that sends something.
pub(super) fn post(path: &str, headers: &str, kind: &str, body: &str) -> String {
    let (host, length) = (host(headers), body.len());
    format!(
        "POST {path} HTTP/1.1\r\n{host}{headers}Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// The kind of a form's body.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

fn host(headers: &str) -> &'static str {
    if headers.starts_with("Host: ") { "" } else { "Host: localhost\r\n" }
}

/// A connection that nobody waits for longer than a minute.
pub(super) fn stream(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
    stream
}

/// A connection over TLS, for which this certificate vouches; says which protocol was agreed on.
pub(super) fn over_tls(
    address: SocketAddr,
    name: &str,
    certificate: CertificateDer<'static>,
    protocol: &str,
) -> Result<(StreamOwned<ClientConnection, TcpStream>, Option<String>), String> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).map_err(|error| error.to_string())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = StreamOwned::new(client, stream(address));
    stream.conn.complete_io(&mut stream.sock).map_err(|error| error.to_string())?;
    let agreed = stream.conn.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
    Ok((stream, agreed))
}

/// Makes a record in which a coordinator is signed in.
fn sign_in(ground: &Ground) {
    let programme = Arc::new(programme::file::parse(&text_of(KIDNEY)).programme.expect("it comes with the product"));
    let (clock, entropy) = (Clock::system(), Entropy::system());
    let time_zone = jiff::tz::TimeZone::get(&programme.time_zone).expect("a time zone");
    let (place, author) = (ground.place.clone(), "the machine".to_owned());
    let opening = Opening { place, programme, clock: clock.clone(), entropy, author };
    let (writer, running) = record::open(opening, &mut |_| {}).expect("a new record");
    let details = AccountDetails { name: NAME.to_owned(), login: LOGIN.to_owned() };
    let (post, on) = (PostId(Uuid::from_u128(0x905)), clock.now().to_zoned(time_zone).date());
    for command in [
        Ask::OpenAccount { account: ACCOUNT, person: None, details },
        Ask::Appoint { account: ACCOUNT, post, role: Role::Coordinator, site: None, on },
    ] {
        writer.submit(Submission::new("the machine", command)).expect("it is carried out");
    }
    let until = clock.now().as_microsecond() + 3_600_000_000;
    let begin = DoorWrite::BeginSession {
        token: Token::of(SECRET),
        account: ACCOUNT,
        until,
        strong: true,
        browser: String::new(),
    };
    writer.at_door(vec![begin]).expect("it is written");
    running.stop();
}
