//! A person's whole record, as it was written.

use std::collections::BTreeSet;

use jiff::Timestamp;
use programme::{Event, KeepEvent, Person, PersonEvent, PersonId, Private, Stream};

use crate::error::Error;
use crate::log;

use super::{AccountNames, Reader, account_in};

/// A person and everything that was written about them.
#[derive(Clone, Debug)]
pub struct Life {
    /// The person as the events say.
    pub person: Person,
    /// The events, oldest first.
    pub entries: Vec<Entry>,
    /// What whoever wrote something, or stands by them, is called.
    pub names: AccountNames,
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
    /// Everybody, whole, those first who came first. Nobody's record is shown by this: whoever shows it writes readings first.
    ///
    /// # Errors
    /// Where the database does not answer, an event cannot be read, or `each` fails.
    pub fn everybody(&mut self, mut each: impl FnMut(&Person) -> Result<(), Error>) -> Result<(), Error> {
        let mut people = Vec::new();
        self.conn.query_each(
            "SELECT stream FROM read_person WHERE state <> 'erased' ORDER BY entered",
            &[],
            |row| {
                people.push(crate::project::tables::person_of(row.get_text(0)?)?);
                Ok(())
            },
        )?;
        for some in people.chunks(1_000) {
            let keys = self.keys(some)?;
            let streams: Vec<Stream> = some.iter().copied().map(Stream::Person).collect();
            let mut held: std::collections::BTreeMap<PersonId, Option<Person>> = std::collections::BTreeMap::new();
            for stored in log::load(&mut self.conn, &streams)? {
                let private = keys.open(&stored)?;
                if let (Stream::Person(id), Event::Person(event)) = (stored.stream, stored.event(private.as_deref())?) {
                    Person::apply(held.entry(id).or_default(), id, &event);
                }
            }
            for id in some {
                if let Some(Some(person)) = held.get(id) {
                    each(person)?;
                }
            }
        }
        Ok(())
    }

    /// Somebody's life; `None` where there is nobody of this id.
    ///
    /// # Errors
    /// Where the database does not answer or an event cannot be read.
    pub fn life(&mut self, id: PersonId) -> Result<Option<Life>, Error> {
        let keys = self.keys(&[id])?;
        let (mut person, mut entries) = (None, Vec::new());
        for stored in log::load(&mut self.conn, &[Stream::Person(id)])? {
            let private = keys.open(&stored)?;
            let Event::Person(mut event) = stored.event(private.as_deref())? else {
                return Err(stored.corrupt("an event of this kind does not belong there"));
            };
            // What the law has kept is no part of a life that can be read: whoever has to see it asks for it by itself.
            if let PersonEvent::Keep(KeepEvent::Kept { content, .. }) = &mut event {
                *content = Private::Erased;
            }
            Person::apply(&mut person, id, &event);
            let at = Timestamp::from_microsecond(stored.at).map_err(|_| stored.corrupt("its time is out of range"))?;
            entries.push(Entry { version: stored.version as u64, at, author: stored.author.to_string(), event });
        }
        let Some(person) = person else { return Ok(None) };
        let authors = entries.iter().filter_map(|entry| account_in(&entry.author));
        let carers = person.carers.iter().map(|time| time.carer);
        let in_emergencies = person.emergencies.iter().map(|(account, _)| *account);
        let tellers = person.tellings.iter().map(|telling| telling.told.by);
        let in_donations = person.donations.iter().flat_map(programme::Donation::accounts);
        let named: BTreeSet<_> =
            authors.chain(carers).chain(in_emergencies).chain(tellers).chain(in_donations).collect();
        let names = self.account_names(&named)?;
        Ok(Some(Life { person, entries, names }))
    }
}
