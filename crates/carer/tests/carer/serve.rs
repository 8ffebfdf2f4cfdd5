//! `carer serve` as a process of its own, over either database: asked pages, given commands by people and by other verbs, and
//! stopped the way a service manager does.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::ground::{Ground, KIDNEY, flags, on_both, ours};

on_both! {
    it_serves_pages_takes_commands_and_stops_when_it_is_told_to
}

/// A server that is running; killed where a test fails before it is stopped.
struct Server {
    child: Child,
    address: String,
    agent: ureq::Agent,
    /// What a coordinator who is signed in shows.
    shown: String,
}

impl Server {
    fn start(ground: &Ground) -> Self {
        let shown = format!("Bearer {}", ground.coordinator());
        let [flag, value] = flags(&ground.place);
        let mut command = ground.program();
        command.args(["serve", "--programme", &ours(KIDNEY), "--listen", "127.0.0.1:0", &flag, &value]);
        if ground.place.directory().is_none() {
            command.args(["--ledger", &ground.ledger()]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let first = lines.next().expect("it says where it serves").expect("it is text");
        let (_, address) = first.split_once(" is served at ").unwrap_or_else(|| panic!("{first}"));
        let address = address.trim_end_matches('/').to_owned();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, address, agent, shown }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut answer = self.asked(path).header("Authorization", &self.shown).call().expect("it answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("it is text"))
    }

    fn asked(&self, path: &str) -> ureq::RequestBuilder<ureq::typestate::WithoutBody> {
        self.agent.get(format!("{}{path}", self.address))
    }

    fn post(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let request = self.agent.post(format!("{}{path}", self.address)).header("Idempotency-Key", key);
        let request = request.header("Authorization", &self.shown);
        let mut answer = request.send_json(body).expect("it answers");
        (answer.status().as_u16(), answer.body_mut().read_json().expect("it is JSON"))
    }

    /// Tells it to stop, and waits until it has; gives its exit code.
    fn stop(mut self) -> i32 {
        let told = Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("there is a program called kill").success());
        self.child.wait().expect("it runs").code().expect("it ends by itself")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn it_serves_pages_takes_commands_and_stops_when_it_is_told_to(ground: &Ground) {
    let server = Server::start(ground);
    let ledger = ground.ledger();
    assert_eq!(ground.place.directory().is_none(), std::fs::exists(&ledger).expect("it can be looked for"), "{ledger}");
    for path in ["/", "/people", "/sites", "/rules", "/api/v1/health/ready"] {
        let (status, page) = server.get(path);
        assert_eq!(status, 200, "{path}: {page}");
    }
    let body = json!({ "details": { "name": "Kathy Unforgotten", "number": "R-1", "sex": "female",
                                    "birth": { "on": "1971-03-03" } } });
    let (status, made) = server.post("/api/v1/people", "one", &body);
    assert_eq!(status, 201, "{made}");
    let (status, found) = server.get("/people?text=unforg");
    assert!(status == 200 && found.contains("Kathy Unforgotten"), "{found}");

    let said = ground.erase("R-1", &["--format", "json"]).with(0).json();
    assert_eq!((&said["stream"], &said["events"]), (&made["stream"], &json!(1)), "it goes by way of the server");
    assert_eq!(std::fs::read_to_string(&ledger).expect("there is a ledger").lines().count(), 1);
    let (status, found) = server.get("/people?text=unforg");
    assert!(status == 200 && !found.contains("Kathy Unforgotten"), "{found}");

    assert_eq!(server.stop(), 0);
    ground.events();
}
