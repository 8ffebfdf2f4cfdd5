//! What the engine holds in memory of the streams it decides on, and how it comes by it.

use std::collections::BTreeSet;

use programme::{Account, AccountId, Event, Import, ImportId, Person, PersonId, Site, SiteId, Stream};

use crate::conn::{Access, Conn, Place};
use crate::error::Error;
use crate::log::{self, Hash, NO_HASH, StoredEvent};
use crate::vault::Keys;

use super::cache::Cache;

/// How many people, and how many sites, one generation of the cache has: some kilobytes each at most.
const GENERATION: usize = 20_000;
/// The same of imports, each of which has all refused rows of a file.
const IMPORTS: usize = 32;

/// A stream's state, with the hash of its last event. `state` is `None` where the stream has no events.
#[derive(Debug)]
pub(super) struct Held<T> {
    /// The state.
    pub(super) state: Option<T>,
    /// The hash of the last event; zeros before the first one.
    pub(super) head: Hash,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { state: None, head: NO_HASH }
    }
}

/// Everything that is held. It is exact as long as this process holds the lease.
pub(super) struct State {
    pub(super) people: Cache<PersonId, Held<Person>>,
    /// Keys of the people who are held, and of some more.
    pub(super) keys: Keys,
    pub(super) sites: Cache<SiteId, Held<Site>>,
    pub(super) imports: Cache<ImportId, Held<Import>>,
    pub(super) accounts: Cache<AccountId, Held<Account>>,
    /// The hash of the programme's last event.
    pub(super) programme_head: Hash,
    /// How many events the programme's stream has.
    pub(super) programme_version: i64,
    /// The file in force.
    pub(super) programme_in_force: Option<[u8; 32]>,
}

impl State {
    /// Nothing is held yet but the programme's stream.
    pub(super) fn load(conn: &mut Conn) -> Result<Self, Error> {
        let mut state = Self {
            people: Cache::new(GENERATION),
            keys: Keys::default(),
            sites: Cache::new(GENERATION),
            imports: Cache::new(IMPORTS),
            accounts: Cache::new(GENERATION),
            programme_head: NO_HASH,
            programme_version: 0,
            programme_in_force: None,
        };
        for stored in log::load(conn, &[Stream::Programme])? {
            state.programme_served(&stored.event(None)?, &stored);
        }
        Ok(state)
    }

    /// Between batches: lets go of what was not asked for lately, where there is much of it.
    pub(super) fn age(&mut self) {
        self.people.age();
        self.sites.age();
        self.imports.age();
        self.accounts.age();
    }

    /// Takes in an event of the programme's stream.
    pub(super) fn programme_served(&mut self, event: &Event, stored: &StoredEvent) {
        if let Event::Programme(programme::ProgrammeEvent::Served { hash, .. }) = event {
            self.programme_in_force = crate::hex::decode(hash);
        }
        self.programme_head = stored.hash;
        self.programme_version = stored.version;
    }

    /// Sees to it that these are held, in as few statements as it takes.
    ///
    /// # Errors
    /// Where something cannot be loaded; then nothing of what was wanted is held, so that nobody is taken for not there.
    pub(super) fn hold(&mut self, conn: &mut Conn, wanted: &Wanted) -> Result<(), Error> {
        let loaded = self.load_wanted(conn, wanted);
        if loaded.is_err() {
            for id in &wanted.people {
                self.people.remove(id);
                self.keys.forget(Stream::Person(*id));
            }
            for id in &wanted.accounts {
                self.accounts.remove(id);
                self.keys.forget(Stream::Account(*id));
            }
            wanted.sites.iter().for_each(|id| self.sites.remove(id));
            wanted.imports.iter().for_each(|id| self.imports.remove(id));
        }
        loaded
    }

    fn load_wanted(&mut self, conn: &mut Conn, wanted: &Wanted) -> Result<(), Error> {
        self.hold_people(conn, wanted)?;
        self.hold_accounts(conn, wanted)?;
        let sites: Vec<_> = wanted.sites.iter().filter(|id| !self.sites.contains(id)).copied().collect();
        let imports: Vec<_> = wanted.imports.iter().filter(|id| !self.imports.contains(id)).copied().collect();
        for id in &sites {
            self.sites.insert(*id, Held::default());
        }
        for id in &imports {
            self.imports.insert(*id, Held::default());
        }
        let streams: Vec<_> =
            sites.into_iter().map(Stream::Site).chain(imports.into_iter().map(Stream::Import)).collect();
        for stored in log::load(conn, &streams)? {
            match (stored.stream, &stored.event(None)?) {
                (Stream::Site(id), Event::Site(event)) => {
                    let held = self.sites.get_mut(&id).expect("it was put there above");
                    Site::apply(&mut held.state, id, event);
                    held.head = stored.hash;
                }
                (Stream::Import(id), Event::Import(event)) => {
                    let held = self.imports.get_mut(&id).expect("it was put there above");
                    Import::apply(&mut held.state, id, event);
                    held.head = stored.hash;
                }
                _ => return Err(misplaced(&stored)),
            }
        }
        Ok(())
    }

