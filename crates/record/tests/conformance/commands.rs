//! Commands through the whole engine: receipts, and what is left of them.

use std::sync::Arc;

use jiff::civil::date;
use programme::rules::Programme;
use programme::{
    Birth, Command, Details, Event, Examination, ExaminationId, Number, PersonId, Sex, SiteEvent, SiteId, Stream, Value,
};
use uuid::Uuid;

use super::{Ground, on_both};
use crate::conn::Access;
use crate::{Clock, Entropy, Opening, Reading, Receipt, Rejection, Running, Submission, Writer, open};

const KATHY: PersonId = PersonId(Uuid::from_u128(1));
const STRANGER: PersonId = PersonId(Uuid::from_u128(9));

pub(super) fn kidney() -> Arc<Programme> {
    let text = include_str!("../../../../programmes/living-kidney-us.toml");
    Arc::new(programme::file::parse(text).programme.unwrap())
}

pub(super) fn opening(ground: &Ground) -> Opening {
    Opening {
        place: ground.place.clone(),
        programme: kidney(),
        clock: Clock::system(),
        entropy: Entropy::seeded(2),
        author: "a test".to_owned(),
    }
}

fn opened(ground: &Ground) -> (Writer, Running) {
    open(opening(ground), &mut |_| {}).unwrap()
}

fn details(name: &str) -> Details {
    Details {
        name: Some(name.to_owned()),
        number: Some("R-1".to_owned()),
        sex: Sex::Female,
        birth: Birth::On(date(1971, 3, 3)),
    }
}

fn registered(name: &str) -> Submission {
    keyed("first", Command::Register { person: KATHY, details: details(name), site: None })
}

fn erased() -> Submission {
    keyed("last", Command::Erase { person: KATHY, reason: "her own wish".to_owned() })
}

fn keyed(key: &str, command: Command) -> Submission {
    Submission { key: Some(key.to_owned()), ..Submission::new("a nurse", command) }
}

fn digests(ground: &Ground) -> Vec<[u8; 32]> {
    let sql = "SELECT digest FROM receipt ORDER BY at, key";
    ground.again(Access::Read).query(sql, &[], |row| row.get_array(0)).unwrap()
}

fn the_same_key_is_carried_out_once_and_never_for_another_command(ground: &Ground) {
    let (writer, running) = opened(ground);
    let first = writer.submit(registered("Kathy")).unwrap();
    assert_eq!(first, Receipt { stream: format!("person/{KATHY}"), version: 1, events: 1, left: Vec::new() });
    assert_eq!(writer.submit(registered("Kathy")), Ok(first.clone()));
    assert_eq!(writer.submit(registered("Ruth")), Err(Rejection::KeyReused));
    let together = writer.submit_all(vec![registered("Kathy"), registered("Ruth")]).unwrap();
    assert_eq!(together, [Ok(first.clone()), Err(Rejection::KeyReused)]);
    running.stop();
    let (writer, running) = opened(ground);
    assert_eq!(writer.submit(registered("Kathy")), Ok(first.clone()), "another process knows the receipt as well");
    let mut early = erased();
    early.key = registered("Kathy").key;
    assert_eq!(writer.submit(early), Err(Rejection::KeyReused));
    let mut gone = writer.submit(erased()).unwrap();
    gone.left.clear();
    assert_eq!(writer.submit(erased()), Ok(gone), "an erasure that is asked for again is answered as it was");
    assert_eq!(writer.submit(registered("Kathy")), Ok(first), "and so is what came before it; nobody is brought back");
    let other = Command::Register { person: STRANGER, details: details("Kathy"), site: None };
    assert_eq!(writer.submit(keyed("first", other)), Err(Rejection::KeyReused), "it was about somebody else");
    running.stop();
}

/// A reader that holds an old state keeps old pages in SQLite's log of changes; PostgreSQL has a log that is not ours.
fn what_an_erasure_could_not_reach_is_said_to_whoever_asked(ground: &Ground) {
    let (writer, running) = opened(ground);
    writer.submit(registered("Kathy")).unwrap();
    let mut reader = ground.again(Access::Read);
    reader.begin(Access::Read).unwrap();
    let gone = writer.submit(erased()).unwrap();
    assert!(gone.left.iter().any(|said| said.contains("write-ahead log")), "{:?}", gone.left);
    reader.rollback().unwrap();
    assert_eq!(writer.submit(erased()).unwrap().left, [""; 0], "it is said once");
    running.stop();
}

