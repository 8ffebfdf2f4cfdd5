//! Reading the record: each [`Reader`] has a connection of its own and sees what was committed.
//!
//! Whoever shows what they read here writes a [`crate::Reading`] first, for each person it is about.

mod access;
mod accounts;
mod advocates;
mod bonds;
mod care;
mod directory;
mod donations;
mod eligibility;
mod follow_up;
mod kept;
mod life;
mod people;
mod reach;
mod readings;
mod sites;
mod survival;
mod today;
mod waiting;
mod waits;

use std::collections::BTreeMap;
use std::sync::Arc;

use programme::rules::Programme;
use programme::{Details, Event, PersonEvent, PersonId, Private, Stream};

use crate::conn::{Access, Conn, KeyQuery, Param, Place};
use crate::error::Error;
use crate::project::tables;
use crate::vault::{self, Keys};
use crate::{log, reading};

pub use access::{AccountLife, AccountNames, ConcernRow, HeldPost, Holder, RequestRow, SignedIn, Tie, account_in};
pub use accounts::{AccountsFilter, AccountsPage};
pub use advocates::{Charge, Companionship, Successor, TiedAdvocate, TrainingDue};
pub use bonds::{BondsSeen, Naming};
pub use care::{Advocate, Talk, Uncovered};
pub use directory::Directory;
pub use eligibility::{OutcomeCounts, PersonReasons};
pub use follow_up::{
    FieldReport, FollowUpDue, FollowUpDuePage, FollowUpFilter, FollowUpReport, ReportDue, SectionReport, WindowReport,
};
pub use life::{Entry, Life};
pub use people::{PeopleFilter, PeoplePage, PersonRow};
pub use reach::{MessageRow, MessageState};
pub use readings::{EmergencyTaken, ReadingsFilter, ReadingsPage};
pub use sites::{Resident, SiteRow};
pub use survival::Course;
pub use today::{AlertRow, ChangedRow, DueRow, RefusedRowRow, TalkRow, Today, UncoveredRow};
pub use waiting::{AgainRow, ErasureRow, GivesRow, Waiting, WaitingFor};
pub use waits::{AppealRow, DeferralRow};

/// A way to read the record. It belongs to one thread at a time.
pub struct Reader {
    conn: Conn,
    programme: Arc<Programme>,
    lookup_key: [u8; 32],
    /// The last count of outcomes, with the position of the log and the day that it is of.
    counted: Option<(i64, jiff::civil::Date, OutcomeCounts)>,
}

impl Reader {
    /// Opens the record that is there.
    ///
    /// # Errors
    /// Where there is none, or it is of another version, or no writer has made its read tables yet.
    pub fn open(place: &Place, programme: Arc<Programme>) -> Result<Self, Error> {
        let mut conn = place.open(Access::Read)?;
        if !conn.has_table("read_person")? {
            return Err(Error::Refused(
                "this record was never opened by a writer: bring something in or serve it first".to_owned(),
            ));
        }
        let lookup_key = vault::secret(&mut conn, "lookup-key")?;
        Ok(Self { conn, programme, lookup_key, counted: None })
    }

    /// The programme whose rules this reader explains things by.
    pub fn programme(&self) -> &Arc<Programme> {
        &self.programme
    }

    /// The position of the last event: it changes with every commit of commands.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn position(&mut self) -> Result<i64, Error> {
        log::last_seq(&mut self.conn)
    }

    /// The person who has a number.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn by_number(&mut self, number: &str) -> Result<Option<PersonId>, Error> {
        let token = vault::number_token(&self.lookup_key, number);
        let sql = "SELECT stream FROM read_number WHERE token = $1";
        self.conn.query_first(sql, &[Param::Bytes(&token)], |row| tables::person_of(row.get_text(0)?))
    }

    /// Who has read somebody's record, newest first; `before` is the `seq` of the last one seen.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn readings_of(
        &mut self,
        person: PersonId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<crate::StoredReading>, Error> {
        reading::of_person(&mut self.conn, person, before, limit.into())
    }

    /// These people's keys, read anew each time: a key that a reader held on to would outlive its erasure.
    fn keys(&mut self, people: &[PersonId]) -> Result<Keys, Error> {
        let streams: Vec<Stream> = people.iter().copied().map(Stream::Person).collect();
        let mut keys = Keys::default();
        keys.load(&mut self.conn, &streams)?;
        Ok(keys)
    }

    /// Somebody's keys and the connection, for measuring.
    pub(crate) fn keys_and_conn(&mut self, person: PersonId) -> Result<(Keys, &mut Conn), Error> {
        Ok((self.keys(&[person])?, &mut self.conn))
    }

    /// Who these people are, as far as it is not erased.
    fn details(&mut self, people: &[(PersonId, i64)]) -> Result<BTreeMap<PersonId, Details>, Error> {
        const QUERY: KeyQuery = KeyQuery {
            before: "SELECT e.seq, e.stream, e.version, e.kind, e.schema, e.at, e.author, e.programme, e.clear, e.category, \
                     e.sealed, e.previous, e.hash FROM read_person p JOIN event e ON e.stream = p.stream AND \
                     e.version = p.details_version WHERE p.stream IN",
            after: "",
        };
        let ids: Vec<PersonId> = people.iter().map(|(id, _)| *id).collect();
        let keys = self.keys(&ids)?;
        let streams: Vec<String> = ids.iter().map(|id| Stream::Person(*id).to_string()).collect();
        let params: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let mut found = BTreeMap::new();
        self.conn.query_keys(&QUERY, &[], &params, |row| {
            let stored = log::read(row)?;
            let private = keys.open(&stored)?;
            if let (Stream::Person(id), Some(details)) = (stored.stream, details_in(&stored.event(private.as_deref())?))
            {
                found.insert(id, details.clone());
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// The details that an event gives, where it gives some that can be read.
fn details_in(event: &Event) -> Option<&Details> {
    match event {
        Event::Person(PersonEvent::Registered { details, .. } | PersonEvent::DetailsAmended { details, .. }) => {
            match details {
                Private::Known(details) => Some(details),
                Private::Erased => None,
            }
        }
        _ => None,
    }
}
