//! Staying in touch: the list of whom to ask, and how it stands with one person.

mod figures;
mod list;
mod own;
mod person;

pub(crate) use list::{FollowUpListPage, Listed, Narrowed, Only, Waiting};
pub(crate) use own::{OwnFollowUp, own};
pub(crate) use person::FollowUpPage;

use programme::rules::Programme;
use programme::{AttemptOutcome, NextWay, Person, WayKind, Window, WindowState};

use super::chart::{Course, Mark, Shape};
use super::words::{capital, plain_date};
use jiff::civil::Date;

/// What people call a window, with its round where it comes again.
fn name_of(programme: &Programme, window: &Window) -> String {
    named(programme, &window.id, window.round)
}

fn named(programme: &Programme, window: &programme::WindowId, round: u32) -> String {
    let name = programme.follow_up.as_ref().and_then(|follow_up| follow_up.name_of(window)).unwrap_or(window.as_str());
    if round > 1 { format!("{name}, {round}") } else { name.to_owned() }
}

/// When and how somebody was last heard of.
fn last_heard(person: &Person) -> Option<(Date, &'static str)> {
    let record = &person.follow_up;
    let reached = record.attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Reached);
    let reached = reached.map(|attempt| (attempt.on, attempt.by.plain()));
    let said = record.answers.iter().map(|(_, answer)| (answer.seen, answer.source.plain()));
    let examined = person.examinations.values().map(|recorded| (recorded.content.on, "at an examination"));
    reached.chain(said).chain(examined).max_by_key(|(on, _)| *on)
}

/// A way to reach somebody, for whoever takes it.
fn way(next: &NextWay) -> String {
    match (&next.through, next.by) {
        (Some(through), WayKind::Keeper) => format!("Through {through}: {}", next.address.trim()),
        _ => format!("{}: {}", capital(next.by.plain()), next.address.trim()),
    }
}

/// The windows as a line of time; `None` without any.
fn course(programme: &Programme, windows: &[Window], today: Date) -> Option<String> {
    let mark = |window: &Window| {
        let state = window.state_on(today);
        let name = format!("{}, {}: {}.", name_of(programme, window), plain_date(window.day), state.plain());
        Mark { day: window.day, shape: shape(state), name }
    };
    let marks = windows.iter().map(mark).collect();
    let (id, title) = ("windows".to_owned(), "The times after giving".to_owned());
    Course { id, title, today, marks }.svg(means)
}

const SHAPES: [(WindowState, Shape); 7] = [
    (WindowState::Complete, Shape::Full),
    (WindowState::CompleteLate, Shape::Ringed),
    (WindowState::Due, Shape::Corner),
    (WindowState::Late, Shape::Triangle),
    (WindowState::Missed, Shape::Cross),
    (WindowState::Ended, Shape::Bar),
    (WindowState::NotYet, Shape::Empty),
];

fn shape(state: WindowState) -> Shape {
    SHAPES.iter().find(|(known, _)| *known == state).map_or(Shape::Empty, |(_, shape)| *shape)
}

fn means(shape: Shape) -> &'static str {
    SHAPES.iter().find(|(_, known)| *known == shape).map_or("", |(state, _)| state.plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_shape_of_its_own() {
        for state in WindowState::ALL {
            assert_eq!(means(shape(state)), state.plain());
        }
    }
}
