//! People in a list: filtered, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::rules::Outcome;
use programme::{Details, PersonId, SiteId, StageId};

use crate::conn::{KeyQuery, Param, Row};
use crate::error::Error;
use crate::project::{day, tables};

use super::{Directory, Reader};

/// Which people are asked for. Empty text and `None` ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Words of a name or a number, in any order; each is the beginning of a word.
    pub text: String,
    /// Their outcome today.
    pub outcome: Option<Outcome>,
    /// Where they are.
    pub site: Option<SiteId>,
    /// Their stage of life.
    pub stage: Option<StageId>,
    /// These people and nobody else; `None`: everybody.
    pub only: Option<BTreeSet<PersonId>>,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Who they are; `None` once erased.
    pub details: Option<Details>,
    /// Their stage of life.
    pub stage: StageId,
    /// Where they are.
    pub site: Option<SiteId>,
    /// Whether they have left.
    pub away: bool,
    /// Their outcome on the day asked for; `None` of who has left or is erased.
    pub outcome: Option<Outcome>,
    /// The version of their stream.
    pub version: u64,
}

impl PersonRow {
    /// Whether they are available: all that whoever works out who could receive from whom is told, and never why.
    pub fn is_available(&self) -> bool {
        !self.away && self.outcome == Some(Outcome::Eligible)
    }
}

/// A page of people.
#[derive(Clone, Debug, PartialEq)]
pub struct PeoplePage {
    /// The people.
    pub rows: Vec<PersonRow>,
    /// How many there are in all pages. With a text, or among certain people only, it is how many those are before outcome, site
    /// and stage are asked for: a number to say “of so many”, not how many rows all pages have.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

const BY_STREAM: KeyQuery = KeyQuery {
    before: "SELECT p.stream, p.details_version, p.stage, p.site, p.state, o.outcome, p.version, p.entered \
             FROM read_person p LEFT JOIN read_outcome o ON o.stream = p.stream AND o.from_day <= $1 AND o.until_day > $1 \
             WHERE p.stream IN",
    after: "",
};

const LISTED: &str = "SELECT p.stream, p.details_version, p.stage, p.site, p.state, o.outcome, p.version, p.entered \
     FROM read_person p LEFT JOIN read_outcome o ON o.stream = p.stream AND o.from_day <= $1 AND o.until_day > $1 \
     WHERE p.entered > $2 AND p.state <> 'erased' AND ($3 = '' OR o.outcome = $3) AND ($4 = '' OR p.site = $4) \
     AND ($5 = '' OR p.stage = $5) ORDER BY p.entered LIMIT $6";

/// Without an outcome asked for, nothing has to be joined.
const COUNTED_ANY: &str = "SELECT COUNT(*) FROM read_person WHERE state <> 'erased' AND ($1 = '' OR site = $1) \
     AND ($2 = '' OR stage = $2)";

/// Whoever is erased has no outcome: an index alone answers this.
const COUNTED_OUTCOME: &str =
    "SELECT COUNT(*) FROM read_outcome WHERE from_day <= $1 AND until_day > $1 AND outcome = $2";

/// From the outcomes, of which fewer have it than there are people.
const COUNTED: &str = "SELECT COUNT(*) FROM read_outcome o JOIN read_person p ON p.stream = o.stream \
     WHERE o.from_day <= $1 AND o.until_day > $1 AND o.outcome = $2 \
     AND ($3 = '' OR p.site = $3) AND ($4 = '' OR p.stage = $4)";

/// As [`LISTED`], from the outcomes: where few people have it, going through everybody to find them would take longer.
const LISTED_OF_FEW: &str = "SELECT p.stream, p.details_version, p.stage, p.site, p.state, o.outcome, p.version, p.entered \
     FROM read_outcome o JOIN read_person p ON p.stream = o.stream \
     WHERE o.from_day <= $1 AND o.until_day > $1 AND o.outcome = $3 AND p.entered > $2 AND p.state <> 'erased' \
     AND ($4 = '' OR p.site = $4) AND ($5 = '' OR p.stage = $5) ORDER BY p.entered LIMIT $6";

/// So many people with an outcome are few.
const FEW: i64 = 5_000;

/// A row of `read_person` with its outcome.
struct Found {
    id: PersonId,
    details_version: i64,
    stage: StageId,
    site: Option<SiteId>,
    state: String,
    outcome: Option<Outcome>,
    version: u64,
    entered: i64,
}

impl Reader {
    /// The people whom a filter asks for, a page of them, as of a day. With a text, those come first whom it fits best;
    /// without one, those first who came first.
    ///
    /// # Errors
    /// Where the cursor is none of ours, or the database does not answer.
    pub fn people(
        &mut self,
        directory: &Directory,
        filter: &PeopleFilter,
        today: Date,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<PeoplePage, Error> {
        let start = cursor.map_or(Ok(0), |cursor| {
            cursor
                .parse::<i64>()
                .map_err(|_| Error::Refused("this cursor is not one of ours: begin with the first page".to_owned()))
        })?;
        if let Some(only) = &filter.only {
            let hits = if filter.text.trim().is_empty() {
                only.iter().copied().collect()
            } else {
                directory.search(&filter.text).into_iter().filter(|person| only.contains(person)).collect()
            };
            return self.of_these(hits, filter, today, start, limit);
        }
        if filter.text.trim().is_empty() {
            self.listed(filter, today, start, limit)
        } else {
            self.searched(directory, filter, today, start, limit)
        }
    }

    /// These people, in this order, as of a day; those who are not in the record are left out.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn person_rows(&mut self, ids: &[PersonId], today: Date) -> Result<Vec<PersonRow>, Error> {
        let found = self.found(ids, today)?;
        self.shown(found)
    }

