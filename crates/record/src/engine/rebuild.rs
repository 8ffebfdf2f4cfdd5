//! Rebuilding the read tables from the log: they hold nothing that is not there.

use std::collections::BTreeMap;

use programme::rules::Programme;
use programme::{Account, AccountId, Event, Person, PersonId, Site, SiteId, Stream};

use crate::clock::Clock;
use crate::conn::{Access, Conn, Insert, Param, Place};
use crate::dump::canonical_dump;
use crate::error::Error;
use crate::hex;
use crate::lease;
use crate::log;
use crate::project::change::{Changes, change, shown_before};
use crate::project::day;
use crate::project::person::PersonRows;
use crate::project::tables::{self, Before, PersonWrite};
use crate::project::{account, import, site};
use crate::vault::{self, Keys};

use super::office::{self, LEASE};

/// How many people are rebuilt together.
const TOGETHER: usize = 2_000;

/// How far a rebuilding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilding {
    /// People that are done.
    pub done: u64,
    /// People in all.
    pub all: u64,
}

const META: Insert =
    Insert { table: "meta", columns: "name, value", suffix: "ON CONFLICT (name) DO UPDATE SET value = excluded.value" };

/// Whether there are read tables of this version at all.
pub(super) fn tables_exist(conn: &mut Conn) -> Result<bool, Error> {
    Ok(meta(conn, "read-layout")?.as_deref() == Some(&tables::LAYOUT.to_string()))
}

/// Whether the read tables say what this programme file says.
pub(super) fn tables_are_of(conn: &mut Conn, programme: &Programme) -> Result<bool, Error> {
    Ok(tables_exist(conn)? && meta(conn, "read-programme")? == Some(hex::encode(&programme.hash)))
}

/// Whether the record's read tables are there and say what this programme file says, so that reading needs no writer.
///
/// # Errors
/// Where there is no record, or it is of another version.
pub fn is_worked_out(place: &Place, programme: &Programme) -> Result<bool, Error> {
    tables_are_of(&mut place.open(Access::Read)?, programme)
}

/// Drops the read tables and makes them again from the log, in one transaction.
pub(crate) fn run(
    conn: &mut Conn,
    programme: &Programme,
    lookup_key: &[u8; 32],
    rebuilding: &mut dyn FnMut(Rebuilding),
) -> Result<(), Error> {
    conn.transaction(Access::Write, |conn| within(conn, programme, lookup_key, rebuilding))
}

/// Whether the read tables are what they would be if they were made anew from the log; `None` where a live process writes, so
/// that it cannot be tried. Changes nothing.
///
/// # Errors
/// Where there is no record, or it cannot be read.
pub fn rebuilds_alike(place: &Place, programme: &Programme, clock: &Clock) -> Result<Option<bool>, Error> {
    let mut conn = place.open(Access::Write)?;
    if lease::holder(&mut conn, clock.now(), LEASE)?.is_some() {
        return Ok(None);
    }
    let lookup_key = vault::secret(&mut conn, "lookup-key")?;
    conn.begin(Access::Write)?;
    let compared = (|| {
        let before = canonical_dump(&mut conn, tables::DUMPED)?;
        within(&mut conn, programme, &lookup_key, &mut |_| {})?;
        Ok(before == canonical_dump(&mut conn, tables::DUMPED)?)
    })();
    conn.rollback()?;
    compared.map(Some)
}

/// Has the read tables worked out anew by whoever opens the record next; `false` where somebody has it open, and nothing is
/// done.
///
/// # Errors
/// Where there is no record, or it cannot be written.
pub fn ask_for_rebuild(place: &Place, clock: &Clock) -> Result<bool, Error> {
    let mut conn = place.open(Access::Write)?;
    if lease::holder(&mut conn, clock.now(), LEASE)?.is_some() {
        return Ok(false);
    }
    let sql = "DELETE FROM meta WHERE name = 'read-layout'";
    conn.transaction(Access::Write, |conn| conn.execute(sql, &[])).map(|_| true)
}

/// The read tables of a record as a few lines of text: a line for each table with its rows and their hash, the same on either
/// database.
///
/// # Errors
/// Where there is no record, or it cannot be read.
pub fn dump_of_read_tables(place: &Place) -> Result<String, Error> {
    canonical_dump(&mut place.open(Access::Read)?, tables::DUMPED)
}

fn within(
    conn: &mut Conn,
    programme: &Programme,
    lookup_key: &[u8; 32],
    rebuilding: &mut dyn FnMut(Rebuilding),
) -> Result<(), Error> {
    tables::drop(conn)?;
    tables::create(conn)?;
    others(conn)?;
    accounts(conn, lookup_key)?;
    people(conn, programme, lookup_key, rebuilding)?;
    let (layout, hash) = (tables::LAYOUT.to_string(), hex::encode(&programme.hash));
    let rows = ["read-layout".into(), Param::Text(&layout), "read-programme".into(), Param::Text(&hash)];
    conn.insert_rows(&META, &rows).map(drop)
}

fn meta(conn: &mut Conn, name: &'static str) -> Result<Option<String>, Error> {
    conn.query_first("SELECT value FROM meta WHERE name = $1", &[name.into()], |row| Ok(row.get_text(0)?.to_owned()))
}

