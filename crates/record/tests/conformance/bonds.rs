//! Bonds through the whole engine: who sees whom, and what an erasure leaves of either side.

use jiff::civil::date;
use programme::{
    Birth, BondContent, BondId, BondKind, BondStep, Command, Contact, Details, PersonId, Sex, Sight, Whom,
};
use uuid::Uuid;

use super::commands::{kidney, opening};
use super::{Ground, on_both};
use crate::{Reader, Submission, Writer, open};

const KATHY: PersonId = PersonId(Uuid::from_u128(1));
const RUTH: PersonId = PersonId(Uuid::from_u128(2));
const FRIEND: BondId = BondId(Uuid::from_u128(11));
const SISTER: BondId = BondId(Uuid::from_u128(12));
const NOT_TO_KNOW: BondId = BondId(Uuid::from_u128(13));

fn write(writer: &Writer, command: Command) {
    writer.submit(Submission::new("a test", command)).unwrap();
}

fn bond(writer: &Writer, person: PersonId, bond: BondId, step: BondStep) {
    write(writer, Command::Bond { person, bond, step });
}

fn named(kind: BondKind, whom: Whom, may_see: bool) -> BondStep {
    BondStep::Name { content: BondContent { kind, whom, may_be_told: [].into(), may_see } }
}

/// Kathy names Ruth as her friend, and her sister, who is not in the record. Ruth would not have Kathy know anything of her.
fn both_named(writer: &Writer) {
    for (person, name) in [(KATHY, "Kathy"), (RUTH, "Ruth")] {
        let birth = Birth::On(date(1995, 2, 1));
        let details = Details { name: Some(name.to_owned()), number: None, sex: Sex::Female, birth };
        write(writer, Command::Register { person, details, site: None });
    }
    bond(writer, KATHY, FRIEND, named(BondKind::Friend, Whom::Record { person: RUTH }, true));
    let contact = Contact { name: "Annabel Anderson".to_owned(), post: None, email: None, telephone: None };
    bond(writer, KATHY, SISTER, named(BondKind::Partner, Whom::World { contact }, false));
    bond(writer, RUTH, NOT_TO_KNOW, named(BondKind::NotThisPerson, Whom::Record { person: KATHY }, false));
}

fn sight(reader: &mut Reader) -> (Option<Sight>, Option<String>) {
    let seen = reader.bonds_seen(KATHY).unwrap();
    assert!(!seen.sight.contains_key(&SISTER), "who is not in the record sees nobody");
    assert_eq!(seen.namings, [], "who is to be told nothing is not told that they were named");
    (seen.sight.get(&FRIEND).copied(), seen.names.get(&FRIEND).cloned())
}

fn both_sides_are_found_and_an_erasure_of_either_leaves_nothing_of_them(ground: &Ground) {
    let (writer, running) = open(opening(ground), &mut |_| {}).unwrap();
    both_named(&writer);
    let mut reader = Reader::open(&ground.place, kidney()).unwrap();
    assert_eq!(reader.namer_of(FRIEND, RUTH).unwrap(), Some(KATHY));
    assert_eq!(reader.namer_of(NOT_TO_KNOW, KATHY).unwrap(), None, "it is nobody's but the namer's");
    assert_eq!(sight(&mut reader), (Some(Sight::Invited), None));
    bond(&writer, RUTH, FRIEND, BondStep::Answer { namer: KATHY, may_see: true });
    assert_eq!(sight(&mut reader), (Some(Sight::Both), Some("Ruth".to_owned())));
    let ruths = reader.bonds_seen(RUTH).unwrap();
    assert_eq!((ruths.namings[0].namer, ruths.namings[0].name.as_deref()), (KATHY, Some("Kathy")));
    assert_eq!(ruths.shown, [KATHY]);

    write(&writer, Command::Erase { person: RUTH, reason: "their own wish".to_owned() });
    assert_eq!(sight(&mut reader), (Some(Sight::Nothing), None));
    write(&writer, Command::Erase { person: KATHY, reason: "their own wish".to_owned() });
    assert_eq!(reader.namer_of(FRIEND, RUTH).unwrap(), None);
    let dump = crate::dump_of_read_tables(&ground.place).unwrap();
    assert!(!dump.contains(&FRIEND.to_string()) && !dump.contains(&SISTER.to_string()), "{dump}");
    let life = reader.life(KATHY).unwrap().unwrap();
    assert!(life.person.bonds.is_empty() && !format!("{:?}", life.entries).contains("Annabel"), "{life:?}");
    running.stop();
}

on_both! {
    both_sides_are_found_and_an_erasure_of_either_leaves_nothing_of_them
}
