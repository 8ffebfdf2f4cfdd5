//! What the writers of these tests are asked: a script that its numbers alone determine, so that whoever knows which step
//! was acknowledged knows what was asked.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use programme::{
    AlertAnswer, Birth, Command, Departure, Details, Examination, ExaminationId, Number, PersonId, Sex, SiteId, Value,
};
use record::{Reading, Submission};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Steps for each person.
const STEPS: u64 = 8;

/// One thread of one writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Client {
    /// The record's seed.
    pub(super) seed: u64,
    /// Which writer of the record, from the first on.
    pub(super) life: u64,
    /// Which of its threads.
    pub(super) thread: u64,
}

/// Something to ask a writer.
pub(super) enum Step {
    Command(Box<Submission>),
    Reading(Reading),
}

impl Client {
    /// What this client asks at a step. A command has an idempotency key of its own, a reading a way of its own by which
    /// it is found again.
    pub(super) fn step(self, step: u64) -> Step {
        let nth = step / STEPS;
        let person = self.person(nth);
        let (key, author) = (self.key(step), format!("Nurse {}", self.thread));
        let command = match step % STEPS {
            0 if nth.is_multiple_of(2) => Command::Register { person, details: self.details(nth, "Kathy"), site: None },
            // Two events, which have to be there both or not at all.
            0 => Command::TakeRow {
                person,
                details: self.details(nth, "Tommy"),
                examination: self.examination(nth, 0),
                content: content(nth),
                day_known: true,
                from: None,
            },
            1 => Command::RecordExamination { person, examination: self.examination(nth, 1), content: content(nth) },
            2 => Command::AmendExamination {
                person,
                examination: self.examination(nth, 1),
                content: content(nth + 1),
                reason: "The cuff was too small.".to_owned(),
            },
            3 => Command::AnswerAlert {
                person,
                examination: self.examination(nth, 1),
                alert: "phq-9-item-9".into(),
                answer: AlertAnswer { on: ON, by: "Dr Osei".to_owned(), note: "I rang, and they are safe.".to_owned() },
            },
            4 => Command::AmendDetails { person, details: self.details(nth, "Ruth"), reason: "Misread.".to_owned() },
            5 => self.about_somebody_known_to_all(nth),
            6 if nth.is_multiple_of(3) => {
                Command::Depart { person, departure: Departure { on: ON, said: Some("I am tired.".to_owned()) } }
            }
            6 if nth % 3 == 1 => Command::Move { person, site: None, on: ON },
            6 => Command::OpenSite {
                site: SiteId(id(&[self.seed, self.life, self.thread, nth, 3])),
                kind: "clinic".into(),
                name: format!("Clinic {key}"),
                places: None,
                on: ON,
            },
            _ if nth % 3 == 1 => Command::Erase { person, reason: "their own wish".to_owned() },
            // Somebody whom the writer before this one registered, and whose keys could be read meanwhile.
            _ if nth % 3 == 2 && self.life > 0 => {
                let before = Self { life: self.life - 1, ..self };
                Command::Erase { person: before.person(0), reason: "their own wish".to_owned() }
            }
            _ => return Step::Reading(Reading::of(person, &author, "the whole record", &key, "machine")),
        };
        Step::Command(Box::new(Submission { key: Some(key), ..Submission::new(author, command) }))
    }

    /// Everybody examines the same person, so that commands of one batch decide on what the ones before them did.
    fn about_somebody_known_to_all(self, nth: u64) -> Command {
        let person = PersonId(id(&[self.seed]));
        if nth == 0 {
            let details = Details { name: Some("Madame".to_owned()), number: None, sex: Sex::Female, birth: BORN };
            return Command::Register { person, details, site: None };
        }
        Command::RecordExamination { person, examination: self.examination(nth, 5), content: content(nth) }
    }

    fn person(self, nth: u64) -> PersonId {
        PersonId(id(&[self.seed, self.life, self.thread, nth, 1]))
    }

    fn examination(self, nth: u64, which: u64) -> ExaminationId {
        ExaminationId(id(&[self.seed, self.life, self.thread, nth, 2, which]))
    }

    fn details(self, nth: u64, name: &str) -> Details {
        let number = format!("N-{}-{}-{}-{nth}", self.seed, self.life, self.thread);
        Details { name: Some(name.to_owned()), number: Some(number), sex: Sex::Female, birth: BORN }
    }

    /// The key of a step, which no other step of any client has.
    pub(super) fn key(self, step: u64) -> String {
        format!("{}-{}-{}-{step}", self.seed, self.life, self.thread)
    }
}

const ON: Date = date(2024, 5, 1);
const BORN: Birth = Birth::On(date(1980, 2, 29));

/// Blood pressure, and answers that ask for a call the same day.
fn content(turn: u64) -> Examination {
    let turn = i64::try_from(turn % 40).expect("it is small");
    let list = |numbers: &[i64]| Value::List(numbers.iter().map(|number| Some(Number::whole(*number))).collect());
    let pressure = BTreeMap::from([
        ("systolic".into(), list(&[118 + turn, 116 + turn, 117 + turn])),
        ("diastolic".into(), list(&[74, 72, 73])),
    ]);
    let mood = BTreeMap::from([("phq-9".into(), list(&[1, 1, 2, 1, 0, 1, 0, 0, 1]))]);
    Examination {
        on: ON,
        site: None,
        checks: BTreeMap::from([("blood-pressure".into(), pressure), ("phq-9".into(), mood)]),
    }
}

fn id(numbers: &[u64]) -> Uuid {
    let mut hash = Sha256::new();
    numbers.iter().for_each(|number| hash.update(number.to_le_bytes()));
    let digest = hash.finalize();
    uuid::Builder::from_custom_bytes(std::array::from_fn(|at| digest[at])).into_uuid()
}