    fn listed(&mut self, filter: &PeopleFilter, today: Date, start: i64, limit: u32) -> Result<PeoplePage, Error> {
        let today = day::number(today);
        let outcome = filter.outcome.map_or("", Outcome::as_str);
        let site = filter.site.map_or(String::new(), |site| site.to_string());
        let stage = filter.stage.as_ref().map_or("", StageId::as_str);
        let filters = [Param::Text(outcome), Param::Text(&site), Param::Text(stage)];
        let mut params = vec![today.into(), start.into()];
        params.extend(filters);
        params.push(Param::Integer(i64::from(limit) + 1));
        let with_outcome = match outcome {
            "" => None,
            outcome => self.conn.query_first(COUNTED_OUTCOME, &[today.into(), outcome.into()], |row| row.get_i64(0))?,
        };
        let is_few = with_outcome.is_some_and(|count| count <= FEW);
        let mut found = self.conn.query(if is_few { LISTED_OF_FEW } else { LISTED }, &params, found)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|last| last.entered.to_string());
        let total = if filter.outcome.is_none() {
            self.conn.query_first(COUNTED_ANY, &filters[1..], |row| row.get_i64(0))?
        } else if filter.site.is_none() && filter.stage.is_none() {
            with_outcome
        } else {
            let mut params = vec![Param::Integer(today)];
            params.extend(filters);
            self.conn.query_first(COUNTED, &params, |row| row.get_i64(0))?
        };
        let total = total.unwrap_or(0);
        Ok(PeoplePage { rows: self.shown(found)?, total: total as u64, next })
    }

    fn searched(
        &mut self,
        directory: &Directory,
        filter: &PeopleFilter,
        today: Date,
        start: i64,
        limit: u32,
    ) -> Result<PeoplePage, Error> {
        self.of_these(directory.search(&filter.text), filter, today, start, limit)
    }

    /// A page of these people, those who pass the filter's other conditions.
    fn of_these(
        &mut self,
        hits: Vec<PersonId>,
        filter: &PeopleFilter,
        today: Date,
        start: i64,
        limit: u32,
    ) -> Result<PeoplePage, Error> {
        let mut rows = Vec::new();
        let mut at = usize::try_from(start).unwrap_or(0);
        // A filter that few of the hits pass is given a bounded number of looks; the cursor says where they ended.
        let looks_max = at + 5_000;
        while rows.len() < limit as usize && at < hits.len().min(looks_max) {
            let together = &hits[at..(at + 200).min(hits.len())];
            let mut found: BTreeMap<_, _> =
                self.found(together, today)?.into_iter().map(|found| (found.id, found)).collect();
            for hit in together {
                if rows.len() == limit as usize {
                    break;
                }
                // One hit after the other, whether it is in the record or not: the cursor counts hits.
                at += 1;
                rows.extend(found.remove(hit).filter(|found| passes(found, filter)));
            }
        }
        let next = (at < hits.len()).then(|| at.to_string());
        Ok(PeoplePage { rows: self.shown(rows)?, total: hits.len() as u64, next })
    }

    fn found(&mut self, ids: &[PersonId], today: Date) -> Result<Vec<Found>, Error> {
        let streams: Vec<String> = ids.iter().map(|id| programme::Stream::Person(*id).to_string()).collect();
        let params: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let mut by_id = BTreeMap::new();
        self.conn.query_keys(&BY_STREAM, &[day::number(today).into()], &params, |row| {
            let found = found(row)?;
            by_id.insert(found.id, found);
            Ok(())
        })?;
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }

    fn shown(&mut self, found: Vec<Found>) -> Result<Vec<PersonRow>, Error> {
        let ids: Vec<_> = found.iter().map(|row| (row.id, row.details_version)).collect();
        let mut details = self.details(&ids)?;
        let row = |found: Found| PersonRow {
            id: found.id,
            details: details.remove(&found.id),
            stage: found.stage,
            site: found.site,
            away: found.state == "away" || found.state == "dead",
            outcome: found.outcome,
            version: found.version,
        };
        Ok(found.into_iter().map(row).collect())
    }
}

fn passes(found: &Found, filter: &PeopleFilter) -> bool {
    found.state != "erased"
        && filter.outcome.is_none_or(|outcome| found.outcome == Some(outcome))
        && filter.site.is_none_or(|site| found.site == Some(site))
        && filter.stage.as_ref().is_none_or(|stage| found.stage == *stage)
}

fn found(row: &Row<'_>) -> Result<Found, Error> {
    let site = row.get_text_or_null(3)?.map(str::parse::<SiteId>).transpose();
    Ok(Found {
        id: tables::person_of(row.get_text(0)?)?,
        details_version: row.get_i64(1)?,
        stage: row.get_text(2)?.into(),
        site: site.map_err(|error| Error::Damaged(format!("a read table names a site by {error}")))?,
        state: row.get_text(4)?.to_owned(),
        outcome: row.get_text_or_null(5)?.and_then(|outcome| outcome.parse().ok()),
        version: row.get_i64(6)? as u64,
        entered: row.get_i64(7)?,
    })
}