/// Whoever has the record may try guesses: the receipts of somebody erased tell them nothing.
fn no_guess_can_be_confirmed_by_what_is_left_of_somebody_erased(ground: &Ground) {
    let (writer, running) = opened(ground);
    let command = registered("Kathy");
    writer.submit(command.clone()).unwrap();
    let secret = crate::vault::secret(&mut ground.again(Access::Read), "lookup-key").unwrap();
    let guesses = || {
        let said = serde_json::to_vec(&(&command.author, &command.command)).unwrap();
        let bare: [u8; 32] = sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(said)).into();
        [bare, crate::receipt::digest(&command, None, &secret)]
    };
    assert!(guesses().iter().all(|guess| !digests(ground).contains(guess)), "while her key is there");
    writer.submit(erased()).unwrap();
    assert!(guesses().iter().all(|guess| !digests(ground).contains(guess)), "and when it is gone");
    let erasure = crate::receipt::digest(&erased(), None, &secret);
    assert!(digests(ground).contains(&erasure), "the guess is made as the record makes it");
    running.stop();
}

/// Nothing is decided, and still what was read is vouched for once nobody asks any more.
fn readings_alone_are_sealed_when_it_is_quiet(ground: &Ground) {
    let (writer, running) = opened(ground);
    let kathy = writer.submit(registered("Kathy")).unwrap();
    assert_eq!(kathy.version, 1);
    let mut conn = ground.again(Access::Read);
    let mut sealed = |readings: i64| {
        let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
        while crate::checkpoint::last(&mut conn).unwrap().is_none_or(|last| last.reading_seq < readings) {
            assert!(std::time::Instant::now() < until, "reading {readings} was not sealed");
            std::thread::yield_now();
        }
    };
    sealed(0);
    writer.read(vec![Reading::of(KATHY, "a nurse", "timeline", "console", "clinician")]).unwrap();
    sealed(1);
    running.stop();
}

/// A row of a file brings an id of its own; whoever has the number already has another.
fn a_row_of_somebody_known_is_answered_with_their_own_stream(ground: &Ground) {
    let (writer, running) = opened(ground);
    let row = |person: PersonId, key: &str| {
        let value = Value::Number(Number::whole(70));
        let checks = [("body".into(), [("weight".into(), value)].into())].into();
        let content = Examination { on: date(2026, 1, 1), site: None, checks };
        let examination = ExaminationId(person.0);
        keyed(
            key,
            Command::TakeRow { person, details: details("Kathy"), examination, content, day_known: true, from: None },
        )
    };
    let first = writer.submit(row(KATHY, "one")).unwrap();
    assert_eq!((first.stream, first.events), (format!("person/{KATHY}"), 2));
    let again = writer.submit(row(STRANGER, "two")).unwrap();
    assert_eq!(again, Receipt { stream: format!("person/{KATHY}"), version: 2, events: 0, left: Vec::new() });
    running.stop();
}

/// A stream of a site that does not begin with its opening: the engine never writes one, and loading it panics.
fn write_what_cannot_be(ground: &Ground) -> SiteId {
    let site = SiteId(Uuid::from_u128(0xbad));
    let mut conn = ground.again(Access::Write);
    let changed = SiteEvent::Changed { name: "Nowhere".to_owned(), places: None };
    super::history::Writer::after(&mut conn).write(&mut conn, &[(Stream::Site(site), Event::Site(changed))]);
    site
}

fn close(site: SiteId) -> Submission {
    Submission::new("a nurse", Command::CloseSite { site, on: date(2026, 1, 1) })
}

fn after_a_panic_the_writer_begins_anew(ground: &Ground) {
    let (writer, running) = opened(ground);
    let first = writer.submit(registered("Kathy")).unwrap();
    let site = write_what_cannot_be(ground);
    for _ in 0..3 {
        assert_eq!(writer.submit(close(site)), Err(Rejection::Unknown));
        assert_eq!(writer.submit(registered("Kathy")), Ok(first.clone()), "what was confirmed is there");
    }
    let asked =
        keyed("later", Command::AmendDetails { person: KATHY, details: details("Ruth"), reason: "x".to_owned() });
    assert_eq!(writer.submit(asked).unwrap().version, 2, "and it goes on");
    running.stop();
}

/// The read tables are to be worked out anew as well, which comes upon the same stream.
fn a_writer_that_cannot_begin_anew_ends_the_process(ground: &Ground) {
    let (writer, running) = opened(ground);
    let site = write_what_cannot_be(ground);
    let (mut conn, sql) = (ground.again(Access::Write), "DELETE FROM meta WHERE name = 'read-layout'");
    conn.transaction(Access::Write, |conn| conn.execute(sql, &[])).unwrap();
    assert_eq!(writer.submit(close(site)), Err(Rejection::Unknown));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| running.stop())).unwrap_err();
    let said = ended.downcast_ref::<String>().unwrap();
    assert_eq!(said, "the process would end now, with exit code 70");
}

on_both! {
    what_an_erasure_could_not_reach_is_said_to_whoever_asked
    the_same_key_is_carried_out_once_and_never_for_another_command
    no_guess_can_be_confirmed_by_what_is_left_of_somebody_erased
    after_a_panic_the_writer_begins_anew
    a_writer_that_cannot_begin_anew_ends_the_process
    readings_alone_are_sealed_when_it_is_quiet
    a_row_of_somebody_known_is_answered_with_their_own_stream
}
