//! A writer in a process of its own, which can be killed: this very program, started again with a task.
//!
//! It asks on several threads and says each answer as soon as it has it, a line each, past what the test harness holds
//! back. Whatever it said was acknowledged.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use programme::rules::Programme;
use record::{Clock, Entropy, Opening, Place, Receipt, Rejection, Writer};
use serde::{Deserialize, Serialize};
use testing::DropSync;

use super::load::{Client, Step};
use crate::ground::{KIDNEY, text_of};

const TASK: &str = "CARER_TEST_TASK";
/// What comes later than this does not come.
const PATIENCE: Duration = Duration::from_secs(240);

/// What a writer's process does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) directory: Option<String>,
    pub(super) database: Option<String>,
    pub(super) seed: u64,
    pub(super) life: u64,
    pub(super) threads: u64,
    /// How long each thread rests between two steps.
    pub(super) rest_millis: u64,
}

/// What a writer's process says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Line {
    /// It runs.
    Begun,
    /// The record is open; whether it is this process that writes.
    Open { here: bool },
    /// It could not be opened; it is tried again.
    NotYet(String),
    /// A command was carried out, durably.
    Done(Client, u64, Receipt),
    /// A reading is written down, durably.
    Read(Client, u64),
    /// Nothing is known of a step; it is tried again.
    Unavailable(String),
}

/// A running writer. It does not outlive its test.
pub(super) struct Process {
    child: Child,
    lines: Receiver<Line>,
    /// What it has said so far.
    pub(super) said: Vec<Line>,
}

impl Task {
    pub(super) fn at(place: &Place, seed: u64, life: u64) -> Self {
        let (directory, database) = match place {
            Place::Directory(dir) => (Some(dir.to_str().expect("tests' paths are text").to_owned()), None),
            Place::Database(url) => (None, Some(url.clone())),
        };
        Self { directory, database, seed, life, threads: 16, rest_millis: 0 }
    }

    fn place(&self) -> Place {
        match (&self.directory, &self.database) {
            (Some(dir), None) => Place::Directory(dir.into()),
            (None, Some(url)) => Place::Database(url.clone()),
            _ => panic!("a task has one place"),
        }
    }
}

impl Process {
    /// Starts a writer, on a disk that forgets where one is given.
    pub(super) fn start(task: &Task, disk: Option<&DropSync>) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "durability::task", "--nocapture", "--quiet"]);
        command.env(TASK, serde_json::to_string(task).expect("a task serialises"));
        if let Some(disk) = disk {
            disk.watch(&mut command);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("this program");
        let mut output = BufReader::new(child.stdout.take().expect("it was asked to be a pipe"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            let mut line = Vec::new();
            // A last line without an end was cut off by the kill: nobody was told anything by it.
            while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) && line.last() == Some(&b'\n') {
                if let Some(said) = line.strip_prefix(b"> ") {
                    let said = serde_json::from_slice(said).expect("a line of ours");
                    if sender.send(said).is_err() {
                        return;
                    }
                }
                line.clear();
            }
        });
        Self { child, lines, said: Vec::new() }
    }

    /// Waits until it says this; what it says until then is kept.
    #[track_caller]
    pub(super) fn wait_for(&mut self, what: &str, is_it: impl Fn(&Line) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.said.push(line);
                    if self.said.last().is_some_and(&is_it) {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("no {what} in {PATIENCE:?}; the last: {:?}", self.said.last()),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended before {what}; the last: {:?}", self.said.last())
                }
            }
        }
    }

    /// Waits until so many steps more were acknowledged.
    #[track_caller]
    pub(super) fn wait_for_acknowledged(&mut self, steps: usize) {
        for _ in 0..steps {
            self.wait_for("acknowledgement", |line| matches!(line, Line::Done(..) | Line::Read(..)));
        }
    }

    /// Sends it a signal, by its name.
    pub(super) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("there is a program called kill").success(), "{signal} was not sent");
    }

    /// Kills it, and gives everything that it said.
    pub(super) fn kill(mut self) -> Vec<Line> {
        self.child.kill().expect("it runs or was not yet waited for");
        self.child.wait().expect("it was killed");
        let mut said = std::mem::take(&mut self.said);
        said.extend(self.lines.iter());
        said
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been killed before; then there is nothing to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The kidney programme, as every writer of these tests has it.
pub(super) fn kidney() -> Arc<Programme> {
    Arc::new(programme::file::parse(&text_of(KIDNEY)).programme.expect("the file that ships is sound"))
}

/// Opens a record as a writer does.
pub(crate) fn opening(place: Place) -> Opening {
    let (clock, entropy) = (Clock::system(), Entropy::system());
    Opening { place, programme: kidney(), clock, entropy, author: "A test".to_owned() }
}

/// What the process does that is started with a task; nothing without one.
pub(super) fn work() {
    let Ok(task) = std::env::var(TASK) else { return };
    let task: Task = serde_json::from_str(&task).expect("a task of ours");
    say(&Line::Begun);
    let (writer, running) = loop {
        match record::open(opening(task.place()), &mut |_| {}) {
            Ok(opened) => break opened,
            Err(error) => say(&Line::NotYet(error.to_string())),
        }
        thread::sleep(Duration::from_millis(50));
    };
    say(&Line::Open { here: running.is_here() });
    thread::scope(|scope| {
        for thread in 0..task.threads {
            let (writer, client) = (writer.clone(), Client { seed: task.seed, life: task.life, thread });
            let rest = Duration::from_millis(task.rest_millis);
            scope.spawn(move || ask(&writer, client, rest));
        }
    });
}

/// Goes through the script until the process ends. What is refused is left at that.
fn ask(writer: &Writer, client: Client, rest: Duration) {
    for step in 0.. {
        loop {
            let answer = match client.step(step) {
                Step::Command(submission) => {
                    writer.submit(*submission).map(|receipt| Line::Done(client, step, receipt))
                }
                Step::Reading(reading) => writer.read(vec![reading]).map(|()| Line::Read(client, step)),
            };
            match answer {
                Ok(line) => say(&line),
                Err(Rejection::Refused(_)) => {}
                Err(unavailable) => {
                    say(&Line::Unavailable(unavailable.to_string()));
                    thread::sleep(Duration::from_millis(20));
                    continue;
                }
            }
            break;
        }
        thread::sleep(rest);
    }
}

/// A line at once. Where nobody listens any more the test is over.
fn say(line: &Line) {
    let text = serde_json::to_string(line).expect("a line serialises");
    let mut out = std::io::stdout().lock();
    if writeln!(out, "> {text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}
