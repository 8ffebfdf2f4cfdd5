//! Values, transactions and statements mean the same on both databases.

use super::{Ground, on_both};
use crate::conn::{Access, Conn, Insert, KeyQuery, Param, Place};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::migrations;

on_both! {
    values_come_back_as_they_went_in
    null_is_no_value_and_no_value_is_an_error_where_one_is_wanted
    text_with_nul_is_refused
    parameters_mean_their_number
    big_bytes_come_back
    any_number_of_rows_goes_in
    a_taken_key_is_a_conflict
    on_conflict_is_the_statement_s_own
    what_is_rolled_back_is_gone
    a_failed_statement_takes_the_whole_transaction_with_it
    a_reading_transaction_sees_one_state
    a_reading_connection_cannot_write
    any_number_of_keys_is_found
    text_is_ordered_by_its_bytes
    an_empty_place_holds_no_record
    a_new_record_has_the_newest_layout_and_opens_again
    two_who_make_a_record_at_once_get_the_same
    other_layouts_are_refused
}

const TABLE: &str = "CREATE TABLE v (k BIGINT NOT NULL PRIMARY KEY, n BIGINT, t TEXT, b BYTEA) STRICT";
const ROWS: Insert = Insert { table: "v", columns: "k, n, t, b", suffix: "" };
const KEEP_FIRST: Insert = Insert { table: "v", columns: "k, n, t, b", suffix: "ON CONFLICT (k) DO NOTHING" };
const TAKE_LAST: Insert =
    Insert { table: "v", columns: "k, n, t, b", suffix: "ON CONFLICT (k) DO UPDATE SET n = excluded.n" };

type Whole = (Option<i64>, Option<String>, Option<Vec<u8>>);

fn with_table(ground: &Ground) -> Conn {
    let mut conn = ground.record();
    conn.define(TABLE).unwrap();
    conn
}

fn put(conn: &mut Conn, k: i64, n: Param<'_>, t: Param<'_>, b: Param<'_>) {
    conn.insert_rows(&ROWS, &[k.into(), n, t, b]).unwrap();
}

fn get(conn: &mut Conn, k: i64) -> Whole {
    let found = conn.query_first("SELECT n, t, b FROM v WHERE k = $1", &[k.into()], |row| {
        Ok((
            row.get_i64_or_null(0)?,
            row.get_text_or_null(1)?.map(str::to_owned),
            row.get_bytes_or_null(2)?.map(<[u8]>::to_vec),
        ))
    });
    found.unwrap().expect("the row is there")
}

fn count(conn: &mut Conn) -> i64 {
    conn.query_first("SELECT COUNT(*) FROM v", &[], |row| row.get_i64(0)).unwrap().unwrap()
}

fn values_come_back_as_they_went_in(ground: &Ground) {
    let mut conn = with_table(ground);
    let texts = ["", " ", "Kathy H.", "Zoë – 日本語 🫀", "quote ' \" \\ $1 ?1 %", "line\nend\r\n\ttab", "e\u{301}"];
    let numbers = [0, 1, -1, i64::MAX, i64::MIN, 1 << 53, i64::from(i32::MAX) + 1];
    let bytes: [&[u8]; 7] = [b"", b"\0", b"\0\xff\x80", &[7; 1000], b"text", b"\\x00", &[255; 32]];
    for (i, ((text, number), bytes)) in texts.iter().zip(numbers).zip(bytes).enumerate() {
        let key = i as i64;
        put(&mut conn, key, number.into(), (*text).into(), bytes.into());
        assert_eq!(get(&mut conn, key), (Some(number), Some((*text).to_owned()), Some(bytes.to_vec())));
    }
}

fn null_is_no_value_and_no_value_is_an_error_where_one_is_wanted(ground: &Ground) {
    let mut conn = with_table(ground);
    put(&mut conn, 1, Param::Null, None::<&str>.into(), Param::Null);
    assert_eq!(get(&mut conn, 1), (None, None, None));
    let wanted = conn.query("SELECT n FROM v", &[], |row| row.get_i64(0));
    assert!(matches!(wanted, Err(Error::Damaged(_))), "{wanted:?}");
    let wanted = conn.query("SELECT k FROM v", &[], |row| row.get_text(0).map(str::to_owned));
    assert!(matches!(wanted, Err(Error::Damaged(_))), "{wanted:?}");
}

fn text_with_nul_is_refused(ground: &Ground) {
    let mut conn = with_table(ground);
    let done = conn.insert_rows(&ROWS, &[1.into(), Param::Null, "a\0b".into(), Param::Null]);
    assert!(matches!(done, Err(Error::Refused(_))), "{done:?}");
    assert_eq!(count(&mut conn), 0);
}

