//! An older record brought to this version's layout. It is backed up first, always.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::backup::backup_open;
use crate::conn::{Access, Place};
use crate::error::Error;
use crate::lease;
use crate::migrations::{self, Migration};
use crate::verify::Progress;

/// What an upgrade did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// The layout before.
    pub from: i64,
    /// The layout now; the same where there was nothing to do, and then there is no backup either.
    pub to: i64,
}

/// Backs the record up to a new file and brings it to this version's layout.
///
/// # Errors
/// [`Error::NewerData`] where the record is of a newer version; [`Error::Refused`] where somebody writes to it or the
/// backup does not verify.
pub fn upgrade(
    place: &Place,
    backup_to: &Path,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress),
) -> Result<Upgraded, Error> {
    upgrade_to(place, backup_to, now, progress, migrations::ALL)
}

pub(crate) fn upgrade_to(
    place: &Place,
    backup_to: &Path,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress),
    all: &[Migration],
) -> Result<Upgraded, Error> {
    let mut conn = place.connect_existing(Access::Write)?;
    let (from, to) = (migrations::layout(&mut conn)?, all.last().map_or(0, |m| m.number));
    if from > to {
        return Err(Error::NewerData { found: from, known: to });
    }
    if from == to {
        return Ok(Upgraded { from, to });
    }
    if let Some(holder) = lease::holder(&mut conn, now, Duration::from_secs(5))? {
        return Err(Error::Refused(format!("the record is in use by {}: stop it first", holder.owner)));
    }
    let report = backup_open(&mut conn, backup_to, progress)?;
    if let Some(fault) = report.faults.first() {
        return Err(Error::Refused(format!("the record is damaged and was not upgraded: {fault}")));
    }
    migrations::migrate(&mut conn, all)?;
    Ok(Upgraded { from, to })
}
