//! Sites: opening, changing, closing one.

use jiff::civil::Date;
use programme::{Command, SiteId};

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

fn places(reader: &mut FormReader<'_>) -> Option<u32> {
    let text = reader.typed.text("places");
    let places = text.parse().ok();
    if places.is_none() && !text.is_empty() {
        reader.wrong("places", "Write a whole number, or leave it empty if places are not counted.");
    }
    places
}
