//! What only PostgreSQL can get wrong: settings, encodings, and a server that goes away.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use testing::Postgres;

use crate::conn::{Access, Place};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::{Clock, Rejection, Submission, open};

fn as_admin(database: &str, sql: &str) {
    let admin = Postgres::shared().admin();
    let url = format!("{}/{database}", admin.rsplit_once('/').unwrap().0);
    postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}

#[test]
fn a_server_that_confirms_what_is_not_on_the_disk_is_refused() {
    let url = Postgres::shared().database();
    let place = Place::Database(url.clone());
    drop(place.open_or_create(&mut Entropy::seeded(1)).unwrap());
    as_admin("postgres", &format!("ALTER DATABASE {} SET synchronous_commit = off", name_of(&url)));
    let opened = place.open(Access::Write).map(drop);
    assert!(matches!(&opened, Err(Error::Unsuitable(why)) if why.contains("synchronous_commit = off")), "{opened:?}");
    assert!(place.open(Access::Read).is_ok(), "reading loses nothing");
    as_admin("postgres", &format!("ALTER DATABASE {} SET synchronous_commit = local", name_of(&url)));
    let mut conn = place.open(Access::Write).unwrap();
    let now = conn.query_first("SELECT setting FROM pg_settings WHERE name = 'synchronous_commit'", &[], |row| {
        Ok(row.get_text(0)?.to_owned())
    });
    assert_eq!(now.unwrap().as_deref(), Some("on"), "less than `on` is raised");
}

#[test]
fn a_database_that_changes_text_is_refused() {
    let url = Postgres::shared().database();
    let name = format!("{}_ascii", name_of(&url));
    as_admin(
        "postgres",
        &format!("CREATE DATABASE {name} OWNER carer ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"),
    );
    let place = Place::Database(format!("{}/{name}", url.rsplit_once('/').unwrap().0));
    let made = place.open_or_create(&mut Entropy::seeded(1)).map(drop);
    assert!(matches!(&made, Err(Error::Unsuitable(why)) if why.contains("SQL_ASCII")), "{made:?}");
}

#[test]
fn a_server_that_went_is_not_available_and_loses_nothing_confirmed() {
    let mut server = Postgres::start();
    let place = Place::Database(server.database());
    let mut conn = place.open_or_create(&mut Entropy::seeded(1)).unwrap();
    conn.define("CREATE TABLE t (n BIGINT NOT NULL PRIMARY KEY) STRICT").unwrap();
    conn.transaction(Access::Write, |conn| conn.execute("INSERT INTO t (n) VALUES (1)", &[])).unwrap();
    conn.begin(Access::Write).unwrap();
    conn.execute("INSERT INTO t (n) VALUES (2)", &[]).unwrap();
    server.kill();
    let done = conn.commit();
    assert!(matches!(done, Err(Error::Unavailable(_))), "{done:?}");
    assert!(matches!(place.open(Access::Read).map(drop), Err(Error::Unavailable(_))));
    server.restart();
    let rows = place.open(Access::Read).unwrap().query("SELECT n FROM t", &[], |row| row.get_i64(0)).unwrap();
    assert_eq!(rows, [1]);
}

#[test]
fn a_place_never_shows_the_password() {
    let place = Place::Database("postgres://carer:hush@db.example/programme".to_owned());
    assert_eq!(
        format!("{place} {place:?}"),
        "PostgreSQL database programme on db.example Place(PostgreSQL database programme on db.example)"
    );
    let nowhere = Place::Database("postgres://carer:hush@127.0.0.1:1/programme".to_owned());
    let error = nowhere.open(Access::Read).map(drop).unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)) && !error.to_string().contains("hush"), "{error}");
}

/// What lies between a server and its client. Once it is told to, it lets the next commit through and keeps the answer.
struct Between {
    address: String,
    keep_the_answer: Arc<AtomicBool>,
}

impl Between {
    fn of(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (server, keep_the_answer) = (server.to_owned(), Arc::new(AtomicBool::new(false)));
        let keep = Arc::clone(&keep_the_answer);
        thread::spawn(move || {
            for client in listener.incoming().map(Result::unwrap) {
                let server = TcpStream::connect(&server).unwrap();
                let cut = Arc::new(AtomicBool::new(false));
                let there = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (keep, is_cut) = (Arc::clone(&keep), Arc::clone(&cut));
                thread::spawn(move || {
                    pass(there.0, there.1, |bytes| {
                        if memchr::memmem::find(bytes, b"COMMIT").is_some() && keep.swap(false, Ordering::SeqCst) {
                            is_cut.store(true, Ordering::SeqCst);
                        }
                        true
                    });
                });
                thread::spawn(move || pass(server, client, |_| !cut.load(Ordering::SeqCst)));
            }
        });
        Self { address, keep_the_answer }
    }
}

/// Passes bytes on for as long as it may; then both sides are cut off.
fn pass(mut from: TcpStream, mut to: TcpStream, mut may: impl FnMut(&[u8]) -> bool) {
    let mut bytes = [0; 65_536];
    while let Ok(read) = from.read(&mut bytes) {
        if read == 0 || !may(&bytes[..read]) || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}

#[test]
fn a_commit_that_is_not_answered_is_in_doubt_and_can_be_asked_again() {
    let url = Postgres::shared().database();
    let (start, name) = url.rsplit_once('/').unwrap();
    let (account, server) = start.rsplit_once('@').unwrap();
    let between = Between::of(server);
    let place = Place::Database(format!("{account}@{}/{name}", between.address));
    let opening = crate::Opening {
        place,
        programme: super::commands::kidney(),
        clock: Clock::system(),
        entropy: Entropy::system(),
        author: "a test".to_owned(),
    };
    let (writer, running) = open(opening, &mut |_| {}).unwrap();
    let open_site = |id, key: &str| {
        let site = programme::SiteId(uuid::Uuid::from_u128(id));
        let (kind, name, on) = ("clinic".into(), key.to_owned(), jiff::civil::date(2020, 1, 1));
        let command = programme::Command::OpenSite { site, kind, name, places: None, on };
        Submission { key: Some(key.to_owned()), ..Submission::new("a nurse", command) }
    };
    writer.submit(open_site(1, "one")).unwrap();
    between.keep_the_answer.store(true, Ordering::SeqCst);
    assert_eq!(writer.submit(open_site(2, "two")), Err(Rejection::Unknown));
    let again = writer.submit(open_site(2, "two")).unwrap();
    assert_eq!((again.version, again.events), (1, 1), "it was done, and it is not done twice");
    let count = Place::Database(url).open(Access::Read).unwrap().query(
        "SELECT stream FROM event WHERE kind = 'site'",
        &[],
        |row| row.get_text(0).map(str::to_owned),
    );
    assert_eq!(count.unwrap().len(), 2);
    running.stop();
}
