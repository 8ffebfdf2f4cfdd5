//! What the read tables say of a site.

use programme::{Site, SiteId};

use crate::conn::{Conn, Param};
use crate::error::Error;

use super::day::{self, NEVER};

/// Writes a site. `order` is the position in the log of an event of its: only the first one counts.
pub(crate) fn write(conn: &mut Conn, id: SiteId, site: &Site, order: i64) -> Result<(), Error> {
    let (id, places) = (id.to_string(), site.places.map(i64::from));
    conn.execute(
        "INSERT INTO read_site (site, opened_order, version, kind, name, places, opened, closed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (site) DO UPDATE SET version = excluded.version, name = excluded.name, places = excluded.places, \
         closed = excluded.closed",
        &[
            Param::Text(&id),
            order.into(),
            Param::Integer(site.version as i64),
            site.kind.as_str().into(),
            Param::Text(&site.name),
            places.into(),
            day::number(site.opened).into(),
            site.closed.map_or(NEVER, day::number).into(),
        ],
    )?;
    Ok(())
}
