//! Proves from the stored bytes that nothing in the record was changed, lost or put in.
//!
//! It recomputes every hash, follows every chain, opens every sealed part whose key is there, and checks every
//! signature. It trusts no column that it can compute, writes nothing, and goes on after a fault to find the rest.

mod events;
mod places;
mod report;

use std::collections::HashMap;

use crate::checkpoint::{self, Checkpoint, ExportedCheckpoint, Rolling, Signer};
use crate::conn::{Access, Conn, Place};
use crate::error::Error;
use crate::log::{Hash, NO_HASH};
use crate::reading;

use events::Walk;
use places::Places;
pub use report::{Fault, Report};

/// How far a verification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Events looked at.
    pub done: u64,
    /// Events there are.
    pub of: u64,
}

/// Readings looked at in one go.
const PAGE: i64 = 5000;

/// Verifies the record at a place, against an exported checkpoint where there is one.
///
/// # Errors
/// Where the record cannot be opened, the exported checkpoint is not one, or the connection fails. Damage found is
/// no error but a fault in the report.
pub fn verify(
    place: &Place,
    exported: Option<&ExportedCheckpoint>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    verify_open(&mut place.open(Access::Read)?, exported, progress)
}

/// Verifies the record that is open.
pub(crate) fn verify_open(
    conn: &mut Conn,
    exported: Option<&ExportedCheckpoint>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    let exported = exported.map(Checkpoint::try_from).transpose()?;
    let mut report = Report::new(exported.is_some());
    // Damage can be such that the database gives up; what was found until then is still to be told.
    let done = conn.transaction(Access::Read, |conn| all_parts(conn, exported.as_ref(), &mut report, progress));
    match done {
        Err(Error::Damaged(why)) => report.fault(Fault::of_database(&why)),
        done => done?,
    }
    Ok(report)
}

fn all_parts(
    conn: &mut Conn,
    exported: Option<&Checkpoint>,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let checkpoints = signed_checkpoints(conn, exported, report)?;
    let walk = events::walk(conn, &checkpoints, report, progress)?;
    let reading_hashes = readings(conn, &checkpoints, report)?;
    compare(&checkpoints, &walk, &reading_hashes, report);
    for table in ["event", "stream_key", "checkpoint", "reading"] {
        for line in conn.check_table(table)? {
            report.fault(Fault::of_database(&line));
        }
    }
    Ok(())
}

/// The checkpoints of the record and, where it is not among them, the exported one, by what they vouch for.
fn signed_checkpoints(
    conn: &mut Conn,
    exported: Option<&Checkpoint>,
    report: &mut Report,
) -> Result<Vec<Checkpoint>, Error> {
    let public_key = Signer::load(conn)?.public_key();
    let mut checkpoints = Vec::new();
    let (mut previous, mut numbers) = (NO_HASH, Places::new());
    for row in checkpoint::all(conn)? {
        let number = row.as_ref().map_or_else(|(number, _)| *number, |c| c.number);
        if let Some((place, what)) = numbers.meet(number) {
            report.fault(Fault::of_checkpoint(place, &what));
        }
        match row {
            Err((number, why)) => report.fault(Fault::of_checkpoint(number, &why)),
            Ok(checkpoint) => {
                for why in faults_of(&checkpoint, previous, &public_key) {
                    report.fault(Fault::of_checkpoint(number, why));
                }
                previous = checkpoint.hash();
                checkpoints.push(checkpoint);
            }
        }
    }
    report.checkpoints = checkpoints.len() as u64;
    if let Some(exported) = exported {
        match checkpoints.iter().find(|c| c.number == exported.number) {
            Some(stored) if stored == exported => {}
            Some(_) => report.fault(Fault::of_checkpoint(exported.number, "it is not the one that was exported")),
            None => report.fault(Fault::of_checkpoint(
                exported.number,
                "it was exported and is not in the record: the end of the record was cut, or this is another record",
            )),
        }
        if !checkpoints.contains(exported) {
            checkpoints.push(exported.clone());
        }
    }
    checkpoints.sort_by_key(|c| (c.seq, c.number));
    Ok(checkpoints)
}

