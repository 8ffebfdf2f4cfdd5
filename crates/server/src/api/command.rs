//! Carrying out a command for whoever calls the interface.

use programme::{Command, Refusal};
use record::Rejection;

use super::model::{Done, Made};
use crate::extract::Asked;
use crate::problem::Problem;
use crate::state::{State, Undone};

/// Carries out a command.
///
/// # Errors
/// Why nothing was done; 404 where what the path names is not there.
pub(crate) async fn carry_out(state: &State, asked: Asked, command: Command) -> Result<Done, Problem> {
    let named = named_in_path(&command);
    state.submit(asked.key, asked.expected, command).await.map(Done::from).map_err(|undone| match undone {
        Undone::Rejected(Rejection::Refused(refusal)) if is_missing(&refusal, named) => {
            Problem::refused(*refusal).not_found()
        }
        undone => undone.into(),
    })
}

/// Carries out a command that makes something new, which is then found at `location`.
///
/// # Errors
/// As [`carry_out`].
pub(crate) async fn make(state: &State, asked: Asked, command: Command, location: String) -> Result<Made, Problem> {
    let done = carry_out(state, asked, command).await?;
    Ok(Made { done, location })
}

/// The parts of a command that come from the path, as a refusal names them.
fn named_in_path(command: &Command) -> &'static [&'static str] {
    match command {
        Command::EndPost { .. } => &["post"],
        Command::AnswerConcern { .. } => &["concern"],
        Command::Bond { .. } => &["bond"],
        Command::Telling { .. } => &["telling"],
        Command::Reach { .. } => &["message", "link"],
        Command::AnswerRequest { .. } => &["request"],
        Command::Deferral { .. } => &["deferral"],
        Command::Appeal { .. } => &["appeal"],
        Command::Donation { .. } => &["donation"],
        Command::AmendExamination { .. } | Command::MarkExaminationEnteredInError { .. } => &["examination"],
        Command::AnswerAlert { .. } => &["examination", "alert"],
        Command::ChangeSite { .. } | Command::CloseSite { .. } => &["site"],
        Command::LookAtRow { .. } => &["import", "line"],
        _ => &[],
    }
}

/// Whether a refusal says that what the path names is not there. A person who is not there has no place in the command.
fn is_missing(refusal: &Refusal, named: &[&str]) -> bool {
    matches!(refusal.rule.as_str(), "no-such" | "no-such-alert")
        && refusal.place.as_deref().is_none_or(|place| named.contains(&place))
}
