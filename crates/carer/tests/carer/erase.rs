//! An erasure at the command line: what was anybody's own is in clear in no file at any time, and after the erasure the
//! keys that would open it are in no file either.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use memchr::memmem;
use postgres::{Client, NoTls};
use programme::{
    AlertAnswer, Birth, Command, Departure, Details, Examination, ExaminationId, Number, PersonId, Sex, Value,
};
use record::{Place, Submission, Writer};
use serde_json::Value as Json;
use testing::Postgres;
use uuid::Uuid;

use crate::durability::opening;
use crate::ground::{Ground, KIDNEY, ours};

const GONE: PersonId = PersonId(Uuid::from_u128(0x7731));
const STAYS: PersonId = PersonId(Uuid::from_u128(0x4711));
const NUMBER: &str = "ZZ-ERASE-7731";

/// What the record holds of the one who will be erased, each in words or digits that are nowhere else.
const OWN: [&str; 12] = [
    "Zyxwvut Qponmlk",
    "Zyxwvut Qponmlkj",
    NUMBER,
    "1911-11-11",
    "173.7",
    "191.3",
    "the zebra crossing was icy",
    "Dr Xanthippe Quorn",
    "she hummed an obbligato and was well",
    "her middle name was misheard",
    "the scales stood on a rug",
    "farewell and quixotry",
];
const HERS: [&str; 2] = ["Kathy Unforgotten", "1922-02-22"];

#[test]
fn on_sqlite_nothing_of_the_erased_is_left_in_any_file() {
    let ground = Ground::sqlite();
    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("a new record");
    fill(&writer);
    let data = ground.file("data");
    in_clear_nowhere(&data, "while it is being written");
    running.stop();
    in_clear_nowhere(&data, "at rest");
    let keys = keys_in(&data.join("record.db"));
    assert!(keys.iter().all(|key| is_in(&data, key)), "the search can find what is there");

    let eligible = people(&ground);
    let (before, kathy) = (ground.events(), life_of(&ground, STAYS));
    let said = erase(&ground);
    assert_eq!((said["stream"].as_str(), said["events"].as_u64()), (Some(format!("person/{GONE}").as_str()), Some(1)));
    assert!(!keys.iter().any(|key| is_in(&data, key)), "a key is still in a file");
    in_clear_nowhere(&data, "after the erasure");
    assert_eq!(ground.events(), before + 1, "and the record holds");
    is_nobody_any_more(&ground, eligible);
    assert_eq!(life_of(&ground, STAYS), kathy, "everybody else is as they were");
    // The rules stand in the programme file, so they are looked for in what is hers.
    let clear = clear_parts(&data.join("record.db"));
    assert!(clear.iter().any(|(kind, _)| kind == "alert-answered"), "that somebody was in touch stays");
    for (kind, clear) in clear {
        assert!(!clear.contains("phq-9"), "{kind} says for ever what she answered: {clear}");
    }
}

/// What the log has in clear of the one who was erased: the kind of each event, and its clear part.
fn clear_parts(file: &Path) -> Vec<(String, String)> {
    let conn = rusqlite::Connection::open(file).expect("it is a database");
    let mut query = conn.prepare("SELECT kind, clear FROM event WHERE stream = ?1").expect("there is a log");
    let part = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?));
    let parts = query.query_map([format!("person/{GONE}")], part).expect("rows");
    let text = |bytes| String::from_utf8(bytes).expect("JSON is text");
    parts.map(|part| part.expect("a row")).map(|(kind, clear)| (kind, text(clear))).collect()
}

