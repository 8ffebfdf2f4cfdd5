//! A small true history, written through the log and the vault as the engine writes it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{
    Birth, Category, Departure, Details, Event, PersonEvent, PersonId, Private, ProgrammeEvent, Sex, SiteEvent, SiteId,
    Stream,
};
use uuid::Uuid;

use crate::checkpoint::{self, Checkpoint, Signer};
use crate::conn::{Access, Conn};
use crate::entropy::Entropy;
use crate::log::{self, NO_HASH, StoredEvent};
use crate::reading::{self, Reading};
use crate::vault::{self, Key, Label};

pub(super) const KATHY: PersonId = PersonId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
pub(super) const TOMMY: PersonId = PersonId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002));
pub(super) const RUTH: PersonId = PersonId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0003));
pub(super) const COTTAGES: SiteId = SiteId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0004));

/// Writes events one after the other, keeping each stream's end and each person's keys in mind.
pub(super) struct Writer {
    entropy: Entropy,
    seq: i64,
    ends: HashMap<Stream, (i64, log::Hash)>,
    keys: HashMap<(PersonId, Category), Key>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { entropy: Entropy::seeded(11), seq: 0, ends: HashMap::new(), keys: HashMap::new() }
    }

    /// One that goes on where the log ends, for people whose keys it does not need.
    pub(super) fn after(conn: &mut Conn) -> Self {
        let mut writer = Self::new();
        log::scan(conn, 1, |event| {
            writer.seq = event.seq;
            writer.ends.insert(event.stream, (event.version, event.hash));
            Ok(())
        })
        .unwrap();
        writer
    }

    /// Appends events in one transaction, with the keys that they need.
    pub(super) fn write(&mut self, conn: &mut Conn, events: &[(Stream, Event)]) {
        let stored: Vec<StoredEvent> = events.iter().map(|(stream, event)| self.stored(conn, *stream, event)).collect();
        conn.transaction(Access::Write, |conn| log::append(conn, &stored)).unwrap();
    }

    fn stored(&mut self, conn: &mut Conn, stream: Stream, event: &Event) -> StoredEvent {
        let encoded = event.encode();
        let (version, previous) = self.ends.get(&stream).copied().unwrap_or((0, NO_HASH));
        let version = version + 1;
        let sealed = encoded.private.map(|(category, private)| {
            let Stream::Person(person) = stream else { panic!("only people have private parts") };
            for category in stream.categories().iter().copied() {
                self.keys.entry((person, category)).or_insert_with(|| {
                    let key = Key::new(&mut self.entropy);
                    vault::store(conn, &[(Stream::Person(person), category, &key)]).unwrap();
                    key
                });
            }
            let key = &self.keys[&(person, category)];
            let label = Label { stream, version, kind: encoded.kind, category };
            (category, vault::seal(key, &label, &private, &mut self.entropy))
        });
        self.seq += 1;
        let stored = StoredEvent {
            seq: self.seq,
            stream,
            version,
            kind: encoded.kind.into(),
            schema: encoded.schema,
            at: at().as_microsecond() + self.seq,
            author: "Miss Lucy".into(),
            programme: [9; 32],
            clear: encoded.clear,
            sealed,
            previous,
            hash: NO_HASH,
        }
        .hashed();
        self.ends.insert(stream, (version, stored.hash));
        stored
    }

    pub(super) fn erase(&mut self, conn: &mut Conn, person: PersonId) -> Vec<Key> {
        let keys = conn.transaction(Access::Write, |conn| {
            let stream = Stream::Person(person);
            vault::destroy(conn, stream, stream.categories())
        });
        let keys = keys.unwrap();
        let erased = PersonEvent::Erased { reason: "their own wish".to_owned() };
        self.write(conn, &[(Stream::Person(person), Event::Person(erased))]);
        keys
    }
}

pub(super) fn at() -> Timestamp {
    "2024-05-01T08:00:00Z".parse().unwrap()
}

/// Two who live, one who was erased, a site, a programme; five readings; two checkpoints, of which the second covers
/// everything.
pub(super) fn write_history(conn: &mut Conn) -> Writer {
    let mut writer = Writer::new();
    let person = |id, event| (Stream::Person(id), Event::Person(event));
    let served = ProgrammeEvent::Served {
        id: "living-kidney".to_owned(),
        hash: "00".repeat(32),
        fiction: false,
        text: "minimum-donor-age = 18".to_owned(),
    };
    let opened = SiteEvent::Opened {
        kind: "cottage".into(),
        name: "The Cottages".to_owned(),
        places: Some(8),
        on: "1990-09-01".parse().unwrap(),
    };
    writer.write(conn, &[(Stream::Programme, Event::Programme(served)), (Stream::Site(COTTAGES), Event::Site(opened))]);
    writer.write(conn, &[person(KATHY, registered("Kathy H.")), person(TOMMY, registered("Tommy D."))]);
    writer.write(conn, &[person(RUTH, registered("Ruth C.")), person(KATHY, moved())]);
    read(conn, &[(KATHY, "Miss Emily"), (KATHY, "Zoë"), (TOMMY, "Miss Emily")]);
    take_checkpoint(conn).unwrap();
    let said = Departure { on: "1994-06-02".parse().unwrap(), said: Some("time to go".to_owned()) };
    writer.write(
        conn,
        &[person(TOMMY, moved()), person(TOMMY, PersonEvent::Departed { departure: Private::Known(said) })],
    );
    writer.erase(conn, RUTH);
    read(conn, &[(TOMMY, "Madame"), (KATHY, "Kathy H.")]);
    take_checkpoint(conn).unwrap();
    writer
}

pub(super) fn registered(name: &str) -> PersonEvent {
    let details = Details {
        name: Some(name.to_owned()),
        number: None,
        sex: Sex::Unknown,
        birth: Birth::On("1966-01-31".parse().unwrap()),
    };
    PersonEvent::Registered { stage: "student".into(), on: entered(), details: Private::Known(details) }
}

pub(super) fn entered() -> Date {
    "1974-09-02".parse().unwrap()
}

pub(super) fn moved() -> PersonEvent {
    PersonEvent::Moved { site: Private::Known(Some(COTTAGES)), on: Private::Known("1990-09-02".parse().unwrap()) }
}

pub(super) fn read(conn: &mut Conn, who: &[(PersonId, &str)]) {
    let readings: Vec<Reading> = who
        .iter()
        .map(|(person, reader)| Reading {
            at: at().as_microsecond(),
            reader: (*reader).to_owned(),
            person: *person,
            part: "timeline".to_owned(),
            via: "console".to_owned(),
            tie: "clinician".to_owned(),
        })
        .collect();
    conn.transaction(Access::Write, |conn| {
        let tail = reading::tail(conn)?;
        reading::append(conn, &readings, tail)
    })
    .unwrap();
}

pub(super) fn take_checkpoint(conn: &mut Conn) -> Option<Checkpoint> {
    let signer = Signer::load(conn).unwrap();
    conn.transaction(Access::Write, |conn| checkpoint::take(conn, at(), &signer)).unwrap()
}
