//! Who writes. One process at a time holds the lease, and each of its transactions proves that it still does.
//!
//! The lease is a row: an owner, a number that goes up with each owner, and when it was last renewed. Correctness
//! rests on the number alone: whoever finds another one in its own transaction has lost, whatever the clocks say. Time
//! only decides how long a dead owner is waited for.

use std::fs;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use jiff::Timestamp;

use crate::conn::{Access, Conn, Insert};
use crate::error::Error;
use crate::relay::Secret;

/// Who wants to write, and where it takes commands from others.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// A name for the operator: the verb and the process.
    pub(crate) owner: String,
    /// Where its relay listens.
    pub(crate) address: SocketAddr,
    /// The relay's secret.
    pub(crate) secret: Secret,
}

/// The right to write, while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lease {
    epoch: i64,
}

/// The process that writes now.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// Its name.
    pub(crate) owner: String,
    /// Where it takes commands; `None` where it runs on another machine.
    pub(crate) address: Option<SocketAddr>,
    /// The secret to show there.
    pub(crate) secret: Secret,
}

/// What came of asking for the lease.
#[derive(Debug)]
pub(crate) enum Acquired {
    /// It is ours.
    Ours(Lease),
    /// Somebody alive has it.
    Held(Holder),
}

/// The owner of a lease that nobody is to have.
const CLOSED: &str = "a restore";

struct Row {
    owner: String,
    epoch: i64,
    renewed: i64,
    address: String,
    secret: Secret,
}

const FIRST: Insert = Insert {
    table: "lease",
    columns: "id, owner, epoch, renewed, address, secret",
    suffix: "ON CONFLICT (id) DO NOTHING",
};

/// Takes the lease where nobody alive holds it, in a transaction of its own.
///
/// A holder is dead when it has not renewed for `ttl`, or at once when it ran on this machine and nothing listens
/// at its address any more. Whoever asks with the holder's own secret is the holder, who lost the connection and with it
/// what it knew: it gets the next number, and is never told to pass its commands on to itself.
pub(crate) fn acquire(conn: &mut Conn, claim: &Claim, now: Timestamp, ttl: Duration) -> Result<Acquired, Error> {
    let machine = machine();
    conn.transaction(Access::Write, |conn| {
        let Some(row) = read(conn)? else { return take_first(conn, claim, &machine, now) };
        if row.secret != claim.secret && row.is_alive(&machine, now, ttl) {
            return Ok(Acquired::Held(row.holder(&machine)));
        }
        let sql = "UPDATE lease SET owner = $1, epoch = $2, renewed = $3, address = $4, secret = $5 \
                   WHERE id = 1 AND epoch = $6";
        let epoch = row.epoch + 1;
        let taken = conn.execute(
            sql,
            &[
                (&claim.owner).into(),
                epoch.into(),
                now.as_microsecond().into(),
                (&address(&machine, claim.address)).into(),
                claim.secret.bytes().into(),
                row.epoch.into(),
            ],
        )?;
        outcome(conn, taken, epoch, &machine)
    })
}

fn take_first(conn: &mut Conn, claim: &Claim, machine: &str, now: Timestamp) -> Result<Acquired, Error> {
    let address = address(machine, claim.address);
    let taken = conn.insert_rows(
        &FIRST,
        &[
            1.into(),
            (&claim.owner).into(),
            1.into(),
            now.as_microsecond().into(),
            (&address).into(),
            claim.secret.bytes().into(),
        ],
    )?;
    outcome(conn, taken, 1, machine)
}

/// Nothing taken means that somebody else was faster: then they hold it.
fn outcome(conn: &mut Conn, taken: u64, epoch: i64, machine: &str) -> Result<Acquired, Error> {
    if taken == 1 {
        return Ok(Acquired::Ours(Lease { epoch }));
    }
    let row = read(conn)?.ok_or_else(|| Error::Contention("the lease went as it was taken".to_owned()))?;
    Ok(Acquired::Held(row.holder(machine)))
}

