//! A server with a record of its own, and a way to call it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use programme::rules::Programme;
use programme::{AccountDetails, AccountId, Command, ImportId, PersonId, PostId, RefusedRow, Role, file};
use record::{Clock, DoorWrite, Entropy, Place, Submission, Token, Writer};
use serde_json::{Value, json};
use server::Manner;
use tempfile::TempDir;
use uuid::Uuid;

use crate::served::Served;

/// Who sits at the machine.
pub(crate) const AUTHOR: &str = "Mina";

/// The secret of Mina's session.
pub(crate) const SECRET: &str = "minas-session";

/// Her account.
pub(crate) const MINA: AccountId = AccountId(Uuid::from_u128(900));

/// The day on which everything happens.
pub(crate) const TODAY: &str = "2026-05-05";

/// The day after it.
pub(crate) const TOMORROW: &str = "2026-05-06";

const PROGRAMME: &str = include_str!("programme.toml");

/// A server that runs until it is dropped.
pub(crate) struct House {
    served: Served,
    clock: Clock,
    place: Place,
    _data: Option<TempDir>,
    agent: ureq::Agent,
    is_secure: bool,
}

/// What a call was answered with.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// Headers, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: String,
}

/// The programme that every house runs.
pub(crate) fn programme() -> Arc<Programme> {
    Arc::new(file::parse(PROGRAMME).programme.expect("the small programme is without faults"))
}

