//! The same commands over HTTP: many connections to a server in this process, all signed in as one coordinator, each
//! waiting for its answer before it asks again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use programme::rules::Programme;
use programme::{AccountDetails, AccountId, Command, PostId, Role};
use record::{Clock, DoorWrite, Entropy, Place, Submission, Token};
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::{record_of, serve};

/// How many people are examined.
const PEOPLE: usize = 500;

/// Who writes.
const AUTHOR: &str = "bench";

/// Where the server is, and what lets one in.
struct Door {
    address: SocketAddr,
    secret: String,
}

/// What was measured.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct HttpReport {
    /// Connections that asked at once.
    pub(crate) clients: usize,
    /// Examinations that were acknowledged.
    pub(crate) commands: u64,
    /// Acknowledged durable examinations a second.
    pub(crate) per_second: f64,
}

/// Serves an empty record on a free port of loopback and examines people through it.
pub(crate) fn run(
    place: &Place,
    programme: &Arc<Programme>,
    clients: usize,
    duration: Duration,
) -> Result<HttpReport, Failure> {
    let secret = sign_in(place, programme)?;
    let server = serve::in_background(place, programme, AUTHOR)?;
    let measured = load(&Door { address: server.address, secret }, clients, duration);
    server.stop()?;
    measured
}

/// Opens an account for a coordinator in an empty record, and a session of theirs; gives the session's secret.
fn sign_in(place: &Place, programme: &Arc<Programme>) -> Result<String, Failure> {
    let (clock, mut entropy) = (Clock::system(), Entropy::system());
    let account = AccountId(entropy.uuid_v7(clock.now()));
    let post = PostId(entropy.uuid_v7(clock.now()));
    let details = AccountDetails { name: "Coordinator".to_owned(), login: "coordinator".to_owned() };
    let zone = jiff::tz::TimeZone::get(&programme.time_zone).map_err(Failure::unreadable)?;
    let on = clock.now().to_zoned(zone).date();
    let commands = [
        Command::OpenAccount { account, person: None, details },
        Command::Appoint { account, post, role: Role::Coordinator, site: None, on },
    ];
    let (writer, running) = record_of::writer(place, programme, AUTHOR)?;
    let submissions = commands.map(|command| Submission::new(AUTHOR, command)).into();
    for outcome in writer.submit_all(submissions).map_err(Failure::unreadable)? {
        outcome.map_err(Failure::refused)?;
    }
    let secret = "session-of-a-measurement".to_owned();
    let (token, browser) = (Token::of(&secret), String::new());
    let session = DoorWrite::BeginSession { token, account, until: i64::MAX, strong: true, browser };
    writer.at_door(vec![session]).map_err(Failure::unreadable)?;
    running.stop();
    Ok(secret)
}

fn load(door: &Door, clients: usize, duration: Duration) -> Result<HttpReport, Failure> {
    let agent = agent();
    let people = (0..PEOPLE).map(|at| register(&agent, door, at)).collect::<Result<Vec<String>, Failure>>()?;
    let (commands, begun) = (AtomicU64::new(0), Instant::now());
    let worked: Result<Vec<()>, Failure> = std::thread::scope(|scope| {
        let client = |client: usize| {
            let (people, commands) = (&people, &commands);
            move || {
                let (agent, mut turn) = (self::agent(), client);
                while begun.elapsed() < duration {
                    let person = &people[turn * 7_919 % people.len()];
                    let path = format!("people/{person}/examinations");
                    post(&agent, door, &path, &format!("bench-{turn}"), &examination(turn))?;
                    commands.fetch_add(1, Ordering::Relaxed);
                    turn += clients;
                }
                Ok(())
            }
        };
        let threads: Vec<_> = (0..clients).map(|at| scope.spawn(client(at))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a client does not panic")).collect()
    });
    worked?;
    let (commands, took) = (commands.into_inner(), begun.elapsed());
    Ok(HttpReport { clients, commands, per_second: commands as f64 / took.as_secs_f64() })
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn register(agent: &ureq::Agent, door: &Door, at: usize) -> Result<String, Failure> {
    let body =
        json!({ "details": { "name": format!("Person {at}"), "sex": "unknown", "birth": { "on": "1980-01-01" } } });
    let receipt = post(agent, door, "people", &format!("bench-register-{at}"), &body)?;
    let stream = receipt["stream"].as_str().unwrap_or_default();
    Ok(stream.trim_start_matches("person/").to_owned())
}

fn examination(turn: usize) -> Value {
    let systolic = 110 + turn % 30;
    json!({ "on": "2024-03-01", "checks": {
        "blood-pressure": { "systolic": [systolic, systolic + 2, systolic + 1], "diastolic": [72, 74, 73] },
        "body": { "weight": 70.5, "height": 172, "bmi": 23.8, "pulse": 66 },
    } })
}

fn post(agent: &ureq::Agent, door: &Door, path: &str, key: &str, body: &Value) -> Result<Value, Failure> {
    let path = format!("http://{}/api/v1/{path}", door.address);
    let sent = agent
        .post(&path)
        .header("Authorization", format!("Bearer {}", door.secret))
        .header("Idempotency-Key", key)
        .header("Content-Type", "application/json")
        .send(body.to_string());
    let mut answer = sent.map_err(Failure::unreadable)?;
    let status = answer.status();
    let text = answer.body_mut().read_to_string().map_err(Failure::unreadable)?;
    if !status.is_success() {
        return Err(Failure::refused(format!("{path} answered {status}: {text}")));
    }
    serde_json::from_str(&text).map_err(Failure::unreadable)
}
