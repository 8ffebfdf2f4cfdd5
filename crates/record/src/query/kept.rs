//! What is kept of those who are erased, because the law asks for it.

use jiff::civil::Date;
use programme::{Event, KeepEvent, KeptContent, PersonEvent, PersonId, Private, Stream};

use crate::error::Error;
use crate::log;
use crate::project::{day, tables};
use crate::vault::Keys;

use super::Reader;

impl Reader {
    /// Of whom something is kept, and the first day on which it no longer is, by the day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn kept(&mut self) -> Result<Vec<(PersonId, Date)>, Error> {
        let mut kept = Vec::new();
        self.conn.query_each("SELECT stream, until_day FROM read_kept", &[], |row| {
            kept.push((tables::person_of(row.get_text(0)?)?, day::from_number(row.get_i64(1)?)));
            Ok(())
        })?;
        kept.sort_unstable_by_key(|(person, until)| (*until, *person));
        Ok(kept)
    }

    /// What is kept of somebody; `None` where nothing is, or no longer. Whoever shows it writes a reading first.
    ///
    /// # Errors
    /// Where the database does not answer, or the log is damaged.
    pub fn kept_of(&mut self, person: PersonId) -> Result<Option<KeptContent>, Error> {
        let stream = Stream::Person(person);
        let mut keys = Keys::default();
        keys.load(&mut self.conn, &[stream])?;
        let mut kept = None;
        for stored in log::load(&mut self.conn, &[stream])? {
            let private = keys.open(&stored)?;
            if let Event::Person(PersonEvent::Keep(KeepEvent::Kept { content: Private::Known(content), .. })) =
                stored.event(private.as_deref())?
            {
                kept = Some(content);
            }
        }
        Ok(kept)
    }
}
