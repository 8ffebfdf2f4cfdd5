//! Commands that another process sends to the writer, and commands that go to another process: frames of JSON.

use std::sync::mpsc::{SyncSender, channel};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::reading::Reading;
use crate::relay;
use crate::submission::{Outcome, Rejection, Submission};

use super::request::{Promise, Request};

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
            let outcomes = match requests.send(Request::commands(submissions, reply)) {
                Err(_) => Err(super::closed()),
                Ok(()) => receiver.recv().map_err(|_| Rejection::Unknown),
            };
            Answer::Outcomes(outcomes.unwrap_or_else(|rejection| vec![Err(rejection); count]))
        }
        Ok(Frame::Readings(readings)) => {
            let (sender, receiver) = channel();
            let reply = Box::new(move |done| drop(sender.send(done)));
            let done =
                requests.send(Request::Readings(readings, Promise::of(reply))).ok().and_then(|()| receiver.recv().ok());
            Answer::Readings(done.unwrap_or_else(|| Err(super::closed())))
        }
    };
    serde_json::to_vec(&answer).expect("an answer serialises")
}

/// Passes a request on to the writer's process and hands its answer back; the request again where that failed, and then it
/// is not known whether it was carried out unless [`was_not_taken`] says so.
pub(super) fn pass_on(client: &mut relay::Client, request: Request) -> Result<(), (Request, Error)> {
    match request {
        Request::Commands(submissions, promise) => match call(client, &Frame::Commands(submissions.clone())) {
            Ok(Answer::Outcomes(outcomes)) => {
                promise.keep(outcomes);
                Ok(())
            }
            Ok(other) => Err((Request::Commands(submissions, promise), unexpected(other))),
            Err(error) => Err((Request::Commands(submissions, promise), error)),
        },
        Request::Readings(readings, promise) => match call(client, &Frame::Readings(readings.clone())) {
            Ok(Answer::Readings(done)) => {
                promise.keep(done);
                Ok(())
            }
            Ok(other) => Err((Request::Readings(readings, promise), unexpected(other))),
            Err(error) => Err((Request::Readings(readings, promise), error)),
        },
        Request::Stop => Ok(()),
    }
}

fn call(client: &mut relay::Client, frame: &Frame) -> Result<Answer, Error> {
    let bytes = serde_json::to_vec(frame).expect("a frame serialises");
    let answer = client.call(&bytes)?;
    serde_json::from_slice(&answer)
        .map_err(|error| Error::Unavailable(format!("the writer is of another version: {error}")))
}

/// Whether a request that was passed on certainly changed nothing: it was never sent, or not understood.
pub(super) fn was_not_taken(error: &Error) -> bool {
    matches!(error, Error::Refused(_))
}

fn unexpected(answer: Answer) -> Error {
    match answer {
        Answer::Unreadable(why) => Error::Refused(why),
        Answer::Outcomes(_) | Answer::Readings(_) => {
            Error::Unavailable("the writer answered something else than it was asked".to_owned())
        }
    }
}