impl House {
    /// A house with nobody in it.
    pub(crate) fn new() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        Self::at(Place::Directory(data.path().to_owned()), Some(data), Manner::default())
    }

    /// A house that browsers reach over TLS only.
    pub(crate) fn secure() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let manner = Manner { is_secure: true, ..Manner::default() };
        Self::at(Place::Directory(data.path().to_owned()), Some(data), manner)
    }

    /// A house with nobody in it, over PostgreSQL.
    pub(crate) fn on_postgres() -> Self {
        Self::at(Place::Database(testing::Postgres::shared().database()), None, Manner::default())
    }

    fn at(place: Place, data: Option<TempDir>, manner: Manner) -> Self {
        let is_secure = manner.is_secure;
        let programme = programme();
        let clock = Clock::fixed("2026-05-05T15:00:00Z".parse().expect("an instant"));
        let served = Served::start(&place, &programme, &clock, AUTHOR, |_| manner);
        staff(&served.writer, clock.now());
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.timeout_global(Some(Duration::from_secs(120))).build().into();
        Self { served, clock, place, _data: data, agent, is_secure }
    }

    /// A browser in which Mina is signed in.
    pub(crate) fn browser(&self) -> testing::Browser {
        let browser = testing::Browser::start();
        browser.open(&format!("http://{}/sign-in", self.served.address));
        browser.give_cookie("carer-session", SECRET);
        browser
    }

    /// Whether browsers reach it over TLS only.
    pub(crate) fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Stops it, and says how many batches the writer has committed.
    pub(crate) fn batches(mut self) -> u64 {
        self.served.running.take().expect("it was started").stop().batches
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.served.address
    }

    /// Asks for something.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// Asks for something with headers.
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("http://{}{path}", self.served.address));
        for (name, value) in shown(headers) {
            request = request.header(name, value);
        }
        Answer::from(request.call().expect("the server answers"))
    }

    /// Sends a command under a new key.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[("Idempotency-Key", &new_key())])
    }

    /// Sends a command with these headers.
    pub(crate) fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.post_text(path, "application/json", &body.to_string(), headers)
    }

    /// Sends any text.
    pub(crate) fn post_text(&self, path: &str, kind: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.post(format!("http://{}{path}", self.served.address)).header("Content-Type", kind);
        for (name, value) in shown(headers) {
            request = request.header(name, value);
        }
        Answer::from(request.send(body).expect("the server answers"))
    }

    /// Sends a page's form.
    pub(crate) fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("key", &new_key()).extend_pairs(fields);
        self.post_text(path, "application/x-www-form-urlencoded", &form.finish(), &[])
    }

    /// Sends bytes as they are and takes what comes until the server closes the connection.
    pub(crate) fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.served.address).expect("the server listens");
        // Mina's session, behind the request's first line.
        let request = request.replacen("\r\n", &format!("\r\nAuthorization: Bearer {SECRET}\r\n"), 1);
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("the server takes it");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers");
        Answer::parse(&answer)
    }

    /// Listens until the first event has come, or takes the whole answer where there are none.
    pub(crate) fn listen(&self, path: &str, headers: &[(String, String)]) -> Answer {
        let mut stream = TcpStream::connect(self.served.address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
        let pairs: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let headers: String = shown(&pairs).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        // Version 1.0 of HTTP knows no chunks: what comes is what was said.
        let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("the server takes it");
        let (mut answer, mut some) = (Vec::new(), [0; 1024]);
        loop {
            let read = stream.read(&mut some).expect("the server answers");
            answer.extend_from_slice(&some[..read]);
            let text = String::from_utf8_lossy(&answer);
            let has_event = text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.contains("\n\n"));
            if read == 0 || has_event {
                return Answer::parse(&text);
            }
        }
    }

    /// Registers an adult of this name.
    pub(crate) fn adult(&self, name: &str) -> String {
        let answer = self.post("/api/v1/people", &json!({ "details": details(name) }));
        answer.expect(201);
        answer.made()
    }

    /// Writes down that somebody was told what has to be told before they are asked anything, and understood.
    pub(crate) fn told(&self, person: &str) {
        let body = json!({
            "topic": "stop", "version": 1, "on": TODAY, "by": MINA, "way": "face-to-face", "said-back": "I can stop.",
            "understood": true,
        });
        self.post(&format!("/api/v1/people/{person}/tellings"), &body).expect(201);
    }

    /// Registers an adult and records an examination with which nothing stands against giving.
    pub(crate) fn examined(&self, name: &str) -> (String, String) {
        let person = self.adult(name);
        let answer = self.post(&format!("/api/v1/people/{person}/examinations"), &examination(TODAY));
        answer.expect(201);
        (person, answer.made())
    }

    /// Opens a clinic.
    pub(crate) fn site(&self, name: &str, places: Option<u32>) -> String {
        let body = json!({ "kind": "clinic", "name": name, "places": places, "on": "2020-01-01" });
        let answer = self.post("/api/v1/sites", &body);
        answer.expect(201);
        answer.made()
    }

    /// Turns the clock to the day after.
    pub(crate) fn next_day(&self) {
        self.clock.advance(Duration::from_secs(24 * 60 * 60));
        self.served.writer.at_door(vec![DoorWrite::SeeSession { token: Token::of(SECRET) }]).expect("it is written");
    }

    /// Stops the writer, as a disk that is gone would.
    pub(crate) fn stop_writing(&mut self) {
        self.served.running.take().expect("it was started").stop();
    }

    /// Proves from the log that it is whole.
    pub(crate) fn verify(&self) {
        let report = record::verify(&self.place, None, &mut |_| {}).expect("it can be read");
        assert_eq!(report.faults, [], "{report:?}");
        assert!(report.events > 0 && report.readings > 0, "{report:?}");
    }

    /// Refuses these lines of a file, as an import would, and gives the import's id.
    pub(crate) fn refused_rows(&self, lines: &[u64]) -> String {
        let import = ImportId(Uuid::from_u128(7));
        let row = |line: &u64| RefusedRow {
            line: *line,
            column: Some(3),
            column_name: Some("age".to_owned()),
            rule: "minimum-donor-age".into(),
            why: "Too young.".to_owned(),
        };
        let rows = lines.iter().map(row).collect();
        self.write(Command::RefuseRows { import, file: "checks.csv".to_owned(), rows });
        import.to_string()
    }

    /// Carries a command out beside the server, as an import would.
    pub(crate) fn write(&self, command: Command) {
        self.served.writer.submit(Submission::new("import", command)).expect("it is carried out");
    }

    /// Carries out a command beside the server as an author whom the log names so.
    pub(crate) fn write_as(&self, author: &str, command: Command) {
        self.served.writer.submit(Submission::new(author, command)).expect("it is carried out");
    }

    /// Changes something at the door, beside the server.
    pub(crate) fn at_door(&self, write: DoorWrite) {
        assert!(self.served.writer.at_door(vec![write]).expect("it is written"));
    }

    /// The time, in microseconds since 1970 (UTC).
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_microsecond()
    }

    /// Turns the clock forward.
    pub(crate) fn later(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// The version of a person's record.
    pub(crate) fn version(&self, person: &str) -> u64 {
        self.get(&format!("/api/v1/people/{person}")).expect(200).json()["version"].as_u64().expect("a version")
    }

    /// The parts of a person's record that were read, oldest first; reading this is not among them.
    pub(crate) fn parts_read(&self, person: &str) -> Vec<String> {
        let answer = self.get(&format!("/api/v1/people/{person}/readings?limit=500"));
        let readings = answer.expect(200).json()["readings"].as_array().expect("a list").clone();
        readings.iter().rev().map(|reading| reading["part"].as_str().expect("a text").to_owned()).collect()
    }
}

