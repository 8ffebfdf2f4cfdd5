//! The docket: every objection, deferral and wait, with what is to be decided or looked at first.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::{PersonId, RuleId};
use record::{AppealRow, DeferralRow, PersonRow};

use super::desk::{Desk, Place};
use super::person::appeal_anchor;
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};

/// Everything that the docket shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docket {
    /// Objections that wait, those first that are decided first.
    pub(crate) appeals: Vec<AppealRow>,
    /// Waits and deferrals that hold.
    pub(crate) deferrals: Vec<DeferralRow>,
    /// Who is deferred by what was found, since when, by which rules.
    pub(crate) found: Vec<(PersonId, Date, Vec<RuleId>)>,
    /// All of these people.
    pub(crate) people: BTreeMap<PersonId, PersonRow>,
}

/// The docket as a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DocketPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What is on it.
    pub(crate) docket: &'a Docket,
}

type Row = (String, Vec<String>);

impl DocketPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let docket = self.docket;
        let others = || docket.deferrals.iter().filter(|row| row.kind.is_some());
        let own = docket.deferrals.iter().filter(|row| row.kind.is_none());
        let mut blocks = Vec::new();
        let table = |caption: &str, columns: &[&'static str], rows: Vec<Row>| {
            let title = Block::Section(caption.to_owned());
            let table = Block::Table { caption: caption.to_owned(), columns: columns.to_vec(), rows };
            [title, table]
        };
        let appeals: Vec<_> = docket.appeals.iter().map(|row| self.appeal(row)).collect();
        let others: Vec<_> = others().map(|row| self.deferral(row)).collect();
        let own: Vec<_> = own.map(|row| self.wait(row)).collect();
        let found: Vec<_> = docket.found.iter().map(|found| self.found(found)).collect();
        for (caption, columns, rows) in [
            ("Objections that wait for a decision", &["Who", "Objected", "Decided by", "Days left"][..], appeals),
            ("Deferred by others", &["Who", "Kind", "Since", "Until"][..], others),
            ("Deferred by what was found, until the check is repeated and good", &["Who", "Since", "Rules"][..], found),
            ("Waiting of their own", &["Who", "Since", "Until"][..], own),
        ] {
            if !rows.is_empty() {
                blocks.extend(table(caption, columns, rows));
            }
        }
        if blocks.is_empty() {
            blocks.push(Block::Text("Nobody waits, nobody is deferred, and nobody objects.".to_owned()));
        }
        let late = docket.appeals.iter().filter(|row| row.until < self.desk.today).count() as u64;
        let line = match late {
            0 => "No objection is late.".to_owned(),
            late => format!("{} late.", words::capital(&words::counted(late, "objection is", "objections are"))),
        };
        let (desk, title) = (self.desk, "Docket".to_owned());
        PlainPage { desk, place: Place::Docket, title, line, blocks }.render()
    }

    fn appeal(&self, row: &AppealRow) -> Row {
        let left = self.desk.today.until(row.until).map_or(0, |left| left.get_days());
        let left = if left < 0 {
            format!("late by {}", words::counted(left.unsigned_abs().into(), "day", "days"))
        } else {
            left.to_string()
        };
        let href = format!("{}#{}", words::person_href(row.person), appeal_anchor(row.appeal));
        (href, vec![self.name(row.person), plain_date(row.on), plain_date(row.until), left])
    }

    fn deferral(&self, row: &DeferralRow) -> Row {
        let kind = row.kind.as_ref().map_or(String::new(), |kind| {
            self.desk.programme.deferral_kind(kind).map_or_else(|| kind.to_string(), |kind| kind.name.clone())
        });
        let until = match (row.until, row.review) {
            (Some(until), _) => plain_date(until),
            (None, Some(review)) if review <= self.desk.today => {
                format!("to be looked at since {}", plain_date(review))
            }
            (None, Some(review)) => format!("looked at again on {}", plain_date(review)),
            (None, None) => "for good".to_owned(),
        };
        let href = format!("{}#deferral-{}", words::person_href(row.person), row.deferral);
        (href, vec![self.name(row.person), kind, plain_date(row.from), until])
    }

    fn wait(&self, row: &DeferralRow) -> Row {
        let until = row.until.map_or_else(|| "until they say".to_owned(), plain_date);
        (words::person_href(row.person), vec![self.name(row.person), plain_date(row.from), until])
    }

    fn found(&self, (person, since, rules): &(PersonId, Date, Vec<RuleId>)) -> Row {
        let rules: Vec<_> = rules
            .iter()
            .map(|rule| {
                self.desk.programme.finding(rule).map_or_else(|| rule.to_string(), |finding| finding.rule.plain.clone())
            })
            .collect();
        (words::person_href(*person), vec![self.name(*person), plain_date(*since), rules.join(" ")])
    }

    fn name(&self, person: PersonId) -> String {
        words::name(self.docket.people.get(&person).and_then(|row| row.details.as_ref()))
    }
}
