//! Who is at a site, as far as whoever calls may see them: the same for the page and for the interface.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::{PersonId, SiteId};
use record::{PersonRow, Reader};

use super::State;
use super::reached::{Reached, Seen, Sight};
use crate::rights::Right;

/// Who asks who is at a site, and when.
pub(crate) struct AskingWhoIsThere {
    reach: Reached,
    sight: Sight,
    today: Date,
}

/// Somebody who is at a site.
#[derive(Clone, Debug)]
pub(crate) struct There {
    /// Since when.
    pub(crate) since: Date,
    /// Who they are.
    pub(crate) row: PersonRow,
    /// What of it may be seen.
    pub(crate) seen: Seen,
}

impl State {
    /// What it takes to ask who is at a site, on the thread that reads.
    pub(crate) fn asking_who_is_there(&self) -> AskingWhoIsThere {
        AskingWhoIsThere { reach: self.reach(Right::SeeResidents), sight: self.sight(), today: self.today() }
    }
}

impl AskingWhoIsThere {
    /// The people at a site on a day whom whoever calls reaches; whoever is not at their site is a number to them.
    pub(crate) fn at(
        &self,
        reader: &mut Reader,
        site: SiteId,
        on: Date,
        limit: u32,
    ) -> Result<Vec<There>, record::Error> {
        let stays = reader.residents(site, on, limit)?;
        let people: Vec<PersonId> = stays.iter().map(|stay| stay.person).collect();
        let tied = self.reach.tied(reader, &people)?;
        let people: Vec<PersonId> = people.into_iter().filter(|person| tied.contains_key(person)).collect();
        let since: BTreeMap<PersonId, Date> = stays.iter().map(|stay| (stay.person, stay.since)).collect();
        let (rows, seen) = (reader.person_rows(&people, self.today)?, self.sight.of(reader, &people)?);
        let there = |row: PersonRow| {
            let seen = seen.get(&row.id).copied().unwrap_or_default();
            Some(There { since: *since.get(&row.id)?, row, seen })
        };
        Ok(rows.into_iter().filter_map(there).collect())
    }
}
