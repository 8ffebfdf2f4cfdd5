//! The thread that follows the log: one question every half second, whoever is listening and however many they are.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use tokio::sync::watch;

use super::Connection;

/// How long it waits when nobody tells it of a commit: another process may be the writer.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Watches the position of the log until nobody can ask any more, and says when it has moved on.
pub(super) fn run(
    connection: &mut Connection,
    poked: &Receiver<()>,
    position: &watch::Sender<i64>,
    moved_on: impl Fn(),
) {
    loop {
        if matches!(poked.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Disconnected)) {
            return;
        }
        match connection.reader().and_then(|reader| reader.position()) {
            Ok(now) => {
                if position.send_if_modified(|known| std::mem::replace(known, now) != now) {
                    moved_on();
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the log could not be followed; trying again");
                connection.check();
            }
        }
    }
}
