//! What the read tables say of staying in touch with a person: a row for each window, and one for each report that is still to
//! be made.
//!
//! Which fields and parts of the form were filled in in time is kept as the bits of a number, in the order of the programme file.

use programme::rules::{FollowUp, Programme};
use programme::{Donation, Person, Window, open_reports, windows};

use super::day::{self, NEVER};

/// A person's rows about staying in touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FollowUpRows {
    /// One for each window.
    pub(crate) windows: Vec<WindowRow>,
    /// One for each report that is still to be made.
    pub(crate) reports: Vec<ReportRow>,
    /// One for each donation, whatever became of it.
    pub(crate) journeys: Vec<JourneyRow>,
}

/// A donation with the days from which a curve is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JourneyRow {
    /// The donation.
    pub(crate) donation: String,
    /// The kind of donation.
    pub(crate) kind: String,
    /// When it was first spoken of, when it was stopped or called off, when it was given, when the donor died, and when they
    /// were last known to be alive; [`NEVER`] where there is no such day.
    pub(crate) days: [i64; 5],
}

/// A window. Days are numbers, [`NEVER`] where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WindowRow {
    /// The donation.
    pub(crate) donation: String,
    /// The window of the file.
    pub(crate) window: String,
    /// The round, 0 of a window that comes once.
    pub(crate) round: i64,
    /// The kind of donation.
    pub(crate) kind: String,
    /// The numbers, in the order of the table's columns.
    pub(crate) numbers: [i64; NUMBERS],
}

/// How many columns of a window are numbers.
const NUMBERS: usize = 13;

/// A report that is still to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportRow {
    /// The donation.
    pub(crate) donation: String,
    /// The rule of the file.
    pub(crate) rule: String,
    /// When it was learnt of, in microseconds since 1970.
    pub(crate) learnt_at: i64,
    /// Until when it has to be reported.
    pub(crate) until_at: i64,
}

impl FollowUpRows {
    pub(crate) fn of(person: &Person, programme: &Programme) -> Self {
        if person.erased {
            return Self::default();
        }
        let journeys = person.donations.iter().map(|donation| journey(person, donation)).collect();
        let Some(follow_up) = &programme.follow_up else { return Self { journeys, ..Self::default() } };
        let report = |open: programme::OpenReport<'_>| ReportRow {
            donation: open.donation.to_string(),
            rule: open.kind.rule.id.to_string(),
            learnt_at: open.learnt.as_microsecond(),
            until_at: open.until.as_microsecond(),
        };
        Self {
            windows: windows(person, programme).iter().map(|window| row(window, follow_up)).collect(),
            reports: open_reports(person, programme).into_iter().map(report).collect(),
            journeys,
        }
    }
}

fn journey(person: &Person, donation: &Donation) -> JourneyRow {
    let or_never = |day: Option<jiff::civil::Date>| day.map_or(NEVER, day::number);
    let given = donation.given.as_ref().map(|given| given.on);
    let opened = donation.opened.as_ref().map(|(_, on)| *on);
    let over = donation.withdrawn.map(|word| word.on);
    let over = over.or(donation.called_off.as_ref().map(|called_off| called_off.on));
    let died = person.journey.death.as_ref().map(|death| death.on);
    // Whoever says how they are, goes home or begins something is alive.
    let seen = [person.last_seen(), person.follow_up.last_contact(), given, opened, over, donation.discharged];
    JourneyRow {
        donation: donation.id.to_string(),
        kind: donation.kind.to_string(),
        days: [opened, over, given, died, seen.into_iter().flatten().max()].map(or_never),
    }
}

fn row(window: &Window, follow_up: &FollowUp) -> WindowRow {
    let or_never = |day: Option<jiff::civil::Date>| day.map_or(NEVER, day::number);
    // Of several pauses the last one: it is the one that somebody who looks today can still be shown.
    let (gap_from, gap_until) =
        window.pauses.last().map_or((NEVER, NEVER), |(from, until)| (day::number(*from), day::number(*until)));
    let (sections, fields) = bits(window, follow_up);
    let numbers = [
        day::number(window.given),
        follow_up.era(window.given).map_or(0, day::number),
        day::number(window.first),
        day::number(window.last),
        day::number(window.form_due),
        or_never(window.until),
        or_never(window.ended),
        gap_from,
        gap_until,
        or_never(window.complete_on()),
        or_never(window.contact),
        sections,
        fields,
    ];
    WindowRow {
        donation: window.donation.to_string(),
        window: window.id.to_string(),
        round: window.round.into(),
        kind: window.kind.to_string(),
        numbers,
    }
}

/// Which parts, and which fields, were filled in by the last day.
fn bits(window: &Window, follow_up: &FollowUp) -> (i64, i64) {
    let (mut sections, mut fields, mut place) = (0, 0, 0);
    for (bit, section) in follow_up.sections.iter().enumerate() {
        let known = window.sections.iter().find(|known| known.id == section.id);
        let complete = known.and_then(|known| window.section_complete_on(known)).is_some_and(|on| on <= window.last);
        sections |= i64::from(complete) << bit;
        for field in section.field_ids() {
            let on = known.and_then(|known| known.fields.iter().find(|(id, _)| id == field)).and_then(|(_, on)| *on);
            fields |= i64::from(on.is_some_and(|on| window.counts_from(on) <= window.last)) << place;
            place += 1;
        }
    }
    (sections, fields)
}