fn faults_of(checkpoint: &Checkpoint, previous: Hash, public_key: &[u8; 32]) -> Vec<&'static str> {
    let checks = [
        (checkpoint.is_signed(), "its signature does not hold"),
        (checkpoint.previous == previous, "it does not name the checkpoint before it"),
        (&checkpoint.public_key == public_key, "it is signed with another key than the record's"),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, why)| why).collect()
}

/// What the walk over the log found at each checkpoint's place.
fn compare(checkpoints: &[Checkpoint], walk: &Walk, readings: &HashMap<i64, Hash>, report: &mut Report) {
    let mut good = Vec::new();
    for checkpoint in checkpoints {
        match walk.rolling_at(checkpoint.seq) {
            None if checkpoint.seq > walk.end.seq => report.fault(Fault::of_checkpoint(
                checkpoint.number,
                &format!(
                    "it vouches for the events up to {}, and the log ends at {}: the end was cut",
                    checkpoint.seq, walk.end.seq
                ),
            )),
            None => report.fault(Fault::of_checkpoint(
                checkpoint.number,
                &format!("the event up to which it vouches, {}, is missing", checkpoint.seq),
            )),
            Some(Rolling { value, .. }) if value == checkpoint.rolling => good.push(checkpoint.seq),
            Some(_) => {
                let vouched = good.iter().rev().find(|seq| **seq < checkpoint.seq).copied().unwrap_or(0);
                report.fault(Fault::of_checkpoint(
                    checkpoint.number,
                    &format!("the events from {} to {} are not those that it vouches for", vouched + 1, checkpoint.seq),
                ));
                // Every later one disagrees for the same reason, which would bury what else there is.
                break;
            }
        }
    }
    report.vouched_seq = good.last().copied().unwrap_or(0);
    for checkpoint in checkpoints.iter().filter(|c| c.reading_seq != 0) {
        let why = match readings.get(&checkpoint.reading_seq) {
            Some(hash) if *hash == checkpoint.reading_hash => continue,
            Some(_) => "is not the one that it vouches for",
            None => "is missing",
        };
        report.fault(Fault::of_checkpoint(checkpoint.number, &format!("reading {} {why}", checkpoint.reading_seq)));
    }
}

/// Follows the chain of readings, and gives their hashes at the checkpoints' places.
fn readings(conn: &mut Conn, checkpoints: &[Checkpoint], report: &mut Report) -> Result<HashMap<i64, Hash>, Error> {
    let mut wanted: HashMap<i64, Hash> = HashMap::new();
    let places: std::collections::HashSet<i64> = checkpoints.iter().map(|c| c.reading_seq).collect();
    let (mut seqs, mut previous) = (Places::new(), NO_HASH);
    let mut from = i64::MIN;
    loop {
        let rows = reading::page(conn, from, PAGE)?;
        let Some(last) = rows.last() else { return Ok(wanted) };
        let last = reading::seq_of(last);
        for row in rows {
            let seq = reading::seq_of(&row);
            if let Some((place, what)) = seqs.meet(seq) {
                report.fault(Fault::of_reading(place, &what));
            }
            match row {
                Err((seq, why)) => report.fault(Fault::of_reading(seq, &why)),
                Ok(row) => {
                    if row.previous != previous {
                        report.fault(Fault::of_reading(seq, "it does not name the reading before it"));
                    }
                    if row.hash != row.computed_hash() {
                        report.fault(Fault::of_reading(seq, "its content is not what was written"));
                    }
                    previous = row.hash;
                    report.readings += 1;
                    if places.contains(&seq) {
                        wanted.insert(seq, row.hash);
                    }
                }
            }
        }
        match places::after(from, last, "reading")? {
            Some(next) => from = next,
            None => return Ok(wanted),
        }
    }
}
