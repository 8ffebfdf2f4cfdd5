//! One writer at a time, whoever dies and whatever the clocks say.

use std::net::{SocketAddr, TcpListener};
use std::sync::Barrier;
use std::time::Duration;

use super::history::at;
use super::{Ground, on_both};
use crate::conn::{Access, Conn};
use crate::error::Error;
use crate::lease::{self, Acquired, Claim, Lease};
use crate::relay::Secret;

on_both! {
    the_first_gets_it_and_the_second_is_told_who_has_it
    who_asks_again_gets_the_next_number
    a_holder_that_stopped_renewing_is_followed
    a_holder_of_this_machine_that_no_longer_listens_is_followed_at_once
    who_lost_the_lease_writes_nothing_more
    a_released_lease_is_free_at_once
    of_many_who_ask_at_once_one_gets_it
    two_writers_never_write_the_same_event
}

const TTL: Duration = Duration::from_secs(5);

/// A claim with a secret of its own, as each process has it.
fn claim(owner: &str, address: SocketAddr) -> Claim {
    Claim { owner: owner.to_owned(), address, secret: secret_of(owner) }
}

fn secret_of(owner: &str) -> Secret {
    let mut secret = [7; 32];
    secret[..owner.len()].copy_from_slice(owner.as_bytes());
    Secret::new(secret)
}

/// A listener stands for a living process; the address of one that was closed for a dead one.
fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn ours(acquired: Acquired) -> Lease {
    match acquired {
        Acquired::Ours(lease) => lease,
        Acquired::Held(holder) => panic!("{} has it", holder.owner),
    }
}

fn is_held(conn: &mut Conn, seconds_later: u64, by: &Claim) -> bool {
    let now = at() + Duration::from_secs(seconds_later);
    matches!(lease::acquire(conn, by, now, TTL).unwrap(), Acquired::Held(_))
}

fn the_first_gets_it_and_the_second_is_told_who_has_it(ground: &Ground) {
    let mut conn = ground.record();
    let (_alive, address) = listener();
    ours(lease::acquire(&mut conn, &claim("serve", address), at(), TTL).unwrap());
    let second = lease::acquire(&mut ground.again(Access::Write), &claim("import", address), at(), TTL).unwrap();
    let Acquired::Held(holder) = second else { panic!("two have the lease") };
    assert_eq!((holder.owner.as_str(), holder.address), ("serve", Some(address)));
    assert_eq!(holder.secret, secret_of("serve"));
    let seen = lease::holder(&mut ground.again(Access::Read), at(), TTL).unwrap();
    assert_eq!(seen.map(|h| h.owner), Some("serve".to_owned()));
}

/// After the connection was lost nothing that was held counts any more, but the record is still this process's to write.
fn who_asks_again_gets_the_next_number(ground: &Ground) {
    let mut conn = ground.record();
    let (_alive, address) = listener();
    let serve = claim("serve", address);
    let first = ours(lease::acquire(&mut conn, &serve, at(), TTL).unwrap());
    let second = ours(lease::acquire(&mut ground.again(Access::Write), &serve, at(), TTL).unwrap());
    assert!(matches!(lease::check(&mut conn, first, at()), Err(Error::LeaseLost)), "what was begun before is void");
    lease::check(&mut conn, second, at()).unwrap();
    assert!(is_held(&mut conn, 0, &claim("import", address)));
}

fn a_holder_that_stopped_renewing_is_followed(ground: &Ground) {
    let mut conn = ground.record();
    let (_alive, address) = listener();
    let held = ours(lease::acquire(&mut conn, &claim("serve", address), at(), TTL).unwrap());
    let other = claim("import", address);
    assert!(is_held(&mut conn, 4, &other));
    lease::check(&mut conn, held, at() + Duration::from_secs(4)).unwrap();
    assert!(is_held(&mut conn, 8, &other), "a renewal counts");
    assert!(!is_held(&mut conn, 9, &other));
}

fn a_holder_of_this_machine_that_no_longer_listens_is_followed_at_once(ground: &Ground) {
    let mut conn = ground.record();
    let (alive, address) = listener();
    ours(lease::acquire(&mut conn, &claim("serve", address), at(), TTL).unwrap());
    let (_other, other_address) = listener();
    assert!(is_held(&mut conn, 0, &claim("import", other_address)));
    drop(alive);
    assert!(!is_held(&mut conn, 0, &claim("import", other_address)));
}

