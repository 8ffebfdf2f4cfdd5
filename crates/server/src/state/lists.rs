//! People in lists, as far as whoever calls may see them.

use std::collections::BTreeMap;

use programme::PersonId;
use record::{Directory, PeopleFilter, PeoplePage, Reader};

use super::reached::{Seen, common};
use super::{About, State, Via};
use crate::problem::Problem;
use crate::rights::Right;

impl State {
    /// A page of the people whom the route's right takes in, and what may be seen of each. Only a text needs the directory of
    /// names; without one, any reading thread will do.
    ///
    /// Nobody is found by what may not be seen of them: that would tell it.
    ///
    /// # Errors
    /// Where a filter asks for what whoever calls may see of nobody.
    pub(crate) async fn listed(
        &self,
        part: &'static str,
        via: Via,
        filter: PeopleFilter,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(PeoplePage, BTreeMap<PersonId, Seen>), Problem> {
        let (today, reach, sight) = (self.today(), self.reach(self.1.right()), self.sight());
        let asks_where = filter.site.is_some() || filter.stage.is_some();
        let asked = [(filter.outcome.is_some(), Right::ReadEligibility), (asks_where, Right::ReadPerson)];
        let mut reaches = vec![self.reach(self.1.right())];
        for (_, right) in asked.into_iter().filter(|(is_asked, _)| *is_asked) {
            if !self.1.has(right) {
                return Err(Problem::no_right(right));
            }
            reaches.push(self.reach(right));
        }
        let about = move |reader: &mut Reader, mut page: PeoplePage| {
            let ids = |page: &PeoplePage| page.rows.iter().map(|row| row.id).collect::<Vec<_>>();
            // Nobody comes up on their own desk.
            let tied = reach.tied(reader, &ids(&page))?;
            page.rows.retain(|row| tied.contains_key(&row.id));
            let seen = sight.of(reader, &ids(&page))?;
            Ok(About::all(ids(&page), (page, seen)))
        };
        if filter.text.trim().is_empty() {
            let nobody = Directory::default();
            let ask = move |reader: &mut Reader| {
                let filter = PeopleFilter { only: common(&reaches, reader)?, ..filter };
                let page = reader.people(&nobody, &filter, today, cursor.as_deref(), limit)?;
                about(reader, page)
            };
            self.read_about(part, via, ask).await
        } else {
            let ask = move |reader: &mut Reader, directory: &Directory| {
                let filter = PeopleFilter { only: common(&reaches, reader)?, ..filter };
                let page = reader.people(directory, &filter, today, cursor.as_deref(), limit)?;
                about(reader, page)
            };
            self.search_about(part, via, ask).await
        }
    }
}
