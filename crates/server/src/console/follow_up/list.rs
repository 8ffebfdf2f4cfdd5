//! Whom to ask how they are: what is to be reported within hours, who is lost, late and due, and how complete the forms are.
//!
//! The dead, those with whom another programme is in touch and those who asked to be left are not on it. The lost are.

use std::collections::BTreeMap;

use programme::{Person, PersonId, WindowId, next_way, ways_tried};
use record::{FollowUpDue, FollowUpFilter, FollowUpReport, ReportDue};

use super::{figures, last_heard, named, way};
use crate::console::desk::{Desk, Place};
use crate::console::plain::{Block, PlainPage};
use crate::console::words::{self, counted, plain_date};

/// The list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FollowUpListPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Who is on it.
    pub(crate) listed: &'a Listed,
    /// What it is narrowed to.
    pub(crate) asked: &'a Narrowed,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Narrowed {
    /// To one part of it.
    pub(crate) only: Option<Only>,
    /// To one window.
    pub(crate) window: Option<WindowId>,
    /// To what comes after the page before.
    pub(crate) cursor: Option<String>,
}

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    /// What is to be reported within hours.
    Reports,
    /// Who is late, and nobody has heard of them since the window began.
    Lost,
    /// Who is late, and somebody has heard of them.
    Late,
    /// Who is due.
    Due,
}

/// Who is on the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// What is to be reported within hours, the most urgent first.
    pub(crate) reports: Vec<ReportDue>,
    /// The lost, the late and the due, as far as they are shown.
    pub(crate) waiting: Vec<Waiting>,
    /// All of these people.
    pub(crate) people: BTreeMap<PersonId, Person>,
    /// How complete the forms are, of the whole programme; where whoever works here may know it.
    pub(crate) report: Option<FollowUpReport>,
}

/// One part of the list.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    /// Which.
    pub(crate) part: Only,
    /// Those first whose window is over first.
    pub(crate) rows: Vec<FollowUpDue>,
    /// How many there are, shown or not.
    pub(crate) total: u64,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

impl Only {
    /// All parts, in their order.
    pub(crate) const ALL: [Self; 4] = [Self::Reports, Self::Lost, Self::Late, Self::Due];

    /// In an address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Lost => "lost",
            Self::Late => "late",
            Self::Due => "due",
        }
    }

    /// Whom the record is asked for.
    pub(crate) const fn filter(self) -> Option<FollowUpFilter> {
        match self {
            Self::Reports => None,
            Self::Lost => Some(FollowUpFilter::Lost),
            Self::Late => Some(FollowUpFilter::Heard),
            Self::Due => Some(FollowUpFilter::Due),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Reports => "To be reported within hours",
            Self::Lost => "Lost: late, and nobody has heard of them since the window began",
            Self::Late => "Late, and heard of",
            Self::Due => "Due",
        }
    }
}

impl std::str::FromStr for Only {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|part| part.as_str() == text).ok_or(())
    }
}

