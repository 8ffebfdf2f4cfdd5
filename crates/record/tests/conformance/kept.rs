//! What law has a programme keep of whoever gave: it outlasts their erasure and nothing else does, and goes when its time is over.

use std::sync::Arc;

use jiff::civil::date;
use memchr::memmem;
use programme::{
    Birth, Command, Details, DonationId, DonationStep, Event, Given, KeepEvent, PersonEvent, PersonId, Private, Sex,
    Stream, file,
};
use uuid::Uuid;

use super::erasures::bytes_of;
use super::{Ground, on_both};
use crate::conn::Place;
use crate::restore::Restoring;
use crate::{Clock, Entropy, Ledger, Opening, Reader, Rejection, Running, Submission, Writer};

const HANNAH: PersonId = PersonId(Uuid::from_u128(0x4a44));
/// Somebody who never gave.
const OTHER: PersonId = PersonId(Uuid::from_u128(0x4a45));
const NAME: &str = "Zyxkept Qponmlk";
const ERASED_ON: &str = "2026-03-01T15:00:00Z";

on_both! {
    what_is_kept_outlasts_an_erasure_and_goes_when_its_time_is_over
    whoever_a_backup_brings_back_is_erased_again_and_the_same_is_kept
}

fn what_is_kept_outlasts_an_erasure_and_goes_when_its_time_is_over(ground: &Ground) {
    let (writer, running) = opened(&ground.place, ERASED_ON);
    write(&writer);
    let keys = keys(ground, HANNAH);
    assert_eq!(keys.len(), 2, "nothing is made before it is needed");
    erase(&writer, HANNAH);
    erase(&writer, OTHER);

    // Of everything else no key is left, and nothing is in clear.
    let bytes = bytes_of(ground);
    for (category, key) in &keys {
        assert!(memmem::find(&bytes, key).is_none(), "the {category} key is still in a file");
    }
    assert!(memmem::find(&bytes, NAME.as_bytes()).is_none(), "her name stands in a file");
    let mut reader = reader(&ground.place);
    let person = reader.life(HANNAH).unwrap().expect("she is in the record").person;
    assert!(person.erased && person.details.is_none() && person.donations.is_empty());
    assert_eq!(reader.kept().unwrap(), [(HANNAH, date(2030, 6, 1))], "ten years after she gave, and of her alone");

    // What is kept is what the file says, and is opened by itself alone.
    let kept = reader.kept_of(HANNAH).unwrap().expect("it is kept");
    let who = kept.who.expect("a rule asks for it");
    assert_eq!((who.name.as_deref(), who.number.as_deref()), (Some(NAME), Some("KEPT-77")));
    let [donation] = kept.donations.as_slice() else { panic!("she gave once") };
    assert_eq!((donation.kind.as_str(), donation.on), ("kidney", date(2020, 6, 1)));
    assert_eq!(reader.kept_of(OTHER).unwrap(), None);
    let is_shut =
        |event: &PersonEvent| matches!(event, PersonEvent::Keep(KeepEvent::Kept { content: Private::Erased, .. }));
    let entries = reader.life(HANNAH).unwrap().expect("she is in the record").entries;
    assert_eq!(entries.iter().filter(|entry| is_shut(&entry.event)).count(), 1, "a life does not show it");
    holds(&ground.place);

    // Nobody destroys it before its time.
    let end = Submission::new("The office", Command::EndKeeping { person: HANNAH });
    let refused = writer.submit(end).expect_err("it is kept until 2030");
    assert!(matches!(&refused, Rejection::Refused(refusal) if refusal.rule.as_str() == "kept-by-law"), "{refused}");
    running.stop();
    let kept_key = self::keys(ground, HANNAH);
    let [(category, kept_key)] = kept_key.as_slice() else { panic!("one key is left: {}", kept_key.len()) };
    assert_eq!(category, "kept");
    assert!(memmem::find(&bytes_of(ground), kept_key).is_some(), "the search can find what is there");

    // The day before, and the day on which its time is over: whoever opens the record sees to it, unasked.
    opened(&ground.place, "2030-05-31T16:00:00Z").1.stop();
    assert!(reader.kept_of(HANNAH).unwrap().is_some());
    opened(&ground.place, "2030-06-01T16:00:00Z").1.stop();
    assert_eq!((reader.kept().unwrap(), reader.kept_of(HANNAH).unwrap()), (Vec::new(), None));
    assert!(memmem::find(&bytes_of(ground), kept_key).is_none(), "the key to what was kept is still in a file");
    holds(&ground.place);
    let said = crate::rebuilds_alike(&ground.place, &programme(), &Clock::system()).unwrap();
    assert_eq!(said, Some(true), "the read tables say the same anew");
}

