//! Sites: opening, changing, closing one.

use jiff::civil::Date;
use programme::{Command, PersonId, SiteId};

use super::{FormReader, FormResult, Typed};

/// A site to be opened.
///
/// # Errors
/// Every field that could not be read.
pub fn open_site(typed: &Typed, today: Date, site: SiteId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let name = typed.text("name").to_owned();
    let (kind, places, on) = (reader.chosen("kind"), places(&mut reader), reader.day("on"));
    let command =
        kind.zip(on).map(|(kind, on)| Command::OpenSite { site, kind: kind.as_str().into(), name, places, on });
    reader.finish(command)
}

/// Another name, or another number of places.
///
/// # Errors
/// Every field that could not be read.
pub fn change_site(typed: &Typed, site: SiteId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let (name, places) = (typed.text("name").to_owned(), places(&mut reader));
    reader.finish(Some(Command::ChangeSite { site, name, places }))
}

/// A site to be closed.
///
/// # Errors
/// Where the day could not be read.
pub fn close_site(typed: &Typed, today: Date, site: SiteId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let on = reader.day("on");
    reader.finish(on.map(|on| Command::CloseSite { site, on }))
}

/// Somebody who has come to a site. `who` is whoever has the number and the birth that were typed.
///
/// # Errors
/// Every field that could not be read.
pub fn receive(typed: &Typed, today: Date, site: SiteId, who: Option<PersonId>) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (_, on) = (reader.day("born"), reader.day("on"));
    if typed.text("number").is_empty() {
        reader.wrong("number", "Write the number that they have in the programme.");
    } else if who.is_none() {
        reader.wrong(
            "number",
            "Nobody has this number and this date of birth. Look at both again, or ask a coordinator.",
        );
    }
    reader.finish(on.zip(who).map(|(on, person)| Command::Move { person, site: Some(site), on }))
}

fn places(reader: &mut FormReader<'_>) -> Option<u32> {
    let text = reader.typed.text("places");
    let places = text.parse().ok();
    if places.is_none() && !text.is_empty() {
        reader.wrong("places", "Write a whole number, or leave it empty if places are not counted.");
    }
    places
}
