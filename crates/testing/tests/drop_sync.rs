//! The disk that forgets: it keeps what was synced, loses what was not, and so catches a database that lies.
//!
//! The programs that run on it are this one, started again with a task in its environment.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use testing::{DropSync, Lost, PowerCut};

const TASK: &str = "CARER_TEST_TASK";

/// What a program did to an empty folder, and what is there after the power cut.
const FILES: [(&str, &[(&str, &str)]); 17] = [
    ("make a Kathy", &[]),
    ("make a Kathy, sync a", &[("a", "Kathy")]),
    ("make a Kathy, sync .", &[("a", "")]),
    ("make a Kathy, sync a, append a Ruth", &[("a", "Kathy")]),
    ("make a Kathy, sync a, append a Ruth, sync a", &[("a", "KathyRuth")]),
    ("make a Kathy, sync a, make b Ruth, sync b, append a !", &[("a", "Kathy"), ("b", "Ruth")]),
    ("make a Kathy, sync a, put a 1 oo", &[("a", "Kathy")]),
    ("make a Kathy, sync a, put a 1 oo, sync a", &[("a", "Koohy")]),
    ("make a Kathy, sync a, cut a 2", &[("a", "Kathy")]),
    ("make a Kathy, sync a, cut a 2, sync a", &[("a", "Ka")]),
    ("make a Kathy, sync a, make a Ruth", &[("a", "Kathy")]),
    ("make a Kathy, sync a, remove a", &[("a", "Kathy")]),
    ("make a Kathy, sync a, remove a, sync .", &[]),
    ("make a Kathy, sync a, rename a b", &[("a", "Kathy")]),
    ("make a Kathy, sync a, rename a b, sync .", &[("b", "Kathy")]),
    ("make a Old, sync a, make b New, sync b, rename b a, sync .", &[("a", "New")]),
    ("make a Kathy, sync a, copy a b, sync b, link a c, sync .", &[("a", "Kathy"), ("b", "Kathy"), ("c", "Kathy")]),
];

#[test]
fn what_was_synced_is_kept_and_nothing_else() {
    for (steps, expected) in FILES {
        let (folder, mut disk) = disk();
        finish(&disk, folder.path(), &format!("files {steps}"));
        disk.power_cut(PowerCut::Synced);
        assert_eq!(contents(folder.path()), owned(expected), "{steps}");
    }
}

#[test]
fn a_second_power_cut_begins_where_the_first_ended() {
    let (folder, mut disk) = disk();
    finish(&disk, folder.path(), "files make a Kathy, sync a, append a Ruth");
    assert_eq!(disk.power_cut(PowerCut::Synced), Lost { edits: 1, names: 0 });
    finish(&disk, folder.path(), "files append a !, sync a, append a ?");
    disk.power_cut(PowerCut::Synced);
    assert_eq!(contents(folder.path()), owned(&[("a", "Kathy!")]));
}

#[test]
fn a_torn_cut_keeps_some_pages_and_never_touches_what_was_synced() {
    let (mut kept_all, mut kept_none, mut mixed, mut torn) = (0, 0, 0, 0);
    for seed in 0..40 {
        let (folder, mut disk) = disk();
        finish(&disk, folder.path(), "pages");
        disk.power_cut(PowerCut::Torn(seed));
        let bytes = fs::read(folder.path().join("pages")).expect("it was synced");
        assert_eq!(bytes.len(), 8 * 4096);
        assert!(bytes[4 * 4096..].iter().all(|&byte| byte == b'a'), "pages that nobody wrote to again");
        let pages: Vec<&[u8]> = bytes[..4 * 4096].chunks(4096).collect();
        assert!(pages.iter().all(|page| page.chunks(512).all(|sector| sector.iter().all(|&byte| byte == sector[0]))));
        let whole: Vec<Option<u8>> =
            pages.iter().map(|page| page.iter().all(|&byte| byte == page[0]).then_some(page[0])).collect();
        kept_all += usize::from(whole.iter().all(|&page| page == Some(b'b')));
        kept_none += usize::from(whole.iter().all(|&page| page == Some(b'a')));
        torn += usize::from(whole.contains(&None));
        mixed += usize::from(whole.contains(&Some(b'a')) && whole.contains(&Some(b'b')));
    }
    assert!(mixed > 0 && torn > 0, "all {kept_all}, none {kept_none}, mixed {mixed}, torn {torn}");
}

#[test]
fn the_same_seed_cuts_the_same() {
    let cut = |seed| {
        let (folder, mut disk) = disk();
        finish(&disk, folder.path(), "pages");
        disk.power_cut(PowerCut::Torn(seed));
        contents(folder.path())
    };
    assert_eq!(cut(7), cut(7));
    assert!((0..20).any(|seed| cut(seed) != cut(7)));
}

