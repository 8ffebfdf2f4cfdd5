//! The load: people who are examined again and again by many threads at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use programme::rules::{FieldForm, Programme};
use programme::{Birth, Command, Details, Examination, ExaminationId, Number, PersonId, Sex, Value, Values};

use crate::clock::Clock;
use crate::engine::Writer;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::submission::Submission;

use super::Measured;

/// How many people are examined.
const PEOPLE: usize = 5_000;

/// Takes people into the record.
pub(super) fn register(writer: &Writer, programme: &Programme) -> Result<Vec<PersonId>, Error> {
    let (clock, mut entropy) = (Clock::system(), Entropy::system());
    let mut people = Vec::with_capacity(PEOPLE);
    for chunk in 0..PEOPLE / 500 {
        let submissions = (0..500).map(|at| {
            let person = PersonId(entropy.uuid_v7(clock.now()));
            people.push(person);
            let birth = Birth::On(jiff::civil::date(1950 + (at % 50) as i16, 3, 7));
            let details =
                Details { name: Some(format!("Person {chunk} {at}")), number: None, sex: Sex::Unknown, birth };
            Submission::new("bench", Command::Register { person, details, site: None })
        });
        let submissions: Vec<_> = submissions.collect();
        for outcome in writer.submit_all(submissions).map_err(failed)? {
            outcome.map_err(failed)?;
        }
    }
    debug_assert!(!programme.checks.is_empty(), "there is something to examine");
    Ok(people)
}

/// Examines people until the time is over; each thread waits for its answer before it asks again.
pub(super) fn run(
    writer: &Writer,
    people: &[PersonId],
    programme: &Programme,
    clients: usize,
    duration: Duration,
) -> Result<Measured, Error> {
    let commands = AtomicU64::new(0);
    let begun = Instant::now();
    let worked: Result<Vec<()>, Error> = std::thread::scope(|scope| {
        let client = |client: usize| {
            let (writer, commands) = (writer.clone(), &commands);
            move || {
                let (clock, mut entropy) = (Clock::system(), Entropy::system());
                let mut turn = client;
                while begun.elapsed() < duration {
                    let person = people[turn * 7_919 % people.len()];
                    turn += clients;
                    let examination = ExaminationId(entropy.uuid_v7(clock.now()));
                    let content = examination_of(programme, turn);
                    let command = Command::RecordExamination { person, examination, content };
                    writer.submit(Submission::new("bench", command)).map_err(failed)?;
                    commands.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }
        };
        let threads: Vec<_> = (0..clients).map(|at| scope.spawn(client(at))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a client does not panic")).collect()
    });
    worked?;
    Ok(Measured { commands: commands.into_inner(), took: begun.elapsed() })
}

/// An examination with a value in every field of the programme.
pub(super) fn examination_of(programme: &Programme, turn: usize) -> Examination {
    let on = Date::constant(2024, (turn % 12) as i8 + 1, (turn % 28) as i8 + 1);
    let mut checks = std::collections::BTreeMap::new();
    for (check, field) in programme.fields() {
        let value = match &field.form {
            FieldForm::Choice { choices } => Value::Choice(choices[turn % choices.len()].id.as_str().into()),
            FieldForm::Numbers { count, plausible: (least, most), .. } => {
                let span = (most.as_millionths() - least.as_millionths()) / Number::SCALE;
                let number =
                    Number::millionths(least.as_millionths() + turn as i64 % (span + 1).max(1) * Number::SCALE);
                if *count == 1 { Value::Number(number) } else { Value::List(vec![Some(number); *count]) }
            }
        };
        let values: &mut Values = checks.entry(check.id.clone()).or_default();
        values.insert(field.id.clone(), value);
    }
    Examination { on, site: None, checks }
}

pub(super) fn failed(rejection: crate::submission::Rejection) -> Error {
    Error::Refused(rejection.to_string())
}