fn who_lost_the_lease_writes_nothing_more(ground: &Ground) {
    let mut conn = ground.record();
    let (_alive, address) = listener();
    let lost = ours(lease::acquire(&mut conn, &claim("serve", address), at(), TTL).unwrap());
    let later = at() + Duration::from_secs(60);
    let new = ours(lease::acquire(&mut ground.again(Access::Write), &claim("other", address), later, TTL).unwrap());
    let done = conn.transaction(Access::Write, |conn| {
        conn.execute("UPDATE meta SET value = 'x' WHERE name = 'record'", &[])?;
        lease::check(conn, lost, later)
    });
    assert!(matches!(done, Err(Error::LeaseLost)), "{done:?}");
    assert_ne!(crate::migrations::record_id(&mut conn).unwrap(), "x");
    lease::release(&mut conn, lost).unwrap();
    lease::check(&mut conn, new, later).expect("the loser's release does nothing");
}

fn a_released_lease_is_free_at_once(ground: &Ground) {
    let mut conn = ground.record();
    let (_alive, address) = listener();
    let first = ours(lease::acquire(&mut conn, &claim("serve", address), at(), TTL).unwrap());
    lease::release(&mut conn, first).unwrap();
    assert!(lease::holder(&mut conn, at(), TTL).unwrap().is_none());
    let second = ours(lease::acquire(&mut conn, &claim("import", address), at(), TTL).unwrap());
    assert_ne!(first, second, "a released lease never comes back to life");
    assert!(matches!(lease::check(&mut conn, first, at()), Err(Error::LeaseLost)));
}

fn of_many_who_ask_at_once_one_gets_it(ground: &Ground) {
    drop(ground.record());
    let (_alive, address) = listener();
    let start = Barrier::new(6);
    for round in 0..5_u64 {
        let now = at() + Duration::from_secs(60 * round);
        let won = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..6)
                .map(|i| {
                    let (start, claim) = (&start, claim(&format!("p{i}"), address));
                    scope.spawn(move || {
                        let mut conn = ground.again(Access::Write);
                        start.wait();
                        matches!(lease::acquire(&mut conn, &claim, now, TTL).unwrap(), Acquired::Ours(_))
                    })
                })
                .collect();
            asking.into_iter().map(|thread| thread.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1, "round {round}");
    }
}

/// Each takes the lease whenever it can, with a clock that makes every holder look dead, and writes one more row. No
/// number is ever written twice or left out.
fn two_writers_never_write_the_same_event(ground: &Ground) {
    let mut conn = ground.record();
    conn.define("CREATE TABLE counted (n BIGINT NOT NULL PRIMARY KEY, who BIGINT NOT NULL) STRICT").unwrap();
    let (_alive, address) = listener();
    std::thread::scope(|scope| {
        for who in 0..2_i64 {
            scope.spawn(move || write_some(&mut ground.again(Access::Write), who, address));
        }
    });
    let all = conn.query("SELECT n FROM counted ORDER BY n", &[], |row| row.get_i64(0)).unwrap();
    assert_eq!(all, (1..=all.len() as i64).collect::<Vec<_>>());
    let writers = conn.query("SELECT DISTINCT who FROM counted", &[], |row| row.get_i64(0)).unwrap();
    assert_eq!(writers.len(), 2);
}

fn write_some(conn: &mut Conn, who: i64, address: SocketAddr) {
    let mut written = 0;
    while written < 20 {
        let Acquired::Ours(lease) = lease::acquire(conn, &claim("writer", address), at(), Duration::ZERO).unwrap()
        else {
            continue;
        };
        let done = conn.transaction(Access::Write, |conn| {
            lease::check(conn, lease, at())?;
            conn.execute(
                "INSERT INTO counted (n, who) SELECT COALESCE(MAX(n), 0) + 1, CAST($1 AS BIGINT) FROM counted",
                &[who.into()],
            )
        });
        match done {
            Ok(_) => written += 1,
            Err(Error::LeaseLost) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
