//! Who is to be asked how they are, who is late and who is lost; how complete the forms are, against the thresholds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use programme::rules::{FollowUp, Programme};
use programme::{DonationId, DonationKindId, PersonId, Stream, WindowId, WindowState};
use serde::Serialize;

use crate::conn::{Param, Row};
use crate::error::Error;
use crate::project::day::NEVER;
use crate::project::{day, tables};

use super::{PersonRow, Reader};

/// How it stands with staying in touch, on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FollowUpReport {
    /// The windows, in the order of the file, those of each kind of donation apart.
    pub windows: Vec<WindowReport>,
    /// How many people are asked now, and nothing is late.
    pub due: u64,
    /// How many are late.
    pub late: u64,
    /// How many of these nobody has heard of since the window began.
    pub lost: u64,
}

/// How it stands with one window.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct WindowReport {
    /// Which.
    pub window: String,
    /// After which kind of donation.
    pub kind: String,
    /// How many stand how.
    pub states: BTreeMap<&'static str, u64>,
    /// How many of the late nobody has heard of.
    pub lost: u64,
    /// How many are over, and were not ended by silence: of these a share has to be complete.
    pub over: u64,
    /// How many of those are complete in time, in every part.
    pub complete: u64,
    /// The parts of the form, by the day from which the threshold for the donation is in force.
    pub sections: Vec<SectionReport>,
    /// The fields of the form.
    pub fields: Vec<FieldReport>,
}

/// How complete a part of the form is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectionReport {
    /// Which.
    pub section: String,
    /// The threshold that applies, if one does.
    pub threshold: Option<String>,
    /// Of a hundred, so many have to be complete.
    pub percent_needed: Option<u8>,
    /// How many are over.
    pub over: u64,
    /// How many of those are complete in time.
    pub complete: u64,
    /// Whether that is enough; nothing is said where nobody is over or nothing is asked for.
    pub met: Option<bool>,
}

/// How often a field was filled in in time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldReport {
    /// Which.
    pub field: String,
    /// In how many of those that are over.
    pub known: u64,
}

/// Whom to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpFilter {
    /// Those who are due and not late.
    Due,
    /// Those who are late.
    Late,
    /// Those of the late of whom nobody has heard.
    Lost,
    /// Those of the late who were heard of since the window began.
    Heard,
}

/// A window of somebody who is to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUpDue {
    /// Who.
    pub person: PersonId,
    /// After which donation.
    pub donation: DonationId,
    /// Which window.
    pub window: WindowId,
    /// Which round of what goes on for life, from 1; 0 of a window that comes once.
    pub round: u32,
    /// Since when they can be asked.
    pub first: Date,
    /// Until when what is found is in time.
    pub last: Date,
    /// When the form is due.
    pub form_due: Date,
    /// When they were first heard of since it began.
    pub contact: Option<Date>,
}

/// A page of those who are to be asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowUpDuePage {
    /// Those first whose window is over first.
    pub rows: Vec<FollowUpDue>,
    /// How many there are on all pages.
    pub total: u64,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

/// Something that has to be reported within hours.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportDue {
    /// Of whom.
    pub person: PersonRow,
    /// Of which donation.
    pub donation: DonationId,
    /// By which rule of the file.
    pub rule: programme::RuleId,
    /// When it was learnt of, in microseconds since 1970.
    pub learnt_at: i64,
    /// Until when.
    pub until_at: i64,
}

