//! The cluster for tests is durable, ordinary, and gone when the tests are.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use testing::Postgres;

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("{url}: {error:?}"))
}

fn show(client: &mut Client, setting: &str) -> String {
    client.query_one(&format!("SHOW {setting}"), &[]).expect("a setting").get(0)
}

#[test]
fn a_database_is_new_empty_and_durable() {
    let url = Postgres::shared().database();
    assert_ne!(url, Postgres::shared().database());
    let mut client = connect(&url);
    assert_eq!(show(&mut client, "fsync"), "on");
    assert_eq!(show(&mut client, "synchronous_commit"), "on");
    assert_eq!(show(&mut client, "is_superuser"), "off");
    client.batch_execute("CREATE TABLE donor (name TEXT)").expect("the owner may make tables");
    let tables = client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", &[]).expect("the tables");
    assert_eq!(tables.len(), 1);
}

#[test]
fn text_is_not_ordered_by_its_bytes() {
    let mut client = connect(&Postgres::shared().database());
    let first: String =
        client.query_one("SELECT min(word) FROM (VALUES ('b'), ('a'), ('B')) w (word)", &[]).expect("a word").get(0);
    let second: bool = client.query_one("SELECT 'a'::text < 'B'::text", &[]).expect("an answer").get(0);
    assert_eq!((first.as_str(), second), ("a", true), "an order by text that happens to be SQLite's hides a fault");
}

#[test]
fn what_was_committed_is_there_after_a_crash() {
    let mut postgres = Postgres::start();
    let url = postgres.database();
    let mut client = connect(&url);
    client.batch_execute("CREATE TABLE donor (name TEXT); INSERT INTO donor VALUES ('Kathy')").expect("a row");
    client.batch_execute("BEGIN; INSERT INTO donor VALUES ('Tommy')").expect("a row");
    postgres.kill();
    assert!(client.batch_execute("COMMIT").is_err(), "the server is gone");
    assert!(Client::connect(&url, NoTls).is_err(), "the server is gone");
    postgres.restart();
    let rows = connect(&url).query("SELECT name FROM donor", &[]).expect("the rows");
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<String>>(), ["Kathy"]);
}

#[test]
fn a_test_process_that_is_killed_leaves_no_server() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_test-postgres"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("our own program");
    let mut url = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut url).expect("the address");
    let folder = show(&mut connect(url.trim()), "data_directory");
    assert!(Path::new(&folder).exists());
    process.kill().expect("it runs");
    process.wait().expect("it was killed");
    let begun = Instant::now();
    while Path::new(&folder).exists() || Client::connect(url.trim(), NoTls).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(120), "the cluster outlived the process that asked for it");
        thread::sleep(Duration::from_millis(50));
    }
}
