//! A site, as the events about it say.

use jiff::civil::Date;

use crate::event::SiteEvent;
use crate::ids::{SiteId, SiteKindId};

/// A place where people live, stay or are seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// How many events it has: the version of its stream.
    pub version: u64,
    /// Its kind.
    pub kind: SiteKindId,
    /// What people call it.
    pub name: String,
    /// How many people it has places for; `None`: it does not count them.
    pub places: Option<u32>,
    /// The first day.
    pub opened: Date,
    /// The first day on which nobody is there any more.
    pub closed: Option<Date>,
}

impl Site {
    /// Takes in an event. The first one makes the site.
    ///
    /// # Panics
    /// Where the first event is not `Opened`: the engine never writes such a stream.
    pub fn apply(site: &mut Option<Self>, id: SiteId, event: &SiteEvent) {
        match (site.as_mut(), event) {
            (None, SiteEvent::Opened { kind, name, places, on }) => {
                let (kind, name) = (kind.clone(), name.clone());
                *site = Some(Self { id, version: 1, kind, name, places: *places, opened: *on, closed: None });
            }
            (None, _) => panic!("{id}: a site's first event is its opening"),
            (Some(site), event) => {
                site.version += 1;
                match event {
                    SiteEvent::Opened { .. } => {}
                    SiteEvent::Changed { name, places } => {
                        site.name.clone_from(name);
                        site.places = *places;
                    }
                    SiteEvent::Closed { on } => site.closed = Some(*on),
                }
            }
        }
    }

    /// Whether it is open on a day.
    pub fn is_open_on(&self, day: Date) -> bool {
        self.opened <= day && self.closed.is_none_or(|closed| day < closed)
    }
}
