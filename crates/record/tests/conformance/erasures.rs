//! After an erasure the key is in no file of the database.

use std::fs;

use memchr::memmem;
use programme::Stream;
use testing::Postgres;

use super::Ground;
use super::history::{KATHY, TOMMY, write_history};
use crate::conn::{Access, Conn, Insert, Param, Place};
use crate::entropy::Entropy;
use crate::erasure;

/// All that the record's database keeps in files, with what has not been written yet written first.
pub(super) fn bytes_of(ground: &Ground) -> Vec<u8> {
    match &ground.place {
        Place::Directory(dir) => {
            let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
            files.flat_map(|path| fs::read(path).unwrap()).collect()
        }
        Place::Database(url) => {
            let name = url.rsplit('/').next().unwrap();
            let admin = Postgres::shared().admin();
            let url = format!("{}/{name}", admin.rsplit_once('/').unwrap().0);
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            client.batch_execute("CHECKPOINT").unwrap();
            let sql = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class \
                       WHERE relkind IN ('r', 'i', 't') AND relfilenode <> 0 AND relnamespace = 'public'::regnamespace";
            client.query(sql, &[]).unwrap().iter().flat_map(|row| row.get::<_, Vec<u8>>(0)).collect()
        }
    }
}

fn holds(ground: &Ground, needle: &[u8]) -> bool {
    memmem::find(&bytes_of(ground), needle).is_some()
}

fn a_destroyed_key_is_in_no_file(ground: &Ground) {
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    let keys = writer.erase(&mut conn, TOMMY);
    let needles: Vec<&[u8]> = keys.iter().map(crate::vault::Key::needle).collect();
    assert!(holds(ground, needles[0]), "before the files are seen to, the key is still in one");
    let left = erasure::scrub(&mut conn, &["stream_key"], &needles).unwrap();
    assert!(!holds(ground, needles[0]), "{left:?}");
    let kathys = conn
        .query("SELECT key FROM stream_key WHERE stream = $1", &[(&Stream::Person(KATHY).to_string()).into()], |row| {
            row.get_array::<32>(0)
        })
        .unwrap();
    assert!(holds(ground, &kathys[0]), "the search can find a key that is there");
}

#[test]
fn on_sqlite_a_destroyed_key_is_in_no_file() {
    a_destroyed_key_is_in_no_file(&Ground::sqlite());
}

#[test]
fn on_postgres_a_destroyed_key_is_in_no_file() {
    a_destroyed_key_is_in_no_file(&Ground::postgres());
}

/// A process destroyed the keys and ended before it saw to the files. Whoever writes next knows none of the keys.
fn what_an_interrupted_erasure_left_is_gone_at_the_next_start(ground: &Ground) {
    let mut conn = ground.record();
    let mut writer = write_history(&mut conn);
    let keys = writer.erase(&mut conn, TOMMY);
    conn.transaction(Access::Write, |conn| erasure::set_unscrubbed(conn, true)).unwrap();
    let needles: Vec<Vec<u8>> = keys.iter().map(|key| key.needle().to_vec()).collect();
    assert!(needles.iter().all(|needle| holds(ground, needle)), "there has to be something to see to");
    let text = include_str!("../../../../programmes/living-kidney-us.toml");
    let opening = crate::Opening {
        place: ground.place.clone(),
        programme: std::sync::Arc::new(programme::file::parse(text).programme.unwrap()),
        clock: crate::Clock::system(),
        entropy: Entropy::seeded(2),
        author: "a test".to_owned(),
    };
    let (_, running) = crate::open(opening, &mut |_| {}).unwrap();
    assert!(!needles.iter().any(|needle| holds(ground, needle)), "and it is seen to before anything else is done");
    running.stop();
    assert!(!erasure::is_unscrubbed(&mut conn).unwrap());
}

#[test]
fn on_sqlite_what_an_interrupted_erasure_left_is_gone_at_the_next_start() {
    what_an_interrupted_erasure_left_is_gone_at_the_next_start(&Ground::sqlite());
}

#[test]
fn on_postgres_what_an_interrupted_erasure_left_is_gone_at_the_next_start() {
    what_an_interrupted_erasure_left_is_gone_at_the_next_start(&Ground::postgres());
}

/// SQLite overwrites what it deletes, but not the copies that stay behind in the unused part of a page when rows are
/// moved to another page. This makes some, so that the search and the writing anew have something to do.
#[test]
fn copies_left_behind_between_rows_are_found_and_gone() {
    let ground = Ground::sqlite();
    let mut conn = ground.record();
    conn.define("CREATE TABLE name (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT").unwrap();
    let mut entropy = Entropy::seeded(5);
    let names: Vec<String> = (0..3000).map(|i| format!("NAME-{i:06}-{}", "x".repeat(len(&mut entropy, 80)))).collect();
    let all = names.iter().zip(0..).flat_map(|(name, id)| [id.into(), name.into()]).collect::<Vec<Param<'_>>>();
    conn.transaction(Access::Write, |conn| {
        conn.insert_rows(&Insert { table: "name", columns: "id, name", suffix: "" }, &all)?;
        for id in 0..3000 {
            let more = "y".repeat(len(&mut entropy, 200));
            conn.execute("UPDATE name SET name = name || $2 WHERE id = $1", &[id.into(), (&more).into()])?;
        }
        conn.execute("DELETE FROM name WHERE id % 2 = 0", &[]).map(|_| ())
    })
    .unwrap();
    let gone: Vec<String> = (0..3000).step_by(2).map(|i| format!("NAME-{i:06}-")).collect();
    let needles: Vec<&[u8]> = gone.iter().map(String::as_bytes).collect();
    conn.purge(&[], false).unwrap();
    assert!(needles.iter().any(|n| holds(&ground, n)), "nothing was left behind: this test shows nothing any more");
    assert_eq!(erasure::scrub(&mut conn, &[], &needles).unwrap(), Vec::<String>::new());
    let bytes = bytes_of(&ground);
    assert!(needles.iter().all(|needle| memmem::find(&bytes, needle).is_none()));
    assert!(memmem::find(&bytes, b"NAME-000001-").is_some());
}

fn len(entropy: &mut Entropy, max: u8) -> usize {
    usize::from(entropy.bytes::<1>()[0] % max)
}

#[test]
fn a_reader_that_holds_an_old_state_is_told_of() {
    let ground = Ground::sqlite();
    let mut conn: Conn = ground.record();
    let mut writer = write_history(&mut conn);
    let mut reader = ground.again(Access::Read);
    reader.begin(Access::Read).unwrap();
    let keys = writer.erase(&mut conn, TOMMY);
    conn.define("PRAGMA busy_timeout = 1").unwrap();
    let needles: Vec<&[u8]> = keys.iter().map(crate::vault::Key::needle).collect();
    assert!(!erasure::scrub(&mut conn, &[], &needles).unwrap().is_empty());
    reader.rollback().unwrap();
    assert_eq!(erasure::scrub(&mut conn, &[], &needles).unwrap(), Vec::<String>::new());
}
