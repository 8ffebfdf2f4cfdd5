//! The one thread that owns the directory of names.

use crossbeam_channel::Receiver;
use record::{Directory, Reader};

use super::Connection;

/// What the searching thread is handed.
pub(super) type Ask = Box<dyn FnOnce(Result<(&mut Reader, &Directory), record::Error>) -> bool + Send>;

/// Answers searches until nobody can ask any more. The directory is filled at once, so that the first search is as fast as
/// the others; before each search it takes in whoever changed since.
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

fn bring_up(connection: &mut Connection, directory: &mut Directory) -> Result<(), record::Error> {
    connection.reader()?.bring_up(directory)
}
