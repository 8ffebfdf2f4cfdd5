//! Everything that the auditor remembers: programme files, people and accounts.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::account::Account;
use crate::file::File;
use crate::person::Person;

/// What is known at one place of the log.
#[derive(Default)]
pub(crate) struct World {
    files: HashMap<[u8; 32], Arc<File>>,
    in_force: Option<Arc<File>>,
    pub(crate) people: HashMap<String, Person>,
    pub(crate) accounts: HashMap<String, Account>,
}

impl World {
    pub(crate) fn serve(&mut self, file: File) {
        let file = Arc::new(file);
        self.files.insert(file.hash, Arc::clone(&file));
        self.in_force = Some(file);
    }

    /// The file with this hash, where it was served.
    pub(crate) fn file(&self, hash: &[u8; 32]) -> Option<Arc<File>> {
        self.files.get(hash).map(Arc::clone)
    }

    pub(crate) fn is_in_force(&self, hash: &[u8; 32]) -> bool {
        self.in_force.as_ref().is_some_and(|file| file.hash == *hash)
    }

    /// The file that was served last.
    pub(crate) fn in_force(&self) -> Option<&File> {
        self.in_force.as_deref()
    }

    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        self.in_force().map_or_else(|| at.to_zoned(TimeZone::UTC).date(), |file| file.day_of(at))
    }

    pub(crate) fn person(&mut self, id: &str) -> &mut Person {
        // Looked up first: most events are about somebody who is there, and a new key costs an allocation.
        if !self.people.contains_key(id) {
            self.people.insert(id.to_owned(), Person::default());
        }
        self.people.get_mut(id).expect("they were put in where they were not there")
    }
}