fn parameters_mean_their_number(ground: &Ground) {
    let mut conn = with_table(ground);
    put(&mut conn, 1, 10.into(), "x".into(), Param::Null);
    let sql = "UPDATE v SET t = $2, n = $1 WHERE k = $3";
    assert_eq!(conn.execute(sql, &[77.into(), "y".into(), 1.into()]).unwrap(), 1);
    assert_eq!(get(&mut conn, 1), (Some(77), Some("y".to_owned()), None));
    assert_eq!(conn.execute(sql, &[77.into(), "y".into(), 2.into()]).unwrap(), 0);
}

fn big_bytes_come_back(ground: &Ground) {
    let mut conn = with_table(ground);
    let mut bytes = vec![0; 3_000_000];
    Entropy::seeded(9).fill(&mut bytes);
    put(&mut conn, 1, Param::Null, Param::Null, (&bytes).into());
    assert!(get(&mut conn, 1).2.unwrap() == bytes);
}

fn any_number_of_rows_goes_in(ground: &Ground) {
    let mut conn = with_table(ground);
    let mut next = 0;
    for rows in 0..=120 {
        let texts: Vec<String> = (0..rows).map(|i| format!("row {}", next + i)).collect();
        let values: Vec<Param<'_>> =
            texts.iter().zip(next..).flat_map(|(t, k)| [k.into(), (k * 2).into(), t.into(), Param::Null]).collect();
        assert_eq!(conn.insert_rows(&ROWS, &values).unwrap(), rows as u64);
        next += rows;
    }
    assert_eq!(count(&mut conn), next);
    let wrong = conn.query("SELECT k, n, t FROM v WHERE n <> k * 2", &[], |row| row.get_i64(0)).unwrap();
    assert_eq!(wrong, [0_i64; 0]);
    let last = get(&mut conn, next - 1);
    assert_eq!(last, (Some((next - 1) * 2), Some(format!("row {}", next - 1)), None));
}

fn a_taken_key_is_a_conflict(ground: &Ground) {
    let mut conn = with_table(ground);
    put(&mut conn, 1, Param::Null, Param::Null, Param::Null);
    let done = conn.insert_rows(&ROWS, &[1.into(), Param::Null, Param::Null, Param::Null]);
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    let done =
        conn.insert_rows(&Insert { table: "meta", columns: "name, value", suffix: "" }, &["layout".into(), "1".into()]);
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    let done = conn.insert_rows(&Insert { table: "meta", columns: "name", suffix: "" }, &["x".into()]);
    assert!(matches!(done, Err(Error::Database(_))), "a missing value is another error: {done:?}");
}

fn on_conflict_is_the_statement_s_own(ground: &Ground) {
    let mut conn = with_table(ground);
    put(&mut conn, 1, 1.into(), Param::Null, Param::Null);
    let row = [1.into(), 2.into(), Param::Null, Param::Null];
    assert_eq!(conn.insert_rows(&KEEP_FIRST, &row).unwrap(), 0);
    assert_eq!(get(&mut conn, 1).0, Some(1));
    assert_eq!(conn.insert_rows(&TAKE_LAST, &row).unwrap(), 1);
    assert_eq!(get(&mut conn, 1).0, Some(2));
}

fn what_is_rolled_back_is_gone(ground: &Ground) {
    let mut conn = with_table(ground);
    conn.begin(Access::Write).unwrap();
    put(&mut conn, 1, Param::Null, Param::Null, Param::Null);
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 0);
    conn.rollback().unwrap();
    let done: Result<(), Error> = conn.transaction(Access::Write, |conn| {
        put(conn, 1, Param::Null, Param::Null, Param::Null);
        Err(Error::LeaseLost)
    });
    assert!(matches!(done, Err(Error::LeaseLost)));
    assert_eq!(count(&mut conn), 0);
    conn.transaction(Access::Write, |conn| {
        put(conn, 1, Param::Null, Param::Null, Param::Null);
        Ok(())
    })
    .unwrap();
    assert_eq!(count(&mut ground.again(Access::Read)), 1);
}

fn a_failed_statement_takes_the_whole_transaction_with_it(ground: &Ground) {
    let mut conn = with_table(ground);
    put(&mut conn, 1, Param::Null, Param::Null, Param::Null);
    let done = conn.transaction(Access::Write, |conn| {
        put(conn, 2, Param::Null, Param::Null, Param::Null);
        conn.insert_rows(&ROWS, &[1.into(), Param::Null, Param::Null, Param::Null])
    });
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    assert_eq!(count(&mut conn), 1);
}