// In the order of `Window::state_on`, which says the same of one window.
macro_rules! state {
    () => {
        "CASE WHEN complete_day <= $1 AND complete_day <= last_day THEN 'complete' \
         WHEN complete_day <= $1 THEN 'complete-late' \
         WHEN ended_day <= $1 OR (gap_from <= $1 AND gap_until > $1) THEN 'ended' \
         WHEN first_day > $1 THEN 'not-yet' \
         WHEN until_day <= $1 THEN 'missed' \
         WHEN last_day >= $1 THEN 'due' ELSE 'late' END"
    };
}
macro_rules! windows {
    () => {
        concat!(
            "SELECT donation_window, kind, era, ",
            state!(),
            " AS state, CASE WHEN last_day < $1 AND ended_day > last_day THEN 1 ELSE 0 END AS is_over, \
             CASE WHEN contact_day > $1 THEN 1 ELSE 0 END AS is_unheard, sections, fields"
        )
    };
}
/// PostgreSQL counts without sorting. SQLite would sort all of them, which takes longer than to count them here.
const COUNTED: &str = concat!(
    "SELECT counted.*, COUNT(*) FROM (",
    windows!(),
    " FROM read_follow_up) counted GROUP BY donation_window, kind, era, state, is_over, is_unheard, sections, fields"
);
const EACH: &str = concat!(windows!(), ", 1 FROM read_follow_up");
// $6 is the one window that is asked for, or empty; what follows it is the last row of the page before.
macro_rules! listed {
    ($select:literal, $end:literal) => {
        concat!(
            $select,
            " FROM read_follow_up \
             WHERE first_day <= $1 AND until_day > $1 AND complete_day > $1 AND ended_day > $1 \
             AND NOT (gap_from <= $1 AND gap_until > $1) AND last_day >= $2 AND last_day < $3 \
             AND contact_day > $4 AND contact_day <= $5 AND ($6 = '' OR donation_window = $6)",
            $end
        )
    };
}
const LISTED: &str = listed!(
    "SELECT stream, donation, donation_window, round, first_day, last_day, form_due_day, contact_day",
    " AND (last_day, stream, donation, donation_window, round) > ($7, $8, $9, $10, $11) \
     ORDER BY last_day, stream, donation, donation_window, round LIMIT $12"
);
const LISTED_COUNT: &str = listed!("SELECT COUNT(*)", "");
const REPORTS: &str =
    "SELECT stream, donation, rule, learnt_at, until_at FROM read_report ORDER BY until_at, stream, rule LIMIT $1";