    fn hold_people(&mut self, conn: &mut Conn, wanted: &Wanted) -> Result<(), Error> {
        let streams: Vec<_> = wanted.people.iter().copied().map(Stream::Person).collect();
        self.keys.load(conn, &streams)?;
        let missing: Vec<_> = wanted.people.iter().copied().filter(|id| !self.people.contains(id)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        for id in &missing {
            self.people.insert(*id, Held::default());
        }
        let streams: Vec<_> = missing.into_iter().map(Stream::Person).collect();
        for stored in log::load(conn, &streams)? {
            let private = self.keys.open(&stored)?;
            let (Stream::Person(id), Event::Person(event)) = (stored.stream, stored.event(private.as_deref())?) else {
                return Err(misplaced(&stored));
            };
            let held = self.people.get_mut(&id).expect("it was put there above");
            Person::apply(&mut held.state, id, &event);
            held.head = stored.hash;
        }
        Ok(())
    }

    fn hold_accounts(&mut self, conn: &mut Conn, wanted: &Wanted) -> Result<(), Error> {
        let streams: Vec<_> = wanted.accounts.iter().copied().map(Stream::Account).collect();
        self.keys.load(conn, &streams)?;
        let missing: Vec<_> = wanted.accounts.iter().copied().filter(|id| !self.accounts.contains(id)).collect();
        for id in &missing {
            self.accounts.insert(*id, Held::default());
        }
        let streams: Vec<_> = missing.into_iter().map(Stream::Account).collect();
        for stored in log::load(conn, &streams)? {
            let private = self.keys.open(&stored)?;
            let (Stream::Account(id), Event::Account(event)) = (stored.stream, stored.event(private.as_deref())?)
            else {
                return Err(misplaced(&stored));
            };
            let held = self.accounts.get_mut(&id).expect("it was put there above");
            Account::apply(&mut held.state, id, &event);
            held.head = stored.hash;
        }
        Ok(())
    }

    /// Forgets what a failed batch may have changed.
    pub(super) fn forget(&mut self, touched: &BTreeSet<Stream>) {
        for stream in touched {
            match stream {
                Stream::Person(id) => {
                    self.people.remove(id);
                    self.keys.forget(*stream);
                }
                Stream::Account(id) => {
                    self.accounts.remove(id);
                    self.keys.forget(*stream);
                }
                Stream::Site(id) => self.sites.remove(id),
                Stream::Import(id) => self.imports.remove(id),
                Stream::Programme => {}
            }
        }
    }
}

/// Whether there is a record.
///
/// # Errors
/// Where that cannot be found out.
pub fn exists(place: &Place) -> Result<bool, Error> {
    match place.connect_existing(Access::Read) {
        Ok(_) => Ok(true),
        Err(Error::Absent(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The programme file that is in force in a record: its hash and its text; `None` before the first one.
///
/// # Errors
/// Where there is no record, or it is of another version.
pub fn programme_in_force(place: &Place) -> Result<Option<([u8; 32], String)>, Error> {
    let mut conn = place.open(Access::Read)?;
    let mut served = None;
    for stored in log::load(&mut conn, &[Stream::Programme])? {
        if let Event::Programme(programme::ProgrammeEvent::Served { hash, text, .. }) = stored.event(None)? {
            served = crate::hex::decode(&hash).map(|hash| (hash, text));
        }
    }
    Ok(served)
}

/// What a batch needs to be held.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) people: BTreeSet<PersonId>,
    pub(super) sites: BTreeSet<SiteId>,
    pub(super) imports: BTreeSet<ImportId>,
    pub(super) accounts: BTreeSet<AccountId>,
}

fn misplaced(stored: &StoredEvent) -> Error {
    stored.corrupt(&format!("an event of kind {} does not belong there", stored.kind))
}