#[test]
fn on_postgres_nothing_of_the_erased_is_left_but_in_what_the_server_has_not_turned_over_yet() {
    let postgres = Postgres::start();
    let ground = Ground::at(Place::Database(postgres.database()));
    let mut server = Client::connect(&postgres.admin(), NoTls).expect("it was just started");
    let data: String = server.query_one("SHOW data_directory", &[]).expect("it says").get(0);
    let (data, log) = (PathBuf::from(&data), PathBuf::from(&data).join("pg_wal"));
    let mut settle = || server.batch_execute("CHECKPOINT").expect("a superuser may");

    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("a new record");
    fill(&writer);
    running.stop();
    settle();
    in_clear_nowhere(&data, "in the server's files, its log of changes included");
    let keys = keys_of(&ground.place);
    assert!(keys.iter().all(|key| is_in_but(&data, &log, key)), "the search can find what is there");

    let eligible = people(&ground);
    let kathy = life_of(&ground, STAYS);
    let said = ground.erase(NUMBER, &[]).with(0);
    assert!(said.out.contains("write-ahead log"), "what is left is said: {}", said.out);
    settle();
    assert!(!keys.iter().any(|key| is_in_but(&data, &log, key)), "a key is still in a table's file");
    in_clear_nowhere(&data, "after the erasure");
    is_nobody_any_more(&ground, eligible);
    assert_eq!(life_of(&ground, STAYS), kathy, "everybody else is as they were");
}

crate::ground::on_both! {
    a_restored_backup_brings_nobody_back
}

fn a_restored_backup_brings_nobody_back(ground: &Ground) {
    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("a new record");
    fill(&writer);
    running.stop();
    let keys = keys_of(&ground.place);
    let backup = ground.file("backup").to_str().expect("text").to_owned();
    ground.carer(&["backup", "--to", &backup]).with(0);
    let eligible = people(ground);
    erase(ground);

    let said = ground.carer(&["restore", &backup, "--replace", "--format", "json"]).with(0).json();
    assert_eq!(said["erased_again"], 1);
    is_nobody_any_more(ground, eligible);
    assert!(keys_of(&ground.place).is_empty());
    if let Some(directory) = ground.place.directory() {
        assert!(!keys.iter().any(|key| is_in(directory, key)), "the restored record holds a key");
    }
    // Elsewhere nobody knows of it but the ledger; without one nothing is restored.
    let (elsewhere, ledger) = (ground.another("elsewhere"), ground.ledger());
    let said = ground.carer_at(&elsewhere, &["restore", &backup]);
    assert!(said.code == 2 && said.err.contains("erasures.jsonl"), "{said:?}");
    let words = ["restore", &backup, "--erasures", &ledger, "--format", "json"];
    assert_eq!(ground.carer_at(&elsewhere, &words).with(0).json()["erased_again"], 1);
    assert!(keys_of(&elsewhere).is_empty());
    if elsewhere.directory().is_some() {
        assert!(!keys.iter().any(|key| is_in(&ground.file("elsewhere"), key)));
    }
}

/// The database is lost, and with it its own account of who was erased.
#[test]
fn beside_a_database_the_ledger_is_where_the_operator_says() {
    let ground = Ground::postgres();
    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("a new record");
    fill(&writer);
    running.stop();
    let backup = ground.file("backup").to_str().expect("text").to_owned();
    ground.carer(&["backup", "--to", &backup]).with(0);
    let said = ground.carer(&["erase", "--person", NUMBER, "--reason", "her own wish"]).with(2);
    assert!(said.err.contains("--ledger FILE"), "{}", said.err);
    assert!(!keys_of(&ground.place).is_empty(), "and nobody is erased");
    let nowhere = ground.file("no/such/ledger").to_str().expect("text").to_owned();
    ground.carer(&["erase", "--person", NUMBER, "--reason", "x", "--ledger", &nowhere]).with(2);
    assert!(!keys_of(&ground.place).is_empty(), "before the ledger can be written to, nobody is erased");
    erase(&ground);
    let listed = fs::read_to_string(ground.ledger()).expect("there is a ledger");
    assert!(listed.lines().count() == 1 && listed.contains(&GONE.to_string()), "{listed}");

    // A ledger that was lost is written again from the log, and the setting names it as well as the flag.
    fs::remove_file(ground.ledger()).expect("it is there");
    let [flag, value] = crate::ground::flags(&ground.place);
    let words = ["erase", "--person", &GONE.to_string(), "--reason", "again", &flag, &value];
    crate::ground::said(ground.program().args(words).env("CARER_LEDGER", ground.ledger())).with(0);
    assert_eq!(fs::read_to_string(ground.ledger()).expect("it is there again"), listed);

    let elsewhere = ground.another("elsewhere");
    let words = ["restore", &backup, "--ledger", &ground.ledger(), "--format", "json"];
    assert_eq!(ground.carer_at(&elsewhere, &words).with(0).json()["erased_again"], 1);
    assert!(keys_of(&elsewhere).is_empty());

    let sqlite = Ground::sqlite();
    record::open(opening(sqlite.place.clone()), &mut |_| {}).expect("a new record").1.stop();
    let said = sqlite.carer(&["erase", "--person", "x", "--reason", "x", "--ledger", "y"]).with(2);
    assert!(said.err.contains("--ledger goes with --database"), "{}", said.err);
}