impl Reader {
    /// How it stands with staying in touch on a day, by what is known now.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn follow_up_report(&mut self, programme: &Programme, on: Date) -> Result<FollowUpReport, Error> {
        let Some(follow_up) = &programme.follow_up else { return Ok(FollowUpReport::default()) };
        let sql = if self.conn.file().is_some() { EACH } else { COUNTED };
        let mut counted = Counting::default();
        self.conn.query_each(sql, &[day::number(on).into()], |row| counted.take(row))?;
        Ok(report(follow_up, &counted.counted()?))
    }

    /// Whom to ask on a day: those first whose window is over first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn follow_up_due(&mut self, filter: FollowUpFilter, on: Date, limit: u32) -> Result<Vec<FollowUpDue>, Error> {
        self.follow_up_after(filter, None, on, &Place::before_all(), limit.into())
    }

    /// Whom to ask on a day, page by page; of one window, where one is given. `among`: of these people.
    ///
    /// # Errors
    /// Where the cursor is none of ours, or the database does not answer.
    pub fn follow_up_page(
        &mut self,
        filter: FollowUpFilter,
        window: Option<&WindowId>,
        among: Option<&BTreeSet<PersonId>>,
        on: Date,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<FollowUpDuePage, Error> {
        let place = cursor.map_or(Ok(Place::before_all()), Place::read)?;
        let limit = limit as usize;
        let (mut rows, total) = match among {
            None => {
                let rows = self.follow_up_after(filter, window, on, &place, limit as i64 + 1)?;
                (rows, self.follow_up_count(filter, window, on)?)
            }
            Some(among) => {
                // Whoever reaches some people reaches few: theirs are picked out of all.
                let mut rows = self.follow_up_after(filter, window, on, &Place::before_all(), i64::MAX)?;
                rows.retain(|row| among.contains(&row.person));
                let total = rows.len() as u64;
                rows.retain(|row| place < Place::of(row));
                (rows, total)
            }
        };
        let is_last = rows.len() <= limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| !is_last).map(|row| Place::of(row).written());
        Ok(FollowUpDuePage { rows, total, next })
    }

    /// How many there are to ask on a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn follow_up_total(&mut self, filter: FollowUpFilter, on: Date) -> Result<u64, Error> {
        self.follow_up_count(filter, None, on)
    }

    fn follow_up_count(&mut self, filter: FollowUpFilter, window: Option<&WindowId>, on: Date) -> Result<u64, Error> {
        let window = window.map_or("", |window| window.as_str());
        let [on, from, until, unheard, heard] = limits(filter, on);
        let params = [on, from, until, unheard, heard, Param::Text(window)];
        let count = self.conn.query_first(LISTED_COUNT, &params, |row| row.get_i64(0))?;
        Ok(count.unwrap_or(0) as u64)
    }

    fn follow_up_after(
        &mut self,
        filter: FollowUpFilter,
        window: Option<&WindowId>,
        on: Date,
        place: &Place,
        limit: i64,
    ) -> Result<Vec<FollowUpDue>, Error> {
        let window = window.map_or("", |window| window.as_str());
        let [on, from, until, unheard, heard] = limits(filter, on);
        let params = [
            on,
            from,
            until,
            unheard,
            heard,
            Param::Text(window),
            place.last.into(),
            Param::Text(&place.stream),
            Param::Text(&place.donation),
            Param::Text(&place.window),
            place.round.into(),
            limit.into(),
        ];
        self.conn.query(LISTED, &params, due_row)
    }

    /// What has to be reported within hours and was not yet, the most urgent first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn reports_due(&mut self, today: Date, limit: u32) -> Result<Vec<ReportDue>, Error> {
        let rows = self.conn.query(REPORTS, &[Param::Integer(limit.into())], report_row)?;
        let ids: Vec<PersonId> = rows.iter().map(|(person, ..)| *person).collect();
        let people: BTreeMap<_, _> =
            self.person_rows(&ids, today)?.into_iter().map(|person| (person.id, person)).collect();
        let joined = |(person, donation, rule, learnt_at, until_at): ReportRow| {
            let person = people.get(&person)?.clone();
            Some(ReportDue { person, donation, rule, learnt_at, until_at })
        };
        Ok(rows.into_iter().filter_map(joined).collect())
    }
}

/// Where a row stands in the list, in the order of the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    last: i64,
    stream: String,
    donation: String,
    window: String,
    round: i64,
}

impl Place {
    fn before_all() -> Self {
        let (stream, donation, window) = (String::new(), String::new(), String::new());
        Self { last: i64::MIN, stream, donation, window, round: 0 }
    }

    fn of(row: &FollowUpDue) -> Self {
        Self {
            last: day::number(row.last),
            stream: Stream::Person(row.person).to_string(),
            donation: row.donation.to_string(),
            window: row.window.to_string(),
            round: row.round.into(),
        }
    }

    /// As a cursor. The window comes last, since it alone is in words.
    fn written(&self) -> String {
        let person = self.stream.rsplit('/').next().unwrap_or_default();
        format!("{}_{person}_{}_{}_{}", self.last, self.donation, self.round, self.window)
    }

    fn read(cursor: &str) -> Result<Self, Error> {
        let parts: Vec<&str> = cursor.splitn(5, '_').collect();
        let read = |parts: &[&str]| {
            let [last, person, donation, round, window] = parts else { return None };
            let person: PersonId = person.parse().ok()?;
            let donation: DonationId = donation.parse().ok()?;
            Some(Self {
                last: last.parse().ok()?,
                stream: Stream::Person(person).to_string(),
                donation: donation.to_string(),
                window: (*window).to_owned(),
                round: round.parse().ok()?,
            })
        };
        let wrong = || Error::Refused("this cursor is not one of ours: begin with the first page".to_owned());
        read(&parts).ok_or_else(wrong)
    }
}

