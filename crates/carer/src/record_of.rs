//! Opening the record for a verb, with a bar while its read tables are rebuilt.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::PersonId;
use programme::rules::Programme;
use record::{Clock, Entropy, Opening, Place, Reader, Running, Writer};

use crate::failure::Failure;
use crate::output;

/// Opens the record for writing, making it where there is none.
pub(crate) fn writer(place: &Place, programme: &Arc<Programme>, author: &str) -> Result<(Writer, Running), Failure> {
    writer_at(place, programme, author, Clock::system())
}

/// The same by another clock: the demonstration's, which it turns.
pub(crate) fn writer_at(
    place: &Place,
    programme: &Arc<Programme>,
    author: &str,
    clock: Clock,
) -> Result<(Writer, Running), Failure> {
    let bar = output::progress("Working the record out anew");
    let opening = Opening {
        place: place.clone(),
        programme: Arc::clone(programme),
        clock,
        entropy: Entropy::system(),
        author: author.to_owned(),
    };
    let opened = record::open(opening, &mut |rebuilding| {
        bar.set_length(rebuilding.all);
        bar.set_position(rebuilding.done);
    });
    bar.finish_and_clear();
    Ok(opened?)
}

/// Opens the record for reading, as it is.
pub(crate) fn reader(place: &Place, programme: &Arc<Programme>) -> Result<Reader, Failure> {
    Ok(Reader::open(place, Arc::clone(programme))?)
}

/// Today in the programme's time zone.
pub(crate) fn today(programme: &Programme) -> Result<Date, Failure> {
    let zone = TimeZone::get(&programme.time_zone).map_err(Failure::unreadable)?;
    Ok(Clock::system().now().to_zoned(zone).date())
}

/// The person with this id or number.
pub(crate) fn person(reader: &mut Reader, text: &str) -> Result<PersonId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let found = reader.by_number(text)?;
    found.ok_or_else(|| Failure::refused(format!("there is nobody with the id or number “{text}”")))
}