impl Answer {
    /// This answer, whose status has to be this.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// This answer, which has to be a problem of this status and type.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, kind: &str) -> Value {
        self.expect(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:carer:{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The id of what was made: the last part of `Location`.
    #[track_caller]
    pub(crate) fn made(&self) -> String {
        let location = self.header("location").expect("what was made has a place");
        location.rsplit('/').next().expect("a path has parts").to_owned()
    }

    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header");
            (name.to_lowercase(), value.trim().to_owned())
        };
        Self { status, headers: lines.map(header).collect(), body: body.to_owned() }
    }
}

impl From<ureq::http::Response<ureq::Body>> for Answer {
    fn from(mut response: ureq::http::Response<ureq::Body>) -> Self {
        let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let status = response.status().as_u16();
        Self { status, headers, body: response.body_mut().read_to_string().expect("a body in UTF-8") }
    }
}

/// Who an adult of this name is.
pub(crate) fn details(name: &str) -> Value {
    json!({ "name": name, "sex": "female", "birth": { "on": "1980-03-14" } })
}

/// An examination on a day after which nothing stands against giving.
pub(crate) fn examination(on: &str) -> Value {
    json!({ "on": on, "checks": {
        "blood-pressure": { "systolic": [118, 120, null], "diastolic": [76, 78, null] },
        "body": { "weight": 64.2, "bmi": 22.7 },
        "smoking": { "smokes-now": "not-at-all" },
    } })
}

/// An examination on a day that asks for a clinician to be in touch.
pub(crate) fn alarming(on: &str) -> Value {
    json!({ "on": on, "checks": { "mood": { "mood": [0, 2] } } })
}

/// A key that nobody has used.
pub(crate) fn new_key() -> String {
    Entropy::system().uuid_v7(Clock::system().now()).to_string()
}

/// A new person's id, for commands beside the server.
pub(crate) fn person_id(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// What a call shows: Mina's session, unless it shows another one or a cookie; an empty one shows nothing.
fn shown<'a>(headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_shown = |name: &str| name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie");
    let mut all: Vec<_> = headers.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    if !headers.iter().any(|(name, _)| is_shown(name)) {
        all.push(("Authorization", "Bearer minas-session"));
    }
    all
}

/// Mina coordinates, and is signed in.
fn staff(writer: &Writer, now: jiff::Timestamp) {
    let details = AccountDetails { name: AUTHOR.to_owned(), login: "mina".to_owned() };
    let post = PostId(Uuid::from_u128(901));
    let on = TODAY.parse().expect("a day");
    for command in [
        Command::OpenAccount { account: MINA, person: None, details },
        Command::Appoint { account: MINA, post, role: Role::Coordinator, site: None, on },
    ] {
        writer.submit(Submission::new("the machine", command)).expect("it is carried out");
    }
    let until = now.as_microsecond() + 30 * 24 * 3_600 * 1_000_000;
    let begin = DoorWrite::BeginSession {
        token: Token::of(SECRET),
        account: MINA,
        until,
        strong: true,
        browser: String::new(),
    };
    writer.at_door(vec![begin]).expect("it is written");
}
