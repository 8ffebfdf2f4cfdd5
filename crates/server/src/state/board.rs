//! The board: donations that go on, of the people whom whoever calls reaches.

use std::collections::BTreeMap;

use programme::{Donation, Person, PersonId};
use record::Reader;

use super::{About, State, Via};
use crate::problem::Problem;

/// A donation that goes on.
pub(crate) struct OnBoard {
    /// Whose.
    pub(crate) donor: Person,
    /// The donation.
    pub(crate) donation: Donation,
    /// Whoever would receive, where the donor named somebody: what is missing may hang on who stands by them. They are
    /// not shown.
    pub(crate) recipient: Option<Person>,
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
            let mut recipients: BTreeMap<PersonId, Option<Person>> = BTreeMap::new();
            for person in &people {
                let Some(donor) = reader.life(*person)?.map(|life| life.person) else { continue };
                for donation in donor.donations.iter().filter(|donation| donation.is_open()) {
                    let recipient = match donation.recipient() {
                        None => None,
                        Some(id) => match recipients.get(&id) {
                            Some(known) => known.clone(),
                            None => {
                                let found = reader.life(id)?.map(|life| life.person);
                                recipients.insert(id, found.clone());
                                found
                            }
                        },
                    };
                    all.push(OnBoard { donor: donor.clone(), donation: donation.clone(), recipient });
                }
            }
            Ok(About::all(people, all))
        };
        self.read_about("donations", via, ask).await
    }
}