/// Proves within a transaction that the lease is still ours, and renews it. The row stays locked until the commit, so
/// nobody can take it in between.
///
/// # Errors
/// [`Error::LeaseLost`] where another took it.
pub(crate) fn check(conn: &mut Conn, lease: Lease, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE lease SET renewed = $1 WHERE id = 1 AND epoch = $2";
    match conn.execute(sql, &[now.as_microsecond().into(), lease.epoch.into()])? {
        1 => Ok(()),
        _ => Err(Error::LeaseLost),
    }
}

/// Whether the lease is still ours, by looking only.
pub(crate) fn is_held(conn: &mut Conn, lease: Lease) -> Result<bool, Error> {
    Ok(read(conn)?.is_some_and(|row| row.epoch == lease.epoch))
}

/// Gives the lease up, so that the next need not wait. Does nothing where it was lost.
pub(crate) fn release(conn: &mut Conn, lease: Lease) -> Result<(), Error> {
    // The row stays: the number must never go back to one that somebody may still hold.
    let sql = "UPDATE lease SET renewed = $1, owner = '', address = '' WHERE id = 1 AND epoch = $2";
    conn.execute(sql, &[i64::MIN.into(), lease.epoch.into()]).map(|_| ())
}

/// Keeps everybody from writing for a while, so that the record can be replaced; gives the holder where somebody alive
/// has the lease.
pub(crate) fn close(conn: &mut Conn, now: Timestamp, until: Timestamp, ttl: Duration) -> Result<Option<Holder>, Error> {
    let machine = machine();
    conn.transaction(Access::Write, |conn| {
        let alive = read(conn)?.filter(|row| row.owner != CLOSED && row.is_alive(&machine, now, ttl));
        if let Some(row) = alive {
            return Ok(Some(row.holder(&machine)));
        }
        conn.insert_rows(&FIRST, &[1.into(), CLOSED.into(), 1.into(), i64::MIN.into(), "".into(), (&[0; 32]).into()])?;
        let sql = "UPDATE lease SET owner = $1, epoch = epoch + 1, renewed = $2, address = '' WHERE id = 1";
        conn.execute(sql, &[CLOSED.into(), until.as_microsecond().into()])?;
        Ok(None)
    })
}

/// Who holds the lease now, alive or not; `None` where nobody does.
pub(crate) fn holder(conn: &mut Conn, now: Timestamp, ttl: Duration) -> Result<Option<Holder>, Error> {
    let machine = machine();
    Ok(read(conn)?.filter(|row| row.is_alive(&machine, now, ttl)).map(|row| row.holder(&machine)))
}

fn read(conn: &mut Conn) -> Result<Option<Row>, Error> {
    conn.query_first("SELECT owner, epoch, renewed, address, secret FROM lease WHERE id = 1", &[], |row| {
        Ok(Row {
            owner: row.get_text(0)?.to_owned(),
            epoch: row.get_i64(1)?,
            renewed: row.get_i64(2)?,
            address: row.get_text(3)?.to_owned(),
            secret: Secret::new(row.get_array(4)?),
        })
    })
}

impl Row {
    fn is_alive(&self, machine: &str, now: Timestamp, ttl: Duration) -> bool {
        let ttl = i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX);
        let is_fresh = now.as_microsecond().saturating_sub(self.renewed) < ttl;
        is_fresh && self.local_address(machine).is_none_or(answers)
    }

    /// Its address, where it runs on this machine: elsewhere the same address would be somebody else.
    fn local_address(&self, machine: &str) -> Option<SocketAddr> {
        let (on, address) = self.address.split_once(' ')?;
        if on == machine { address.parse().ok() } else { None }
    }

    fn holder(self, machine: &str) -> Holder {
        Holder { address: self.local_address(machine), owner: self.owner, secret: self.secret }
    }
}

fn address(machine: &str, address: SocketAddr) -> String {
    format!("{machine} {address}")
}

/// Whether anything listens there. Only a refusal proves that nothing does; a full queue is a sign of life.
fn answers(address: SocketAddr) -> bool {
    match TcpStream::connect_timeout(&address, Duration::from_millis(500)) {
        Ok(_) => true,
        Err(error) => error.kind() != ErrorKind::ConnectionRefused,
    }
}

/// What tells this machine, in this run of it, from any other. Containers on one machine have host names of their own.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().replace(' ', "-");
    format!("{}/{}", read("/proc/sys/kernel/hostname"), read("/proc/sys/kernel/random/boot_id"))
}
