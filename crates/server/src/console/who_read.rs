//! Who read what, in the whole programme; and who took the right to read somebody in an emergency. For the auditor.

use record::Reading;

use super::desk::{Desk, Place};
use super::form::{self, Asking, Kind};
use super::forms::Typed;
use super::person::{PARTS, Voice, part_in_words, tie_in_words, via_in_words};
use super::plain::{Block, PlainPage};
use super::words;

/// A reading, with what whoever is in it is called.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// What was read; the reader is named as people name them.
    pub(crate) reading: Reading,
    /// Whose record.
    pub(crate) whose: String,
    /// Where everything else that the same reader read is listed.
    pub(crate) href: String,
}

/// An emergency access.
#[derive(Clone, Debug)]
pub(crate) struct EmergencyRow {
    /// Who took it.
    pub(crate) by: String,
    /// Whose record.
    pub(crate) whose: String,
    /// Until when, in microseconds since 1970 (UTC).
    pub(crate) until: i64,
    /// Why.
    pub(crate) reason: String,
}

/// A page of readings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WhoReadPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What is looked for, as it was typed.
    pub(crate) typed: &'a Typed,
    /// The readings, newest first.
    pub(crate) rows: &'a [Shown],
    /// The number before which the next page begins.
    pub(crate) next: Option<i64>,
    /// Who took emergency access lately.
    pub(crate) emergencies: &'a [EmergencyRow],
    /// How many concerns are open.
    pub(crate) concerns: u64,
}

/// What the filter asks, in the order of its fields.
const ASKED: [&str; 5] = ["reader", "number", "part", "on", "own"];

impl WhoReadPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let mut blocks = Vec::new();
        if self.concerns > 0 {
            let said = words::counted(self.concerns, "concern is open", "concerns are open");
            blocks.push(Block::Links(vec![("/concerns".to_owned(), words::capital(&said), String::new())]));
        }
        blocks.extend(self.emergencies());
        blocks.push(Block::Heading("readings", "Readings".to_owned()));
        blocks.push(Block::Form(self.filter()));
        blocks.push(self.table());
        if let Some(next) = self.next {
            let next = next.to_string();
            let parts = ASKED.iter().map(|name| (*name, self.typed.text(name)));
            let query: Vec<_> = parts.chain([("before", next.as_str())]).collect();
            let href = format!("/readings{}", words::query(&query));
            blocks.push(Block::Links(vec![(href, "Older readings".to_owned(), String::new())]));
        }
        let title = "Who read what".to_owned();
        let line = "Looking here is a reading too: each person listed sees that you did.".to_owned();
        PlainPage { desk: self.desk, place: Place::Readings, title, line, blocks }.render()
    }

    fn emergencies(&self) -> Vec<Block> {
        if self.emergencies.is_empty() {
            return Vec::new();
        }
        let row = |row: &EmergencyRow| {
            let until = words::moment(self.desk.programme, row.until);
            (String::new(), vec![row.by.clone(), row.whose.clone(), until, row.reason.clone()])
        };
        let rows = self.emergencies.iter().map(row).collect();
        let columns = vec!["Who", "Whose record", "Until", "Why"];
        vec![
            Block::Heading("emergencies", "Emergency access in the last month".to_owned()),
            Block::Table { caption: "Emergency access".to_owned(), columns, rows },
        ]
    }

    fn table(&self) -> Block {
        if self.rows.is_empty() {
            return Block::Text("Nothing was found.".to_owned());
        }
        let row = |shown: &Shown| {
            let reading = &shown.reading;
            let cells = vec![
                reading.reader.clone(),
                shown.whose.clone(),
                words::moment(self.desk.programme, reading.at),
                part_in_words(&reading.part, Voice::Them).to_owned(),
                tie_in_words(&reading.tie).to_owned(),
                via_in_words(&reading.via).to_owned(),
            ];
            (shown.href.clone(), cells)
        };
        let rows = self.rows.iter().map(row).collect();
        let columns = vec!["Who", "Whose record", "When", "What", "As", "Through"];
        Block::Table { caption: "Readings, newest first".to_owned(), columns, rows }
    }

    fn filter(&self) -> String {
        let asking = Asking::anew(self.desk, self.typed);
        let form = "filter";
        let parts = PARTS.iter().map(|part| ((*part).to_owned(), part_in_words(part, Voice::Them).to_owned()));
        let all = (String::new(), "anything".to_owned());
        let parts: Vec<_> = [all].into_iter().chain(parts).collect();
        let fields = vec![
            asking.field(form, Kind::Text, "reader", "Login of who read"),
            asking.field(form, Kind::Text, "number", "Number of whose record"),
            asking.one_of(form, Kind::Select, "part", "What", &parts),
            asking.field(form, Kind::Text, "on", "Day"),
            asking.field(form, Kind::Tick, "own", "Also what I looked at here"),
        ];
        form::filter("/readings", "Find readings", fields)
    }
}