fn a_reading_transaction_sees_one_state(ground: &Ground) {
    let mut writer = with_table(ground);
    let mut reader = ground.again(Access::Read);
    reader.begin(Access::Read).unwrap();
    assert_eq!(count(&mut reader), 0);
    put(&mut writer, 1, Param::Null, Param::Null, Param::Null);
    assert_eq!(count(&mut reader), 0);
    reader.commit().unwrap();
    assert_eq!(count(&mut reader), 1);
}

fn a_reading_connection_cannot_write(ground: &Ground) {
    drop(with_table(ground));
    let mut reader = ground.again(Access::Read);
    let done = reader.transaction(Access::Read, |conn| conn.execute("DELETE FROM v", &[]));
    assert!(done.is_err());
}

fn any_number_of_keys_is_found(ground: &Ground) {
    let mut conn = with_table(ground);
    let values: Vec<Param<'_>> = (0..150).flat_map(|k| [k.into(), (k % 2).into(), Param::Null, Param::Null]).collect();
    conn.insert_rows(&ROWS, &values).unwrap();
    let query = KeyQuery { before: "SELECT k FROM v WHERE n = $1 AND k IN", after: "ORDER BY k" };
    for wanted in [0, 1, 2, 3, 9, 10, 11, 12, 49, 50, 51, 61, 120, 150] {
        let keys: Vec<Param<'_>> = (0..wanted).map(Param::from).collect();
        let mut found = Vec::new();
        conn.query_keys(&query, &[1.into()], &keys, |row| {
            found.push(row.get_i64(0)?);
            Ok(())
        })
        .unwrap();
        assert_eq!(found, (0..wanted).filter(|k| k % 2 == 1).collect::<Vec<_>>());
    }
}

fn text_is_ordered_by_its_bytes(ground: &Ground) {
    let mut conn = with_table(ground);
    let texts = ["b", "B", "a", "é", "A b", "Ab", "_", "z", "Z", "日"];
    for (k, text) in texts.iter().enumerate() {
        put(&mut conn, k as i64, Param::Null, (*text).into(), Param::Null);
    }
    let found = conn.query("SELECT t FROM v ORDER BY t", &[], |row| Ok(row.get_text(0)?.to_owned())).unwrap();
    let mut sorted = texts.map(str::to_owned).to_vec();
    sorted.sort();
    assert_eq!(found, sorted);
}

fn an_empty_place_holds_no_record(ground: &Ground) {
    for access in [Access::Read, Access::Write] {
        assert!(matches!(ground.place.open(access), Err(Error::Absent(_))));
    }
    if let Place::Directory(dir) = &ground.place {
        assert!(!dir.exists(), "looking for a record makes nothing");
    }
}

fn a_new_record_has_the_newest_layout_and_opens_again(ground: &Ground) {
    let mut conn = ground.record();
    assert_eq!(migrations::layout(&mut conn).unwrap(), migrations::newest());
    let id = migrations::record_id(&mut conn).unwrap();
    drop(conn);
    let mut again = ground.place.open_or_create(&mut Entropy::seeded(2)).unwrap();
    assert_eq!(migrations::record_id(&mut again).unwrap(), id);
    assert_eq!(again.query("SELECT name FROM secret", &[], |_| Ok(())).unwrap().len(), 2);
}

fn two_who_make_a_record_at_once_get_the_same(ground: &Ground) {
    let ids = std::thread::scope(|scope| {
        let make = |seed| {
            let place = &ground.place;
            scope.spawn(move || {
                let mut conn = place.open_or_create(&mut Entropy::seeded(seed)).unwrap();
                migrations::record_id(&mut conn).unwrap()
            })
        };
        (1..=4).map(make).collect::<Vec<_>>().into_iter().map(|t| t.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(ids.iter().all(|id| id == &ids[0]), "{ids:?}");
}

fn other_layouts_are_refused(ground: &Ground) {
    let mut conn = ground.record();
    let mut set = |layout: &str| {
        conn.execute("UPDATE meta SET value = $1 WHERE name = 'layout'", &[layout.into()]).unwrap();
        ground.place.open(Access::Read)
    };
    assert!(matches!(set("0"), Err(Error::OlderData { found: 0, .. })));
    assert!(matches!(set("999"), Err(Error::NewerData { found: 999, .. })));
    assert!(matches!(set("one"), Err(Error::Damaged(_))));
    assert!(set(&migrations::newest().to_string()).is_ok());
}
