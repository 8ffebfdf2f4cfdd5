//! The board: donations that go on, of the people whom whoever calls reaches.

use std::collections::BTreeSet;

use programme::{CareTime, Donation, Person, PersonId};
use record::Reader;

use super::{About, State, Via};
use crate::problem::Problem;

/// A donation that goes on.
#[derive(Clone, Debug)]
pub(crate) struct OnBoard {
    /// Whose.
    pub(crate) donor: Person,
    /// The donation.
    pub(crate) donation: Donation,
    /// The times in which somebody who stands by the donor stands by whoever would receive.
    pub(crate) beside: Vec<CareTime>,
}

impl State {
    /// The donations that go on of at most `limit` people whom the route's right takes in, after the one given. A reading of
    /// the part `donations` is on the record of each before this answers.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub(crate) async fn board(&self, via: Via, after: Option<PersonId>, limit: u32) -> Result<Vec<OnBoard>, Problem> {
        let reach = self.reach(self.caller().right());
        let ask = move |reader: &mut Reader| {
            let only = reach.people(reader)?;
            let people = reader.with_open_donations(only.as_ref(), after, limit as usize)?;
            // Nobody comes up on their own desk.
            let tied = reach.tied(reader, &people)?;
            let people: Vec<PersonId> = people.into_iter().filter(|person| tied.contains_key(person)).collect();
            let mut all = Vec::new();
            for person in &people {
                let Some(donor) = reader.life(*person)?.map(|life| life.person) else { continue };
                for donation in donor.donations.iter().filter(|donation| donation.is_open()) {
                    let beside = beside(reader, &donor, donation)?;
                    all.push(OnBoard { donor: donor.clone(), donation: donation.clone(), beside });
                }
            }
            Ok(About::all(people, all))
        };
        self.read_about("donations", via, ask).await
    }
}

/// The times in which somebody who stands by a donor stands by whoever would receive. The record of that person is not read: the
/// donor's carers are asked for, and no others.
pub(crate) fn beside(reader: &mut Reader, donor: &Person, donation: &Donation) -> Result<Vec<CareTime>, record::Error> {
    let Some(recipient) = donation.recipient() else { return Ok(Vec::new()) };
    let accounts: BTreeSet<_> = donor.carers.iter().map(|time| time.carer).collect();
    let mut found = reader.stands_by(&BTreeSet::from([recipient]), &accounts)?;
    Ok(found.remove(&recipient).unwrap_or_default())
}