/// The backup knows her whole. What the law has kept is made of it once more, before her keys are destroyed.
fn whoever_a_backup_brings_back_is_erased_again_and_the_same_is_kept(ground: &Ground) {
    let (writer, running) = opened(&ground.place, ERASED_ON);
    write(&writer);
    let backup = ground.file("before-the-erasure.db");
    crate::backup(&ground.place, &backup, &mut |_| {}).unwrap();
    erase(&writer, HANNAH);
    running.stop();
    let ledger = Ledger::at(&ground.file("ledger.jsonl"));
    ledger.bring_up(&ground.place).unwrap();

    let elsewhere = ground.another();
    let how = Restoring { erasures: Some(ledger.path()), ledger: None, replace: false };
    let restored =
        crate::restore(&backup, &elsewhere, how, "2026-03-02T15:00:00Z".parse().unwrap(), &mut |_| {}).unwrap();
    assert_eq!(restored.erase_again.len(), 1);
    opened(&elsewhere, "2026-03-02T15:00:00Z").1.stop();
    let mut there = reader(&elsewhere);
    assert!(there.life(HANNAH).unwrap().expect("she is in the record").person.erased);
    let kept = there.kept_of(HANNAH).unwrap().expect("the law has it kept there as well");
    assert_eq!(Some(kept), reader(&ground.place).kept_of(HANNAH).unwrap());
    holds(&elsewhere);
}

fn programme() -> Arc<programme::rules::Programme> {
    let text = include_str!("../../../../programmes/living-kidney-us.toml");
    Arc::new(file::parse(text).programme.expect("it is without faults"))
}

fn opened(place: &Place, now: &str) -> (Writer, Running) {
    let opening = Opening {
        place: place.clone(),
        programme: programme(),
        clock: Clock::fixed(now.parse().unwrap()),
        entropy: Entropy::system(),
        author: "A test".to_owned(),
    };
    crate::open(opening, &mut |_| {}).unwrap()
}

fn reader(place: &Place) -> Reader {
    Reader::open(place, programme()).unwrap()
}

fn write(writer: &Writer) {
    for (person, name, number) in [(HANNAH, NAME, "KEPT-77"), (OTHER, "Somebody Else", "KEPT-78")] {
        let (name, number) = (Some(name.to_owned()), Some(number.to_owned()));
        let details = Details { name, number, sex: Sex::Female, birth: Birth::On(date(1970, 4, 2)) };
        writer.submit(Submission::new("The office", Command::Register { person, details, site: None })).unwrap();
    }
    let given = Given { kind: "kidney".into(), on: date(2020, 6, 1), discharged: None, site: None };
    let (donation, step) = (DonationId(Uuid::from_u128(1)), DonationStep::Record { given });
    writer.submit(Submission::new("The office", Command::Donation { person: HANNAH, donation, step })).unwrap();
}

fn erase(writer: &Writer, person: PersonId) {
    let command = Command::Erase { person, reason: "their own wish".to_owned() };
    writer.submit(Submission::new("The office", command)).unwrap();
}

/// Somebody's keys that are not destroyed, with their categories.
fn keys(ground: &Ground, person: PersonId) -> Vec<(String, [u8; 32])> {
    let mut conn = ground.again(crate::conn::Access::Read);
    let stream = Stream::Person(person).to_string();
    let sql = "SELECT category, key FROM stream_key WHERE stream = $1 ORDER BY category";
    let keys = conn.query(sql, &[(&stream).into()], |row| Ok((row.get_text(0)?.to_owned(), row.get_array::<32>(1)?)));
    keys.unwrap().into_iter().filter(|(_, key)| *key != [0; 32]).collect()
}

fn holds(place: &Place) {
    let report = crate::verify(place, None, &mut |_| {}).unwrap();
    assert!(report.holds(), "{report}");
}

#[test]
fn a_kept_part_has_a_category_of_its_own() {
    let content = Private::Known(programme::KeptContent { who: None, donations: Vec::new() });
    let kept = programme::Kept { until: date(2030, 6, 1), rules: ["specimens".into()].into() };
    let event = Event::Person(PersonEvent::Keep(KeepEvent::Kept { kept, content }));
    let encoded = event.encode();
    assert_eq!(encoded.private.as_ref().map(|(category, _)| *category), Some(programme::Category::Kept));
    let private = encoded.private.as_ref().map(|(_, private)| Some(private.as_slice()));
    assert_eq!(Event::decode(encoded.kind, encoded.schema, &encoded.clear, private), Ok(event));
}
