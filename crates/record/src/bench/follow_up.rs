//! How long it takes to say how it stands with staying in touch, over many who gave.

use std::sync::Arc;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    AnswerSource, Birth, Command, Details, DonationId, DonationStep, FollowUpAnswer, FollowUpAnswerId, FollowUpStep,
    Given, PersonId, Sex, Value, Values,
};
use serde::Serialize;

use crate::clock::Clock;
use crate::conn::Place;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::query::{FollowUpFilter, Reader};
use crate::submission::Submission;

use super::load::failed;

/// How often the report is made.
const TURNS: usize = 9;
/// The day on which everything is looked at.
const TODAY: Date = date(2025, 6, 1);

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct FollowUpBenchReport {
    /// People who gave.
    pub donors: usize,
    /// Windows of theirs.
    pub windows: u64,
    /// The report over all of them, in milliseconds: half of the times it took no longer.
    pub report_p50_ms: f64,
    /// The longest.
    pub report_max_ms: f64,
    /// The list of the first 50 who are late, the longest.
    pub list_max_ms: f64,
}

/// Writes donors into an empty record, half of whom have answered once, and asks how it stands.
///
/// # Errors
/// Where the record cannot be made, written or read.
pub fn run(place: &Place, programme: &Arc<Programme>, donors: usize) -> Result<FollowUpBenchReport, Error> {
    let (writer, running) = super::open_empty(place, programme)?;
    let (clock, mut entropy) = (Clock::system(), Entropy::system());
    let everybody: Vec<usize> = (0..donors).collect();
    for some in everybody.chunks(500) {
        let mut submissions = Vec::new();
        for at in some {
            let ids = [(); 3].map(|()| entropy.uuid_v7(clock.now()));
            submissions.extend(life(*at, ids).into_iter().map(|command| Submission::new("bench", command)));
        }
        for outcome in writer.submit_all(submissions).map_err(failed)? {
            outcome.map_err(failed)?;
        }
    }
    running.stop();
    measure(place, programme, donors)
}

/// Somebody who gave on a day of the last ten years, and who may have answered on a day since.
fn life(at: usize, [person, donation, answer]: [uuid::Uuid; 3]) -> Vec<Command> {
    let person = PersonId(person);
    let birth = Birth::On(date(1970, 1, 1));
    let details = Details { name: Some(format!("Donor {at}")), number: None, sex: Sex::Unknown, birth };
    let on = TODAY.saturating_sub((1 + (at * 7_919 % 3_650) as i32).days());
    let given = Given { kind: "kidney".into(), on, discharged: Some(on.saturating_add(4.days())), site: None };
    let mut commands = vec![
        Command::Register { person, details, site: None },
        Command::Donation { person, donation: DonationId(donation), step: DonationStep::Record { given } },
    ];
    let seen = on.saturating_add(((at * 104_729 % 900) as i32).days());
    if at.is_multiple_of(2) && seen < TODAY {
        let values: Values = [("donor-status".into(), Value::Choice("well".into()))].into();
        let content = FollowUpAnswer { seen, source: AnswerSource::Telephone, values, note: None };
        let step = FollowUpStep::Answer { answer: FollowUpAnswerId(answer), content };
        commands.push(Command::FollowUp { person, step });
    }
    commands
}

fn measure(place: &Place, programme: &Arc<Programme>, donors: usize) -> Result<FollowUpBenchReport, Error> {
    let mut reader = Reader::open(place, Arc::clone(programme))?;
    let (mut reports, mut lists, mut windows) = (Vec::new(), Vec::new(), 0);
    for _ in 0..TURNS {
        let begun = Instant::now();
        let report = reader.follow_up_report(programme, TODAY)?;
        reports.push(begun.elapsed().as_secs_f64() * 1_000.0);
        windows = report.windows.iter().flat_map(|window| window.states.values()).sum();
        let begun = Instant::now();
        reader.follow_up_due(FollowUpFilter::Late, TODAY, 50)?;
        lists.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    if windows < donors as u64 {
        return Err(Error::Damaged("there are fewer windows than donors".to_owned()));
    }
    reports.sort_by(f64::total_cmp);
    lists.sort_by(f64::total_cmp);
    Ok(FollowUpBenchReport {
        donors,
        windows,
        report_p50_ms: reports[TURNS / 2],
        report_max_ms: reports[TURNS - 1],
        list_max_ms: lists[TURNS - 1],
    })
}
