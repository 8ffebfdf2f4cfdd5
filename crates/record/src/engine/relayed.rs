//! Commands that another process sends to the writer, and commands that go to another process: frames of JSON.

use std::sync::mpsc::{SyncSender, channel};

use serde::{Deserialize, Serialize};

use crate::reading::Reading;
use crate::relay;
use crate::submission::{Outcome, Rejection, Submission};

use super::Request;

#[derive(Deserialize, Serialize)]
enum Frame {
    Commands(Vec<Submission>),
    Readings(Vec<Reading>),
}

#[derive(Deserialize, Serialize)]
enum Answer {
    Outcomes(Vec<Outcome>),
    Readings(Result<(), Rejection>),
    Unreadable(String),
}

/// Answers a frame of another process: here, at the writer.
pub(super) fn answer(frame: &[u8], requests: &SyncSender<Request>) -> Vec<u8> {
    let answer = match serde_json::from_slice(frame) {
        Err(error) => Answer::Unreadable(format!("the other process is of another version: {error}")),
        Ok(Frame::Commands(submissions)) => {
            let count = submissions.len();
            let (sender, receiver) = channel();
            let reply = Box::new(move |outcomes| drop(sender.send(outcomes)));
            let outcomes = requests.send(Request::Commands(submissions, reply)).ok().and_then(|()| receiver.recv().ok());
            Answer::Outcomes(outcomes.unwrap_or_else(|| vec![Err(super::closed()); count]))
        }
        Ok(Frame::Readings(readings)) => {
            let (sender, receiver) = channel();
            let reply = Box::new(move |done| drop(sender.send(done)));
            let done = requests.send(Request::Readings(readings, reply)).ok().and_then(|()| receiver.recv().ok());
            Answer::Readings(done.unwrap_or_else(|| Err(super::closed())))
        }
    };
    serde_json::to_vec(&answer).expect("an answer serialises")
}

/// Sends commands to the writer's process and waits for what became of them.
pub(super) fn commands(client: &relay::Client, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Rejection> {
    match call(client, &Frame::Commands(submissions))? {
        Answer::Outcomes(outcomes) => Ok(outcomes),
        other => Err(unexpected(other)),
    }
}

/// Sends readings to the writer's process and waits until they are durable.
pub(super) fn readings(client: &relay::Client, readings: Vec<Reading>) -> Result<(), Rejection> {
    match call(client, &Frame::Readings(readings))? {
        Answer::Readings(done) => done,
        other => Err(unexpected(other)),
    }
}

fn call(client: &relay::Client, frame: &Frame) -> Result<Answer, Rejection> {
    let bytes = serde_json::to_vec(frame).expect("a frame serialises");
    let answer = client.call(&bytes).map_err(|error| Rejection::Unavailable(error.to_string()))?;
    serde_json::from_slice(&answer).map_err(|error| Rejection::Unavailable(format!("the writer is of another version: {error}")))
}

fn unexpected(answer: Answer) -> Rejection {
    Rejection::Unavailable(match answer {
        Answer::Unreadable(why) => why,
        Answer::Outcomes(_) | Answer::Readings(_) => "the writer answered something else than it was asked".to_owned(),
    })
}