/// Sites and imports: few streams, so their events are gone through in the order of the log.
fn others(conn: &mut Conn) -> Result<(), Error> {
    let mut sites: BTreeMap<SiteId, (i64, Option<Site>)> = BTreeMap::new();
    let mut streams = Vec::new();
    let sql = "SELECT DISTINCT stream FROM event WHERE kind IN ('site', 'import')";
    conn.query_each(sql, &[], |row| {
        streams.extend(row.get_text(0)?.parse::<Stream>().ok());
        Ok(())
    })?;
    for stored in log::load(conn, &streams)? {
        match (stored.stream, stored.event(None)?) {
            (Stream::Site(id), Event::Site(event)) => {
                let (_, site) = sites.entry(id).or_insert((stored.seq, None));
                Site::apply(site, id, &event);
            }
            (Stream::Import(id), Event::Import(event)) => import::write(conn, id, stored.version as u64, &event)?,
            _ => return Err(stored.corrupt("an event of this kind does not belong there")),
        }
    }
    for (id, (order, site)) in &sites {
        site::write(conn, *id, site.as_ref().expect("it has an event"), *order)?;
    }
    Ok(())
}

/// Accounts: as many as there are people who sign in.
fn accounts(conn: &mut Conn, lookup_key: &[u8; 32]) -> Result<(), Error> {
    let mut opened: Vec<(Stream, i64)> = Vec::new();
    conn.query_each("SELECT stream, seq FROM event WHERE kind = 'account-opened' ORDER BY seq", &[], |row| {
        let stream = row.get_text(0)?;
        let wrong = |error| Error::Damaged(format!("the log names “{stream}”: {error}"));
        opened.push((stream.parse().map_err(wrong)?, row.get_i64(1)?));
        Ok(())
    })?;
    let mut keys = Keys::default();
    for together in opened.chunks(TOGETHER) {
        let streams: Vec<Stream> = together.iter().map(|(stream, _)| *stream).collect();
        keys.load(conn, &streams)?;
        let mut accounts: BTreeMap<AccountId, Option<Account>> = BTreeMap::new();
        for stored in log::load(conn, &streams)? {
            let private = keys.open(&stored)?;
            let (Stream::Account(id), Event::Account(event)) = (stored.stream, stored.event(private.as_deref())?)
            else {
                return Err(stored.corrupt("an event of this kind does not belong there"));
            };
            Account::apply(accounts.entry(id).or_default(), id, &event);
        }
        for (stream, order) in together {
            let Stream::Account(id) = stream else { continue };
            if let Some(Some(account)) = accounts.get(id) {
                account::write(conn, account, *order, lookup_key)?;
            }
        }
    }
    Ok(())
}

fn people(
    conn: &mut Conn,
    programme: &Programme,
    lookup_key: &[u8; 32],
    rebuilding: &mut dyn FnMut(Rebuilding),
) -> Result<(), Error> {
    let mut registered: Vec<(PersonId, i64)> = Vec::new();
    conn.query_each("SELECT stream, seq FROM event WHERE kind = 'registered' ORDER BY seq", &[], |row| {
        registered.push((tables::person_of(row.get_text(0)?)?, row.get_i64(1)?));
        Ok(())
    })?;
    let all = registered.len() as u64;
    let mut keys = Keys::default();
    for (chunk, together) in registered.chunks(TOGETHER).enumerate() {
        let people = load(conn, programme, together, &mut keys)?;
        let write = |Loaded { person, changes, entered }: Loaded| {
            let number = person.details.as_ref().and_then(|details| details.number.as_deref());
            PersonWrite {
                rows: PersonRows::of(&person, programme),
                changes: if person.erased { Vec::new() } else { changes.into_rows() },
                before: Before::New { entered },
                bonds: true,
                number: Some(number.map(|number| vault::number_token(lookup_key, number))),
            }
        };
        let people: Vec<_> = people.into_iter().map(write).collect();
        tables::write_people(conn, &people.iter().collect::<Vec<_>>())?;
        rebuilding(Rebuilding { done: ((chunk * TOGETHER) + together.len()) as u64, all });
    }
    Ok(())
}

/// A person, whole, with what changed of them and the position of their registration.
struct Loaded {
    person: Person,
    changes: Changes,
    entered: i64,
}

fn load(
    conn: &mut Conn,
    programme: &Programme,
    together: &[(PersonId, i64)],
    keys: &mut Keys,
) -> Result<Vec<Loaded>, Error> {
    let time_zone = office::time_zone(programme)?;
    let ids: Vec<PersonId> = together.iter().map(|(id, _)| *id).collect();
    let mut people: BTreeMap<PersonId, (Option<Person>, Changes)> = BTreeMap::new();
    let streams: Vec<Stream> = ids.iter().copied().map(Stream::Person).collect();
    keys.load(conn, &streams)?;
    for stored in log::load(conn, &streams)? {
        let private = keys.open(&stored)?;
        let (Stream::Person(id), Event::Person(event)) = (stored.stream, stored.event(private.as_deref())?) else {
            return Err(stored.corrupt("an event of this kind does not belong there"));
        };
        let (person, changes) = people.entry(id).or_default();
        let today = day::civil(stored.at, &time_zone);
        let shown = person.as_ref().and_then(|person| shown_before(person, programme, today));
        Person::apply(person, id, &event);
        let change = person.as_ref().zip(shown).and_then(|(person, shown)| change(person, programme, today, shown));
        change.into_iter().for_each(|change| changes.add(change));
    }
    let loaded = |(id, entered): &(PersonId, i64)| {
        let (person, changes) = people.remove(id)?;
        Some(Loaded { person: person?, changes, entered: *entered })
    };
    Ok(together.iter().filter_map(loaded).collect())
}
