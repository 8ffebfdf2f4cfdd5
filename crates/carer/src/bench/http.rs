//! The same commands over HTTP: many connections to a server in this process, each waiting for its answer before it asks
//! again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use programme::rules::Programme;
use record::Place;
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::serve;

/// How many people are examined.
const PEOPLE: usize = 500;

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
    let server = serve::in_background(place, programme, "bench")?;
    let measured = load(server.address, clients, duration);
    server.stop()?;
    measured
}

fn load(address: SocketAddr, clients: usize, duration: Duration) -> Result<HttpReport, Failure> {
    let agent = agent();
    let people = (0..PEOPLE).map(|at| register(&agent, address, at)).collect::<Result<Vec<String>, Failure>>()?;
    let (commands, begun) = (AtomicU64::new(0), Instant::now());
    let worked: Result<Vec<()>, Failure> = std::thread::scope(|scope| {
        let client = |client: usize| {
            let (people, commands) = (&people, &commands);
            move || {
                let (agent, mut turn) = (self::agent(), client);
                while begun.elapsed() < duration {
                    let person = &people[turn * 7_919 % people.len()];
                    let path = format!("http://{address}/api/v1/people/{person}/examinations");
                    post(&agent, &path, &format!("bench-{turn}"), &examination(turn))?;
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

fn register(agent: &ureq::Agent, address: SocketAddr, at: usize) -> Result<String, Failure> {
    let body =
        json!({ "details": { "name": format!("Person {at}"), "sex": "unknown", "birth": { "on": "1980-01-01" } } });
    let path = format!("http://{address}/api/v1/people");
    let receipt = post(agent, &path, &format!("bench-register-{at}"), &body)?;
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

fn post(agent: &ureq::Agent, path: &str, key: &str, body: &Value) -> Result<Value, Failure> {
    let sent = agent
        .post(path)
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