#[test]
fn sqlite_that_syncs_loses_nothing_that_it_acknowledged() {
    for seed in testing::seeds(6, 200) {
        let cut = if seed % 2 == 0 { PowerCut::Synced } else { PowerCut::Torn(seed) };
        let (acknowledged, found) = sqlite_after_a_cut("WAL", "FULL", seed, cut);
        assert!(acknowledged > 0 && found >= acknowledged, "seed {seed}, {cut:?}: {found} of {acknowledged}");
    }
}

#[test]
fn sqlite_that_does_not_sync_is_caught() {
    for (journal, synchronous) in [("WAL", "OFF"), ("WAL", "NORMAL"), ("DELETE", "OFF")] {
        // A cut that comes right after a sync of SQLite's own loses nothing: not each of them does.
        let loses = |seed| {
            let (acknowledged, found) = sqlite_after_a_cut(journal, synchronous, seed, PowerCut::Synced);
            found < acknowledged
        };
        assert!((1..=5).any(loses), "{journal}, {synchronous}: nothing is ever lost");
    }
}

#[test]
fn a_full_disk_says_so_and_takes_writes_when_it_has_room_again() {
    let (folder, mut disk) = disk();
    disk.fill_after(10_000);
    assert_eq!(finish(&disk, folder.path(), "fill"), ["10000 StorageFull"]);
    disk.has_room();
    finish(&disk, folder.path(), "files make a Kathy, sync a");
    disk.power_cut(PowerCut::Synced);
    assert_eq!(contents(folder.path()).get(Path::new("a")).map(Vec::as_slice), Some(&b"Kathy"[..]));
}

#[test]
fn sqlite_on_a_full_disk_fails_and_keeps_what_it_acknowledged() {
    let (folder, mut disk) = disk();
    disk.fill_after(300_000);
    let lines = finish(&disk, folder.path(), "sqlite WAL FULL");
    let acknowledged = lines.iter().filter(|line| line.parse::<i64>().is_ok()).count();
    assert!(lines.last().is_some_and(|line| line.contains("full")), "{:?}", lines.last());
    disk.power_cut(PowerCut::Synced);
    assert!(acknowledged > 0 && count(folder.path()) >= acknowledged);
}

#[test]
fn a_sync_that_failed_loses_its_pages_even_if_the_next_succeeds() {
    let (folder, mut disk) = disk();
    disk.fail_syncs_after(1);
    let lines = finish(&disk, folder.path(), "files make a Kathy, sync a, append a Ruth, try a");
    assert_eq!(lines, ["Uncategorized error 5"]);
    disk.syncs_work();
    finish(&disk, folder.path(), "files sync a");
    disk.power_cut(PowerCut::Synced);
    assert_eq!(contents(folder.path()), owned(&[("a", "Kathy")]));
}

#[test]
#[should_panic(expected = "changed by what cannot be seen")]
fn a_change_made_around_the_library_is_not_taken_for_durable() {
    let (folder, mut disk) = disk();
    finish(&disk, folder.path(), "files make a Kathy, sync a");
    fs::write(folder.path().join("a"), "Madame").expect("the folder is ours");
    disk.power_cut(PowerCut::Synced);
}

#[test]
#[should_panic(expected = "still runs")]
fn the_power_is_not_cut_under_a_running_process() {
    let (folder, mut disk) = disk();
    let mut process = start(&disk, folder.path(), "sqlite WAL FULL");
    let mut line = String::new();
    BufReader::new(process.0.stdout.take().expect("a pipe")).read_line(&mut line).expect("it writes");
    disk.power_cut(PowerCut::Synced);
}

#[test]
#[should_panic(expected = "was `watch` forgotten")]
fn a_disk_on_which_nothing_ran_is_no_test() {
    disk().1.power_cut(PowerCut::Synced);
}

/// Not a test of its own: what the programs on the disk do. Without a task it has nothing to do.
#[test]
fn task() {
    let Ok(task) = std::env::var(TASK) else { return };
    let (verb, rest) = task.split_once(' ').unwrap_or((&task, ""));
    match verb {
        "files" => rest.split(", ").for_each(step),
        "pages" => pages(),
        "fill" => fill(),
        "sqlite" => write_rows(rest),
        _ => panic!("no such task: {task}"),
    }
}

fn disk() -> (TempDir, DropSync) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let disk = DropSync::under(folder.path());
    (folder, disk)
}

/// A child that does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("it runs or was not yet waited for");
        self.0.wait().expect("it was killed");
    }
}

fn start(disk: &DropSync, folder: &Path, task: &str) -> Running {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "task", "--nocapture", "--quiet"]).env(TASK, task).current_dir(folder);
    disk.watch(&mut command);
    Running(command.stdout(Stdio::piped()).spawn().expect("this program"))
}

/// Runs a task to its end and gives what it said.
fn finish(disk: &DropSync, folder: &Path, task: &str) -> Vec<String> {
    let mut running = start(disk, folder, task);
    let mut said = String::new();
    running.0.stdout.take().expect("a pipe").read_to_string(&mut said).expect("text");
    let status = running.0.wait().expect("it was started");
    assert!(status.success(), "{task}: {status}\n{said}");
    said.lines().filter_map(|line| line.strip_prefix("> ")).map(str::to_owned).collect()
}

