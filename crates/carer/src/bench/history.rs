//! A long life: how long it takes to load it, to decide something over it, and to show its page.

use std::sync::Arc;

use programme::rules::Programme;
use record::Place;
use record::bench::{HistoryReport, Page};

use crate::failure::Failure;
use crate::{demo, record_of};

/// The life, and whoever is in it: played through the same commands as everything else.
const SCRIPT: (&str, &str) = ("history.txt", include_str!("history.txt"));
/// The day on which it begins.
const BEGINS: &str = "-420w";

/// Writes a long life into an empty record, and measures.
pub(crate) fn run(place: &Place, programme: &Arc<Programme>, rounds: u32) -> Result<HistoryReport, Failure> {
    if record::exists(place)? {
        return Err(Failure::refused(format!("there is a record in {place}: measuring needs an empty place")));
    }
    let people = demo::play(place, programme, BEGINS, &[SCRIPT])?;
    let donor = *people.last().expect("the script has people");
    let (today, page) = (record_of::today(programme)?, server::bench::PersonPage::of_everybody_s_rights());
    let render = |shown: &Page<'_>| page.render(programme, today, shown.life, shown.sites, shown.readings);
    Ok(record::bench::history(place, programme, donor, rounds, render)?)
}
