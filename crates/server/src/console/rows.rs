//! What the pages are built from: rows as the record hands them out.
//!
//! These stand in for the record's own types of the same names and fields, and go once those are there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::rules::Outcome;
use programme::{
    CheckId, Details, ExaminationId, ImportId, Person, PersonEvent, PersonId, RefusedRow, RuleId, Site, SiteId, StageId,
};

/// A person in a list.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Their id.
    pub id: PersonId,
    /// Who they are; `None` once erased.
    pub details: Option<Details>,
    /// The stage of life they are in.
    pub stage: StageId,
    /// Where they are.
    pub site: Option<SiteId>,
    /// Whether they have left.
    pub away: bool,
    /// What eligibility comes to today; `None` while they are away and once erased.
    pub outcome: Option<Outcome>,
    /// The version of their stream.
    pub version: u64,
}

/// Which people a list shows.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Part of a name or a number.
    pub text: String,
    /// Only those with this outcome.
    pub outcome: Option<Outcome>,
    /// Only those at this site.
    pub site: Option<SiteId>,
    /// Only those in this stage.
    pub stage: Option<StageId>,
}

/// One page of a list of people.
#[derive(Clone, Debug, Default)]
pub struct PeoplePage {
    /// The people.
    pub rows: Vec<PersonRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A person and everything that happened to them.
#[derive(Clone, Debug)]
pub struct Life {
    /// As they are now.
    pub person: Person,
    /// What happened, in the order in which it was written down.
    pub entries: Vec<Entry>,
}

/// One thing that happened to a person.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the person's stream.
    pub version: u64,
    /// When it was written down.
    pub at: Timestamp,
    /// Who wrote it down.
    pub author: String,
    /// What happened.
    pub event: PersonEvent,
}

/// A site in a list.
#[derive(Clone, Debug)]
pub struct SiteRow {
    /// Its id.
    pub id: SiteId,
    /// The site.
    pub site: Site,
    /// How many people are there.
    pub people: u32,
}

/// An alert that nobody has answered.
#[derive(Clone, Debug)]
pub struct AlertRow {
    /// Whose.
    pub person: PersonRow,
    /// The examination that gave rise to it.
    pub examination: ExaminationId,
    /// The alert's rule.
    pub rule: RuleId,
    /// The day of the examination.
    pub since: Date,
    /// The last day on which getting in touch is in time.
    pub until: Date,
}

/// Checks that somebody is due for.
#[derive(Clone, Debug)]
pub struct DueRow {
    /// Who.
    pub person: PersonRow,
    /// Since when.
    pub due_on: Date,
    /// From when they are late.
    pub late_on: Date,
    /// Which.
    pub checks: Vec<CheckId>,
}

/// Somebody whose outcome changed.
#[derive(Clone, Debug)]
pub struct ChangedRow {
    /// Who.
    pub person: PersonRow,
    /// The day of the change.
    pub on: Date,
    /// What it was; `None` where there was none.
    pub before: Option<Outcome>,
    /// What it is.
    pub after: Outcome,
    /// Why.
    pub reasons: Vec<(Outcome, RuleId)>,
}

/// A refused row of a file.
#[derive(Clone, Debug)]
pub struct RefusedRowRow {
    /// The import.
    pub import: ImportId,
    /// The file's name.
    pub file: String,
    /// Where it is, and why it was refused.
    pub row: RefusedRow,
}

/// What needs a person today, the first of each sort, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// Alerts that nobody has answered.
    pub alerts: Vec<AlertRow>,
    /// People whose checks are late.
    pub late: Vec<DueRow>,
    /// People whose checks are due.
    pub due: Vec<DueRow>,
    /// People whose outcome changed.
    pub changed: Vec<ChangedRow>,
    /// Rows that were refused and that nobody has looked at.
    pub refused: Vec<RefusedRowRow>,
    /// How many alerts in all.
    pub alerts_total: u64,
    /// How many late in all.
    pub late_total: u64,
    /// How many due in all.
    pub due_total: u64,
    /// How many changed in all.
    pub changed_total: u64,
    /// How many rows refused in all.
    pub refused_total: u64,
}

/// How many people have each outcome.
#[derive(Clone, Debug, Default)]
pub struct OutcomeCounts {
    /// All people.
    pub people: u64,
    /// By outcome.
    pub outcomes: BTreeMap<Outcome, u64>,
}

/// That somebody read a person's record.
#[derive(Clone, Debug)]
pub struct ReadingRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub reader: String,
    /// What part of it.
    pub part: String,
    /// By what way.
    pub via: String,
}