/// Line by line and at once, past what the test harness holds back.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "> {text}").and_then(|()| out.flush()).expect("somebody reads it");
}

fn step(step: &str) {
    let words: Vec<&str> = step.split(' ').collect();
    let appending = |name| OpenOptions::new().append(true).open(name).expect("it is there");
    let writing = |name| OpenOptions::new().write(true).open(name).expect("it is there");
    match words[..] {
        ["make", name, text] => fs::write(name, text).expect("a file"),
        ["append", name, text] => appending(name).write_all(text.as_bytes()).expect("written"),
        ["put", name, at, text] => {
            let mut file = writing(name);
            file.seek(SeekFrom::Start(at.parse().expect("a number"))).expect("a place in it");
            file.write_all(text.as_bytes()).expect("written");
        }
        ["cut", name, length] => writing(name).set_len(length.parse().expect("a number")).expect("cut"),
        ["copy", from, to] => drop(fs::copy(from, to).expect("copied")),
        ["link", from, to] => fs::hard_link(from, to).expect("linked"),
        ["rename", from, to] => fs::rename(from, to).expect("renamed"),
        ["remove", name] => fs::remove_file(name).expect("removed"),
        ["sync", name] => File::open(name).and_then(|file| file.sync_all()).expect("synced"),
        ["try", name] => {
            let error = File::open(name).and_then(|file| file.sync_data()).expect_err("the sync fails");
            say(&format!("{:?} error {}", error.kind(), error.raw_os_error().unwrap_or_default()));
        }
        _ => panic!("no such step: {step}"),
    }
}

/// Eight pages of a, synced; the first four then turned into b, one write each.
fn pages() {
    let mut file = File::create("pages").expect("a file");
    file.write_all(&[b'a'; 8 * 4096]).expect("written");
    file.sync_all().expect("synced");
    file.rewind().expect("its beginning");
    for _ in 0..4 {
        file.write_all(&[b'b'; 4096]).expect("written");
    }
}

fn fill() {
    let mut file = File::create("filled").expect("a file");
    let mut written = 0;
    let error = loop {
        match file.write(&[b'x'; 4096]) {
            Ok(bytes) => written += bytes,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    assert_eq!(File::create("another").expect_err("no room for a name either").kind(), ErrorKind::StorageFull);
    say(&format!("{written} {:?}", error.kind()));
}

/// Commits rows one by one until somebody stops it, saying each when it is committed.
fn write_rows(settings: &str) {
    let (journal, synchronous) = settings.split_once(' ').expect("two settings");
    let connection = Connection::open("rows.db").expect("a database");
    let pragmas = format!("PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous}; CREATE TABLE rows (n, t);");
    connection.execute_batch(&pragmas).expect("the settings");
    for number in 0_i64.. {
        let filler = "x".repeat(usize::try_from(number % 7).expect("small") * 900);
        match connection.execute("INSERT INTO rows VALUES (?1, ?2)", (number, filler)) {
            Ok(_) => say(&number.to_string()),
            Err(error) => return say(&error.to_string()),
        }
    }
}

/// Kills a writer somewhere on its way and cuts the power; how many rows it had acknowledged, how many are there.
fn sqlite_after_a_cut(journal: &str, synchronous: &str, seed: u64, cut: PowerCut) -> (usize, usize) {
    let (folder, mut disk) = disk();
    let mut running = start(&disk, folder.path(), &format!("sqlite {journal} {synchronous}"));
    let lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let mut acknowledged = lines.map_while(Result::ok).filter(|line| line.starts_with("> "));
    acknowledged.next().expect("it acknowledges a row before it ends");
    let reader = thread::spawn(move || 1 + acknowledged.count());
    thread::sleep(Duration::from_millis(70 * (seed % 9)));
    drop(running);
    let acknowledged = reader.join().expect("it only counts");
    disk.power_cut(cut);
    (acknowledged, count(folder.path()))
}

/// The rows of a database that must be sound; none if it is not even a database with that table.
fn count(folder: &Path) -> usize {
    let connection = Connection::open(folder.join("rows.db")).expect("a database");
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("it is checked");
    assert_eq!(sound, "ok");
    match connection.query_row("SELECT count(*), coalesce(max(n) + 1, 0) FROM rows", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    }) {
        Ok((rows, next)) => {
            assert_eq!(rows, next, "a row in the middle is missing");
            usize::try_from(rows).expect("a count")
        }
        Err(error) if error.to_string().contains("no such table") => 0,
        Err(error) => panic!("{error}"),
    }
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry"));
    entries.map(|entry| (entry.file_name().into(), fs::read(entry.path()).expect("a file"))).collect()
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
    files.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect()
}
