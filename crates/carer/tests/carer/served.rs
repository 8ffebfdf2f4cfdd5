//! A record whose programme file was served under an earlier version of Carer, which asked for less of one: it opens, is read,
//! taken away, verified and gone on with, and whoever runs it is told what the file lacks.

use std::sync::Arc;

use jiff::civil::date;
use programme::{Birth, Command, Details, PersonId, Sex};
use record::{Clock, Entropy, Opening, Submission};
use uuid::Uuid;

use crate::ground::{Ground, on_both, text_of};

const OLD: &str = "crates/programme/tests/served/before-donations.toml";

on_both! {
    a_record_under_an_old_file_opens
    only_the_file_in_force_is_gone_on_with
}

fn a_record_under_an_old_file_opens(ground: &Ground) {
    with_a_record_under_an_old_file(ground);
    let taken = ground.carer(&["export", "--person", "R-1"]).with(0).json();
    assert!(taken.to_string().contains("Ruth"), "{taken}");
    ground.carer(&["verify"]).with(0);
    ground.erase("R-2", &[]).with(0);
    let backup = ground.write("backup-of-old", "");
    std::fs::remove_file(&backup).expect("it was written just now");
    ground.carer(&["backup", "--to", &backup]).with(0);
    let elsewhere = ground.another("restored");
    ground.carer_at(&elsewhere, &["restore", &backup, "--erasures", &ground.ledger()]).with(0);
    // What was asked of a file then is no reason to keep a record closed; what it lacks is said, and where.
    let doctor = ground.carer(&["doctor"]).with(1);
    for said in ["falls short of what this version asks for", "article 1, asked-untold", "article 3, no-advocate"] {
        assert!(doctor.out.contains(said), "{said}: {}", doctor.out);
    }
    // Nothing else is wrong with it.
    assert_eq!(doctor.out.matches("needs somebody\n").count(), 1, "{}", doctor.out);
    // The auditor, who does not know the engine, says the same of the file.
    let audit = ground.carer(&["audit"]);
    assert!(audit.out.contains("article 3"), "{}{}", audit.out, audit.err);
}

fn only_the_file_in_force_is_gone_on_with(ground: &Ground) {
    with_a_record_under_an_old_file(ground);
    let old = ground.write("old.toml", text_of(OLD));
    let counted = ground.carer(&["eligibility", "--programme", &old, "--format", "json"]).with(0);
    assert!(counted.err.contains("warning: the programme file in force falls short"), "{}", counted.err);
    assert_eq!(counted.json()["people"], 2);
    // Another file is a new one, and has to be sound; so has the same one where it never was in force.
    let other = ground.write("other.toml", text_of(OLD).replacen("Registered", "In the books", 1));
    let refused = ground.carer(&["eligibility", "--programme", &other]).with(2);
    assert!(refused.err.contains("cannot be used"), "{}", refused.err);
    let empty = ground.another("empty");
    ground.carer_at(&empty, &["eligibility", "--programme", &old]).with(2);
}

/// As an earlier version left it: two people, under a file that was without a fault then.
fn with_a_record_under_an_old_file(ground: &Ground) {
    let programme = programme::file::parse_served(&text_of(OLD)).programme.expect("it was served");
    let opening = Opening {
        place: ground.place.clone(),
        programme: Arc::new(programme),
        clock: Clock::system(),
        entropy: Entropy::system(),
        author: "A test".to_owned(),
    };
    let (writer, running) = record::open(opening, &mut |_| {}).expect("it opens");
    for (id, name) in [(1, "Ruth"), (2, "Hannah")] {
        let details = Details {
            name: Some(name.to_owned()),
            number: Some(format!("R-{id}")),
            sex: Sex::Female,
            birth: Birth::On(date(1995, 2, 1)),
        };
        let command = Command::Register { person: PersonId(Uuid::from_u128(id)), details, site: None };
        writer.submit(Submission::new("A test", command)).expect("it is carried out");
    }
    running.stop();
}
