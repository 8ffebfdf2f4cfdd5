//! What only PostgreSQL can get wrong: settings, encodings, and a server that goes away.

use testing::Postgres;

use crate::conn::{Access, Place};
use crate::entropy::Entropy;
use crate::error::Error;

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
