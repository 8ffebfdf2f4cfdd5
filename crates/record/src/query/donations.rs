//! Donations that go on.

use std::collections::BTreeSet;

use programme::PersonId;

use crate::error::Error;
use crate::project::tables;

use super::Reader;

impl Reader {
    /// The people of whom a donation goes on, by their ids, after the one given, at most `limit`; `only`: of these.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn with_open_donations(
        &mut self,
        only: Option<&BTreeSet<PersonId>>,
        after: Option<PersonId>,
        limit: usize,
    ) -> Result<Vec<PersonId>, Error> {
        let mut people = BTreeSet::new();
        self.conn.query_each("SELECT stream FROM read_donation", &[], |row| {
            people.insert(tables::person_of(row.get_text(0)?)?);
            Ok(())
        })?;
        let listed = |id: &PersonId| only.is_none_or(|only| only.contains(id)) && after.is_none_or(|after| after < *id);
        Ok(people.into_iter().filter(listed).take(limit).collect())
    }
}