impl FollowUpListPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let mut blocks = vec![Block::Links(self.filters())];
        let letters = ("/follow-up/letters".to_owned(), "Letters".to_owned(), "to write, print and post".to_owned());
        blocks.push(Block::Links(vec![letters]));
        if !self.listed.reports.is_empty() {
            blocks.extend(self.reports());
        }
        for waiting in &self.listed.waiting {
            blocks.extend(self.waiting(waiting));
        }
        if self.listed.reports.is_empty() && self.listed.waiting.iter().all(|waiting| waiting.rows.is_empty()) {
            blocks.push(Block::Text("Nobody waits to be asked how they are.".to_owned()));
        }
        if let Some(report) = &self.listed.report {
            blocks.extend(figures::blocks(self.desk.programme, report));
        }
        let title = "Staying in touch".to_owned();
        PlainPage { desk: self.desk, place: Place::FollowUp, title, line: self.line(), blocks }.render()
    }

    fn line(&self) -> String {
        let total = |part| self.listed.waiting.iter().find(|waiting| waiting.part == part).map(|waiting| waiting.total);
        let parts = [
            (Only::Lost, "is lost", "are lost"),
            (Only::Late, "is late", "are late"),
            (Only::Due, "is due", "are due"),
        ];
        let said = |(part, one, many)| {
            total(part).map(|count| match count {
                0 => format!("nobody {one}"),
                count => counted(count, one, many),
            })
        };
        let said: Vec<_> = parts.into_iter().filter_map(said).collect();
        let said = if said.is_empty() { String::new() } else { format!("{}. ", words::capital(&said.join(", "))) };
        format!("{said}The dead, those with another programme and those who asked to be left are not on this list.")
    }

    fn filters(&self) -> Vec<(String, String, String)> {
        let link = |only: Option<Only>, window: Option<&WindowId>, name: String| {
            let parts = [("only", only.map_or("", Only::as_str)), ("window", window.map_or("", |id| id.as_str()))];
            let here = if (only, window) == (self.asked.only, self.asked.window.as_ref()) { "(shown now)" } else { "" };
            (format!("/follow-up{}", words::query(&parts)), name, here.to_owned())
        };
        let window = self.asked.window.as_ref();
        let mut links = vec![link(None, None, "Everybody".to_owned())];
        for (part, name) in
            [(Only::Reports, "To be reported"), (Only::Lost, "Lost"), (Only::Late, "Late"), (Only::Due, "Due")]
        {
            links.push(link(Some(part), window.filter(|_| part != Only::Reports), name.to_owned()));
        }
        let follow_up = self.desk.programme.follow_up.as_ref();
        let ids = follow_up.into_iter().flat_map(|known| {
            known.windows.iter().map(|window| &window.id).chain(known.for_life.as_ref().map(|life| &life.id))
        });
        for id in ids {
            let only = self.asked.only.filter(|only| *only != Only::Reports);
            links.push(link(only, Some(id), format!("Only “{}”", named(self.desk.programme, id, 0))));
        }
        links
    }

    fn reports(&self) -> [Block; 2] {
        let row = |report: &ReportDue| {
            let kinds = self.desk.programme.follow_up.iter().flat_map(|follow_up| &follow_up.reports);
            let what = kinds.filter(|kind| kind.rule.id == report.rule).map(|kind| kind.name.clone()).next();
            let cells = vec![
                words::name(report.person.details.as_ref()),
                what.unwrap_or_else(|| report.rule.to_string()),
                words::moment(self.desk.programme, report.until_at),
                words::moment(self.desk.programme, report.learnt_at),
            ];
            (format!("{}#reports", href(report.person.id)), cells)
        };
        let columns = vec!["Who", "What", "To be reported by", "Learnt of"];
        let rows = self.listed.reports.iter().map(row).collect();
        let caption = Only::Reports.title().to_owned();
        [Block::Section(caption.clone()), Block::Table { caption, columns, rows }]
    }

    fn waiting(&self, waiting: &Waiting) -> Vec<Block> {
        if waiting.rows.is_empty() {
            return Vec::new();
        }
        let caption = waiting.part.title().to_owned();
        let columns = vec!["Who", "For what", "In time until", "Last heard of", "The next way to reach them"];
        let rows = waiting.rows.iter().map(|row| self.row(row)).collect();
        let mut blocks = vec![Block::Section(caption.clone()), Block::Table { caption, columns, rows }];
        let part =
            [("only", waiting.part.as_str()), ("window", self.asked.window.as_ref().map_or("", |id| id.as_str()))];
        let total = words::grouped(waiting.total);
        if self.asked.only.is_none() && (waiting.rows.len() as u64) < waiting.total {
            let all = (format!("/follow-up{}", words::query(&part)), format!("All {total} of these"), String::new());
            blocks.push(Block::Links(vec![all]));
        } else if self.asked.only.is_some() {
            blocks.extend(self.pages(&part, waiting.next.as_deref(), &total));
        }
        blocks
    }

    /// The way to the next page, and to the first one.
    fn pages(&self, part: &[(&str, &str)], next: Option<&str>, total: &str) -> Option<Block> {
        let href = |cursor: &str| {
            let asked: Vec<_> = part.iter().copied().chain([("cursor", cursor)]).collect();
            format!("/follow-up{}", words::query(&asked))
        };
        let first = self.asked.cursor.as_ref().map(|_| (href(""), "The first page".to_owned(), String::new()));
        let next = next.map(|next| (href(next), "The next page".to_owned(), format!("of {total} in all")));
        let links: Vec<_> = first.into_iter().chain(next).collect();
        (!links.is_empty()).then_some(Block::Links(links))
    }

    fn row(&self, row: &FollowUpDue) -> (String, Vec<String>) {
        let person = self.listed.people.get(&row.person);
        let name = words::name(person.and_then(|person| person.details.as_ref()));
        let heard = person.and_then(last_heard);
        let heard = heard.map_or("never since they gave".to_owned(), |(on, how)| format!("{}, {how}", plain_date(on)));
        let tried = person.map_or(0, |person| ways_tried(person).len() as u64);
        let tried = match tried {
            0 => String::new(),
            count => format!("; tried {} since", counted(count, "time", "times")),
        };
        let next = person.map_or(String::new(), |person| match next_way(person) {
            Some(next) => way(&next),
            None if person.follow_up.plan.is_none() => "Nothing is agreed: ask those whom they named.".to_owned(),
            None => "All that was agreed has failed: ask those whom they named.".to_owned(),
        });
        let window = named(self.desk.programme, &row.window, row.round);
        (href(row.person), vec![name, window, plain_date(row.last), format!("{heard}{tried}"), next])
    }
}

fn href(person: PersonId) -> String {
    format!("{}/follow-up", words::person_href(person))
}
