//! Article 6, never let go: only a death, a hand-over that another programme has acknowledged, and a person's own wish end staying
//! in touch with them. Lost is never departed.

use jiff::civil::Date;

use super::{Asking, Context, Found};
use crate::file::{File, Kind};
use crate::format::Happening;
use crate::person::Person;
use crate::world::World;

/// Every kind of donation has times at which those who gave are seen, and then something that goes on for life.
pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    for Kind { id, .. } in &file.kinds {
        if !has_window(file, id) {
            found
                .push(Found::new(6, format!("by the file, nobody sees at any set time how those are who gave “{id}”")));
        }
        if !file.is_for_life {
            found.push(Found::new(
                6,
                format!("by the file, staying in touch with those who gave “{id}” comes to an end"),
            ));
        }
    }
}

pub(super) fn of_event(at: &Context<'_>, happening: &Happening, found: &mut Vec<Found>) {
    // What was missing before a wish was written down stays missing, and so the day of that has to be true.
    if let Happening::AskedToBeLeft { recorded: Some(recorded), .. } = happening
        && *recorded != at.today
    {
        let today = at.today;
        let what = format!("a wish to be left alone was written down on {today}, and says that it was on {recorded}");
        found.push(Found::new(6, what));
    }
    match happening {
        // What others say of somebody is not that person's wish.
        Happening::AskedToBeLeft { source, .. } if source == "outside-record" => {
            found.push(Found::new(6, "staying in touch was ended by what somebody else's record says of their wish"));
        }
        Happening::AskedToBeLeft { source, .. } if source == "own-page" => {
            let is_own = |author: &str| {
                let account = at.world.accounts.get(author);
                account.is_some_and(|account| account.person.as_deref() == Some(at.id))
            };
            if at.author.is_some_and(|author| !is_own(author)) {
                found.push(Found::new(6, "a wish to be left was written on their own page by somebody else"));
            }
        }
        Happening::Died { on } => died(at.person, *on, found),
        Happening::HandOverAcknowledged { on, by } => acknowledged(at.person, *on, by, found),
        _ => {}
    }
}

/// Whoever is another programme's, or wants to be left alone, is asked nothing here; what they offer is their own wish.
pub(super) fn while_not_ours(at: &Context<'_>, asking: &Asking<'_>, is_offer: bool, found: &mut Vec<Found>) {
    let (Some(person), Asking { what, day, .. }) = (at.person, asking) else { return };
    if person.is_elsewhere(*day) {
        found.push(Found::new(6, format!("{what} on {day}, while another programme had acknowledged them as its own")));
    }
    let is_left = person.left_alone.iter().any(|(from, until)| crate::account::is_within(*day, *from, *until));
    if is_left && !is_offer {
        found.push(Found::new(6, format!("{what} on {day}, while they wanted to be left alone")));
    }
}

/// Nobody dies before the last day on which something was taken from them, or on which they went home.
fn died(person: Option<&Person>, on: Date, found: &mut Vec<Found>) {
    let donations = person.into_iter().flat_map(|person| person.donations.values());
    let days = donations.flat_map(|one| [one.started, one.given, one.discharged]).flatten();
    if let Some(last) = days.filter(|last| on < *last).max() {
        found.push(Found::new(6, format!("they were written down as dead since {on}, and lived on {last}")));
    }
}

fn acknowledged(person: Option<&Person>, on: Date, by: &str, found: &mut Vec<Found>) {
    let last = person.and_then(|person| person.hand_overs.last());
    let offer = last.filter(|last| last.acknowledged.is_none() && last.taken_back.is_none());
    let why = match offer {
        None => "a hand-over counts that was never offered",
        Some(offer) if on < offer.offered => "a hand-over counts from a day before it was offered",
        Some(_) if by.trim().is_empty() => "a hand-over counts, and nobody of the other programme has acknowledged it",
        Some(_) => return,
    };
    found.push(Found::new(6, why));
}

/// Whoever gave and is still this programme's has a next time, by the file in force.
pub(super) fn in_the_end(world: &World, person: &Person, on: Date, found: &mut Vec<Found>) {
    let Some(file) = world.in_force() else { return };
    let is_left = person.left_alone.iter().any(|(from, until)| crate::account::is_within(on, *from, *until));
    if person.died.is_some() || person.is_elsewhere(on) || is_left {
        return;
    }
    let gave: Vec<&str> = person
        .donations
        .values()
        .filter(|donation| donation.given.is_some())
        .map(|donation| donation.kind.as_str())
        .collect();
    if let Some(kind) = gave.iter().find(|kind| !has_window(file, kind)) {
        found.push(Found::new(
            6,
            format!("they gave “{kind}”, and the file in force has no time at which they are seen"),
        ));
    } else if !gave.is_empty() && !file.is_for_life {
        found.push(Found::new(6, "they gave, and by the file in force staying in touch with them comes to an end"));
    }
}

fn has_window(file: &File, kind: &str) -> bool {
    file.windows.iter().any(|kinds| kinds.is_empty() || kinds.iter().any(|known| known == kind))
}