/// The day; the least last day and the one after the greatest; after which day, and by which, they were first heard of.
fn limits(filter: FollowUpFilter, on: Date) -> [Param<'static>; 5] {
    let on = day::number(on);
    let (from, until, unheard, heard) = match filter {
        FollowUpFilter::Due => (on, NEVER, i64::MIN, NEVER),
        FollowUpFilter::Late => (i64::MIN, on, i64::MIN, NEVER),
        FollowUpFilter::Lost => (i64::MIN, on, on, NEVER),
        FollowUpFilter::Heard => (i64::MIN, on, i64::MIN, on),
    };
    [on.into(), from.into(), until.into(), unheard.into(), heard.into()]
}

/// A sort of window, and how many there are.
struct Counted {
    window: String,
    kind: String,
    era: i64,
    state: WindowState,
    is_over: bool,
    is_unheard: bool,
    sections: i64,
    fields: i64,
    count: u64,
}

/// How many there are of each sort, while they are counted. There are few texts and few sorts, and many windows.
#[derive(Default)]
struct Counting {
    texts: Vec<String>,
    counts: HashMap<[i64; 8], u64>,
}

impl Counting {
    fn take(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let texts = [row.get_text(0)?, row.get_text(1)?, row.get_text(3)?];
        let [window, kind, state] = texts.map(|text| self.place_of(text));
        let key =
            [window, kind, row.get_i64(2)?, state, row.get_i64(4)?, row.get_i64(5)?, row.get_i64(6)?, row.get_i64(7)?];
        *self.counts.entry(key).or_default() += row.get_i64(8)? as u64;
        Ok(())
    }

    fn place_of(&mut self, text: &str) -> i64 {
        let place = self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        });
        place as i64
    }

    fn counted(&self) -> Result<Vec<Counted>, Error> {
        let text = |place: i64| self.texts[place as usize].as_str();
        let sort = |(key, count): (&[i64; 8], &u64)| {
            let [window, kind, era, state, is_over, is_unheard, sections, fields] = *key;
            let state = text(state);
            let known = WindowState::ALL.into_iter().find(|known| known.as_str() == state);
            Ok(Counted {
                window: text(window).to_owned(),
                kind: text(kind).to_owned(),
                era,
                state: known.ok_or_else(|| Error::Damaged(format!("“{state}” is not a state of a window")))?,
                is_over: is_over == 1,
                is_unheard: is_unheard == 1,
                sections,
                fields,
                count: *count,
            })
        };
        self.counts.iter().map(sort).collect()
    }
}

fn report(follow_up: &FollowUp, counted: &[Counted]) -> FollowUpReport {
    let mut kinds: Vec<&str> = counted.iter().map(|counted| counted.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let fixed = follow_up.windows.iter().map(|window| &window.id);
    let ids: Vec<&WindowId> = fixed.chain(follow_up.for_life.as_ref().map(|life| &life.id)).collect();
    let mut report = FollowUpReport::default();
    for kind in kinds {
        for window in &ids {
            let is_of = |counted: &&Counted| counted.kind == kind && counted.window == window.as_str();
            let of: Vec<&Counted> = counted.iter().filter(is_of).collect();
            if !of.is_empty() {
                report.windows.push(window_report(follow_up, window, kind, &of));
            }
        }
    }
    let of = |state: WindowState| counted.iter().filter(move |counted| counted.state == state);
    report.due = of(WindowState::Due).map(|counted| counted.count).sum();
    report.late = of(WindowState::Late).map(|counted| counted.count).sum();
    report.lost = of(WindowState::Late).filter(|counted| counted.is_unheard).map(|counted| counted.count).sum();
    report
}

fn window_report(follow_up: &FollowUp, window: &WindowId, kind: &str, of: &[&Counted]) -> WindowReport {
    let mut states: BTreeMap<&'static str, u64> = WindowState::ALL.iter().map(|state| (state.as_str(), 0)).collect();
    of.iter().for_each(|counted| *states.entry(counted.state.as_str()).or_default() += counted.count);
    let lost = of.iter().filter(|counted| counted.state == WindowState::Late && counted.is_unheard);
    let over: Vec<&&Counted> = of.iter().filter(|counted| counted.is_over).collect();
    let asked: Vec<_> = follow_up.sections_of(window).into_iter().map(|section| &section.id).collect();
    let (mut sections, mut fields, mut place) = (Vec::new(), Vec::new(), 0);
    for (bit, section) in follow_up.sections.iter().enumerate() {
        let is_asked = asked.contains(&&section.id);
        if is_asked {
            sections.extend(section_reports(follow_up, window, kind, bit, &over));
        }
        for field in section.field_ids() {
            if is_asked {
                let known = over.iter().filter(|counted| counted.fields >> place & 1 == 1);
                fields.push(FieldReport { field: field.to_string(), known: known.map(|counted| counted.count).sum() });
            }
            place += 1;
        }
    }
    WindowReport {
        window: window.to_string(),
        kind: kind.to_owned(),
        lost: lost.map(|counted| counted.count).sum(),
        over: over.iter().map(|counted| counted.count).sum(),
        complete: over.iter().filter(|counted| counted.state == WindowState::Complete).map(|c| c.count).sum(),
        states,
        sections,
        fields,
    }
}

/// Since when a threshold is in force, and which it is.
type ThresholdKey<'a> = (i64, Option<&'a str>);
/// The percentage asked for, how many are over, and how many of these are complete.
type ThresholdCount = (Option<u8>, u64, u64);

