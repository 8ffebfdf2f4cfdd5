//! A life as one timeline, newest last, in parts: the stages of life, and within them the years.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{ExaminationId, Names, PersonEvent, StageId, sentence};

use super::Voice;
use crate::console::rule::RuleView;
use crate::console::words;
use record::{AccountNames, Entry, Life, SiteRow};

/// A part of a life: a stage.
#[derive(Debug)]
pub(crate) struct PartView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) years: Vec<YearView>,
}

/// A year of a part.
#[derive(Debug)]
pub(crate) struct YearView {
    pub(crate) year: i16,
    pub(crate) entries: Vec<EntryView>,
}

/// One thing that happened.
#[derive(Debug)]
pub(crate) struct EntryView {
    pub(crate) version: u64,
    /// The day in the year: `14 March`.
    pub(crate) day: String,
    pub(crate) iso: String,
    pub(crate) text: String,
    /// Who wrote it down, and when, where that was not the day itself.
    pub(crate) written: String,
    pub(crate) rules: Vec<RuleView>,
    /// What became of the entry since: it was put right, or taken back.
    pub(crate) since: String,
    /// Whether it counts for nothing any more.
    pub(crate) void: bool,
    /// Where the examination can be put right.
    pub(crate) amend_href: String,
}

/// The life in parts, newest last.
pub(crate) fn timeline(life: &Life, programme: &Programme, sites: &[SiteRow], voice: Voice) -> Vec<PartView> {
    let mut entries: Vec<_> =
        life.entries.iter().map(|entry| Placed::of(entry, programme, sites, &life.names, voice)).collect();
    entries.sort_by_key(|placed| (placed.day, placed.entry.version));
    let later = Later::of(life);
    let mut parts: Vec<PartView> = Vec::new();
    let mut present = None;
    for placed in entries {
        // The first entry of a stage is the one that enters it, so a part begins with it.
        let stage = stage_at(life, &placed);
        if present != Some(stage) {
            present = Some(stage);
            parts.push(part(parts.len(), life, programme, stage, voice));
        }
        let part = parts.last_mut().expect("a part was begun");
        if part.years.last().is_none_or(|year| year.year != placed.day.year()) {
            part.years.push(YearView { year: placed.day.year(), entries: Vec::new() });
        }
        let year = part.years.last_mut().expect("a year was begun");
        year.entries.push(placed.view(life, programme, &later, voice));
    }
    parts
}

/// An entry with the day on which it stands.
struct Placed<'a> {
    entry: &'a Entry,
    day: Date,
    text: String,
    rules: Vec<RuleView>,
}

/// What became of examinations after they were recorded.
struct Later {
    /// The versions at which each was put right.
    amended: BTreeMap<ExaminationId, Vec<u64>>,
    /// Those that were taken back.
    in_error: BTreeMap<ExaminationId, u64>,
}

impl<'a> Placed<'a> {
    fn of(entry: &'a Entry, programme: &Programme, sites: &[SiteRow], names: &AccountNames, voice: Voice) -> Self {
        let names = Names {
            site: &|site| words::site_name(sites, site),
            account: &|account| names.of(account).map(str::to_owned),
            voice,
        };
        let said = sentence(&entry.event, programme, &names);
        let rules = said.rules.iter().map(|rule| RuleView::of(programme, rule)).collect();
        let day = said.on.unwrap_or_else(|| words::civil_date(programme, entry.at));
        Self { entry, day, text: words::units_bound(programme, &said.text), rules }
    }

    fn view(self, life: &Life, programme: &Programme, later: &Later, voice: Voice) -> EntryView {
        let written_on = words::civil_date(programme, self.entry.at);
        let author = life.names.of_author(&self.entry.author);
        let written = if written_on == self.day {
            author.to_owned()
        } else {
            format!("{author}, written down on {}", words::plain_date(written_on))
        };
        let (since, void) = later.of_entry(&self.entry.event, self.entry.version);
        let amendable = match &self.entry.event {
            PersonEvent::ExaminationRecorded { examination, .. }
                if voice == Voice::Them && life.person.examinations.contains_key(examination) =>
            {
                format!("/people/{}/examinations/{examination}", life.person.id)
            }
            _ => String::new(),
        };
        EntryView {
            version: self.entry.version,
            day: self.day.strftime("%-d %B").to_string(),
            iso: self.day.to_string(),
            text: self.text,
            written,
            rules: if void { Vec::new() } else { self.rules },
            since,
            void,
            amend_href: amendable,
        }
    }
}

impl Later {
    fn of(life: &Life) -> Self {
        let mut later = Self { amended: BTreeMap::new(), in_error: BTreeMap::new() };
        for entry in &life.entries {
            match &entry.event {
                PersonEvent::ExaminationAmended { examination, .. } => {
                    later.amended.entry(*examination).or_default().push(entry.version);
                }
                PersonEvent::ExaminationEnteredInError { examination, .. } => {
                    later.in_error.insert(*examination, entry.version);
                }
                _ => {}
            }
        }
        later
    }

    /// What became of an entry later, and whether it counts for nothing any more.
    fn of_entry(&self, event: &PersonEvent, version: u64) -> (String, bool) {
        let (PersonEvent::ExaminationRecorded { examination, .. }
        | PersonEvent::ExaminationAmended { examination, .. }) = event
        else {
            return (String::new(), false);
        };
        if self.in_error.contains_key(examination) {
            return ("Taken back later: entered in error. It counts for nothing. It said:".to_owned(), true);
        }
        let again = self.amended.get(examination).is_some_and(|versions| versions.iter().any(|later| *later > version));
        if again { ("Put right later. It said before:".to_owned(), true) } else { (String::new(), false) }
    }
}

/// The index of the stage in which an entry stands: the last one entered by its day, and not after it in the stream. `None`
/// of what was before the first.
fn stage_at(life: &Life, placed: &Placed<'_>) -> Option<usize> {
    if life.person.stages.first().is_none_or(|(_, on)| placed.day < *on) {
        return None;
    }
    let entering = entering(life);
    // Of two entries of one day, the one that was written first stands first: what came before a stage belongs to the last.
    let entered = |(index, (_, on)): (usize, &(StageId, Date))| {
        *on < placed.day || *on == placed.day && entering[index].is_some_and(|at| at <= placed.entry.version)
    };
    life.person.stages.iter().enumerate().rposition(entered).or(Some(0))
}

/// The version at which each stage of the person was entered. Several can be entered on one day, and one of them twice.
fn entering(life: &Life) -> Vec<Option<u64>> {
    let mut last = None;
    let mut at = |(stage, on): &(StageId, Date)| {
        let that = |event: &PersonEvent| match event {
            PersonEvent::Registered { stage: entered, on: day, .. }
            | PersonEvent::StageEntered { stage: entered, on: programme::Private::Known(day) } => {
                entered == stage && day == on
            }
            _ => false,
        };
        let found = life.entries.iter().find(|entry| Some(entry.version) > last && that(&entry.event))?;
        last = Some(found.version);
        last
    };
    life.person.stages.iter().map(&mut at).collect()
}

fn part(index: usize, life: &Life, programme: &Programme, stage: Option<usize>, voice: Voice) -> PartView {
    let entered = stage.map(|stage| &life.person.stages[stage]);
    let title = entered.map_or_else(
        || voice.pick("Before they came into this record", "Before you came into this record").to_owned(),
        |(id, on)| format!("{}, from {}", words::stage(programme, id), words::plain_date(*on)),
    );
    PartView { id: format!("part-{}", index + 1), title, years: Vec::new() }
}