#[test]
fn who_is_not_there_cannot_be_erased_and_who_was_erased_stays_so() {
    let ground = Ground::sqlite();
    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("a new record");
    fill(&writer);
    running.stop();
    let said = ground.carer(&["erase", "--person", "ZZ-9", "--reason", "her own wish"]).with(1);
    assert!(said.err.contains("there is nobody with the id or number “ZZ-9”"), "{}", said.err);
    let said = ground.carer(&["erase", "--person", NUMBER, "--reason", "  "]).with(1);
    assert!(said.err.contains("reason"), "{}", said.err);
    erase(&ground);
    let events = ground.events();
    let said = ground.carer(&["erase", "--person", &GONE.to_string(), "--reason", "once more"]).with(0);
    assert!(said.out.contains("was erased before; nothing was changed"), "{}", said.out);
    assert_eq!(ground.events(), events);
}

/// Erases by the number; gives what was answered.
fn erase(ground: &Ground) -> Json {
    ground.erase(NUMBER, &["--format", "json"]).with(0).json()
}

/// The record no longer counts them, knows nobody by the number, and gives it to whoever comes next.
fn is_nobody_any_more(ground: &Ground, people_before: u64) {
    assert_eq!(people(ground), people_before - 1);
    let said = ground.carer(&["export", "--person", NUMBER]).with(1);
    assert!(said.err.contains("there is nobody"), "{}", said.err);
    let taken = ground.carer(&["export", "--person", &GONE.to_string()]);
    for own in OWN {
        assert!(!taken.out.contains(own) && !taken.err.contains(own), "“{own}” is exported");
    }
    ground.events();
    let (writer, running) = record::open(opening(ground.place.clone()), &mut |_| {}).expect("it can be opened");
    let details = Details { name: None, number: Some(NUMBER.to_owned()), sex: Sex::Unknown, birth: born(1970) };
    let next = PersonId(Uuid::from_u128(0x7732));
    let registered = Command::Register { person: next, details, site: None };
    let receipt = writer.submit(Submission::new("A nurse", registered)).expect("the number is free");
    assert_eq!(receipt.version, 1);
    writer
        .submit(Submission::new("A nurse", Command::Erase { person: next, reason: "a test".to_owned() }))
        .expect("gone");
    running.stop();
}

/// How many people the counts of eligibility are of, today.
fn people(ground: &Ground) -> u64 {
    let said = ground.carer(&["eligibility", "--programme", &ours(KIDNEY), "--format", "json"]).with(0);
    said.json()["people"].as_u64().expect("a number")
}

/// Everything that is held on somebody, without who read it and when it was taken out.
fn life_of(ground: &Ground, person: PersonId) -> Json {
    let taken = ground.carer(&["export", "--person", &person.to_string()]).with(0).json();
    assert_eq!(taken["record"]["details"]["name"], HERS[0]);
    taken["record"].clone()
}

