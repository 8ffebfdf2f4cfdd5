//! Everything that a decision reads.

use jiff::civil::Date;

use crate::ids::{ImportId, PersonId, SiteId};
use crate::import::Import;
use crate::person::Person;
use crate::site::Site;

/// Everything that a decision reads; what [`crate::Command::needs`] asked for, as it was when the decision is made.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The civil date in the programme's time zone.
    pub today: Date,
    /// Those of the people asked for who exist.
    pub people: Vec<&'a Person>,
    /// Those of the sites asked for that exist.
    pub sites: Vec<&'a Site>,
    /// The import asked for, if it exists.
    pub import: Option<(ImportId, &'a Import)>,
    /// Who has the number asked for.
    pub number_held_by: Option<&'a Person>,
    /// The most people that are at the site asked for on the day asked for or on any later one.
    pub occupied: u32,
    /// The hash of the programme file in force, where one is.
    pub programme_in_force: Option<[u8; 32]>,
}

impl<'a> Facts<'a> {
    /// Nothing is known but the day.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            people: Vec::new(),
            sites: Vec::new(),
            import: None,
            number_held_by: None,
            occupied: 0,
            programme_in_force: None,
        }
    }

    /// The person with this id.
    pub fn person(&self, id: PersonId) -> Option<&'a Person> {
        self.people.iter().copied().find(|person| person.id == id)
    }

    /// The site with this id.
    pub fn site(&self, id: SiteId) -> Option<&'a Site> {
        self.sites.iter().copied().find(|site| site.id == id)
    }
}
