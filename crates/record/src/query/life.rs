//! A person's whole record, as it was written.

use jiff::Timestamp;
use programme::{Event, Person, PersonEvent, PersonId, Stream};

use crate::error::Error;
use crate::log;

use super::Reader;

/// A person and everything that was written about them.
#[derive(Clone, Debug)]
pub struct Life {
    /// The person as the events say.
    pub person: Person,
    /// The events, oldest first.
    pub entries: Vec<Entry>,
}

/// An event of a person's life, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the stream, from 1.
    pub version: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: String,
    /// What happened.
    pub event: PersonEvent,
}

impl Reader {
    /// Somebody's life; `None` where there is nobody of this id.
    ///
    /// # Errors
    /// Where the database does not answer or an event cannot be read.
    pub fn life(&mut self, id: PersonId) -> Result<Option<Life>, Error> {
        self.keys.load(&mut self.conn, &[id])?;
        let (mut person, mut entries) = (None, Vec::new());
        for stored in log::load(&mut self.conn, &[Stream::Person(id)])? {
            let private = self.keys.open(&stored)?;
            let Event::Person(event) = stored.event(private.as_deref())? else {
                return Err(stored.corrupt("an event of this kind does not belong there"));
            };
            Person::apply(&mut person, id, &event);
            let at = Timestamp::from_microsecond(stored.at).map_err(|_| stored.corrupt("its time is out of range"))?;
            entries.push(Entry { version: stored.version as u64, at, author: stored.author.to_string(), event });
        }
        Ok(person.map(|person| Life { person, entries }))
    }
}
