//! Sites, and who is there.

use jiff::civil::Date;
use programme::{PersonId, Site, SiteId};

use crate::conn::{Param, Row};
use crate::error::Error;
use crate::project::day::{self, NEVER};
use crate::project::tables;

use super::Reader;

/// A site in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// Which.
    pub id: SiteId,
    /// The site.
    pub site: Site,
    /// How many people are there on the day asked for.
    pub people: u32,
}

/// Somebody who is at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Date,
}

const SITES: &str = "SELECT s.site, s.version, s.kind, s.name, s.places, s.opened, s.closed, \
     (SELECT COUNT(*) FROM read_stay t WHERE t.site = s.site AND t.from_day <= $1 AND t.until_day > $1) \
     FROM read_site s ORDER BY s.opened_order";

impl Reader {
    /// All sites, with how many people are there on a day; those first that were entered first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn sites(&mut self, on: Date) -> Result<Vec<SiteRow>, Error> {
        self.conn.query(SITES, &[day::number(on).into()], site_row)
    }

    /// One site, with how many people are there on a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn site(&mut self, id: SiteId, on: Date) -> Result<Option<SiteRow>, Error> {
        Ok(self.sites(on)?.into_iter().find(|row| row.id == id))
    }

    /// Who is at a site on a day, those first who came first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn residents(&mut self, site: SiteId, on: Date, limit: u32) -> Result<Vec<Resident>, Error> {
        let sql = "SELECT stream, from_day FROM read_stay WHERE site = $1 AND from_day <= $2 AND until_day > $2 \
                   ORDER BY from_day, stream LIMIT $3";
        let (site, on) = (site.to_string(), day::number(on));
        self.conn.query(sql, &[Param::Text(&site), on.into(), Param::Integer(limit.into())], |row| {
            Ok(Resident { person: tables::person_of(row.get_text(0)?)?, since: day::from_number(row.get_i64(1)?) })
        })
    }
}

fn site_row(row: &Row<'_>) -> Result<SiteRow, Error> {
    let id =
        row.get_text(0)?.parse().map_err(|error| Error::Damaged(format!("a read table names a site by {error}")))?;
    let closed = row.get_i64(6)?;
    let site = Site {
        id,
        version: row.get_i64(1)? as u64,
        kind: row.get_text(2)?.into(),
        name: row.get_text(3)?.to_owned(),
        places: row.get_i64_or_null(4)?.and_then(|places| u32::try_from(places).ok()),
        opened: day::from_number(row.get_i64(5)?),
        closed: (closed != NEVER).then(|| day::from_number(closed)),
    };
    Ok(SiteRow { id, site, people: row.get_i64(7)? as u32 })
}
