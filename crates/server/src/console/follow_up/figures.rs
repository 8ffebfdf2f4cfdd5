//! How complete the forms are, window by window: the figures of `carer followup`, as a picture and as tables.

use programme::WindowId;
use programme::rules::Programme;
use record::{FollowUpReport, SectionReport, WindowReport};

use super::named;
use crate::console::chart::{Bar, Bars};
use crate::console::plain::Block;

/// The figures; nothing where no window is over.
pub(super) fn blocks(programme: &Programme, report: &FollowUpReport) -> Vec<Block> {
    let over: Vec<&WindowReport> = report.windows.iter().filter(|window| window.over > 0).collect();
    if over.is_empty() {
        return Vec::new();
    }
    let bars = over.iter().flat_map(|window| {
        let bar = |section: &SectionReport| Bar {
            name: format!("{}: {}", name_of(programme, window), part(programme, section)),
            some: section.complete,
            all: section.over,
            needed: section.percent_needed,
        };
        window.sections.iter().map(bar).collect::<Vec<_>>()
    });
    let title = "Forms that were complete in time, in a hundred".to_owned();
    let picture = Bars { id: "complete".to_owned(), title: title.clone(), bars: bars.collect() }.svg();
    let lead = "Of the windows that are over, so many were complete in time. The line is what is asked for, by the day of the donation. Nobody who has died, is with another programme or asked to be left counts from then on.";
    let mut blocks =
        vec![Block::Heading("complete-forms", "How complete the forms are".to_owned()), Block::Text(lead.to_owned())];
    blocks.extend(picture.map(Block::Picture));
    let columns = vec!["Window", "Part of the form", "Complete in time", "In a hundred", "Asked for", "Enough"];
    let rows = over.iter().flat_map(|window| sections(programme, window)).collect();
    blocks.push(Block::Table { caption: title, columns, rows });
    blocks.push(Block::Section("Field by field".to_owned()));
    let columns = vec!["Window", "Field", "Known in time", "In a hundred"];
    let rows = over.iter().flat_map(|window| fields(programme, window)).collect();
    blocks.push(Block::Table { caption: "Fields that were known in time".to_owned(), columns, rows });
    blocks
}

type Row = (String, Vec<String>);

fn sections(programme: &Programme, window: &WindowReport) -> Vec<Row> {
    let row = |section: &SectionReport| {
        let met = match section.met {
            Some(true) => "enough",
            Some(false) => "not enough",
            None => "–",
        };
        let needed = section.percent_needed.map_or("nothing".to_owned(), |percent| format!("{percent} %"));
        let (some, all) = (section.complete, section.over);
        let of = format!("{some} of {all}");
        let cells =
            vec![name_of(programme, window), part(programme, section), of, percent(some, all), needed, met.to_owned()];
        (String::new(), cells)
    };
    window.sections.iter().map(row).collect()
}

fn fields(programme: &Programme, window: &WindowReport) -> Vec<Row> {
    let sections = programme.follow_up.iter().flat_map(|follow_up| &follow_up.sections);
    let known: Vec<_> = sections.flat_map(|section| section.fields(programme)).collect();
    let row = |field: &record::FieldReport| {
        let name = known.iter().find(|known| known.id.as_str() == field.field).map(|known| known.name.clone());
        let of = format!("{} of {}", field.known, window.over);
        let cells = vec![
            name_of(programme, window),
            name.unwrap_or_else(|| field.field.clone()),
            of,
            percent(field.known, window.over),
        ];
        (String::new(), cells)
    };
    window.fields.iter().map(row).collect()
}

/// A window, with the kind of donation where there is more than one.
fn name_of(programme: &Programme, window: &WindowReport) -> String {
    let name = named(programme, &WindowId::from(window.window.as_str()), 0);
    let kinds = &programme.donation_kinds;
    match kinds.iter().find(|kind| kind.id.as_str() == window.kind).filter(|_| kinds.len() > 1) {
        Some(kind) => format!("{name} ({})", kind.name),
        None => name,
    }
}

/// A part of the form; of several thresholds, since when each applies.
fn part(programme: &Programme, section: &SectionReport) -> String {
    let follow_up = programme.follow_up.as_ref();
    let known = follow_up.and_then(|follow_up| follow_up.section(&section.section.as_str().into()));
    let name = known.map_or_else(|| section.section.clone(), |known| known.name.clone());
    let threshold = follow_up
        .into_iter()
        .flat_map(|known| &known.thresholds)
        .find(|threshold| section.threshold.as_ref().is_some_and(|id| threshold.rule.id.as_str() == id));
    match threshold {
        Some(threshold) => {
            format!("{name}, of donations since {}", super::plain_date(threshold.rule.in_force_from))
        }
        None => name,
    }
}

fn percent(some: u64, all: u64) -> String {
    (some * 100).checked_div(all).map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}