/// One for each threshold that applies to some of the donations, and one for those to which none does.
fn section_reports(
    follow_up: &FollowUp,
    window: &WindowId,
    kind: &str,
    bit: usize,
    over: &[&&Counted],
) -> Vec<SectionReport> {
    let section = &follow_up.sections[bit];
    let kind = DonationKindId::from(kind);
    let mut by_threshold: BTreeMap<ThresholdKey<'_>, ThresholdCount> = BTreeMap::new();
    for counted in over {
        let threshold = follow_up.threshold(&kind, &section.id, window, day::from_number(counted.era));
        let threshold = threshold.filter(|_| counted.era != 0);
        let since = threshold.map_or(0, |threshold| day::number(threshold.rule.in_force_from));
        let key = (since, threshold.map(|threshold| threshold.rule.id.as_str()));
        let entry = by_threshold.entry(key).or_insert((threshold.map(|threshold| threshold.percent), 0, 0));
        entry.1 += counted.count;
        entry.2 += if counted.sections >> bit & 1 == 1 { counted.count } else { 0 };
    }
    let report = |((_, threshold), (percent_needed, over, complete)): (ThresholdKey<'_>, ThresholdCount)| {
        // In whole numbers: 60 of a hundred is 60 of a hundred.
        let met = percent_needed.map(|percent| complete * 100 >= over * u64::from(percent));
        let (section, threshold) = (section.id.to_string(), threshold.map(str::to_owned));
        SectionReport { section, threshold, percent_needed, over, complete, met }
    };
    by_threshold.into_iter().map(report).collect()
}

fn due_row(row: &Row<'_>) -> Result<FollowUpDue, Error> {
    let contact = row.get_i64(7)?;
    Ok(FollowUpDue {
        person: tables::person_of(row.get_text(0)?)?,
        donation: donation_of(row.get_text(1)?)?,
        window: row.get_text(2)?.into(),
        round: u32::try_from(row.get_i64(3)?).unwrap_or(u32::MAX),
        first: day::from_number(row.get_i64(4)?),
        last: day::from_number(row.get_i64(5)?),
        form_due: day::from_number(row.get_i64(6)?),
        contact: (contact != NEVER).then(|| day::from_number(contact)),
    })
}

type ReportRow = (PersonId, DonationId, programme::RuleId, i64, i64);

fn report_row(row: &Row<'_>) -> Result<ReportRow, Error> {
    let person = tables::person_of(row.get_text(0)?)?;
    Ok((person, donation_of(row.get_text(1)?)?, row.get_text(2)?.into(), row.get_i64(3)?, row.get_i64(4)?))
}

fn donation_of(text: &str) -> Result<DonationId, Error> {
    text.parse().map_err(|error| Error::Damaged(format!("a read table names a donation by {error}")))
}