/// Two people, each with all that a record can hold of somebody.
fn fill(writer: &Writer) {
    let done = |command| {
        writer.submit(Submission::new("A nurse", command)).expect("it is done");
    };
    let [name, renamed, number, _, weight, other, why, by, note, misheard, rug, farewell] = OWN.map(str::to_owned);
    let details = Details { name: Some(name), number: Some(number), sex: Sex::Female, birth: born(1911) };
    done(Command::Register { person: GONE, details: details.clone(), site: None });
    let details = Details { name: Some(renamed), ..details };
    done(Command::AmendDetails { person: GONE, details, reason: misheard });
    let examination = ExaminationId(Uuid::from_u128(1));
    let first = content(&weight, "5.5");
    done(Command::RecordExamination { person: GONE, examination, content: first });
    done(Command::AmendExamination { person: GONE, examination, content: content(&weight, "5.6"), reason: rug });
    let answer = AlertAnswer { on: date(2024, 3, 3), by, note };
    done(Command::AnswerAlert { person: GONE, examination, alert: "phq-9-item-9".into(), answer });
    let wrong = ExaminationId(Uuid::from_u128(2));
    done(Command::RecordExamination { person: GONE, examination: wrong, content: content(&other, "5.5") });
    done(Command::MarkExaminationEnteredInError { person: GONE, examination: wrong, reason: why });
    done(Command::Move { person: GONE, site: None, on: date(2024, 4, 4) });
    done(Command::Depart { person: GONE, departure: Departure { on: date(2024, 5, 5), said: Some(farewell) } });
    done(Command::Return { person: GONE, on: date(2024, 6, 6) });
    let details =
        Details { name: Some(HERS[0].to_owned()), number: None, sex: Sex::Female, birth: Birth::On(date(1922, 2, 22)) };
    done(Command::Register { person: STAYS, details, site: None });
    let examination = ExaminationId(Uuid::from_u128(3));
    done(Command::RecordExamination { person: STAYS, examination, content: content("70", "5.5") });
}

fn born(year: i16) -> Birth {
    Birth::On(date(year, 11, 11))
}

fn content(weight: &str, hba1c: &str) -> Examination {
    let number = |text: &str| Value::Number(text.parse().expect("a number"));
    let mood = [1, 1, 2, 1, 0, 1, 0, 0, 1].map(|item| Some(Number::whole(item)));
    let checks = BTreeMap::from([
        ("body".into(), BTreeMap::from([("weight".into(), number(weight))])),
        ("hba1c".into(), BTreeMap::from([("hba1c".into(), number(hba1c))])),
        ("phq-9".into(), BTreeMap::from([("phq-9".into(), Value::List(mood.to_vec()))])),
    ]);
    Examination { on: date(2024, 2, 2), site: None, checks }
}

/// The keys of the one who will be erased, as they lie in a SQLite file.
fn keys_in(file: &Path) -> Vec<Vec<u8>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = rusqlite::Connection::open_with_flags(file, flags).expect("it is a database");
    let mut query = conn.prepare("SELECT key FROM stream_key WHERE stream = ?1").expect("there is such a table");
    let keys = query.query_map([format!("person/{GONE}")], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    living(keys.map(|key| key.expect("bytes")).collect())
}

/// The same in either database.
fn keys_of(place: &Place) -> Vec<Vec<u8>> {
    match place {
        Place::Directory(dir) => keys_in(&dir.join("record.db")),
        Place::Database(url) => {
            let mut client = Client::connect(url, NoTls).expect("it is there");
            let sql = "SELECT key FROM stream_key WHERE stream = $1";
            let rows = client.query(sql, &[&format!("person/{GONE}")]).expect("there is such a table");
            living(rows.iter().map(|row| row.get(0)).collect())
        }
    }
}

/// Those that open something; a destroyed one is zeros.
fn living(keys: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    keys.into_iter().filter(|key| key.iter().any(|byte| *byte != 0)).collect()
}

#[track_caller]
fn in_clear_nowhere(folder: &Path, when: &str) {
    assert!(is_in(folder, b"A nurse"), "an author stands in clear, so the search finds what is there");
    for own in OWN.iter().chain(&HERS) {
        assert!(!is_in(folder, own.as_bytes()), "“{own}” is in clear in a file {when}");
    }
}

fn is_in(folder: &Path, needle: &[u8]) -> bool {
    is_in_but(folder, Path::new(""), needle)
}

/// Whether a file below a folder holds these bytes, files below another left out.
fn is_in_but(folder: &Path, without: &Path, needle: &[u8]) -> bool {
    let finder = memmem::Finder::new(needle);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            match fs::metadata(&path) {
                _ if path == without => {}
                Ok(found) if found.is_dir() => folders.push(path),
                // The server may remove a file between the listing and the reading.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                _ if fs::read(&path).is_ok_and(|bytes| finder.find(&bytes).is_some()) => return true,
                _ => {}
            }
        }
    }
    false
}
