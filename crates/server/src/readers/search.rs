//! The one thread that owns the directory of names.

use crossbeam_channel::{Receiver, Sender};
use record::{Directory, Reader};

use super::Connection;

/// What the searching thread is handed.
pub(super) type Ask = Box<dyn FnOnce(Result<(&mut Reader, &Directory), record::Error>) -> bool + Send>;

/// Answers searches until nobody can ask any more. The directory is filled at once, so that the first search is as fast as
/// the others; before each search it takes in whoever changed since, and [`bring_up_soon`] has it do so when nobody searches.
pub(super) fn run(connection: &mut Connection, waiting: &Receiver<Ask>) {
    let mut directory = Directory::default();
    if let Err(error) = bring_up(connection, &mut directory) {
        tracing::error!(%error, "the names could not be read; each search will try again");
    }
    while let Ok(ask) = waiting.recv() {
        connection.run(|connection| {
            let ready = connection.reader().and_then(|reader| {
                reader.bring_up(&mut directory)?;
                Ok((reader, &directory))
            });
            ask(ready)
        });
    }
}

/// Has the directory brought up, so that nobody's name stays in memory after they were erased or renamed. Where something
/// waits already, that will bring it up as well.
pub(super) fn bring_up_soon(searches: &Sender<Ask>) {
    if searches.is_empty() {
        // Where the thread has gone there is no directory either.
        drop(searches.try_send(Box::new(|ready| ready.is_ok())));
    }
}

fn bring_up(connection: &mut Connection, directory: &mut Directory) -> Result<(), record::Error> {
    connection.reader()?.bring_up(directory)
}
