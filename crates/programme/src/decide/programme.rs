//! The programme file that is in force.

use crate::event::{Event, ProgrammeEvent, Stream};
use crate::facts::Facts;
use crate::rules::Programme;

/// Writes the file into the log, unless it is the one in force.
pub(super) fn serve(facts: &Facts<'_>, programme: &Programme) -> Vec<(Stream, Event)> {
    if facts.programme_in_force == Some(programme.hash) {
        return Vec::new();
    }
    let served = ProgrammeEvent::Served {
        id: programme.id.clone(),
        hash: programme.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        fiction: programme.fiction.is_some(),
        text: programme.text.clone(),
    };
    vec![(Stream::Programme, Event::Programme(served))]
}
